"""The ledger on SQLite: one file, one writer, and an answer that is durable before it is given.

Takes a path; gives transactions. WAL with `synchronous=FULL`: what a transaction wrote is on the disk when its
context ends, whatever is killed afterwards. Decides nothing and seals nothing by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from ringfence.call.errors import LedgerError
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.ledger import LeafRow, Row, Values
from ringfence.store.migrate import bring_up_to_date

# A checkpoint writes every page that was touched; few of them, far apart, cost least (16,000 pages are 64 MB).
CHECKPOINT_PAGES = 16_000
# Few pages, soon used again: what is written out at a commit then lies near, and the system holds the file anyway.
CACHE_KB = 16_384
BUSY_MS = 30_000
LEAF_COLUMNS = "seq, kind, at, body, hash, recipient, call_id"
# The same text each time: SQLite keeps a statement prepared by it.
APPENDING = f"INSERT INTO leaf ({LEAF_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
ANSWERED = f"SELECT {LEAF_COLUMNS} FROM leaf WHERE call_id = ? ORDER BY seq"


class SqliteLedger:
    """A ledger in one SQLite file; made if it does not exist, migrated if it is older than the code."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        bring_up_to_date(self.path)
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
    def transaction(self) -> Iterator[SqliteTransaction]:
        """A transaction that holds the only writer's place from its first moment."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise LedgerError(f"the ledger is busy or full: {error}; try again") from error
        tx = SqliteTransaction(self._db)
        try:
            yield tx
            tx.write_leaves()
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise LedgerError(f"the ledger could not be written: {error}; nothing was accepted") from error

    @contextmanager
    def reading(self) -> Iterator[SqliteTransaction]:
        """A view of the ledger as it is at one moment; writes nothing."""
        self._db.execute("BEGIN")
        try:
            yield SqliteTransaction(self._db)
        finally:
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Folds the write-ahead log in and lets the file go."""
        self._db.close()


