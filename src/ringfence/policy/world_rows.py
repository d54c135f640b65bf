"""A world as rows of the ledger's relations, so that engines can be asked what `plain` is asked.

Used to run a pack's examples on every engine and by the agreement tests. Takes a world and the token and line
under which it is to be filed; gives rows by relation. Two worlds filed under different tokens and lines share
nothing, because every look-up of a rule is led by one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ringfence.call.moments import DAY
from ringfence.call.words import DESCRIBED
from ringfence.policy.world import Listed, PastCall, Proof, StopEvent, World

Row = dict[str, Any]
Filed = list[tuple[str, Row]]


def world_rows(world: World, recipient: bytes, line_suffix: str = "") -> Filed:
    """The rows of one world, each with its relation; its lines get a suffix so that they are its own.

    A list of which only the whole is known is filed as an entry that says the number is not in it: what a look
    at the whole says of one number. Others in the world lie under tokens that follow from hers.
    """

    def filed(number: str) -> bytes:
        others = sha256(recipient + number.encode()).digest()[:16]
        return recipient if number == world.call.recipient else others

    return [
        *(("call", call_row(past, filed(past.recipient), line_suffix)) for past in world.history),
        *(
            ("stop", stop_row(stop, filed(stop.recipient), n, line_suffix))
            for n, stop in enumerate(world.stops)
        ),
        *(("proof", proof_row(proof, recipient, place)) for place, proof in enumerate(world.proofs or ())),
        *(
            ("listing_entry", entry_row(name, each) | {"recipient": recipient})
            for name, each in world.listings.items()
        ),
        *_line_entries(world, line_suffix),
        ("recipient", person_row(world, recipient)),
    ]


def _line_entries(world: World, suffix: str) -> Iterator[tuple[str, Row]]:
    if world.call.line is not None:
        line = world.call.line + suffix
        for name, listed in world.line_listings.items():
            yield "line_entry", entry_row(name, listed) | {"line": line}


def call_row(past: PastCall, recipient: bytes, line_suffix: str = "") -> Row:
    """A past call as a row of `call`."""
    words = {word: past.words.get(word) for word in DESCRIBED}
    words["line"] = suffixed(words["line"], line_suffix)
    return {
        "recipient": recipient, "ts": past.at, "id": past.id, "day": past.at - past.at % DAY, **words,
        "asked_for": past.asked_for, "warm": past.warm, "direction": past.direction, "outcome": past.outcome,
        "expires_at": past.expires_at, "leaf": past.leaf,
    }  # fmt: skip


def stop_row(stop: StopEvent, recipient: bytes, place: int, line_suffix: str = "") -> Row:
    """A stop as a row of `stop`."""
    words = {word: stop.words.get(word) for word in DESCRIBED}
    words["line"] = suffixed(words["line"], line_suffix)
    return {
        "recipient": recipient, "said_at": stop.said_at, "id": str(place), "trigger": stop.trigger, **words,
        "ends_at": stop.ends_at, "leaf": stop.leaf,
    }  # fmt: skip


def proof_row(proof: Proof, recipient: bytes, place: int) -> Row:
    """A proof as a row of `proof`."""
    return {
        "recipient": recipient, "id": str(place), "need": proof.need, "grade": proof.grade,
        "given_at": proof.given_at, "ends_at": proof.ends_at,
        **{word: proof.words.get(word) for word in DESCRIBED},
        "hours_from": proof.hours_from, "hours_to": proof.hours_to, "call_id": proof.call_id, "leaf": proof.leaf,
    }  # fmt: skip


def entry_row(name: str, listed: Listed) -> Row:
    """What is known of one number in one list, without its key."""
    known = listed.listed if listed.own_entry else False
    on = listed.listed_on if listed.own_entry else None
    return {
        "listing": name, "listed": known, "listed_on": on, "checked_at": listed.checked_at, "leaf": listed.leaf,
    }  # fmt: skip


def person_row(world: World, recipient: bytes) -> Row:
    """What is known of the person beside calls; proofs that nobody looked for leave their moment unknown."""
    since, until = world.hours if world.hours is not None else (None, None)
    settled = world.recipient_facts.get("settled")
    return {
        "recipient": recipient, "settled": settled if isinstance(settled, bool) else None,
        "proofs_checked_at": world.at if world.proofs is not None else None,
        "hours_from": since, "hours_to": until, "leaf": None,
    }  # fmt: skip


def suffixed(line: str | None, suffix: str) -> str | None:
    """A line under which one world files its calls."""
    return None if line is None else line + suffix
