"""Made packs: rules of all kinds with all their parameters, written as a pack writes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ringfence.call.words import ACCOUNT_FACTS, ATTESTATIONS, KEPT_AS
from ringfence.policy.kinds.identity import STATES
from ringfence.policy.rule import KINDS as READ
from ringfence.policy.rule import Pack, Rule, RuleTerms, Source
from ringfence.policy.values import ValueTerms
from tests.made.dice import Dice
from tests.made.words import (
    CALENDAR,
    DAYS,
    GRADES,
    HER_LIST,
    LIMITED,
    LINE_LIST,
    NEEDS,
    PROOF_SCOPES,
    TRIGGERS,
    WORDS,
    near,
)

KINDS = ("window", "cap", "stop", "listing", "proof", "party", "identity")
PARTIES = ("debtor", "contact", "guarantor")
SERIES = ("cn.virtual", "cn.mobile", "+8621", "+86170222", "95")
OWNERS = ("caller", "agency", "principal")
STOP_SCOPES = (
    *("caller", "caller_group", "agency", "campaign", "trade", "line", "account", "product", "subject"),
    *("purpose", "party", "channel"),
)
KEYS = ("account", "product", "subject", "occasion", "channel", "campaign", "trade")
LED_BY = (["recipient"], ["recipient"], ["line"], ["recipient", "line"])
EXCLUSIONS = ("inbound", "asked_for", "warm", "failed", "wrong_number", "system_fault", "machine")
SUMS = ("line", "campaign", "agency", "caller", "caller_group")
STAGES = ("attempt", "attempt", "ring", "connect", "conversation", "message_delivered")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "working", "off", "holiday")
DATED = {"working", "off", "holiday"}
CLOCK_TIMES = ("00:00", "00:01", "02:30", "08:00", "12:00", "13:01", "20:00", "22:00", "23:59", "24:00")
SPANS = (
    *("1 minute", "1 hour", "61 minutes", "24 h", "24 h", "24 h", "2 days", "2 days", "7 days", "7 days"),
    *("30 days", "399 days", "500 days"),
)
BASES = (
    *("called_location", "called_location", "all_known_locations", "all_known_locations"),
    *("number_region", "caller", "fixed(Asia/Shanghai)", "fixed(America/Havana)"),
)
EFFECTS = ("refuse", "defer", "divert", "warn", "presume")
GENTLE = ("warn", "ignore")
LIST_TYPES = (*("opt_out",) * 4, *("opt_in", "dno", "reassigned") * 2, "network_side")


def pack(dice: Dice, rules: int, kinds: tuple[str, ...] = KINDS) -> Pack:
    """A pack of so many rules of the kinds; its `version` is the day around which everything happens."""
    day = dice.one(DAYS)
    return Pack(
        name="made",
        version=day.isoformat(),
        zone=dice.one(("Asia/Shanghai", "America/Havana", "Europe/Paris")),
        rules=tuple(rule(dice, f"rule{number}", dice.one(kinds), day) for number in range(rules)),
        values={"most_a": value(dice, day), "most_b": value(dice, day)},
        sources={"made": Source(key="made", title="made up")},
        calendars={CALENDAR: calendar(dice, day)},
    )


def rule(dice: Dice, name: str, kind: str, day: dt.date) -> Rule:
    """One rule, written and read."""
    then, effect = WRITTEN[kind](dice), dice.one(EFFECTS)
    written = {
        "id": f"made.{name}-{kind}",
        "kind": kind,
        "force": dice.one((*("LAW",) * 12, "HOUSE", "PLAT", "DRAFT")),
        "effect": effect,
        "where": {"country": ["CN"]} if "foreign" in then.get("forbidden_series", ()) else place(dice),
        "when": condition(dice) if dice.once_in(4) else {},
        "unless": [exemption(dice) for _ in range(dice.one((1, 2)))] if dice.once_in(5) else [],
        "valid": valid(dice, day) if dice.once_in(5) else {},
        "cite": {"source": "made", "confidence": "L"},
        "on_unknown": dice.one(GENTLE if effect in {"warn", "presume"} else (*EFFECTS[:4], *GENTLE)),
        "text": {"zh": "编造的规则", "en": "a rule made up"},
        "then": then,
    }
    return Rule(
        terms=RuleTerms.model_validate(written), then=READ[kind].model_validate(then), file="made.yaml"
    )


def value(dice: Dice, day: dt.date) -> ValueTerms:
    """A number with an era or two, and perhaps repealed."""
    began = day - dt.timedelta(days=dice.one((300, 300, 300, 300, 300, 1, 0)))
    later, number = near(dice, day), dice.one((None, 1, 2, 3))
    eras = [
        (began, dice.one((1, 1, 1, 2, 3))),
        *([(later, number)] if dice.once_in(4) and later > began else []),
    ]
    dated = {day: {"value": most, "source": "made"} for day, most in eras}
    return ValueTerms.model_validate({"unit": "calls", "values": dated})


def calendar(dice: Dice, day: dt.date) -> dict[dt.date, str]:
    """What a dated calendar says of the days around; some it does not know."""
    known = {
        day + dt.timedelta(days=off): dice.one(("work", "work", "off", "holiday", "")) for off in range(-4, 5)
    }
    return {day: kind for day, kind in known.items() if kind}


def place(dice: Dice) -> dict[str, Any]:
    """Whose law it is; mostly everybody's."""
    if not dice.once_in(6):
        return {}
    return dice.parts(
        2, country=lambda: dice.some(("CN", "FR")), region=lambda: dice.some(("Shanghai", "Paris"))
    )


