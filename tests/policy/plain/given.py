"""The ordinary rule, pack and world of these tests; each test says only what differs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ringfence.call.moments import moment
from ringfence.call.words import Call, Place
from ringfence.policy.plain import judge
from ringfence.policy.rule import KINDS as READ
from ringfence.policy.rule import Pack, Rule, RuleTerms
from ringfence.policy.values import ValueTerms
from ringfence.policy.world import Judgement, Listed, PastCall, Proof, StopEvent, World

HER, ANOTHER = "+8613000000001", "+8613000000002"
SHANGHAI = Place(country="CN", region="Shanghai", zone="Asia/Shanghai", source="stated")
WORDS: dict[str, Any] = {
    "caller": "bank-a",
    "trade": "credit_card",
    "purpose": "marketing",
    "channel": "voice",
}
WORDS |= {
    "line": "+8621111111",
    "party": "customer",
    "speaker": "human",
    "style": "interactive",
    "account": "card-1",
}
NOON = "2026-03-10T12:00:00+08:00"


def rule(kind: str, then: dict[str, Any], **envelope: Any) -> Rule:
    """A rule that refuses, and warns of what it does not know."""
    written: dict[str, Any] = {
        "id": f"test.{kind}",
        "kind": kind,
        "force": "LAW",
        "effect": "refuse",
        "on_unknown": "warn",
    }
    written |= {
        "cite": {"source": "test", "confidence": "H"},
        "text": {"zh": "规则", "en": "a rule"},
        "then": then,
    }
    terms = RuleTerms.model_validate({**written, **envelope})
    return Rule(terms=terms, then=READ[kind].model_validate(then), file="test.yaml")


def pack(*rules: Rule, most: int | dict[str, int | None] = 3, **more: Any) -> Pack:
    """A pack on Shanghai's clock whose one value, `most`, is a number or has eras by their first day."""
    eras = most if isinstance(most, dict) else {"2020-01-01": most}
    dated = {day: {"value": number, "source": "test"} for day, number in eras.items()}
    value = ValueTerms.model_validate({"unit": "calls", "values": dated})
    made = Pack(
        name="test", version="1", zone="Asia/Shanghai", rules=rules, values={"most": value}, sources={}
    )
    return replace(made, **more)


def world(at: str = NOON, places: tuple[Place, ...] | None = (SHANGHAI,), **known: Any) -> World:
    """A marketing call to somebody in Shanghai; words of the call and facts of the world by their names."""
    facts = {name: known.pop(name) for name in tuple(known) if name in World.__slots__}
    call = Call(**{"recipient": HER, "id": "asked", "places": places, **WORDS, **known})
    return World(**{"call": call, "at": moment(at), "proofs": (), **facts})


def past(at: str, outcome: str | None = "conversation", *, whom: str = HER, **words: Any) -> PastCall:
    """A call to her of the ordinary words, told with its outcome; facts of a past call by their names."""
    facts = {name: words.pop(name) for name in tuple(words) if name in PastCall.__slots__}
    if "expires_at" in facts:
        facts["expires_at"] = moment(facts["expires_at"])
    known = {"id": at, "recipient": whom, "outcome": outcome, **facts}
    return PastCall(at=moment(at), words={**WORDS, **words}, **known)


def said(
    at: str, trigger: str = "opt_out", *, whom: str = HER, ends: str | None = None, **words: Any
) -> StopEvent:
    """A stop she said of the ordinary words."""
    leaf, end = words.pop("leaf", None), moment(ends) if ends else None
    return StopEvent(
        trigger=trigger, said_at=moment(at), recipient=whom, words={**WORDS, **words}, ends_at=end, leaf=leaf
    )


def proof(at: str | None, *, need: str = "consent", ends: str | None = None, **words: Any) -> Proof:
    """A proof of the ordinary words; facts of a proof by their names."""
    facts = {name: words.pop(name) for name in tuple(words) if name in Proof.__slots__}
    return Proof(
        need=need,
        given_at=moment(at) if at else None,
        ends_at=moment(ends) if ends else None,
        words={**WORDS, **words},
        **facts,
    )


def listed(
    on: str | None, checked: str | None = NOON, *, is_listed: bool | None = True, **facts: Any
) -> Listed:
    """The entry of a number in a list, looked up at noon."""
    day = moment(f"{on}T00:00:00Z") if on else None
    return Listed(listed=is_listed, listed_on=day, checked_at=moment(checked) if checked else None, **facts)


def answered(rules: Rule | Pack, asked: World, at: str | None = None) -> Judgement:
    """What the rule, alone or in a pack, says of a world."""
    made = rules if isinstance(rules, Pack) else pack(rules)
    return judge(made, asked, moment(at) if at else None)


def verdict(rules: Rule | Pack, asked: World, at: str | None = None) -> str:
    """`yes` where the rule fires, `unknown` where it could not be decided, `no` where it is silent."""
    spoken = answered(rules, asked, at).spoken
    return "no" if not spoken else "unknown" if spoken[0].unknown else "yes"


def retry(rules: Rule | Pack, asked: World) -> int | None:
    """When the call may be tried again."""
    return answered(rules, asked).retry_at
