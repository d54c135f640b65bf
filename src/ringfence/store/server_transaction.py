"""One transaction on a server: what a group of questions asks first is fetched at once, what it adds is sent at once.

Between group commit and PostgreSQL, where each journey costs more than what is fetched. Takes whom and which calls the
group is about; gives the same transaction as any other. What was fetched is true until this transaction's end, because
nobody else writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ringfence.ledger.ledger import About, LeafRow, Row, Values
from ringfence.store.statements import KEPT_WHOLE, insertion_of_many, selection_of_many
from ringfence.store.transaction import Database, SqlTransaction

VAULT = selection_of_many("vault", "recipient", ("recipient",))
ANSWERED = selection_of_many("leaf", "call_id", ("seq",))
NEXT = "SELECT COALESCE(MAX(seq) + 1, 0) FROM leaf"


class ServerTransaction(SqlTransaction):
    """A transaction in a pipeline."""

    def __init__(self, db: Database, about: Sequence[About]) -> None:
        super().__init__(db, "$")
        self._people = {each.recipient for each in about}
        self._named = {each.call_id for each in about if each.call_id is not None}
        self._vault: dict[bytes, tuple[Any, ...]] = {}
        self._answered: dict[str, list[LeafRow]] = {}
        self._entered: list[Values] = []
        self._asked = self._ask_ahead() if about else None

    def _ask_ahead(self) -> tuple[Any, ...]:
        """Sends what will be asked; nothing is waited for."""
        return (
            self._db.execute(VAULT, [list(self._people)]), self._db.execute(ANSWERED, [list(self._named)]),
            self._db.execute(KEPT_WHOLE, ()), self._db.execute(NEXT, ()),
        )  # fmt: skip

    def _fetched(self) -> None:
        """Takes in what was asked ahead, once."""
        if self._asked is None:
            return
        vault, answered, listings, following = self._asked
        self._asked = None
        self._vault = {row[0]: row for row in vault}
        for row in answered:
            self._answered.setdefault(row[6], []).append(LeafRow(*row))
        self._listings, self._next = listings.fetchall(), following.fetchone()[0]

    def next_seq(self) -> int:
        """The sequence the next leaf takes."""
        self._fetched()
        return super().next_seq()

    def listings(self) -> Sequence[tuple[Any, ...]]:
        """Every listing that is kept whole."""
        self._fetched()
        return super().listings()

    def find(self, relation: str, key: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The values of the row with this clustered key, or none."""
        if relation != "vault":
            return super().find(relation, key)
        self._fetched()
        if key[0] in self._vault or key[0] in self._people:
            return self._vault.get(key[0])
        return super().find(relation, key)

    def leaves_of_call(self, call_id: str) -> Sequence[LeafRow]:
        """The leaves about one call, oldest first."""
        if call_id in self._named and call_id not in self._calls:
            self._fetched()
            return self._answered.get(call_id, [])
        return super().leaves_of_call(call_id)

    def insert(self, relation: str, values: Values) -> None:
        """Adds one row; people are entered together, before anything else reads the vault."""
        if relation != "vault":
            super().insert(relation, values)
            return
        self._fetched()
        self._entered.append(values)
        self._vault[values[0]] = tuple(values)

    def write_leaves(self) -> None:
        """Makes the leaves that were held back and sends them as one."""
        if self._leaves:
            made = [make() for make in self._leaves]
            # What a call's leaves were before is not all of them any more.
            self._named -= self._calls
            self._leaves.clear()
            self._calls.clear()
            self._add_many("leaf", made)

    def write_held(self) -> None:
        """Sends everything that was held back."""
        self._enter()
        self.write_leaves()

    def row(self, relation: str, key: Row) -> dict[str, Any] | None:
        """The row with this key, or none."""
        self._changes(relation)
        return super().row(relation, key)

    def rows(self, relation: str, matching: Row, most: int) -> list[dict[str, Any]]:
        """At most so many rows that carry these values."""
        self._changes(relation)
        return super().rows(relation, matching, most)

    @property
    def connection(self) -> Any:
        """The connection, with every relation as it now is."""
        self._enter()
        return super().connection

    def _changes(self, relation: str, *, moved: bool = True) -> None:
        self._fetched()
        super()._changes(relation, moved=moved)
        if relation == "vault":
            self._enter()
            self._people.clear()
            self._vault.clear()

    def _enter(self) -> None:
        if self._entered:
            self._add_many("vault", self._entered)
            self._entered = []

    def _add_many(self, relation: str, rows: Iterable[Values]) -> None:
        self._db.execute(insertion_of_many(relation), [list(column) for column in zip(*rows, strict=True)])