class SqliteTransaction:
    """One transaction on the ledger's connection.

    Leaves are held back, made and written together: nothing but this transaction can ask for them before its end,
    and a processor that does the same thing many times over does it in half the time.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._next: int | None = None
        self._leaves: list[Callable[[], LeafRow]] = []
        self._calls: set[str | None] = set()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, with every relation as it now is."""
        self.write_leaves()
        return self._db

    @property
    def facts(self) -> sqlite3.Connection:
        """The connection, for the engine that decides inside this transaction and reads no leaves."""
        return self._db

    def next_seq(self) -> int:
        """The sequence the next leaf takes; read once, because nobody else can write now."""
        if self._next is None:
            self._next = self._db.execute("SELECT COALESCE(MAX(seq) + 1, 0) FROM leaf").fetchone()[0]
        assert self._next is not None
        return self._next

    def append_leaf(self, leaf: LeafRow) -> None:
        """Appends a leaf."""
        self._hold(leaf.seq, leaf.call_id, lambda: leaf)

    def append_later(self, seq: int, call_id: str, make: Callable[[], LeafRow]) -> None:
        """Appends a leaf that is made before this transaction ends."""
        self._hold(seq, call_id, make)

    def _hold(self, seq: int, call_id: str | None, make: Callable[[], LeafRow]) -> None:
        assert seq == self.next_seq(), "a leaf out of order"
        self._leaves.append(make)
        self._calls.add(call_id)
        self._next = seq + 1

    def write_leaves(self) -> None:
        """Makes the leaves that were held back and hands them to SQLite."""
        if self._leaves:
            self._db.executemany(APPENDING, [make() for make in self._leaves])
            self._leaves.clear()
            self._calls.clear()

    def leaves_of_call(self, call_id: str) -> Sequence[LeafRow]:
        """The leaves about one call, oldest first."""
        if call_id in self._calls:
            self.write_leaves()
        return [LeafRow(*row) for row in self._db.execute(ANSWERED, (call_id,))]

    def leaf_hashes(self, start: int, stop: int) -> list[bytes]:
        """The hashes of leaves `[start, stop)`."""
        self.write_leaves()
        found = self._db.execute(
            "SELECT hash FROM leaf WHERE seq >= ? AND seq < ? ORDER BY seq", (start, stop)
        )
        return [row[0] for row in found]

    def last_head(self) -> int | None:
        """How many leaves the newest signed head covers."""
        size: int | None = self._db.execute("SELECT MAX(size) FROM tree_head").fetchone()[0]
        return size

    def insert(self, relation: str, values: Values) -> None:
        """Adds one row."""
        self._db.execute(insertion(relation), values)

    def bring(self, relation: str, rows: Iterable[Row]) -> int:
        """Adds many rows, replacing those with the same key."""
        columns = CATALOGUE[relation].column_names
        return self.bring_values(relation, columns, (in_order(relation, row) for row in rows))

    def bring_values(self, relation: str, columns: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> int:
        """The same of rows that are the values of these columns, the others unknown."""
        return self._db.executemany(_replacement(relation, columns), rows).rowcount

    def find(self, relation: str, key: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The values of the row with this clustered key, or none."""
        found: tuple[Any, ...] | None = self._db.execute(_selection(relation), key).fetchone()
        return found

    def update(self, relation: str, key: Row, values: Row) -> None:
        """Changes the row with this key."""
        changes = ", ".join(f'"{column}" = :{column}' for column in values)
        self._db.execute(
            f'UPDATE "{relation}" SET {changes} WHERE {_matching(key)}',
            {**values, **{f"key_{column}": value for column, value in key.items()}},
        )

    def distinct(self, relation: str, column: str) -> set[Any]:
        """The values that stand in a column, the unknown left out."""
        found = self._db.execute(f'SELECT DISTINCT "{column}" FROM "{relation}" WHERE "{column}" IS NOT NULL')
        return {row[0] for row in found}

    def remove(self, relation: str, matching: Row) -> None:
        """Takes out every row that carries these values."""
        self._db.execute(
            f'DELETE FROM "{relation}" WHERE {_matching(matching)}',
            {f"key_{column}": value for column, value in matching.items()},
        )

    def row(self, relation: str, key: Row) -> dict[str, Any] | None:
        """The row with this key, or none."""
        found = self._db.execute(_selection(relation, tuple(key)), tuple(key.values())).fetchone()
        return None if found is None else dict(zip(CATALOGUE[relation].column_names, found, strict=True))

    def rows(self, relation: str, matching: Row, most: int) -> list[dict[str, Any]]:
        """At most so many rows that carry these values."""
        columns, key = CATALOGUE[relation].column_names, CATALOGUE[relation].key
        found = self._db.execute(
            f'SELECT {_quoted(columns)} FROM "{relation}" WHERE {_matching(matching)}'
            f" ORDER BY {_quoted(key)} LIMIT {int(most)}",
            {f"key_{column}": value for column, value in matching.items()},
        )
        return [dict(zip(columns, row, strict=True)) for row in found]


def _matching(key: Row) -> str:
    return " AND ".join(f'"{column}" = :key_{column}' for column in key) or "TRUE"


@lru_cache(maxsize=256)
def _selection(relation: str, key: tuple[str, ...] | None = None) -> str:
    matching = " AND ".join(f'"{column}" = ?' for column in key or CATALOGUE[relation].key)
    return f'SELECT {_quoted(CATALOGUE[relation].column_names)} FROM "{relation}" WHERE {matching}'


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


@lru_cache(maxsize=64)
def insertion(relation: str) -> str:
    """The statement that adds one row, its values in the catalogue's order; the same text each time."""
    return f"INSERT {_into(relation, CATALOGUE[relation].column_names)}"


@lru_cache(maxsize=64)
def _replacement(relation: str, columns: tuple[str, ...]) -> str:
    return f"INSERT OR REPLACE {_into(relation, columns)}"


def _into(relation: str, columns: tuple[str, ...]) -> str:
    return f'INTO "{relation}" ({_quoted(columns)}) VALUES ({", ".join("?" * len(columns))})'


def in_order(relation: str, row: Row) -> list[Any]:
    """A row's values in the catalogue's order; a column nobody gave is unknown."""
    return [row.get(column) for column in CATALOGUE[relation].column_names]
