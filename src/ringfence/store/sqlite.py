"""The ledger on SQLite: one file, one writer, and an answer that is durable before it is given.

Takes a path; gives transactions. WAL with `synchronous=FULL`: what a transaction wrote is on the disk when its
context ends, whatever is killed afterwards. Decides nothing and seals nothing by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ringfence.call.errors import LedgerError
from ringfence.ledger.ledger import About
from ringfence.store.line_calls import LineCalls
from ringfence.store.migrate import bring_up_to_date
from ringfence.store.transaction import SqlTransaction
from ringfence.store.where import Where

# A checkpoint writes every page that was touched; few of them, far apart, cost least (16,000 pages are 64 MB).
CHECKPOINT_PAGES = 16_000
# Few pages, soon used again: what is written out at a commit then lies near, and the system holds the file anyway.
CACHE_KB = 16_384
BUSY_MS = 30_000


class SqliteLedger:
    """A ledger in one SQLite file; made if it does not exist, migrated if it is older than the code."""

    errors_come_late = False
    faults = (sqlite3.Error,)

    def __init__(self, where: Where | str | Path) -> None:
        self.where = where if isinstance(where, Where) else Where.of(where)
        self.path = self.where.beside
        if not self.where.writable:
            raise LedgerError(
                f"the ledger `{self.path.name}` lies where nothing can be written; make the file and its folder writable"
                " for this program, or take it to another disk (`ringfence log verify` reads it where it is)"
            )
        bring_up_to_date(self.path)
        self._line_calls = LineCalls()
        try:
            self._db = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, cached_statements=512
            )
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                f"busy_timeout={BUSY_MS}",
                f"wal_autocheckpoint={CHECKPOINT_PAGES}",
                f"cache_size=-{CACHE_KB}",
                "foreign_keys=ON",
            ):
                self._db.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            raise LedgerError(
                f"the ledger `{self.path.name}` does not open: {error}; check the file"
            ) from error

    @contextmanager
    def transaction(self, about: Sequence[About] = ()) -> Iterator[SqlTransaction]:  # noqa: ARG002 - a file is near
        """A transaction that holds the only writer's place from its first moment."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            # Another whenever another connection has written: then what is remembered may be too little.
            self._line_calls.begin(self._db.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            self._undo()
            raise LedgerError(f"the ledger is busy or full: {error}; try again") from error
        tx = SqlTransaction(self._db, "?", self._line_calls)
        try:
            yield tx
            tx.write_leaves()
        except BaseException:
            self._undo()
            raise
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            raise LedgerError(f"the ledger could not be written: {error}; nothing was accepted") from error

    def _undo(self) -> None:
        """Takes back what the open transaction did, if one is open, and what was counted in it."""
        self._line_calls.forget()
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    @contextmanager
    def beside(self) -> Iterator[SqlTransaction]:
        """A view of the ledger as it is at one moment, on a connection of its own: whoever looks at much holds up nobody."""
        try:
            db = sqlite3.connect(self.where.read_only, uri=True, isolation_level=None)
            try:
                db.execute("BEGIN")
                yield SqlTransaction(db, "?")
            finally:
                db.close()
        except sqlite3.Error as error:
            raise LedgerError(f"the ledger `{self.where.name}` cannot be read: {error}; try again") from error

    def told(self, fault: BaseException) -> LedgerError:
        """A fault of the file or its disk as whoever asked is told it."""
        return LedgerError(f"the ledger could not be written: {fault}; nothing was accepted")

    def close(self) -> None:
        """Folds the write-ahead log in and lets the file go."""
        self._db.close()
