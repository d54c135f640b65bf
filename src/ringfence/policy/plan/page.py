"""One statement of the one-call shape, while it is written: what it reads once, and what it looks up where it is said.

Between rule logic and `one_call`. Rows that are found by a key alone (the person, the line) are read once and joined.
What the logic asks of a person's stops, proofs and entries is found in one pass over each. Every other figure becomes
a scalar sub-query where it is mentioned, behind the guard of its clause, so that an engine which works left to right
looks nothing up that cannot matter. What several clauses say alike is worked out once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlglot import exp

from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.fold import VARIES, Known, constant, folded
from ringfence.policy.plan.logic import Expr, both, case, equal, less, number, row
from ringfence.policy.plan.lookups import Found
from ringfence.policy.plan.pieces import said_again
from ringfence.policy.plan.rows import RowOf, drawn, param, row_of
from ringfence.policy.plan.subquery import SubQueries, degree_of

PASSED = frozenset({"stop", "proof", "institution_proof", "listing_entry", "line_entry", "account_fact"})
"""Relations of which a key has few rows, so that all of them are read whatever is asked."""
MOST_IN_A_PASS = 30
"""Two bits each, in one whole number."""
NO_ROW = 3
BOUNDS = tuple(f"line_calls_{place}" for place in range(8))
"""By what names an engine may hand in how many calls the call's line has at most."""


class Bound(NamedTuple):
    """A count of which an engine may know a bound: by what name it is handed in, from where on it settles nothing, and
    how it is counted.
    """

    name: str
    enough: int
    tree: exp.Select


class Page:
    """One statement for calls of which so much is known.

    On an `eager` one all that is mentioned is wanted: then what look-ups ask of one another is looked up beforehand,
    and look-ups that are alike are made once. On a `bounded` one, counts of a line's calls are spared where one of its
    `bounds` is handed in.
    """

    def __init__(self, plan: Plan, known: Known, *, eager: bool = False, bounded: bool = False) -> None:
        self._plan, self._eager, self._bounded = plan, eager, bounded
        self._known = replace(known, bind=self._column)
        self._below = SubQueries(plan, known, self._beforehand if eager else None)
        self._asked: dict[Expr, str] = {}
        self._counted: dict[Expr, tuple[Found, int]] = {}
        self._joined: dict[str, RowOf] = {}
        self._passes: dict[str, _Pass] = {}
        self.bounds: list[Bound] = []

    def read(self, expr: Expr) -> Expr:
        """Rule logic with its figures looked up and the call's columns as parameters."""
        return folded(expr, self._known)

    def select(self, columns: Sequence[Expr]) -> exp.Select:
        """These columns, over all that they read."""
        self._put_back(columns)
        pieces = said_again(columns, looked_up=self._eager)
        if not (self._joined or self._passes or self._asked or self._counted or pieces):
            return exp.select(*columns, copy=False)
        made = self._once()
        if not pieces:
            return made.select(*columns, copy=False)
        # Worked out below, where an engine cannot put a piece back in each place that mentions it.
        read = [named(column.copy(), _flat(column)) for column in self._read_flat(columns)]
        below = [*read, *[named(piece, name) for name, piece in pieces.items()], named(number(1), "one")]
        page = made.select(*below, copy=False).limit(1, copy=False).subquery("page", copy=False)
        one = equal(exp.column("one", table="page", quoted=True), number(1))
        return exp.select(*columns, copy=False).from_(page, copy=False).where(one, copy=False)

    def _read_flat(self, columns: Sequence[Expr]) -> list[exp.Column]:
        """The columns of joined rows and passes that these still read, each once; there they are read flat."""
        found: dict[str, exp.Column] = {}
        for column in [column for each in columns for column in each.find_all(exp.Column)]:
            if column.table == "once" or column.table in self._joined:
                found.setdefault(_flat(column), column.copy())
                column.replace(exp.column(_flat(column), table="page", quoted=True))
        return list(found.values())

    def _once(self) -> exp.Select:
        """Nothing yet, from all that is read once."""
        asked = [named(figure, name) for figure, name in self._asked.items()]
        counts = [
            named(self._at_most(found, least), f"count_{place}")
            for place, (found, least) in enumerate(self._counted.values())
        ]
        passes = [named(each.packed(), name) for name, each in self._passes.items()]
        # One row under an aggregate: an engine works it out once, and not again for each mention of it.
        once = exp.select(*asked, *counts, *passes, named(exp.Max(this=number(1)), "one"), copy=False)
        made = exp.Select().from_(once.subquery("once", copy=False), copy=False)
        for each in self._joined.values():
            made = made.join(each.table, on=each.condition, join_type="left", copy=False)
        return made

    def _column(self, column: exp.Column) -> Expr:
        if column.table == "found":
            return self._figure(self._plan.desk.found[column.name])
        there = row_of(column)
        if there is None:
            return param(column.name)
        if there.word is not None and self._known.words.get(there.word, there) is None:
            return exp.null()
        self._joined[there.alias] = there
        return exp.column(there.column, table=there.alias, quoted=True)

    def _figure(self, found: Found) -> Expr:
        lookup = found.lookup
        if (found.what, found.over) == ("count", "possible") and found.by_line and not self._eager:
            return self._count(found)
        lazy = found.what != "degree" or lookup.relation not in PASSED
        if self._eager or lazy or self._below.empty(lookup):
            return self._below.figure(found)
        lead, *others = ((name, self._below.read(value)) for name, value in lookup.key)
        rest = [self._below.read(part) for part in (lookup.index, lookup.within) if part is not None]
        wanted = both(*[equal(row(name), value) for name, value in others], *rest)
        return self._passed(lookup.relation, lead, wanted, degree_of(self._below.read(lookup.match)))

    def _count(self, found: Found) -> Expr:
        """What stands for a count of a line's calls: of caps that count alike, the widest reads for all."""
        alike = self._below.figure(replace(found, n=1))
        if constant(alike) is not VARIES:
            return alike
        widest, least = self._counted.get(alike, (found, found.n))
        self._counted[alike] = (found if found.n > widest.n else widest), min(least, found.n)
        place = list(self._counted).index(alike)
        return exp.column(f"count_{place}", table="once", quoted=True)

    def _at_most(self, found: Found, least: int) -> Expr:
        """The bound that is handed in for a count, where no cap could be full by it; else the count itself."""
        figure = self._below.figure(found)
        tree = exp.select(self._below.bound(found), copy=False)
        # What differs from one moment to the next cannot be remembered.
        lasts = all(read.this != "t" for read in tree.find_all(exp.Placeholder))
        if not (self._bounded and lasts and len(self.bounds) < len(BOUNDS)):
            return figure
        bound = Bound(BOUNDS[len(self.bounds)], least, tree)
        self.bounds.append(bound)
        return case([(less(param(bound.name), number(least)), param(bound.name))], figure)

    def _beforehand(self, figure: Expr) -> Expr:
        """What stands for a figure that a look-up asks for."""
        name = self._asked.setdefault(figure, f"asked_{len(self._asked)}")
        return exp.column(name, table="once", quoted=True)

    def _passed(self, relation: str, lead: tuple[str, Expr], wanted: Expr, degree: Expr) -> Expr:
        figure = exp.Case(ifs=[exp.If(this=wanted, true=degree)])
        for name, each in self._passes.items():
            if (each.relation, each.lead) == (relation, lead) and each.takes(figure):
                return each.figure(name, figure)
        name = f"pass_{len(self._passes)}"
        self._passes[name] = _Pass(relation, lead)
        return self._passes[name].figure(name, figure)

    def _put_back(self, columns: Sequence[Expr]) -> None:
        """Reads where it is mentioned what is mentioned once: behind its guard it may never have to be."""
        for name, each in tuple(self._passes.items()):
            mentions = [
                column for whole in columns for column in whole.find_all(exp.Column)
                if (column.table, column.name) == ("once", name)
            ]  # fmt: skip
            if len(mentions) == 1:
                mentions[0].replace(each.packed())
                del self._passes[name]


