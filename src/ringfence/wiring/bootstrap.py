"""Joins the adapters to the needs: the one function behind `ringfence.open`, a keyword for each need."""

from __future__ import annotations

import time
from pathlib import Path

from ringfence.call.errors import EvidenceError, LedgerError
from ringfence.call.moments import HOUR
from ringfence.caller.gate import CallerGate
from ringfence.caller.needs import Clock
from ringfence.engines.one_call.sqlite import SqliteEngine
from ringfence.evidence.keyring import Keyring, keys_of
from ringfence.evidence.log import Gatherer
from ringfence.evidence.people import People
from ringfence.evidence.witness import Witness, check_witness, restored
from ringfence.ledger.ledger import Ledger
from ringfence.policy.read import read_pack
from ringfence.policy.rule import Pack
from ringfence.store.drawn_listings import Copies, WithListings
from ringfence.store.sqlite import SqliteLedger
from ringfence.store.where import Where
from ringfence.wiring.house import Ringfence, Store

LIFETIME = 25 * HOUR
"""How long after its planned moment a permit holds its place untold: as long as the longest local day."""


def now() -> int:
    """Now, in UTC milliseconds."""
    return time.time_ns() // 1_000_000


def open_house(
    db: str | Path = "ringfence.db", *, pack: str | Path | Pack = "thread", clock: Clock = now,
    lifetime: int = LIFETIME, seals: bool = True,
) -> Ringfence:  # fmt: skip
    """A ledger with a pack over it; ledger and keyring (`<db>.keys`) are made if they do not exist.

    `db` is a file, or the address of a PostgreSQL database: `postgresql://…`. EvidenceError if the ledger was written
    under a keyring that is not there.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with open_house(folder.name + "/ledger.db") as ringfence:
    ...     call = {"recipient": "+8613000000000", "line": "+862158888888", "purpose": "service"}
    ...     ringfence.ask(call).answer
    'permit'
    >>> folder.cleanup()
    """
    body = pack if isinstance(pack, Pack) else read_pack(pack)
    where = Where.of(db)
    store = opened(where)
    witness = Witness(where.beside)
    try:
        people = People(keyring_of(where, store.ledger))
        if seals:
            with store.ledger.beside() as tx:
                check_witness(tx, witness, where.name)
    except BaseException:
        store.ledger.close()
        raise
    copies = Copies(where.beside)
    judge = WithListings(store.engine(body), copies, store.sign)
    gate = CallerGate(body, judge, people, clock, lifetime, seals=seals)
    return Ringfence(store, gate, copies, Gatherer(people.keyring), witness)


def opened(where: Where) -> Store:
    """A ledger and what goes with it, of whichever database."""
    return _on_server(where) if where.on_server else Store(SqliteLedger(where), SqliteEngine, "?")


def reconcile(where: Where, by: str, at: int) -> tuple[int, int] | None:
    """The moments between which leaves of a restored ledger are lost, now sealed; None if none is."""
    ledger, witness = opened(where).ledger, Witness(where.beside)
    try:
        gatherer = Gatherer(keyring_of(where, ledger))
        with ledger.transaction() as tx:
            lost = restored(tx, witness, by, at)
            head = gatherer.gather(tx, at) if lost is not None else None
            leaves = tx.next_seq()
        if head is not None:
            witness.note_head(head)
            witness.note(leaves, at)
        return lost
    finally:
        ledger.close()
        witness.close()


def _on_server(where: Where) -> Store:
    try:
        from ringfence.engines.one_call.postgres import PostgresEngine  # noqa: PLC0415 - only for a ledger on a server
        from ringfence.store.postgres import PostgresLedger  # noqa: PLC0415
    except ImportError as error:
        raise LedgerError(
            "a ledger on PostgreSQL needs its driver; run: pip install 'ringfence[postgres]'"
        ) from error
    return Store(PostgresLedger(where), PostgresEngine, "$")


def keyring_of(where: Where, ledger: Ledger) -> Keyring:
    """The keyring of a ledger, made with it; a ledger whose keyring is gone is an error, not a new keyring."""
    path = keys_of(where.beside)
    if not path.exists():
        with ledger.beside() as tx:
            written = tx.next_seq() > 0 or bool(tx.rows("vault", {}, 1))
        if written:
            raise EvidenceError(
                f"the ledger `{where.name}` was written under a keyring, and `{path}` is not there; bring it back from its copy"
            )
        Keyring.create().write(path)
    return Keyring.read(path)
