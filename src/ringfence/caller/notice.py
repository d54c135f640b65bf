"""How the caller gate tells its caller: the judgement in the pack's words, with force, source and what was unknown.

Takes a judgement and the pack; gives a verdict. Adds words, never an opinion.
"""

from __future__ import annotations

from typing import Any

from ringfence.call.verdict import STRENGTH, Answer, Effect, Reason, Verdict
from ringfence.call.words import Call
from ringfence.caller.facts import deciding_facts, missing_facts
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement, Spoken


class Notice:
    """Puts judgements of one pack into words."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._rules = {rule.id: rule for rule in pack.rules}

    def verdict(self, call: Call, at: int, judgement: Judgement) -> Verdict:
        """The judgement as it is told; the call's own line stands beside it."""
        told = [self.reason(spoken) for spoken in judgement.spoken]
        missing = [
            fact
            for spoken in judgement.spoken
            if spoken.unknown and spoken.rule in self._rules
            for fact in missing_facts(self._rules[spoken.rule], call)
        ]
        return Verdict(
            answer=_answer(judgement.answer),
            call=call.id or "",
            at=at,
            pack=self.pack.label,
            reasons=tuple(reason for reason in told if STRENGTH.get(reason.effect, 0)),
            warnings=tuple(reason for reason in told if not STRENGTH.get(reason.effect, 0)),
            missing=tuple(dict.fromkeys(missing)),
            retry_at=judgement.retry_at,
            retry_note=judgement.retry_note,
            line=call.line,
        )

    def reason(self, spoken: Spoken) -> Reason:
        """One rule that spoke; a rule this pack does not know keeps its id and what was sealed."""
        rule = self._rules.get(spoken.rule)
        plain: dict[str, Any] = {
            "rule": spoken.rule,
            "effect": _effect(spoken.effect),
            "unknown": spoken.unknown,
            "until": spoken.until,
            "fact_at": spoken.fact_at,
            "leaf": spoken.leaf,
        }
        if rule is None:
            return Reason(**plain)
        terms = rule.terms
        source = self.pack.sources.get(terms.cite.source)
        title = source.title if source else terms.cite.source
        return Reason(
            **plain,
            force=terms.force,
            cite=f"{title}, {terms.cite.article}" if terms.cite.article else title,
            zh=terms.text.zh,
            en=terms.text.en,
            facts=deciding_facts(rule, spoken),
        )


def _answer(answer: str) -> Answer:
    assert answer in STRENGTH
    return answer  # type: ignore[return-value]  # the engines' word, held to the four by the line above


def _effect(effect: str) -> Effect:
    return effect  # type: ignore[return-value]  # checked when the pack was read
