"""Look-ups: what a rule needs to know of the ledger, declared once and carried out by each shape.

Between rule logic and SQL. A `Lookup` says which rows of a relation matter to a call; a `Found` is one figure
drawn from them and stands in the logic as a column. The one-call shape turns a figure into a scalar sub-query,
the list shape turns a look-up into a grouped join; neither changes what is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from sqlglot import exp

from ringfence.policy.plan.clocks import Clock, clocks_of
from ringfence.policy.plan.logic import Expr, either, number, unknown

Over = Literal["sure", "possible"]
MOST_REMEMBERED = 1 << 13
"""Pieces of logic of which is remembered what they use: to walk them again and again takes longer than a list."""


@dataclass(slots=True)
class Lookup:
    """Rows of a relation that matter to one call.

    `key` joins columns of the relation to expressions over the call, exactly. `within` is a filter that is
    never unknown; `match` may be, and what it leaves unknown is *possible*, not sure. `needed` says, over the
    call alone, when the look-up can matter at all. `index` helps the one-call shape to find the rows; `bounds` are
    the first and last `ts` that can matter, so that the list shape reads no more of the history than that.
    `earlier` says that earlier calls of a list count like those of the ledger; `told` is what `match` comes to for
    calls that hold no reservation. `single` says that at most one row lies under the key.
    """

    name: str
    relation: str
    key: tuple[tuple[str, Expr], ...]
    match: Expr
    within: Expr | None = None
    needed: Expr | None = None
    index: Expr | None = None
    bounds: tuple[Expr, Expr] | None = None
    earlier: bool = False
    told: Expr | None = None
    single: bool = False

    @property
    def finds(self) -> tuple[object, ...]:
        """What it finds, whoever needs it: two that are alike in this find the same rows."""
        return self.relation, self.key, self.match, self.within, self.index, self.bounds

    @property
    def parts(self) -> list[Expr]:
        """Every piece of logic it is made with."""
        keys = [value for _, value in self.key]
        pieces = (self.match, self.within, self.needed, self.index, *keys)
        return [part for part in pieces if part is not None]


@dataclass(frozen=True, slots=True)
class Found:
    """One figure drawn from a look-up.

    `degree` 2 if a row surely matches, 1 if one possibly does, else 0 (null without any row in the key).
    `count` how many match, read no further than `n`; `people_count` how many people they are. `most`, `least` of `value`; `nth` largest `value`;
    `last` the `value` of the row that is largest by `order`; `moments` the `ts` of all that match (lists only). `over` says whether possible rows count too.
    """

    lookup: Lookup
    what: Literal[
        "degree",
        "count",
        "people_count",
        "most",
        "least",
        "nth",
        "last",
        "anchored_count",
        "anchored_edge",
        "moments",
    ]
    over: Over = "sure"
    value: Expr | None = None
    order: tuple[Expr, ...] = ()
    n: int = 0
    span: int = 0

    @property
    def is_most(self) -> bool:
        """Whether it is the most of its value: the last by some value has the most of it."""
        return self.what == "most" or (self.what == "last" and self.order[0] == self.value)

    @property
    def by_line(self) -> bool:
        """Whether the rows are a line's, not a person's."""
        return self.lookup.key[0][0] == "line"


@dataclass(slots=True)
class Desk:
    """Where the look-ups of one plan are registered, so that the logic can name their figures.

    `places` is how many places each call is known to have; None where that differs from call to call.
    """

    places: int | None = None
    lookups: dict[str, Lookup] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    _alike: dict[object, Lookup] = field(default_factory=dict)
    _named: dict[object, str] = field(default_factory=dict)

    def clocks(self, basis: str) -> tuple[Clock, ...]:
        """The clocks of a basis, as far as the calls of this plan can have them."""
        return clocks_of(basis, self.places)

    def lookup(self, prefix: str, **terms: object) -> Lookup:
        """A look-up of this plan: one that is there already, if it finds the same, for what calls need it too."""
        made = Lookup(name=f"{prefix}_{len(self.lookups)}", **terms)  # type: ignore[arg-type]  # its own fields
        # What earlier calls of a list count for is settled cap by cap, so caps share nothing.
        alike = self._alike.setdefault(made.finds, made) if not made.earlier else made
        if alike is not made:
            alike.needed = None if None in (alike.needed, made.needed) else either(alike.needed, made.needed)
            return alike
        self.lookups[made.name] = made
        return made

    def figure(self, found: Found) -> Expr:
        """The column that stands for a figure in rule logic; the same figure has one."""
        key = (found.lookup.name, found.what, found.over, found.value, found.order, found.n, found.span)
        name = self._named.setdefault(key, f"{found.lookup.name}_{found.what}_{len(self.found)}")
        self.found.setdefault(name, found)
        return exp.column(name, table="found", quoted=True)

    def truth(self, lookup: Lookup, otherwise: Expr) -> Expr:
        """Whether any row matches: true, unknown, or, without a row that could, `otherwise`."""
        degree = self.figure(Found(lookup, "degree"))
        return exp.Case(
            this=degree,
            ifs=[
                exp.If(this=number(2), true=exp.true()),
                exp.If(this=number(1), true=unknown()),
            ],
            default=otherwise.copy(),
        )


@lru_cache(maxsize=MOST_REMEMBERED)
def figures_in(expr: Expr) -> tuple[str, ...]:
    """The names of the figures that a piece of logic uses, each once, in order."""
    names = (column.name for column in expr.find_all(exp.Column) if column.table == "found")
    return tuple(dict.fromkeys(names))
