"""The judge: a whole pack held against a whole world.

The last step of the plain evaluator. Takes every rule's word; gives the strongest answer with every rule
that spoke, when each falls silent, and the first moment at which none is left. Nothing is changed by it.
"""

from __future__ import annotations

from typing import NamedTuple

from ringfence.call.moments import DAY
from ringfence.call.verdict import HORIZON_DAYS, STRENGTH
from ringfence.policy.plain.speaking import BLOCKING, End, RuleInWorld, Voice
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement, Spoken, World

NO_MOMENT = "no_moment_within"
TOO_FAR: End = "too far"


class Retry(NamedTuple):
    """The earliest moment at which nothing stands in the way, or why there is none."""

    at: int | None
    note: str | None = None


def judge(pack: Pack, world: World, at: int | None = None) -> Judgement:
    """What the pack says of the world's call, at the world's own moment or at another (UTC ms).

    `until` and `retry_at` are exact and reach 400 days ahead; only the moment is moved for them, the
    world stays as it is.

    >>> from ringfence.call.words import Call
    >>> no_rules = Pack("empty", "1", "Asia/Shanghai", rules=(), values={}, sources={})
    >>> judge(no_rules, World(call=Call(recipient="+8613000000000"), at=0)).answer
    'permit'
    """
    t = world.at if at is None else at
    horizon = t + HORIZON_DAYS * DAY
    rules = [RuleInWorld(rule, pack, world) for rule in pack.rules if rule.answers_calls]
    voices = [(rule, voice) for rule in rules if (voice := rule.voice(t)) is not None]
    ends = {rule.rule.id: rule.end(t, horizon) for rule, voice in voices if voice.effect in BLOCKING}
    spoken = [_spoken(rule, voice, ends.get(rule.rule.id), t) for rule, voice in voices]
    retry = _retry(rules, ends, horizon)
    return Judgement(
        answer=max(
            (one.effect for one in spoken if one.rule in ends), key=STRENGTH.__getitem__, default="permit"
        ),
        spoken=tuple(sorted(spoken, key=lambda one: (-STRENGTH.get(one.effect, 0), one.rule))),
        retry_at=retry.at,
        retry_note=retry.note,
    )


def _spoken(rule: RuleInWorld, voice: Voice, end: End | None, t: int) -> Spoken:
    fact_at, leaf = rule.fact(t)
    until = end if isinstance(end, int) else None
    return Spoken(
        rule=rule.rule.id,
        effect=voice.effect,
        unknown=voice.unknown,
        until=until,
        fact_at=fact_at,
        leaf=leaf,
    )


def _retry(rules: list[RuleInWorld], ends: dict[str, End], horizon: int) -> Retry:
    """The fixed point: ask again when the last rule in the way falls silent, until none is in the way."""
    moment = None
    while ends:
        ahead = [end for end in ends.values() if isinstance(end, int)]
        if len(ahead) < len(ends):
            endless = "never" in ends.values()
            return Retry(None, None if endless else NO_MOMENT)
        moment = max(ahead)
        ends = {rule.rule.id: rule.end(moment, horizon) for rule in rules if rule.blocks(moment)}
    return Retry(moment)
