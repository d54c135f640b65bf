"""The sealed log of a ledger, read as it stands at one moment, beside whoever is writing it.

Used by `ringfence log verify`. Takes a ledger's place; gives rows as they lie. Opens it for reading only and
holds one read transaction, so that leaves, tiles and rows belong together; it blocks no writer.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ringfence.call.errors import LedgerError
from ringfence.evidence.head import TreeHead
from ringfence.evidence.reading import KeptListing, LeafTuple, SealedRow, StoredTile
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.store.drawn_listings import Copies
from ringfence.store.where import Where

if TYPE_CHECKING:
    import psycopg

MOMENTS = {"call": "ts", "stop": "said_at"}
FETCHED_AT_ONCE = 2000
# Whoever alters a SQLite file by hand may change what kind a value is of: bytes are read as bytes all the same.
AS_BYTES = re.compile(r"bytes\(([a-z.]+)\)")

LEAF = "seq, kind, at, bytes(body), bytes(hash), bytes(recipient), call_id"
HEAD = "size, bytes(root), at, key_id, bytes(signature)"


class Rows(Protocol):
    """Runs statements in which `bytes(column)` is a column read as bytes, and `?1` a parameter."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """A cursor over few rows."""

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """Rows, however many, a block at a time."""


@contextmanager
def reading_log(db: Where | str | Path) -> Iterator[LogReader]:
    """A view of a ledger's log; a LedgerError if there is none."""
    where = db if isinstance(db, Where) else Where.of(db)
    opened = _of_server(where) if where.on_server else _of_file(where)
    with opened as rows:
        yield LogReader(rows, Copies(where.beside))


@contextmanager
def _of_file(where: Where) -> Iterator[Rows]:
    place = where.beside
    if not place.is_file():
        raise LedgerError(f"there is no ledger `{place.name}`; name it with --db")
    try:
        db = sqlite3.connect(where.read_only, uri=True, isolation_level=None)
        try:
            db.execute("BEGIN")
            yield _FileRows(db)
        finally:
            db.close()
    except sqlite3.Error as error:
        raise LedgerError(f"the ledger `{place.name}` cannot be read: {error}; check the file") from error


@contextmanager
def _of_server(where: Where) -> Iterator[Rows]:
    import psycopg  # noqa: PLC0415 - only for a ledger on a server

    from ringfence.store.postgres import connected  # noqa: PLC0415

    try:
        with connected(where) as db:
            db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield _ServerRows(db)
    except psycopg.Error as error:
        raise LedgerError(f"the ledger `{where.name}` cannot be read: {error}; check the server") from error


class _FileRows:
    """A SQLite file's rows."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._db.execute(AS_BYTES.sub(r"CAST(\1 AS BLOB)", sql), values)

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        return iter(self.execute(sql, values))


class _ServerRows:
    """A PostgreSQL database's rows."""

    def __init__(self, db: psycopg.Connection[Any]) -> None:
        self._db = db

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._db.execute(_for_server(sql), values)

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        from psycopg import RawServerCursor  # noqa: PLC0415 - as above

        # A statement's rows come whole otherwise, and a log may be larger than this machine's memory.
        with RawServerCursor(self._db, f"rows_{secrets.token_hex(4)}") as cursor:
            cursor.itersize = FETCHED_AT_ONCE
            yield from cursor.execute(_for_server(sql), values)


def _for_server(sql: str) -> bytes:
    return AS_BYTES.sub(r"\1", sql).replace("?", "$").encode()