def valid(dice: Dice, day: dt.date) -> dict[str, Any]:
    """From which day and to which: near ones, or an end that is a year or two away."""
    ends = (near(dice, day), near(dice, day), day + dt.timedelta(days=399), day + dt.timedelta(days=700))
    return dice.parts(2, **{"from": lambda: near(dice, day), "to": lambda: dice.one(ends)})


def condition(dice: Dice) -> dict[str, Any]:
    """Conditions on one word, mostly such that the usual word meets them; or on who places the call."""
    if dice.once_in(10):
        return {"outsourced": dice.one((True, False))}
    word = dice.one(LIMITED)
    return {word: list(dice.one((WORDS[word][:1], WORDS[word][:1], WORDS[word], WORDS[word][1:])))}


def exemption(dice: Dice) -> dict[str, Any]:
    """A ground on which a rule does not hold."""
    return dice.one(
        (
            {"proof": proof_term(dice)},
            {"call": condition(dice)},
            {"occasion": "known"},
            {"proof": proof_term(dice), "occasion": "known"},
        )
    )


def proof_term(dice: Dice, **further: Any) -> dict[str, Any]:
    """A proof as a rule asks for it; only what lifts a window may go by agreed hours."""
    about = (
        "recipient" if further.get("agreed_hours") else dice.one(("recipient",) * 4 + ("caller", "agency"))
    )
    scopes = [word for word in PROOF_SCOPES if about == "recipient" or word != "account"]
    return {
        "need": dice.one(NEEDS),
        **further,
        **({} if about == "recipient" else {"about": about}),
        **dice.parts(
            2,
            grade=lambda: dice.some(GRADES),
            same=lambda: dice.some(scopes),
            **{dice.one(("max_age", "max_age", "renew_every")): lambda: dice.one(SPANS[3:])},
            subject=lambda: dice.one(WORDS["subject"]),
            on_this_call=lambda: dice.one(("allowed", "not")),
            not_bundled=lambda: dice.once_in(2),
            kept_as=lambda: dice.some(KEPT_AS),
        ),
    }


def proof_terms(dice: Dice) -> list[dict[str, Any]]:
    """One term or two."""
    return [proof_term(dice) for _ in range(dice.one((1, 1, 2)))]


def window(dice: Dice) -> dict[str, Any]:
    """The parameters of a window."""
    spans = [span(dice) for _ in range(dice.one((1, 1, 2)))]
    needs_calendar = any(DATED & set(each.get("days", ())) for each in spans)
    return {
        "zone": dice.one(BASES),
        dice.one(("allow", "forbid")): spans,
        **(holidays(dice) if needs_calendar or dice.once_in(4) else {}),
        **dice.parts(
            2,
            lift_by=lambda: [proof_term(dice, agreed_hours=dice.once_in(2)) for _ in range(dice.one((1, 2)))],
            party_preference=lambda: dice.one(("narrows", "replaces")),
            applies_at=lambda: dice.one(("dial", "ring", "whole_call")),
        ),
    }


def span(dice: Dice) -> dict[str, Any]:
    """A stretch of the local day, on all days or on some."""
    days = {"days": dice.some(WEEKDAYS, 1, 5)} if dice.once_in(3) else {}
    return {"from": dice.one(CLOCK_TIMES), "to": dice.one(CLOCK_TIMES), **days}


def holidays(dice: Dice) -> dict[str, Any]:
    """What the holidays of the calendar count as."""
    return {"holidays": {"calendar": CALENDAR, "treat_as": dice.one(("closed", "sunday", "none"))}}


def cap(dice: Dice) -> dict[str, Any]:
    """The parameters of a cap over one of the pack's two values."""
    return {
        "key": [*dice.one(LED_BY), *(dice.some(KEYS) if dice.once_in(4) else [])],
        "count": dice.one(STAGES),
        "max": {"value": dice.one(("most_a", "most_b"))},
        "period": period(dice),
        **dice.parts(
            1,
            of=lambda: condition(dice),
            only_if=lambda: dice.one(("unanswered", "answered")),
            sum_over=lambda: dice.some(SUMS),
            exclude=lambda: dice.some(EXCLUSIONS, 0, 3),
        ),
    }


