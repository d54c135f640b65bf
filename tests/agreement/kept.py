"""A world written down as an example, ready to be kept: what was found by chance becomes a named case.

Takes a world and a judgement; gives the text of an example file. An example tells neither leaves nor the ids of past
calls, so `told` says what of a world it can tell.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any

from ringfence.call.moments import EPOCH, MINUTE, written
from ringfence.call.words import DESCRIBED, FLAGS
from ringfence.policy.example_terms import UNKNOWN
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement as Said
from ringfence.policy.world import Listed, Proof, World

OFFSET = 0


def told(world: World) -> World:
    """The world as far as an example can tell it."""
    ids = {past.id: f"past-{nth}" for nth, past in enumerate(world.history, 1)}
    return dataclasses.replace(
        world,
        history=tuple(dataclasses.replace(past, id=ids[past.id], leaf=None) for past in world.history),
        stops=tuple(dataclasses.replace(stop, leaf=None) for stop in world.stops),
        proofs=_proofs_told(world.proofs, ids),
        listings={name: _listed_told(each) for name, each in world.listings.items()},
        line_listings={name: _listed_told(each) for name, each in world.line_listings.items()},
        line_facts={name: fact for name, fact in world.line_facts.items() if name != "leaf"},
        institution_proofs={
            name: _proofs_told(proofs, ids) for name, proofs in world.institution_proofs.items()
        },
    )


def _proofs_told(proofs: tuple[Proof, ...] | None, ids: dict[str, str]) -> tuple[Proof, ...] | None:
    if proofs is None:
        return None
    return tuple(
        dataclasses.replace(proof, leaf=None, call_id=ids.get(proof.call_id or "", proof.call_id))
        for proof in proofs
    )


def _listed_told(listed: Listed) -> Listed:
    return dataclasses.replace(
        listed, leaf=None, own_entry=True, listed_on=listed.listed_on if listed.listed else None
    )


def example_file(pack: Pack, world: World, said: dict[str, Said], name: str) -> str:
    """An example file with this one world in it, expecting what `plain` says; who said what stands above."""
    plain = said["plain"]
    head = {"pack": pack.name}
    notes = [f"# {who}: {each}" for who, each in said.items()]
    notes += [f"# {rule.terms.model_dump_json(by_alias=True, exclude_defaults=True)}" for rule in pack.rules]
    notes += [f"# calendar {calendar}: {days}" for calendar, days in world.calendars.items()]
    example = {
        "name": name,
        **facts(told(world)),
        "answer": plain.answer,
        "retry_at": _moment(plain.retry_at),
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in example.items()]
    return "\n".join([*notes, json.dumps(head), "---", "- " + "\n  ".join(lines)]) + "\n"


def facts(world: World) -> dict[str, Any]:
    """Everything known around the call, as an example writes it."""
    call = world.call
    places = None if call.places is None else [_known(place) for place in call.places]
    words = {word: getattr(call, word) for word in (*DESCRIBED, *FLAGS, "caller_zone")}
    return {
        "at": _moment(world.at),
        "call": {**_known(words), "recipient": call.recipient, "id": call.id, "places": _or_unknown(places)},
        "history": [
            {
                **_known({**past.words, "asked_for": past.asked_for, "warm": past.warm, "outcome": past.outcome}),
                **_moments(at=past.at, expires_at=past.expires_at),
                "recipient": past.recipient, "direction": past.direction,
            }
            for past in world.history
        ],
        "stops": [
            {
                **_known(stop.words), **_moments(at=stop.said_at, ends_at=stop.ends_at),
                "trigger": stop.trigger, "recipient": stop.recipient,
            }
            for stop in world.stops
        ],
        "proof": _proofs(world.proofs),
        "listings": {name: _listed(each) for name, each in world.listings.items()},
        "line_listings": {name: _listed(each) for name, each in world.line_listings.items()},
        "line": _line(world) if call.line is not None else UNKNOWN,
        "account": [
            {"fact": each.fact, "account": each.account, "caller": each.caller}
            | _moments(since=each.since, until=each.until)
            for each in world.stated
        ],
        "institutions": {name: _proofs(proofs) for name, proofs in world.institution_proofs.items()},
        "recipient": _known(world.recipient_facts) | ({"hours": _hours(*world.hours)} if world.hours else {}),
    }  # fmt: skip


def _proofs(proofs: tuple[Proof, ...] | None) -> Any:
    if proofs is None:
        return UNKNOWN
    named = ("need", "grade", "call_id", "pointed_out", "kept_as")
    return [
        {
            **{word: value for word, value in proof.words.items() if value is not None},
            **_known({name: getattr(proof, name) for name in named}),
            **_moments(given_at=proof.given_at, ends_at=proof.ends_at),
            **({} if proof.hours_from is None else {"hours": _hours(proof.hours_from, proof.hours_to)}),
        }
        for proof in proofs
    ]


def _listed(listed: Listed) -> dict[str, Any]:
    known: dict[str, Any] = {} if listed.listed is None else {"listed": listed.listed}
    if listed.listed_on is not None:
        known["listed_on"] = (EPOCH + timedelta(milliseconds=listed.listed_on)).date().isoformat()
    return known | _moments(checked_at=listed.checked_at)


def _line(world: World) -> dict[str, Any]:
    moments = ("registered_at", "registered_until", "answerable_until")
    plain = {name: fact for name, fact in world.line_facts.items() if name not in moments}
    if "located" in plain:
        plain["at"] = plain.pop("located")
    filed = [
        {"region": each.region, **_moments(since=each.since, until=each.until)}
        for each in world.filings or ()
    ]
    dated: dict[str, Any] = {name: world.line_facts[name] for name in moments if name in world.line_facts}
    return {**plain, **_moments(**dated), "filed": UNKNOWN if world.filings is None else filed}


def _hours(since: int | None, until: int | None) -> dict[str, str]:
    return {name: _clock_time(ms or 0) for name, ms in (("from", since), ("to", until))}


def _clock_time(ms: int) -> str:
    return f"{ms // (60 * MINUTE):02d}:{ms // MINUTE % 60:02d}"


def _known(values: Any) -> dict[str, Any]:
    found = values if isinstance(values, dict) else {n: getattr(values, n) for n in values.__struct_fields__}
    return {name: _or_unknown(value) for name, value in found.items()}


def _or_unknown(value: Any) -> Any:
    return UNKNOWN if value is None else value


def _moments(**moments: int | None) -> dict[str, str]:
    return {name: written(ms, OFFSET) for name, ms in moments.items() if ms is not None}


def _moment(ms: int | None) -> str | None:
    return None if ms is None else written(ms, OFFSET)
