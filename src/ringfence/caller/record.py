"""What the caller gate writes down: the call's row, the stop's row, and the facts each leaf seals.

Between a verdict and the ledger. Takes a call and what was answered; gives rows and leaf facts. A number never
stands in either: the token keys the rows, the commitment stands in the leaf.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ringfence.call.errors import EvidenceError
from ringfence.call.moments import DAY
from ringfence.call.verdict import Reason, Verdict
from ringfence.call.words import DESCRIBED, FLAGS, Call, Place
from ringfence.policy.world import Judgement, Spoken


def call_facts(call: Call, at: int, who: str) -> dict[str, object]:
    """A call as a leaf tells it: its words, its moment, and a commitment in place of the recipient."""
    words = {word: getattr(call, word) for word in (*DESCRIBED, *FLAGS, "caller_zone")}
    facts: dict[str, object] = {name: value for name, value in words.items() if value is not None}
    facts |= {"id": call.id, "at": at, "who": who}
    if call.places is not None:
        facts["places"] = [
            {key: value for key, value in msgspec.structs.asdict(place).items() if value is not None}
            for place in call.places
        ]
    return facts


def answer_facts(call: dict[str, object], verdict: Verdict, digest: str) -> dict[str, object]:
    """What the leaf of an answer seals; the answer can be given again from it, to the letter."""
    facts: dict[str, object] = {
        "call": call,
        "answer": verdict.answer,
        "pack": verdict.pack,
        "digest": digest,
        "reasons": [_reason_facts(reason) for reason in (*verdict.reasons, *verdict.warnings)],
    }
    if verdict.retry_at is not None:
        facts["retry_at"] = verdict.retry_at
    if verdict.retry_note is not None:
        facts["retry_note"] = verdict.retry_note
    if verdict.missing:
        facts["missing"] = list(verdict.missing)
    if verdict.expires_at is not None:
        facts["expires_at"] = verdict.expires_at
    if verdict.alternative is not None:
        facts["alternative"] = {
            "line": verdict.alternative.line,
            "answer": verdict.alternative.answer,
            "reasons": [
                _reason_facts(each) for each in (*verdict.alternative.reasons, *verdict.alternative.warnings)
            ],
            "retry_at": verdict.alternative.retry_at,
        }
    return facts


def _reason_facts(reason: Reason) -> dict[str, object]:
    kept: dict[str, object] = {
        "rule": reason.rule,
        "effect": reason.effect,
        "unknown": reason.unknown or None,
    }
    kept |= {"until": reason.until, "fact_at": reason.fact_at, "leaf": reason.leaf}
    return {name: value for name, value in kept.items() if value is not None}


def judged_in(facts: dict[str, Any]) -> Judgement:
    """The judgement that a leaf sealed."""
    try:
        spoken = tuple(
            Spoken(
                rule=each["rule"], effect=each["effect"], unknown=bool(each.get("unknown")),
                until=each.get("until"), fact_at=each.get("fact_at"), leaf=each.get("leaf"),
            )
            for each in facts["reasons"]
        )  # fmt: skip
        return Judgement(
            answer=facts["answer"], spoken=spoken, retry_at=facts.get("retry_at"),
            retry_note=facts.get("retry_note"),
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise EvidenceError(
            f"a sealed answer cannot be read: {error} is missing; run `ringfence log verify`"
        ) from error


def call_in(facts: dict[str, Any], recipient: str) -> Call:
    """The call that a leaf sealed, for the recipient it was about."""
    told = facts["call"]
    words = {word: told.get(word) for word in (*DESCRIBED, *FLAGS, "caller_zone")}
    places = told.get("places")
    return Call(
        recipient=recipient, id=told["id"], at=told["at"], **words,
        places=None if places is None else tuple(Place(**place) for place in places),
    )  # fmt: skip


def reservation(call: Call, recipient: bytes, at: int, expires_at: int, leaf: int) -> dict[str, Any]:
    """The row of a permitted call that holds its place until it is told."""
    return {**call_row(call, recipient, at), "expires_at": expires_at, "leaf": leaf}


def call_row(call: Call, recipient: bytes, at: int) -> dict[str, Any]:
    """The row of a call to one recipient."""
    words = {word: getattr(call, word) for word in (*DESCRIBED, *FLAGS)}
    return {
        "recipient": recipient, "ts": at, "id": call.id, "day": at - at % DAY, **words, "direction": "outbound",
    }  # fmt: skip


def stop_row(call: Call, recipient: bytes, trigger: str, said_at: int, leaf: int) -> dict[str, Any]:
    """The row of a stop: against whom and about what it was said is what the call was."""
    words = {word: getattr(call, word) for word in DESCRIBED}
    return {
        "recipient": recipient, "said_at": said_at, "id": f"stop-{leaf}", "trigger": trigger, **words, "leaf": leaf,
    }  # fmt: skip
