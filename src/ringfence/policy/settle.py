"""From what the rules find at each moment to a judgement: the strongest answer, and when it would end.

Used by every engine that answers one call at a time. Takes two questions (`truths` at a moment, `details` of a
rule at a moment) and asks them as often as it must; a retry is a fixed point, never an estimate.
`plain` has its own reading of the same sentences; the agreement tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from ringfence.call.errors import EngineError
from ringfence.call.moments import DAY, FOREVER
from ringfence.call.verdict import HORIZON_DAYS, STRENGTH
from ringfence.policy.plan.clause import Clause, Speaking
from ringfence.policy.world import Judgement, Spoken

HORIZON = HORIZON_DAYS * DAY
ENDLESS = FOREVER
"""Stands for an end that is nowhere in sight."""
CUT = FOREVER + 1
"""Stands for an end that lies beyond the horizon."""

Details = Sequence[int | None]
"""The edge, the moment of the fact and its leaf, for one clause after another."""
PERMIT = Judgement(answer="permit", spoken=(), retry_at=None)
"""No rule speaks."""


class Questions(Protocol):
    """What an engine can be asked of one call."""

    def truths(self, t: int) -> Iterable[tuple[Clause, object]]:
        """The clauses that may speak at a moment, each with its truth."""

    def details(self, speaking: tuple[Speaking, ...], t: int) -> Details:
        """The edge, the fact and the leaf of each clause that speaks at a moment."""

    def edges(self, speaking: tuple[Speaking, ...], t: int) -> Sequence[int | None]:
        """The edge of each clause that speaks at a moment."""


def effect_of(clause: Clause, truth: object) -> str | None:
    """What a clause does when it is true or unknown; None when it says nothing."""
    if truth is None:
        on_unknown = clause.rule.terms.on_unknown
        return None if on_unknown == "ignore" else on_unknown
    return clause.rule.terms.effect if truth else None


def settle(questions: Questions, truths: Iterable[tuple[Clause, object]], t: int) -> Judgement:
    """The judgement of one call at `t`, where these are the truths of its clauses."""
    speaking = [
        (clause, truth, effect)
        for clause, truth in truths
        if (effect := effect_of(clause, truth)) is not None
    ]
    if not speaking:
        return PERMIT
    search = _Search(questions, t)
    details = iter(questions.details(tuple((clause, truth is not None) for clause, truth, _ in speaking), t))
    spoken: list[Spoken] = []
    ends: list[int] = []
    for (clause, truth, effect), edge, fact_at, leaf in zip(speaking, details, details, details, strict=True):
        end = None
        if STRENGTH.get(effect, 0):
            end = search.end_of(clause.rule.id, edge)
            ends.append(end)
        spoken.append(
            Spoken(
                rule=clause.rule.id, effect=effect, unknown=truth is None, until=_or_none(end),
                fact_at=fact_at, leaf=leaf,
            )
        )  # fmt: skip
    spoken.sort(key=lambda each: (-STRENGTH.get(each.effect, 0), each.rule))
    if not ends:
        return Judgement(answer="permit", spoken=tuple(spoken), retry_at=None)
    retry = search.first_free(ends)
    note = "no_moment_within" if retry == CUT else None
    return Judgement(answer=spoken[0].effect, spoken=tuple(spoken), retry_at=_or_none(retry), retry_note=note)


def _or_none(end: int | None) -> int | None:
    return None if end is None or end >= FOREVER else end


class _Search:
    """Asks again at later moments, remembering what it was told."""

    def __init__(self, questions: Questions, t: int) -> None:
        self.questions, self.limit = questions, t + HORIZON
        self.known: dict[int, dict[str, Speaking]] = {}

    def standing(self, t: int) -> dict[str, Speaking]:
        """The clauses that stand in the way at a moment, by rule."""
        if t not in self.known:
            self.known[t] = {
                clause.rule.id: (clause, truth is not None)
                for clause, truth in self.questions.truths(t)
                if STRENGTH.get(effect_of(clause, truth) or "", 0)
            }
        return self.known[t]

    def end_of(self, rule: str, edge: int | None) -> int:
        """The first moment at which a rule no longer stands in the way, or ENDLESS, or CUT."""
        while edge is not None and edge <= self.limit:
            speaking = self.standing(edge).get(rule)
            if speaking is None:
                return edge
            (later,) = self.questions.edges((speaking,), edge)
            # Invariant: an edge lies ahead. A plan that broke this would be asked for ever.
            if later is not None and later <= edge:
                raise EngineError(f"`{rule}` names no later moment at which it may end; report its pack")
            edge = later
        return ENDLESS if edge is None else CUT

    def first_free(self, ends: Sequence[int]) -> int:
        """The first moment at which no rule stands in the way, or ENDLESS, or CUT."""
        while max(ends) < FOREVER:
            latest = max(ends)
            standing = self.standing(latest)
            if not standing:
                return latest
            edges = self.questions.edges(tuple(standing.values()), latest)
            ends = [self.end_of(rule, edge) for rule, edge in zip(standing, edges, strict=True)]
        return ENDLESS if ENDLESS in ends else CUT
