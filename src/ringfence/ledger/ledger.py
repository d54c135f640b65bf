"""The `Ledger` that a transaction is opened on, and what a transaction offers whoever must write.

Declared here, below every room that writes; the stores implement it. Rows, reservation and leaf of one answer
are written in one transaction or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from ringfence.call.errors import RingfenceError

Row = Mapping[str, Any]
Values = Sequence[Any]
"""A row's values, every one, in the catalogue's order."""


class LeafRow(NamedTuple):
    """A leaf as the ledger keeps it."""

    seq: int
    kind: str
    at: int
    body: bytes
    hash: bytes
    recipient: bytes | None = None
    call_id: str | None = None


class About(NamedTuple):
    """Whom and which call a piece of work will ask about first: a ledger far away fetches that for a whole group."""

    recipient: bytes
    call_id: str | None = None


class Facts(Protocol):
    """What whoever judges may use of a transaction."""

    def execute(self, sql: str, values: Sequence[Any], /) -> Any:
        """A cursor over the rows."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:
        """The same statement for every row."""

    def listings(self) -> Sequence[tuple[Any, ...]]:
        """Name, copy and leaf of every listing that is kept whole; looked up once in a transaction."""

    def line_calls(self, line: str, asked: Hashable, enough: int, count: Callable[[], int]) -> int | None:
        """A number that a line's calls do not exceed, or `enough` of them; None where nobody remembers one.

        `asked` names which of its calls, `count` counts those where that must be done.
        """


class Transaction(Protocol):
    """One unit of reading and writing; what it wrote is durable once its context has ended."""

    @property
    def connection(self) -> Any:
        """The adapter's own connection, with every relation as it now is."""

    @property
    def facts(self) -> Facts:
        """The same, for an engine of the same technology: leaves may not be written yet, all else is."""

    def next_seq(self) -> int:
        """The sequence the next leaf takes."""

    def append_leaf(self, leaf: LeafRow) -> None:
        """Appends a leaf; its sequence must be `next_seq()`."""

    def append_later(self, seq: int, call_id: str, make: Callable[[], LeafRow]) -> None:
        """Appends a leaf that is made before this transaction ends, with others of its kind.

        `seq` must be `next_seq()`. What it seals is settled now; only the making waits.
        """

    def leaves_of_call(self, call_id: str) -> Sequence[LeafRow]:
        """The leaves about one call, oldest first."""

    def leaves(self, start: int, stop: int) -> Sequence[LeafRow]:
        """The leaves `[start, stop)`, oldest first."""

    def leaf_hashes(self, start: int, stop: int) -> list[bytes]:
        """The hashes of leaves `[start, stop)`."""

    def last_head(self) -> int | None:
        """How many leaves the newest signed head covers; None before the first."""

    def insert(self, relation: str, values: Values) -> None:
        """Adds one row; a row with the same key is an error."""

    def bring(self, relation: str, rows: Iterable[Row]) -> int:
        """Adds many rows, replacing those with the same key; how many there were."""

    def bring_values(self, relation: str, columns: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> int:
        """The same of rows that are the values of these columns, the others unknown: for many."""

    def add_counts(self, relation: str, rows: Iterable[Values]) -> None:
        """Adds to the counts (the last column) of the rows with these keys; a row that is not there begins with its own."""

    def find(self, relation: str, key: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The values of the row with this clustered key, or none."""

    def update(self, relation: str, key: Row, values: Row) -> None:
        """Changes the row with this key."""

    def distinct(self, relation: str, column: str) -> set[Any]:
        """The values that stand in a column, the unknown left out."""

    def remove(self, relation: str, matching: Row) -> None:
        """Takes out every row that carries these values."""

    def row(self, relation: str, key: Row) -> dict[str, Any] | None:
        """The row with this key, or none."""

    def rows(self, relation: str, matching: Row, most: int) -> list[dict[str, Any]]:
        """At most so many rows that carry these values, in the order of their key."""

    def rows_between(
        self, relation: str, column: str, since: int, until: int, matching: Row, most: int
    ) -> list[dict[str, Any]]:
        """At most so many rows of which a column is in `[since, until)` and which carry these values, in its order."""


class Ledger(Protocol):
    """A ledger that transactions are opened on.

    `faults` are the errors of its database that are nobody's who asked; where `errors_come_late`, one may come at a later
    piece of the work than the one that is at fault.
    """

    @property
    def faults(self) -> tuple[type[BaseException], ...]: ...
    @property
    def errors_come_late(self) -> bool: ...

    def transaction(self, about: Sequence[About] = ()) -> AbstractContextManager[Transaction]:
        """A transaction that nothing else can write beside; `about` says what it will ask first."""

    def beside(self) -> AbstractContextManager[Transaction]:
        """A view of the ledger as it is at one moment, beside whoever writes."""

    def told(self, fault: BaseException) -> RingfenceError:
        """A fault of the database as whoever asked is told it."""

    def close(self) -> None:
        """Lets the ledger go; what was accepted stays."""
