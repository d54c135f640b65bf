"""How the caller gate tells its caller: the judgement in the pack's words, with force, source and what was unknown.

Takes a judgement and the pack; gives a verdict. Adds words, never an opinion.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ringfence.call.verdict import STRENGTH, Answer, Effect, Force, Reason, Verdict
from ringfence.call.words import Call
from ringfence.caller.facts import deciding_facts, missing_facts
from ringfence.policy.rule import Pack, Rule
from ringfence.policy.world import Judgement, Spoken


class _Words(NamedTuple):
    """What a rule says whenever it speaks."""

    force: Force | None = None
    cite: str | None = None
    zh: str | None = None
    en: str | None = None


NO_WORDS = _Words()


class Notice:
    """Puts judgements of one pack into words."""

    def __init__(self, pack: Pack) -> None:
        self.label = pack.label
        self._rules = {rule.id: rule for rule in pack.rules}
        self._words = {rule.id: _words(pack, rule) for rule in pack.rules}

    def verdict(self, call: Call, at: int, judgement: Judgement) -> Verdict:
        """The judgement as it is told; the call's own line stands beside it."""
        spoken = judgement.spoken
        if not spoken and judgement.retry_at is None:
            # Most calls; to say of each part that there is none of it would take as long as all the rest.
            answer = _answer(judgement.answer)
            return Verdict(answer=answer, call=call.id or "", at=at, pack=self.label, line=call.line)
        told = [self.reason(each) for each in spoken]
        return Verdict(
            answer=_answer(judgement.answer),
            call=call.id or "",
            at=at,
            pack=self.label,
            reasons=tuple([reason for reason in told if STRENGTH.get(reason.effect, 0)]),
            warnings=tuple([reason for reason in told if not STRENGTH.get(reason.effect, 0)]),
            missing=self._missing(call, spoken),
            retry_at=judgement.retry_at,
            retry_note=judgement.retry_note,
            line=call.line,
        )

    def reason(self, spoken: Spoken) -> Reason:
        """One rule that spoke; a rule this pack does not know keeps its id and what was sealed."""
        rule = self._rules.get(spoken.rule)
        words = self._words.get(spoken.rule, NO_WORDS)
        return Reason(
            rule=spoken.rule, effect=_effect(spoken.effect), unknown=spoken.unknown, until=spoken.until,
            fact_at=spoken.fact_at, leaf=spoken.leaf, force=words.force, cite=words.cite, zh=words.zh, en=words.en,
            facts={} if rule is None else deciding_facts(rule, spoken),
        )  # fmt: skip

    def _missing(self, call: Call, spoken: Iterable[Spoken]) -> tuple[str, ...]:
        """The facts nobody gave, for want of which rules could not be decided, each once."""
        facts = [
            fact
            for each in spoken
            if each.unknown and each.rule in self._rules
            for fact in missing_facts(self._rules[each.rule], call)
        ]
        return tuple(dict.fromkeys(facts))


def _words(pack: Pack, rule: Rule) -> _Words:
    """What a rule says whenever it speaks: its force, where it is written, its words."""
    terms = rule.terms
    source = pack.sources.get(terms.cite.source)
    title = source.title if source else terms.cite.source
    cite = f"{title}, {terms.cite.article}" if terms.cite.article else title
    return _Words(terms.force, cite, terms.text.zh, terms.text.en)


def _answer(answer: str) -> Answer:
    assert answer in STRENGTH
    return answer  # type: ignore[return-value]  # the engines' word, held to the four by the line above


def _effect(effect: str) -> Effect:
    return effect  # type: ignore[return-value]  # checked when the pack was read
