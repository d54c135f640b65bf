"""A clause: what one era of one rule compiles to, for every shape alike.

Between the kinds, which write clauses, and the shapes, which carry them out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ringfence.policy.plan.logic import Expr
from ringfence.policy.rule import Rule


@dataclass(frozen=True, slots=True)
class Broken:
    """What a kind says of a rule: whether it is broken, and when that may end.

    `broken` is three-valued. `edge` is a lower bound, later than now, of the moment at which the rule stops
    standing in the way; nothing if none is in sight. `fact_at` and `leaf` name the fact that decided.
    """

    broken: Expr
    edge: Expr
    fact_at: Expr | None = None
    leaf: Expr | None = None
    cap: CapCounts | None = None


@dataclass(frozen=True, slots=True)
class CapCounts:
    """The figures of a cap apart, for the list, where earlier rows of the list count too."""

    most: int
    sure: Expr
    possible: Expr
    since: Expr
    until: Expr
    lost: Expr
    lead: str
    words: tuple[str, ...]
    counts: Expr
    span: int | None
    surely: Expr | None = None
    possibly: Expr | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One era of one rule: `guard` over the call alone, `fires` in full, and what to say when it speaks."""

    index: int
    rule: Rule
    guard: Expr
    fires: Expr
    edge: Expr
    fact_at: Expr | None
    leaf: Expr | None
    cap: CapCounts | None = None
    apart: Expr | None = None
    max: int | None = None
    extra: dict[str, Expr] = field(default_factory=dict)

    @property
    def at_dial_only(self) -> bool:
        """Whether the rule is asked before dialling only, and not again when the call connects."""
        return self.rule.terms.kind == "cap" or getattr(self.rule.then, "applies_at", "ring") == "dial"
