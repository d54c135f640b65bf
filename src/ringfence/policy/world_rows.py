"""A world as rows of the ledger's relations, so that engines can be asked what `plain` is asked.

Used to run a pack's examples on every engine and by the agreement tests. Takes a world, the token and the suffix
of lines and accounts under which it is to be filed; gives rows by relation. Two worlds filed under different tokens
and suffixes share nothing but what is known of institutions, because every other look-up is led by one of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from ringfence.call.moments import DAY
from ringfence.call.words import DESCRIBED
from ringfence.policy.world import Filing, Listed, PastCall, Proof, Stated, StopEvent, World

Row = dict[str, Any]
Filed = list[tuple[str, Row]]


def apart(worlds: Sequence[World]) -> list[list[int]]:
    """The places of worlds that may be filed beside one another, together: they know the same of institutions."""
    known: list[dict[str, tuple[Proof, ...] | None]] = []
    together: list[list[int]] = []
    for place, world in enumerate(worlds):
        if world.institution_proofs not in known:
            known.append(world.institution_proofs)
            together.append([])
        together[known.index(world.institution_proofs)].append(place)
    return together


def world_rows(world: World, recipient: bytes, suffix: str = "") -> Filed:
    """The rows of one world, each with its relation; its lines and accounts get a suffix so that they are its own.

    A list of which only the whole is known is filed as an entry that says the number is not in it: what a look
    at the whole says of one number. Others in the world lie under tokens that follow from hers. What is known of
    institutions is filed once for all worlds beside one another, by `institution_rows`.
    """

    def filed(number: str) -> bytes:
        others = sha256(recipient + number.encode()).digest()[:16]
        return recipient if number == world.call.recipient else others

    return [
        *(("call", call_row(past, filed(past.recipient), suffix)) for past in world.history),
        *(("stop", stop_row(stop, filed(stop.recipient), n, suffix)) for n, stop in enumerate(world.stops)),
        *(("proof", proof_row(proof, recipient, n, suffix)) for n, proof in enumerate(world.proofs or ())),
        *(
            ("listing_entry", entry_row(name, each) | {"recipient": recipient})
            for name, each in world.listings.items()
        ),
        *_of_the_line(world, suffix),
        *(("account_fact", stated_row(stated, suffix)) for stated in world.stated),
        ("recipient", person_row(world, recipient)),
    ]


def _of_the_line(world: World, suffix: str) -> Iterator[tuple[str, Row]]:
    if world.call.line is None:
        return
    line = world.call.line + suffix
    for name, listed in world.line_listings.items():
        yield "line_entry", entry_row(name, listed) | {"line": line}
    looked = None if world.filings is None else world.at
    yield "line", {**world.line_facts, "line": line, "filings_checked_at": looked}
    for filing in world.filings or ():
        yield "filing", filing_row(filing, line)


def filing_row(filing: Filing, line: str) -> Row:
    """A filing as a row of `filing`."""
    return {"line": line, "region": filing.region, "since": filing.since, "until": filing.until, "leaf": None}


def stated_row(stated: Stated, suffix: str = "") -> Row:
    """What was stated of an account as a row of `account_fact`."""
    return {
        "account": stated.account + suffix, "caller": stated.caller, "fact": stated.fact,
        "since": stated.since, "until": stated.until, "leaf": None,
    }  # fmt: skip


def institution_rows(known: dict[str, tuple[Proof, ...] | None], at: int) -> Iterator[tuple[str, Row]]:
    """What is known of institutions, as rows; proofs that nobody looked for leave their moment unknown."""
    for name, proofs in known.items():
        looked = None if proofs is None else at
        yield "institution", {"institution": name, "proofs_checked_at": looked, "leaf": None}
        for place, proof in enumerate(proofs or ()):
            yield "institution_proof", {"institution": name, **proven(proof, place)}


def call_row(past: PastCall, recipient: bytes, suffix: str = "") -> Row:
    """A past call as a row of `call`."""
    words = words_of(past.words, suffix)
    return {
        "recipient": recipient, "ts": past.at, "id": past.id, "day": past.at - past.at % DAY, **words,
        "asked_for": past.asked_for, "warm": past.warm, "direction": past.direction, "outcome": past.outcome,
        "expires_at": past.expires_at, "leaf": past.leaf,
    }  # fmt: skip


def stop_row(stop: StopEvent, recipient: bytes, place: int, suffix: str = "") -> Row:
    """A stop as a row of `stop`."""
    words = words_of(stop.words, suffix)
    return {
        "recipient": recipient, "said_at": stop.said_at, "id": str(place), "trigger": stop.trigger, **words,
        "ends_at": stop.ends_at, "leaf": stop.leaf,
    }  # fmt: skip


def proof_row(proof: Proof, recipient: bytes, place: int, suffix: str = "") -> Row:
    """A proof as a row of `proof`."""
    return {"recipient": recipient, **proven(proof, place, suffix)}


def proven(proof: Proof, place: int, suffix: str = "") -> Row:
    """What a proof says, whosever it is."""
    return {
        "id": str(place), "need": proof.need, "grade": proof.grade,
        "given_at": proof.given_at, "ends_at": proof.ends_at, "pointed_out": proof.pointed_out,
        "kept_as": proof.kept_as, **words_of(proof.words, suffix),
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


def words_of(words: Mapping[str, str | None], suffix: str) -> dict[str, str | None]:
    """The words of a fact, its line and account filed under its world's suffix; `any` stays what it is."""
    found = {word: words.get(word) for word in DESCRIBED}
    return found | {word: suffixed(found[word], suffix) for word in ("line", "account")}


def suffixed(name: str | None, suffix: str) -> str | None:
    """A line or an account under which one world files its facts."""
    return name if name in {None, "any"} else f"{name}{suffix}"
