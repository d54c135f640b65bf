"""A bank's ledger and its calls, made from a seed: what `cn-bank-card` and `cn-telesales` together have to look at.

Beside the benchmarks that need facts for every rule. Most people agreed to calls, a few refused, most lines are in
order; the numbers belong to nobody. Takes how many people there are; gives rows for a ledger and calls to ask about.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.asks import NOW, PLACES, number
from ringfence.call.moments import DAY
from ringfence.call.words import Call
from ringfence.evidence.people import People
from ringfence.evidence.vault import person_key, person_seed, seal_number
from ringfence.ledger.ledger import Transaction
from ringfence.policy.read import read_pack
from ringfence.policy.rule import Pack

LINES = 40
PAST_DAYS = 60
CALLS_EACH = 5
KINDS: tuple[dict[str, Any], ...] = (
    {"purpose": "marketing", "subject": "card_offer", "party": "customer"},
    {"purpose": "service", "subject": "statement", "party": "customer"},
    {"purpose": "collection", "subject": "debt", "party": "debtor"},
)
OUTCOMES = ("conversation", "unanswered", "connect")
SAID: dict[str, Any] = {"trade": "credit_card", "channel": "voice", "style": "interactive", "caller": "bank-a", "agency": "bank-a"}  # fmt: skip


def both_packs() -> Pack:
    """The two packs as one."""
    return read_pack(Path(__file__).parent / "both_packs", locked=False)


def line(place: int, lines: int = LINES) -> str:
    """A line of the bank's, of so many; it belongs to nobody."""
    return f"+862158{place % lines:06d}"


def fill(tx: Transaction, people: People, size: int, lines: int = LINES) -> None:
    """Everybody, what she agreed to or refused, her calls of the last 60 days, and so many lines."""
    drawn = random.Random(7)
    tokens = [people.token(number(person)) for person in range(size)]
    everybody = sorted(enumerate(tokens), key=lambda pair: pair[1])
    order = [token for _, token in everybody]
    tx.bring("vault", _vault(people, everybody))
    tx.bring("call", _history(drawn, everybody, lines))
    tx.bring(
        "recipient", ({"recipient": token, "proofs_checked_at": NOW, "settled": False} for token in order)
    )
    tx.bring("listing", [{"name": "marketing_white_list", "checked_at": NOW - DAY}])
    tx.bring("listing_entry", (_listed(token) for token in order))
    tx.bring("proof", (_consent(token) for place, token in enumerate(order) if place % 10))
    tx.bring("stop", (_refusal(token) for token in order[::20]))
    tx.bring("institution", [{"institution": "bank-a", "proofs_checked_at": NOW}])
    tx.bring("line", (_line(place, lines) for place in range(lines)))


def calls(start: int, count: int, size: int, lines: int = LINES) -> list[Call]:
    """Calls to people all over the ledger: a third to sell, a third to serve, a third to collect."""
    return [
        Call(
            id=f"call-{place}", recipient=number(_person(place, size)), line=line(place, lines), at=NOW + place,
            account=f"card-{_person(place, size)}", speaker="human", places=PLACES, **SAID, **KINDS[place % 3],
        )
        for place in range(start, start + count)
    ]  # fmt: skip


def _person(place: int, size: int) -> int:
    return (place * 48271 + 11) % size


def _vault(people: People, everybody: list[tuple[int, bytes]]) -> Iterator[dict[str, Any]]:
    keys = people.keyring.current
    for person, token in everybody:
        seed = person_seed()
        sealed = seal_number(person_key(keys.vault_key, seed), number(person), token)
        yield {"recipient": token, "epoch": keys.number, "seed": seed, "sealed": sealed}


def _history(
    drawn: random.Random, everybody: list[tuple[int, bytes]], lines: int
) -> Iterator[dict[str, Any]]:
    for person, token in everybody:
        for nth in range(CALLS_EACH):
            ts = NOW - drawn.randrange(PAST_DAYS * DAY)
            yield {
                "recipient": token, "ts": ts, "id": f"past-{nth}", "day": ts - ts % DAY, "account": f"card-{person}",
                "line": line(person + nth, lines), "direction": "outbound", "outcome": OUTCOMES[nth % 3], "leaf": 0,
                **SAID, **KINDS[nth % 3],
            }  # fmt: skip


def _listed(token: bytes) -> dict[str, Any]:
    return {
        "recipient": token,
        "listing": "marketing_white_list",
        "listed": True,
        "listed_on": NOW - 90 * DAY,
    }


def _consent(token: bytes) -> dict[str, Any]:
    return {
        "recipient": token, "id": "p", "need": "consent", "grade": "explicit", "caller": "bank-a",
        "purpose": "marketing", "channel": "any", "pointed_out": True, "given_at": NOW - 100 * DAY,
    }  # fmt: skip


def _refusal(token: bytes) -> dict[str, Any]:
    told = {"recipient": token, "said_at": NOW - DAY, "id": "s", "trigger": "opt_out", "leaf": 0}
    return {**told, **SAID, **KINDS[0]}


def _line(place: int, lines: int) -> dict[str, Any]:
    return {
        "line": line(place, lines), "caller": "bank-a", "owner": "bank-a", "home": "Shanghai", "located": "Shanghai",
        "filings_checked_at": NOW, "arrears": False, "rented": False, "private": False, "inbound_only": False,
        "used_by_owner": True, "registered": True, "registered_at": NOW - 50 * DAY, "attestation": "A",
    }  # fmt: skip
