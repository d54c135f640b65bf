"""The sealed log of a SQLite ledger, read as it stands at one moment, beside whoever is writing it.

Used by `ringfence log verify`. Takes a path; gives rows as they lie. Opens the file for reading only and
holds one read transaction, so that leaves, tiles and rows belong together; it blocks no writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ringfence.call.errors import LedgerError
from ringfence.evidence.head import TreeHead
from ringfence.evidence.reading import KeptListing, LeafTuple, SealedRow, StoredTile
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.store.drawn_listings import Copies

# Whoever alters a file by hand may change what kind a value is of: bytes are read as bytes all the same.
LEAF = "seq, kind, at, CAST(body AS BLOB), CAST(hash AS BLOB), CAST(recipient AS BLOB), call_id"
HEAD = "size, CAST(root AS BLOB), at, key_id, CAST(signature AS BLOB)"
MOMENTS = {"call": "ts", "stop": "said_at"}


@contextmanager
def reading_log(path: str | Path) -> Iterator[SqliteLogReader]:
    """A view of the log in a ledger's file; a LedgerError if there is none."""
    place = Path(path)
    if not place.is_file():
        raise LedgerError(f"there is no ledger `{place.name}`; name it with --db")
    try:
        db = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            db.execute("BEGIN")
            yield SqliteLogReader(db, Copies(place))
        finally:
            db.close()
    except sqlite3.Error as error:
        raise LedgerError(f"the ledger `{place.name}` cannot be read: {error}; check the file") from error


class SqliteLogReader:
    """The relations that a verification reads, on one connection."""

    def __init__(self, db: sqlite3.Connection, copies: Copies) -> None:
        self._db, self._copies = db, copies
        self._row = {relation: _by_key(relation) for relation in MOMENTS}

    def leaf_count(self) -> int:
        """How many leaves there are."""
        count: int = self._db.execute("SELECT COUNT(*) FROM leaf").fetchone()[0]
        return count

    def leaves(self, kinds: Sequence[str] | None = None) -> Iterator[LeafTuple]:
        """Every leaf in the order of `seq`, or those of some kinds."""
        marks = ", ".join("?" * len(kinds or ()))
        chosen = f" WHERE kind IN ({marks})" if kinds else ""
        yield from self._db.execute(f"SELECT {LEAF} FROM leaf{chosen} ORDER BY seq", tuple(kinds or ()))

    def hashes(self, start: int, stop: int) -> dict[int, bytes]:
        """The stored hashes of the leaves [start, stop) that are there."""
        found = self._db.execute(
            "SELECT seq, CAST(hash AS BLOB) FROM leaf WHERE seq >= ? AND seq < ?", (start, stop)
        )
        return dict(found.fetchall())

    def leaves_of_call(self, call_id: str) -> list[LeafTuple]:
        """The leaves about one call, oldest first."""
        return self._db.execute(
            f"SELECT {LEAF} FROM leaf WHERE call_id = ? ORDER BY seq", (call_id,)
        ).fetchall()

    def leaves_of_person(self, token: bytes) -> list[LeafTuple]:
        """The leaves about one person, oldest first."""
        return self._db.execute(
            f"SELECT {LEAF} FROM leaf WHERE recipient = ? ORDER BY seq", (token,)
        ).fetchall()

    def tile(self, level: int, place: int) -> bytes:
        """The root of one tile; a LedgerError if it is not there."""
        found = self._db.execute(
            "SELECT CAST(hash AS BLOB) FROM tile WHERE level = ? AND place = ?", (level, place)
        ).fetchone()
        if found is None:
            raise LedgerError(f"tile `{level}/{place}` of the log is gone; run `ringfence log verify`")
        return bytes(found[0])

    def tiles(self) -> Iterator[StoredTile]:
        """Every tile, by level and place."""
        found = self._db.execute("SELECT level, place, CAST(hash AS BLOB) FROM tile ORDER BY level, place")
        return (StoredTile(*row) for row in found)

    def heads(self) -> Iterator[TreeHead]:
        """Every tree head, the smallest first."""
        found = self._db.execute(f"SELECT {HEAD} FROM tree_head ORDER BY size")
        return (TreeHead(*row) for row in found)

    def newest_head(self) -> TreeHead | None:
        """The tree head over most leaves; None if nothing was gathered yet."""
        found = self._db.execute(f"SELECT {HEAD} FROM tree_head ORDER BY size DESC LIMIT 1").fetchone()
        return None if found is None else TreeHead(*found)

    def person(self, token: bytes) -> tuple[int, bytes | None, bytes | None] | None:
        """Epoch, seed and sealed number of a person in the vault."""
        found: tuple[int, bytes | None, bytes | None] | None = self._db.execute(
            "SELECT epoch, CAST(seed AS BLOB), CAST(sealed AS BLOB) FROM vault WHERE recipient = ?", (token,)
        ).fetchone()
        return found

    def row(self, relation: str, recipient: bytes, moment: int, row_id: str) -> tuple[Any, ...] | None:
        """The row of `call` or `stop` with this key, its values in the catalogue's order."""
        found: tuple[Any, ...] | None = self._db.execute(
            self._row[relation], (recipient, moment, row_id)
        ).fetchone()
        return found

    def listings(self) -> Iterator[KeptListing]:
        """Every listing that is kept whole, with the leaf it names."""
        found = self._db.execute(
            "SELECT i.name, i.checked_at, i.copy, i.leaf, CAST(l.body AS BLOB) FROM listing i"
            " LEFT JOIN leaf l ON l.seq = i.leaf WHERE i.copy IS NOT NULL ORDER BY i.name"
        )
        for *row, body in found:
            name, checked_at, copy, leaf = row
            yield KeptListing(name, checked_at, copy, leaf, self._copies.digest(copy), body)

    def sealed_rows(self, relation: str) -> Iterator[SealedRow]:
        """Every row of `call` or `stop` that names a leaf, with that leaf."""
        found = self._db.execute(
            f'SELECT r.recipient, r."{MOMENTS[relation]}", r.id, r.leaf, l.kind, l.recipient, l.call_id,'
            f' CAST(l.body AS BLOB) FROM "{relation}" r LEFT JOIN leaf l ON l.seq = r.leaf'
            " WHERE r.leaf IS NOT NULL"
        )
        return (SealedRow(*row) for row in found)


def _by_key(relation: str) -> str:
    columns = ", ".join(f'"{name}"' for name in CATALOGUE[relation].column_names)
    return f'SELECT {columns} FROM "{relation}" WHERE recipient = ? AND "{MOMENTS[relation]}" = ? AND id = ?'
