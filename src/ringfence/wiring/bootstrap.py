"""Joins the adapters to the needs: the one function behind `ringfence.open`, a keyword for each need."""

from __future__ import annotations

import time
from pathlib import Path

from ringfence.call.moments import HOUR
from ringfence.caller.gate import CallerGate
from ringfence.caller.needs import Clock
from ringfence.engines.sqlite import SqliteEngine
from ringfence.evidence.keyring import Keyring, keys_of
from ringfence.evidence.log import Gatherer
from ringfence.evidence.people import People
from ringfence.policy.read import read_pack
from ringfence.policy.rule import Pack
from ringfence.store.drawn_listings import Copies, WithListings
from ringfence.store.sqlite import SqliteLedger
from ringfence.wiring.house import Ringfence

LIFETIME = 25 * HOUR
"""How long after its planned moment a permit holds its place untold: as long as the longest local day."""


def now() -> int:
    """Now, in UTC milliseconds."""
    return time.time_ns() // 1_000_000


def open_house(
    db: str | Path = "ringfence.db", *, pack: str | Path | Pack = "thread", clock: Clock = now,
    lifetime: int = LIFETIME, seals: bool = True,
) -> Ringfence:  # fmt: skip
    """A ledger with a pack over it; both the ledger and its keyring (`<db>.keys`) are made if they do not exist.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with open_house(folder.name + "/ledger.db") as ringfence:
    ...     call = {"recipient": "+8613000000000", "line": "+862158888888", "purpose": "service"}
    ...     ringfence.ask(call).answer
    'permit'
    >>> folder.cleanup()
    """
    body = pack if isinstance(pack, Pack) else read_pack(pack)
    ledger = SqliteLedger(db)
    people = People(keyring_beside(Path(db)))
    copies = Copies(ledger.path)
    judge = WithListings(SqliteEngine(body), copies)
    gate = CallerGate(body, judge, people, clock, lifetime, seals=seals)
    return Ringfence(ledger, gate, copies, Gatherer(people.keyring))


def keyring_beside(db: Path) -> Keyring:
    """The keyring of a ledger, made with it; a ledger whose keyring is gone is an error, not a new keyring."""
    path = keys_of(db)
    if not path.exists():
        Keyring.create().write(path)
    return Keyring.read(path)
