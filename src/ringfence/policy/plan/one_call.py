"""The one-call shape: what a plan comes to in one situation, as statements that take one call's columns.

Between a plan and the engines that answer one call at a time. What the situation decides is left out; what is left is
written on a page (`page.py`). Gives sqlglot trees; an engine prints them in its own dialect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.fold import constant
from ringfence.policy.plan.logic import nothing
from ringfence.policy.plan.page import Page, named
from ringfence.policy.plan.situation import Situation, Situations


@dataclass(frozen=True, slots=True)
class OneCall:
    """One plan in one of its situations."""

    situations: Situations
    situation: Situation

    def decide(self, clauses: Sequence[Clause]) -> tuple[list[Clause], exp.Select]:
        """The clauses that may speak, and a row with the truth of each: `f0`, `f1`, … true, false or unknown."""
        page = self._page()
        truths = [(clause, page.read(clause.fires)) for clause in clauses]
        kept = [(clause, truth) for clause, truth in truths if constant(truth) is not False]
        columns = [named(truth, f"f{clause.index}") for clause, truth in kept]
        return [clause for clause, _ in kept], page.select(columns)

    def details(self, clause: Clause) -> exp.Select:
        """One row with what a clause that speaks has to say: its edge, the moment of its fact, the fact's leaf."""
        page = self._page()
        parts = {"edge": clause.edge, "fact_at": clause.fact_at, "leaf": clause.leaf}
        return page.select(
            [named(page.read(part if part is not None else nothing()), name) for name, part in parts.items()]
        )

    def _page(self) -> Page:
        return Page(self.situations.plan, lambda bind: self.situations.known(self.situation, bind))