class LogReader:
    """The relations that a verification reads, on one connection."""

    def __init__(self, rows: Rows, copies: Copies) -> None:
        self._rows, self._copies = rows, copies
        self._row = {relation: _by_key(relation) for relation in MOMENTS}

    def leaf_count(self) -> int:
        """How many leaves there are."""
        count: int = self._rows.execute("SELECT COUNT(*) FROM leaf").fetchone()[0]
        return count

    def leaves(self, kinds: Sequence[str] | None = None) -> Iterator[LeafTuple]:
        """Every leaf in the order of `seq`, or those of some kinds."""
        marks = ", ".join(f"?{place}" for place in range(1, len(kinds or ()) + 1))
        chosen = f" WHERE kind IN ({marks})" if kinds else ""
        yield from self._rows.stream(f"SELECT {LEAF} FROM leaf{chosen} ORDER BY seq", tuple(kinds or ()))

    def hashes(self, start: int, stop: int) -> dict[int, bytes]:
        """The stored hashes of the leaves [start, stop) that are there."""
        found = self._rows.execute(
            "SELECT seq, bytes(hash) FROM leaf WHERE seq >= ?1 AND seq < ?2", (start, stop)
        )
        return dict(found.fetchall())

    def leaves_of_call(self, call_id: str) -> list[LeafTuple]:
        """The leaves about one call, oldest first."""
        return list(
            self._rows.execute(f"SELECT {LEAF} FROM leaf WHERE call_id = ?1 ORDER BY seq", (call_id,))
        )

    def leaves_of_person(self, token: bytes) -> list[LeafTuple]:
        """The leaves about one person, oldest first."""
        return list(
            self._rows.execute(f"SELECT {LEAF} FROM leaf WHERE recipient = ?1 ORDER BY seq", (token,))
        )

    def tile(self, level: int, place: int) -> bytes:
        """The root of one tile; a LedgerError if it is not there."""
        found = self._rows.execute(
            "SELECT bytes(hash) FROM tile WHERE level = ?1 AND place = ?2", (level, place)
        ).fetchone()
        if found is None:
            raise LedgerError(f"tile `{level}/{place}` of the log is gone; run `ringfence log verify`")
        return bytes(found[0])

    def tiles(self) -> Iterator[StoredTile]:
        """Every tile, by level and place."""
        found = self._rows.stream("SELECT level, place, bytes(hash) FROM tile ORDER BY level, place")
        return (StoredTile(*row) for row in found)

    def heads(self) -> Iterator[TreeHead]:
        """Every tree head, the smallest first."""
        found = self._rows.stream(f"SELECT {HEAD} FROM tree_head ORDER BY size")
        return (TreeHead(*row) for row in found)

    def newest_head(self) -> TreeHead | None:
        """The tree head over most leaves; None if nothing was gathered yet."""
        found = self._rows.execute(f"SELECT {HEAD} FROM tree_head ORDER BY size DESC LIMIT 1").fetchone()
        return None if found is None else TreeHead(*found)

    def person(self, token: bytes) -> tuple[int, bytes | None, bytes | None] | None:
        """Epoch, seed and sealed number of a person in the vault."""
        found: tuple[int, bytes | None, bytes | None] | None = self._rows.execute(
            "SELECT epoch, bytes(seed), bytes(sealed) FROM vault WHERE recipient = ?1", (token,)
        ).fetchone()
        return found

    def row(self, relation: str, recipient: bytes, moment: int, row_id: str) -> tuple[Any, ...] | None:
        """The row of `call` or `stop` with this key, its values in the catalogue's order."""
        found: tuple[Any, ...] | None = self._rows.execute(
            self._row[relation], (recipient, moment, row_id)
        ).fetchone()
        return found

    def listings(self) -> Iterator[KeptListing]:
        """Every listing that is kept whole, with the leaf it names."""
        found = self._rows.stream(
            "SELECT i.name, i.checked_at, i.copy, i.leaf, bytes(l.body) FROM listing i"
            " LEFT JOIN leaf l ON l.seq = i.leaf WHERE i.copy IS NOT NULL ORDER BY i.name"
        )
        for *row, body in found:
            name, checked_at, copy, leaf = row
            yield KeptListing(name, checked_at, copy, leaf, self._copies.digest(copy), body)

    def sealed_rows(self, relation: str) -> Iterator[SealedRow]:
        """Every row of `call` or `stop` that names a leaf, with that leaf."""
        found = self._rows.stream(
            f'SELECT r.recipient, r."{MOMENTS[relation]}", r.id, r.leaf, l.kind, l.recipient, l.call_id,'
            f' bytes(l.body) FROM "{relation}" r LEFT JOIN leaf l ON l.seq = r.leaf'
            " WHERE r.leaf IS NOT NULL"
        )
        return (SealedRow(*row) for row in found)


def _by_key(relation: str) -> str:
    columns = ", ".join(f'"{name}"' for name in CATALOGUE[relation].column_names)
    return (
        f'SELECT {columns} FROM "{relation}" WHERE recipient = ?1 AND "{MOMENTS[relation]}" = ?2 AND id = ?3'
    )
