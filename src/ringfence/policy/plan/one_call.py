"""The one-call shape: what a plan comes to in one situation, as statements that take one call's columns.

Between a plan and the engines that answer one call at a time. What the situation decides is left out; what is left is
written on a page (`page.py`). Gives sqlglot trees; an engine prints them in its own dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ringfence.policy.plan.clause import Clause, Speaking
from ringfence.policy.plan.fold import constant
from ringfence.policy.plan.logic import Expr, nothing
from ringfence.policy.plan.page import Page, named
from ringfence.policy.plan.situation import Situation, Situations


@dataclass(frozen=True, slots=True)
class OneCall:
    """One plan in one of its situations."""

    situations: Situations
    situation: Situation

    def decide(self, clauses: Sequence[Clause]) -> tuple[list[Clause], exp.Select]:
        """The clauses that may speak, and a row with the truth of each: `f0`, `f1`, … true, false or unknown."""
        page = Page(self.situations.plan, self.situations.known(self.situation))
        truths = [(clause, page.read(clause.fires)) for clause in clauses]
        kept = [(clause, truth) for clause, truth in truths if constant(truth) is not False]
        columns = [named(truth, f"f{clause.index}") for clause, truth in kept]
        return [clause for clause, _ in kept], page.select(columns)

    def details(self, speaking: Sequence[Speaking]) -> exp.Select:
        """One row with what clauses that speak have to say: each one's edge, its fact's moment, the fact's leaf."""
        return self._told(speaking, lambda clause: (clause.edge, clause.fact_at, clause.leaf))

    def edges(self, speaking: Sequence[Speaking]) -> exp.Select:
        """One row with the edge of each clause that speaks."""
        return self._told(speaking, lambda clause: (clause.edge,))

    def _told(
        self, speaking: Sequence[Speaking], parts: Callable[[Clause], tuple[Expr | None, ...]]
    ) -> exp.Select:
        known = self.situations.known(self.situation)
        sure = frozenset(clause.sure for clause, truth in speaking if truth and clause.sure is not None)
        page = Page(self.situations.plan, replace(known, true=sure), eager=True)
        said = [
            nothing() if part is None else page.read(part) for clause, _ in speaking for part in parts(clause)
        ]
        return page.select([named(each, f"d{place}") for place, each in enumerate(said)])
