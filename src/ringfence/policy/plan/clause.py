"""A clause: what one era of one rule compiles to, for every shape alike.

Between the kinds, which write clauses, and the shapes, which carry them out.
"""

from __future__ import annotations

from dataclasses import dataclass

from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.lookups import Lookup
from ringfence.policy.rule import Rule


@dataclass(frozen=True, slots=True)
class Broken:
    """What a kind says of a rule: whether it is broken, and when that may end.

    `broken` is three-valued. `edge` is a lower bound, later than now, of the moment at which the rule stops
    standing in the way; nothing if none is in sight. `fact_at` and `leaf` name the fact that decided. `sure` is what
    the three of them ask, and what is true wherever the rule is surely broken.

    `bare` and `reach` spare lists most look-ups: where `bare`, over the call alone, is false, and the relation of
    `reach` has no row at all under the call's key, the rule is surely not broken. Without `bare` nothing is spared.
    """

    broken: Expr
    edge: Expr
    fact_at: Expr | None = None
    leaf: Expr | None = None
    cap: CapCounts | None = None
    bare: Expr | None = None
    reach: Lookup | None = None
    sure: Expr | None = None


@dataclass(frozen=True, slots=True)
class CapCounts:
    """The figures of a cap apart, for the list, where earlier rows of the list count too.

    `counted` is the look-up behind `sure` and `possible`; `leaves` the first moment at which a call may leave a
    calendar period. `counts` says whether a call would itself count once reserved, `came_of` whether what came of it
    counts, where that is known already.
    """

    most: int
    counted: Lookup
    sure: Expr
    possible: Expr
    leaves: Expr
    since: Expr
    until: Expr
    lost: Expr
    lead: str
    words: tuple[str, ...]
    counts: Expr
    came_of: Expr
    span: int | None
    surely: Expr | None = None
    possibly: Expr | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One era of one rule: `guard` over the call alone, `fires` in full, and what to say when it speaks.

    `apart` is the guard with every exemption; `rest` is when that may turn, so that `edge` is the sooner of `rest`
    and what the kind names. For `bare`, `reach` and `sure` see `Broken`.
    """

    index: int
    rule: Rule
    guard: Expr
    fires: Expr
    edge: Expr
    fact_at: Expr | None
    leaf: Expr | None
    cap: CapCounts | None = None
    apart: Expr | None = None
    rest: Expr | None = None
    max: int | None = None
    bare: Expr | None = None
    reach: Lookup | None = None
    sure: Expr | None = None

    @property
    def parts(self) -> dict[str, Expr]:
        """What it has to tell when it speaks, by name; what it never tells is left out."""
        parts = {"edge": self.edge, "fact_at": self.fact_at, "leaf": self.leaf}
        return {name: part for name, part in parts.items() if part is not None}

    @property
    def at_dial_only(self) -> bool:
        """Whether the rule is asked before dialling only, and not again when the call connects."""
        return self.rule.terms.kind == "cap" or getattr(self.rule.then, "applies_at", "ring") == "dial"


Speaking = tuple[Clause, bool]
"""A clause that speaks, and whether it is surely broken: else nobody knows."""
