"""What the caller gate writes down and reads back: the call's row, the stop's row, and what a leaf sealed.

Between a verdict and the ledger. Takes a call and what was answered; gives rows, their values in the catalogue's
order; takes a leaf's facts and gives the call and the judgement in them. A number must never stand in a row: the
token keys it.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from ringfence.call.errors import EvidenceError
from ringfence.call.moments import DAY
from ringfence.call.words import DESCRIBED, FLAGS, Call, Place
from ringfence.policy.world import Judgement, Spoken

Values = tuple[Any, ...]
"""A row's values in the catalogue's order; a test holds these to it."""
_described = attrgetter(*DESCRIBED)
_words_of = attrgetter(*DESCRIBED, *FLAGS)


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


def call_row(
    call: Call,
    recipient: bytes,
    ts: int,
    leaf: int,
    *,
    outcome: str | None = None,
    expires_at: int | None = None,
) -> Values:
    """The row of a call to one recipient; one with `expires_at` holds its place until it is told."""
    return (recipient, ts, call.id, ts - ts % DAY, *_words_of(call), "outbound", outcome, expires_at, leaf)


def stop_row(call: Call, recipient: bytes, trigger: str, said_at: int, leaf: int) -> Values:
    """The row of a stop: against whom and about what it was said is what the call was."""
    return (recipient, said_at, f"stop-{leaf}", trigger, *_described(call), None, leaf)
