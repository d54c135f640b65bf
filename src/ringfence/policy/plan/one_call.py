"""The one-call shape: what a plan comes to in one situation, as statements that take one call's columns.

Between a plan and the engines that answer one call at a time. What the situation decides is left out; what is left is
written on a page (`page.py`). Gives sqlglot trees; an engine prints them in its own dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlglot import exp

from ringfence.policy.plan.clause import Clause, Speaking
from ringfence.policy.plan.fold import constant
from ringfence.policy.plan.logic import Expr, both, nothing, number
from ringfence.policy.plan.page import Bound, Page, named
from ringfence.policy.plan.situation import Situation, Situations


class Decision(NamedTuple):
    """The clauses that may speak, a row with the truth of each, and the counts that a bound may spare."""

    clauses: list[Clause]
    tree: exp.Select
    bounds: list[Bound]

    @property
    def silence(self) -> exp.Select:
        """One row where surely none of the clauses speaks, else none: an engine may leave it at the first that does."""
        asked = self.tree.copy()
        spoken = [exp.Not(this=exp.Paren(this=column.this)) for column in asked.expressions]
        where = asked.args.get("where")
        asked.set("expressions", [named(number(1), "silent")])
        return asked.where(both(*([where.this] if where else []), *spoken), append=False, copy=False)


@dataclass(frozen=True, slots=True)
class OneCall:
    """One plan in one of its situations."""

    situations: Situations
    situation: Situation

    def decide(self, clauses: Sequence[Clause]) -> Decision:
        """What decides: a row of `f0`, `f1`, … true, false or unknown, for the clauses that may speak."""
        page = Page(self.situations.plan, self.situations.known(self.situation), bounded=True)
        truths = [(clause, page.read(clause.fires)) for clause in clauses]
        kept = [(clause, truth) for clause, truth in truths if constant(truth) is not False]
        columns = [named(truth, f"f{clause.index}") for clause, truth in kept]
        return Decision([clause for clause, _ in kept], page.select(columns), page.bounds)

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
