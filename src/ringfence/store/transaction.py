"""One transaction on a ledger, whichever database it lies in.

Takes an open connection and how it writes parameters; gives what `ledger/ledger.py` promises to whoever must write.
Begins and ends nothing: that is the ledger's (`sqlite.py`, `postgres.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Protocol, Self

from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.ledger import LeafRow, Row, Values
from ringfence.store.line_calls import LineCalls
from ringfence.store.statements import (
    KEPT_WHOLE,
    Sign,
    addition,
    change,
    distinct,
    insertion,
    leaves_between,
    removal,
    replacement,
    selection,
    selection_between,
)

LINE = CATALOGUE["call"].column_names.index("line")
COUNTED_BY = frozenset({"line", "ts", "day"})
"""By what a line's calls are found: whoever changes one of these moves a call."""


class Database(Protocol):
    """An open connection of either database."""

    def execute(self, sql: str, values: Sequence[Any], /) -> Any:
        """A cursor over the rows."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """The same statement for every row."""


class SqlTransaction:
    """One transaction on a ledger's connection.

    Leaves are held back, made and written together: nothing but this transaction can ask for them before its end,
    and a processor that does the same thing many times over does it in half the time. `remembered` is what the ledger
    knows of lines' calls from earlier transactions, if it does.
    """

    def __init__(self, db: Database, sign: Sign, remembered: LineCalls | None = None) -> None:
        self._db, self._sign, self._remembered = db, sign, remembered
        self._next: int | None = None
        self._leaves: list[Callable[[], LeafRow]] = []
        self._calls: set[str | None] = set()
        self._listings: list[tuple[Any, ...]] | None = None
        self.execute, self.executemany = db.execute, db.executemany

    @property
    def connection(self) -> Any:
        """The connection, with every relation as it now is."""
        self.write_leaves()
        if self._remembered is not None:
            self._remembered.mistrust()
        return self._db

    @property
    def facts(self) -> Self:
        """The connection, for the engine that decides inside this transaction and reads no leaves."""
        return self

    def listings(self) -> Sequence[tuple[Any, ...]]:
        """Every listing that is kept whole, as this transaction knows them."""
        if self._listings is None:
            self._listings = self._db.execute(KEPT_WHOLE, ()).fetchall()
        return self._listings

    def line_calls(self, line: str, asked: Hashable, enough: int, count: Callable[[], int]) -> int | None:
        """A number that a line's calls do not exceed, if one is remembered."""
        return None if self._remembered is None else self._remembered.at_most(line, asked, enough, count)

    def next_seq(self) -> int:
        """The sequence the next leaf takes; read once, because nobody else can write now."""
        if self._next is None:
            self._next = self._db.execute("SELECT COALESCE(MAX(seq) + 1, 0) FROM leaf", ()).fetchone()[0]
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
        """Makes the leaves that were held back and hands them to the database."""
        if self._leaves:
            self._db.executemany(insertion(self._sign, "leaf"), [make() for make in self._leaves])
            self._leaves.clear()
            self._calls.clear()

    def leaves_of_call(self, call_id: str) -> Sequence[LeafRow]:
        """The leaves about one call, oldest first."""
        if call_id in self._calls:
            self.write_leaves()
        return [
            LeafRow(*row)
            for row in self._db.execute(selection(self._sign, "leaf", ("call_id",), ("seq",)), (call_id,))
        ]

    def leaves(self, start: int, stop: int) -> Sequence[LeafRow]:
        """The leaves `[start, stop)`, oldest first."""
        self.write_leaves()
        return [LeafRow(*row) for row in self._db.execute(leaves_between(self._sign), (start, stop))]

    def leaf_hashes(self, start: int, stop: int) -> list[bytes]:
        """The hashes of leaves `[start, stop)`."""
        self.write_leaves()
        found = self._db.execute(
            f"SELECT hash FROM leaf WHERE seq >= {self._sign}1 AND seq < {self._sign}2 ORDER BY seq",
            (start, stop),
        )
        return [row[0] for row in found]

    def last_head(self) -> int | None:
        """How many leaves the newest signed head covers."""
        size: int | None = self._db.execute("SELECT MAX(size) FROM tree_head", ()).fetchone()[0]
        return size

    def insert(self, relation: str, values: Values) -> None:
        """Adds one row."""
        self._changes(relation, moved=False)
        if relation == "call" and self._remembered is not None:
            self._remembered.called(values[LINE])
        self._db.execute(insertion(self._sign, relation), values)

    def bring(self, relation: str, rows: Iterable[Row]) -> int:
        """Adds many rows, replacing those with the same key."""
        columns = CATALOGUE[relation].column_names
        return self.bring_values(relation, columns, (in_order(relation, row) for row in rows))

    def bring_values(self, relation: str, columns: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> int:
        """The same of rows that are the values of these columns, the others unknown."""
        self._changes(relation)
        count = 0

        def counted() -> Iterator[Sequence[Any]]:
            nonlocal count
            for row in rows:
                count += 1
                yield row

        self._db.executemany(replacement(self._sign, relation, columns), counted())
        return count

    def add_counts(self, relation: str, rows: Iterable[Values]) -> None:
        """Adds to the counts of the rows with these keys."""
        self._changes(relation)
        self._db.executemany(addition(self._sign, relation), rows)

    def find(self, relation: str, key: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The values of the row with this clustered key, or none."""
        found: tuple[Any, ...] | None = self._db.execute(
            selection(self._sign, relation, CATALOGUE[relation].key), key
        ).fetchone()
        return found

    def update(self, relation: str, key: Row, values: Row) -> None:
        """Changes the row with this key."""
        self._changes(relation, moved=not COUNTED_BY.isdisjoint(values))
        self._db.execute(
            change(self._sign, relation, tuple(values), tuple(key)), (*values.values(), *key.values())
        )

    def distinct(self, relation: str, column: str) -> set[Any]:
        """The values that stand in a column, the unknown left out."""
        return {row[0] for row in self._db.execute(distinct(relation, column), ())}

    def remove(self, relation: str, matching: Row) -> None:
        """Takes out every row that carries these values."""
        self._changes(relation)
        self._db.execute(removal(self._sign, relation, tuple(matching)), tuple(matching.values()))

    def row(self, relation: str, key: Row) -> dict[str, Any] | None:
        """The row with this key, or none."""
        found = self._db.execute(selection(self._sign, relation, tuple(key)), tuple(key.values())).fetchone()
        return None if found is None else dict(zip(CATALOGUE[relation].column_names, found, strict=True))

    def rows(self, relation: str, matching: Row, most: int) -> list[dict[str, Any]]:
        """At most so many rows that carry these values."""
        columns, key = CATALOGUE[relation].column_names, CATALOGUE[relation].key
        wanted = selection(self._sign, relation, tuple(matching), key, most)
        found = self._db.execute(wanted, tuple(matching.values()))
        return [dict(zip(columns, row, strict=True)) for row in found]

    def rows_between(
        self, relation: str, column: str, since: int, until: int, matching: Row, most: int
    ) -> list[dict[str, Any]]:
        """At most so many rows of which a column is in `[since, until)` and which carry these values."""
        wanted = selection_between(self._sign, relation, column, tuple(matching), most)
        found = self._db.execute(wanted, (since, until, *matching.values()))
        return [dict(zip(CATALOGUE[relation].column_names, row, strict=True)) for row in found]

    def _changes(self, relation: str, *, moved: bool = True) -> None:
        """Told of every relation before it is written to, and whether rows may come to lie under other lines or days."""
        if relation == "listing":
            self._listings = None
        elif relation == "call" and moved and self._remembered is not None:
            self._remembered.forget()


def in_order(relation: str, row: Row) -> list[Any]:
    """A row's values in the catalogue's order; a column nobody gave is unknown."""
    return [row.get(column) for column in CATALOGUE[relation].column_names]
