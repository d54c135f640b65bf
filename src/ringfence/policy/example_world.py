"""From what an example says to the world it describes.

Takes a file's background and one example's facts, both checked; gives a `World` of its own, sharing nothing.
What neither gives is unknown, save that history and stops are then empty; a past call or a stop says only how
it differs from the call. It judges nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from ringfence.call.words import DESCRIBED, Call, Place
from ringfence.policy.example_terms import (
    CallTerms,
    FactTerms,
    FilingTerms,
    LineTerms,
    ListedTerms,
    PastCallTerms,
    ProofFactTerms,
    StatedTerms,
    StopEventTerms,
    Words,
)
from ringfence.policy.world import Filing, Listed, PastCall, Proof, Stated, StopEvent, World

LONG_AGO = 0
"""Since when a filing holds that is only named."""
Calendars = Mapping[str, dict[dt.date, str]]


def merged(background: FactTerms, facts: FactTerms) -> FactTerms:
    """The facts over the background: `call` key by key, every other key whole."""
    call = CallTerms.model_construct(**{**given(background.call), **given(facts.call)})
    both = {**given(background), **given(facts), "call": call}
    if "proofs" in facts.model_fields_set:
        both["proof"] = facts.proofs
    elif "proof" not in facts.model_fields_set and "proofs" in background.model_fields_set:
        both["proof"] = background.proofs
    known = {name: each for name, each in both.items() if name in FactTerms.model_fields}
    return FactTerms.model_construct(**known)


def given(terms: Any) -> dict[str, Any]:
    """What was written of some terms, as opposed to left out."""
    return {name: getattr(terms, name) for name in terms.model_fields_set if name in type(terms).model_fields}


def world_of(facts: FactTerms, at: int, calendars: Calendars) -> World:
    """The world that merged facts describe at a moment; `call.recipient` must be known by then."""
    call = call_of(facts.call, at)
    recipient = facts.recipient
    hours = recipient.hours if recipient else None
    return World(
        call=call,
        at=at,
        history=tuple(past_calls(facts.history, call)),
        stops=tuple(stop_of(each, call) for each in facts.stops),
        proofs=None if facts.proof is None else tuple(proof_of(each) for each in facts.proof),
        listings={name: listed_of(each) for name, each in (facts.listings or {}).items()},
        line_listings={name: listed_of(each) for name, each in (facts.line_listings or {}).items()},
        hours=(hours.since, hours.until) if hours else None,
        line_facts=line_facts(facts.line) if facts.line else {},
        filings=filings(facts.line) if facts.line else None,
        stated=tuple(stated(each, call) for each in facts.account),
        institution_proofs={
            name: None if proofs is None else tuple(proof_of(each) for each in proofs)
            for name, proofs in (facts.institutions or {}).items()
        },
        recipient_facts=dict(recipient.model_extra or {}) if recipient else {},
        calendars=dict(calendars),
    )


def call_of(terms: CallTerms, at: int) -> Call:
    """The call itself."""
    words = given(terms)
    places = words.pop("places", None)
    if places is not None:
        words["places"] = tuple(Place(**dict(place)) for place in places)
    return Call(**words, at=at)


def words_of(terms: Words, call: Call) -> dict[str, str | None]:
    """The words of something told beside the call: what was left out is as in the call."""
    return {name: getattr(terms if name in terms.model_fields_set else call, name) for name in DESCRIBED}


def as_in_call(terms: Any, call: Call, name: str) -> Any:
    """One fact of something told beside the call, or the call's own."""
    return getattr(terms if name in terms.model_fields_set else call, name)


def past_calls(history: tuple[PastCallTerms, ...], call: Call) -> Iterator[PastCall]:
    """The calls before, each with an id of its own; those written with `times` one after the other."""
    number = 0
    for terms in history:
        words = words_of(terms, call)
        for turn in range(terms.times):
            number += 1
            yield PastCall(
                id=f"past-{number}",
                at=terms.at + turn * (terms.every or 0),
                recipient=terms.recipient or call.recipient,
                direction=terms.direction,
                outcome=terms.outcome,
                expires_at=terms.expires_at,
                words=dict(words),
                asked_for=as_in_call(terms, call, "asked_for"),
                warm=as_in_call(terms, call, "warm"),
            )


def stop_of(terms: StopEventTerms, call: Call) -> StopEvent:
    """A stop, said by whoever the call is to unless it says otherwise."""
    return StopEvent(
        trigger=terms.trigger,
        said_at=terms.at if terms.at is not None else terms.said_at or 0,
        recipient=terms.recipient or call.recipient,
        words=words_of(terms, call),
        ends_at=terms.ends_at,
    )


def proof_of(terms: ProofFactTerms) -> Proof:
    """A proof; nothing of it is taken from the call."""
    hours = terms.hours
    return Proof(
        need=terms.need,
        grade=terms.grade,
        given_at=terms.given_at,
        ends_at=terms.ends_at,
        words={name: getattr(terms, name) for name in DESCRIBED},
        hours_from=hours.since if hours else terms.hours_from,
        hours_to=hours.until if hours else terms.hours_to,
        call_id=terms.call_id,
        pointed_out=terms.pointed_out,
        kept_as=terms.kept_as,
    )


def line_facts(terms: LineTerms) -> dict[str, object]:
    """What is known of a line, by the ledger's columns."""
    return {name: value for name, value in given(terms).items() if name != "filed"}


def filings(terms: LineTerms) -> tuple[Filing, ...] | None:
    """Where a line's use is filed; None where nobody has looked."""
    if terms.filed is None:
        return None
    return tuple(
        Filing(region=each.region, since=each.since, until=each.until)
        if isinstance(each, FilingTerms)
        else Filing(region=each, since=LONG_AGO)
        for each in terms.filed
    )


def stated(terms: StatedTerms, call: Call) -> Stated:
    """What was stated of an account; one that is named neither here nor by the call is no account's."""
    return Stated(
        fact=terms.fact,
        account=terms.account or call.account or "",
        caller=terms.caller or call.caller or "",
        since=terms.since,
        until=terms.until,
    )


def listed_of(terms: ListedTerms) -> Listed:
    """What is known of the number in a list: a day is a yes, a look that found no day is a no."""
    listed = terms.listed
    if listed is None and terms.listed_on is not None:
        listed = True
    elif listed is None and terms.checked_at is not None and "listed_on" in terms.model_fields_set:
        listed = False
    return Listed(listed=listed, listed_on=terms.listed_on, checked_at=terms.checked_at)