def period(dice: Dice) -> dict[str, Any]:
    """How long a cap counts, and by what clock."""
    mode = dice.one(("calendar", "consecutive_days", "rolling", "anchored_first"))
    if mode == "calendar":
        return {"mode": mode, "length": dice.one(("1 day", "1 week", "1 month")), "zone": dice.one(BASES)}
    if mode == "consecutive_days":
        return {"mode": mode, "length": dice.one(("1 day", "2 days", "7 days")), "zone": dice.one(BASES)}
    return {"mode": mode, "length": dice.one(SPANS)}


def stop(dice: Dice) -> dict[str, Any]:
    """The parameters of a stop."""
    counted = {
        "days": dice.one((1, 2, 7)),
        "starts": dice.one(("day_1_is_event", "next_day")),
        "zone": dice.one(BASES),
    }
    return {
        "triggers": dice.some(TRIGGERS, 2, 3),
        "duration": dice.one(("forever", dice.one(SPANS), counted)),
        **dice.parts(
            2,
            same=lambda: dice.some(STOP_SCOPES, 0, 2),
            released_by=lambda: dice.some(("inbound_request", proof_term(dice), proof_term(dice))),
            cannot_be_reasked_for=lambda: dice.one(SPANS),
            effective_within=lambda: "10 business days",
        ),
    }


def listing(dice: Dice) -> dict[str, Any]:
    """The parameters of a listing."""
    kind = dice.one(LIST_TYPES)
    return {
        "list": {"name": LINE_LIST if kind == "dno" else HER_LIST, "type": kind},
        "keyed_by": "line" if kind == "dno" else "recipient",
        **({"consented_by": proof_term(dice)} if kind == "reassigned" else {}),
        **dice.parts(
            2,
            max_age=lambda: dice.one(SPANS[3:]),
            age_from=lambda: dice.one(("download", "result_receipt")),
            listing_grace=lambda: dice.one((0, 1, 2)),
            beaten_by=lambda: proof_terms(dice),
            on_no_data=lambda: dice.one(("unknown", "listed", "not_listed")),
        ),
    }


def proof(dice: Dice) -> dict[str, Any]:
    """The parameters of a proof."""
    return {**proof_term(dice), **dice.parts(1, burden=lambda: dice.one(("caller", "agency", "recipient")))}


def party(dice: Dice) -> dict[str, Any]:
    """The parameters of a party."""
    allowed = dice.some(PARTIES, 1, 2)
    others = [each for each in PARTIES if each not in allowed]
    limits = {
        **({"precondition": precondition(dice, others)} if dice.once_in(2) else {}),
        **({"settled": dice.once_in(2)} if dice.once_in(3) else {}),
    }
    return {**limits, **({"allow": allowed} if not limits or dice.once_in(2) else {})}


def precondition(dice: Dice, parties: list[str]) -> dict[str, Any]:
    """What must hold before some parties may be spoken to."""
    return {
        "allow": dice.some(parties, 1, len(parties)),
        **({} if dice.once_in(4) else {"lost_contact": lost_contact(dice)}),
        **dice.parts(
            1,
            allowed_acts=lambda: dice.some(WORDS["subject"], 0, 2),
            max_contacts=lambda: dice.one((1, 1, 2)),
        ),
    }


def lost_contact(dice: Dice) -> dict[str, Any]:
    """When the debtor counts as lost."""
    stated = {"stated": dice.some(ACCOUNT_FACTS, 1, 3)}
    failures = {
        "consecutive_failures": dice.one((1, 1, 2, 3)),
        "within": dice.one(SPANS),
        **dice.parts(1, channels=lambda: dice.some(WORDS["channel"])),
    }
    return dice.one((stated, failures, failures, {**stated, **failures}))


def identity(dice: Dice) -> dict[str, Any]:
    """The parameters of an identity: one at least, two at most."""
    made = dice.some(tuple(IDENTITIES), 1, 2)
    return {name: IDENTITIES[name](dice) for name in made}


IDENTITIES: dict[str, Any] = {
    "series_for_purpose": lambda dice: {
        purpose: dice.some(SERIES) for purpose in dice.some(WORDS["purpose"])
    },
    "forbidden_series": lambda dice: dice.some((*SERIES, "foreign")),
    **dict.fromkeys(STATES, lambda dice: dice.once_in(2)),
    "owner": lambda dice: dice.some(OWNERS),
    "attest_min": lambda dice: dice.one(ATTESTATIONS),
    "off_site": lambda dice: dice.one(("never", "filed", "filed", "filed")),
    "registration": lambda dice: dice.parts(1, max_age=lambda: dice.one(SPANS[3:])),
    "answerable": lambda dice: dice.parts(1, **{"for": lambda: dice.one(SPANS)}),
    "volume_auth": lambda _: {"over": 100},
}
WRITTEN = {
    "window": window,
    "cap": cap,
    "stop": stop,
    "listing": listing,
    "proof": proof,
    "party": party,
    "identity": identity,
}