class _Pass:
    """One reading of all rows of a relation under one key, for many figures in two bits each."""

    def __init__(self, relation: str, lead: tuple[str, Expr]) -> None:
        self.relation, self.lead = relation, lead
        self._figures: dict[Expr, int] = {}

    def takes(self, figure: Expr) -> bool:
        return figure in self._figures or len(self._figures) < MOST_IN_A_PASS

    def figure(self, name: str, figure: Expr) -> Expr:
        """Where this figure is read from, once the pass is made; it is written there if it is new."""
        place = self._figures.setdefault(figure, len(self._figures))
        packed = exp.column(name, table="once", quoted=True)
        shifted = exp.BitwiseRightShift(this=packed, expression=number(2 * place)) if place else packed
        return exp.Paren(this=exp.BitwiseAnd(this=exp.Paren(this=shifted), expression=number(NO_ROW)))

    def packed(self) -> Expr:
        """All its figures in one number."""
        name, value = self.lead
        total: Expr | None = None
        for figure, place in self._figures.items():
            most = exp.Coalesce(this=exp.Max(this=figure), expressions=[number(NO_ROW)])
            part = exp.Mul(this=most, expression=number(4**place))
            total = part if total is None else exp.Add(this=total, expression=part)
        assert total is not None
        return exp.Subquery(this=drawn(total, self.relation, equal(row(name), value)))


def _flat(column: exp.Column) -> str:
    return f"{column.table}_{column.name}"


def named(expr: Expr, name: str) -> Expr:
    """The piece under a name."""
    # Not `alias_`: a sub-query would take the name into itself, and be like no other.
    return exp.Alias(this=expr, alias=exp.to_identifier(name, quoted=True))
