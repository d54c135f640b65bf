"""The ledger on PostgreSQL: many gate processes, one log, and an answer that is durable before it is given.

Takes an address; gives transactions. Each begins by taking the writer's place of the whole ledger (an advisory lock that
PostgreSQL lets go at its end), in a statement of its own, so that all that follows sees what was committed before. What
is written is sent together with the next thing that is read: a transaction costs few journeys, and errors of writing
come late. A connection that is lost is made anew for the next transaction.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper

from ringfence.call.errors import LedgerError, RequestError, RingfenceError
from ringfence.ledger.ledger import About
from ringfence.store.migrate_postgres import bring_up_to_date
from ringfence.store.server_transaction import ServerTransaction
from ringfence.store.transaction import SqlTransaction
from ringfence.store.where import Where

WRITERS_PLACE = 0x52_46
"""The advisory lock that whoever writes to the ledger holds: the first letters of the house."""
LOCK_WAIT = "30s"
"""How long a transaction waits for the writer's place, and how long one that does nothing may hold it."""
# The form of a plan is always the same: thinking it over for each call takes longer than the call (plan_cache_mode).
SETTINGS = (
    f"-c plan_cache_mode=force_generic_plan -c jit=off -c lock_timeout={LOCK_WAIT}"
    f" -c idle_in_transaction_session_timeout={LOCK_WAIT} -c synchronous_commit=on -c client_encoding=UTF8"
)
UNSURE = (
    "the server was lost while it was writing, and it is not known whether it did; ask again with the same id,"
    " and the answer that was given comes back"
)
MOST_PREPARED = 4096
CONNECT_SECONDS = 5


class PostgresLedger:
    """A ledger in one PostgreSQL database; its relations are made if they are not there, and migrated if older."""

    errors_come_late = True
    faults = (psycopg.Error,)

    def __init__(self, where: Where) -> None:
        self.where = where
        bring_up_to_date(where)
        self._db = connected(where)

    @contextlib.contextmanager
    def transaction(self, about: Sequence[About] = ()) -> Iterator[SqlTransaction]:
        """A transaction that holds the only writer's place from its first moment."""
        db, committing = self._open(), False
        try:
            with db.pipeline():
                db.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
                db.execute(f"SELECT pg_advisory_xact_lock({WRITERS_PLACE})")
                tx = ServerTransaction(_Connection(db), about)
                yield tx
                tx.write_held()
                committing = True
                done = db.execute("COMMIT")
            if done.statusmessage != "COMMIT":
                raise LedgerError("the ledger could not be written; nothing was accepted")
        except psycopg.Error as error:
            db.close()
            if committing and isinstance(error, psycopg.OperationalError):
                raise LedgerError(UNSURE) from error
            raise self.told(error) from error
        finally:
            self._tidy(db)

    @contextlib.contextmanager
    def beside(self) -> Iterator[SqlTransaction]:
        """A view of the ledger as it is at one moment, on a connection of its own: whoever looks at much holds up nobody."""
        try:
            with connected(self.where) as db:
                db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield SqlTransaction(_Connection(db), "$")
                db.execute("ROLLBACK")
        except psycopg.Error as error:
            raise LedgerError(f"the ledger cannot be read: {_words(error)}; try again") from error

    def told(self, fault: BaseException) -> RingfenceError:
        """A fault of the server as whoever asked is told it; what no text may hold is the request's."""
        if isinstance(fault, psycopg.DataError):
            return RequestError("it holds a sign that the ledger cannot keep; leave out what cannot be read")
        return LedgerError(f"the ledger could not be written: {_words(fault)}; nothing was accepted")

    def close(self) -> None:
        """Lets the connection go."""
        self._db.close()

    def _open(self) -> psycopg.Connection[Any]:
        if self._db.closed:
            self._db = connected(self.where)
        return self._db

    def _tidy(self, db: psycopg.Connection[Any]) -> None:
        """Leaves no transaction open.

        Once a statement of a pipeline failed it is not known any more which ones the server has prepared: its connection
        is let go. What is taken back goes past psycopg's cursor, which would forget all that is prepared.
        """
        state = db.info.transaction_status
        if state == TransactionStatus.INTRANS:
            db.pgconn.exec_(b"ROLLBACK")
        elif state != TransactionStatus.IDLE:
            db.close()


class _Connection:
    """The connection as transactions and engines use it: every statement is prepared, parameters are `$1`, `$2`, …"""

    def __init__(self, db: psycopg.Connection[Any]) -> None:
        self._db = db

    def execute(self, sql: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """A cursor over the rows; they are waited for when they are asked for."""
        return self._db.execute(_encoded(sql), values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """The same statement for every row; nothing of it is waited for."""
        cursor, text = self._db.cursor(), _encoded(sql)
        for row in rows:
            cursor.execute(text, row)


def connected(where: Where) -> psycopg.Connection[Any]:
    """A connection; LedgerError if the server does not answer or does not let this program in."""
    try:
        db = psycopg.connect(
            where.database, autocommit=True, cursor_factory=psycopg.RawCursor, prepare_threshold=0,
            options=SETTINGS, connect_timeout=CONNECT_SECONDS,
        )  # fmt: skip
    except psycopg.Error as error:
        raise LedgerError(f"the ledger `{where.name}` does not open: {_words(error)}") from error
    db.prepared_max = MOST_PREPARED
    # A number has one type, however large it is: a statement is prepared once.
    db.adapters.register_dumper(int, Int8Dumper)
    return db


@lru_cache(maxsize=2 * MOST_PREPARED)
def _encoded(sql: str) -> bytes:
    """A statement as it is sent; the same object each time, so that what is prepared is found without reading it anew."""
    return sql.encode()


def _words(error: BaseException) -> str:
    """What the server said, in one line; an address is never shown."""
    return str(error).strip().splitlines()[0] if str(error).strip() else "the connection was lost"
