"""How the mirror reads a ledger: whole relations in column form, all at one moment, from either database.

Between the ledger and its mirror. Takes a ledger's place; gives its rows as Arrow. Writes nothing.
Three ways lead there: a server's driver, SQLite's driver in a process of its own, and Python's own SQLite, which reads
row by row and is safe beside the gate.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import pyarrow as pa

from ringfence.ledger.relation import Relation, Type
from ringfence.store.statements import quoted
from ringfence.store.where import Where

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

BATCH_ROWS: Final = 65_536
EXAMPLE: Final = ("example", pa.int64())
# SQLite's driver takes a column's type from the first rows it sees: this one shows it every type.
EXAMPLES: Final[dict[Type, str]] = {
    "moment": "0", "day": "0", "span": "0", "count": "0", "flag": "0", "text": "''", "token": "x'00'", "bytes": "x'00'",
}  # fmt: skip


class Source(Protocol):
    """One ledger, open for reading at one moment."""

    @property
    def on_server(self) -> bool:
        """Whether it lies on a server, whose SQL differs in places."""

    def one(self, query: str) -> int:
        """The one figure a query gives."""

    def rows(self, relation: Relation, condition: str) -> Any:
        """A relation's rows as Arrow; those with `example` 0 are real."""

    def people(self, query: str) -> Any:
        """The tokens that a query gives, as Arrow; what is not 16 bytes long is an example."""


@dataclass(frozen=True, slots=True)
class Driven:
    """A ledger read by its database's driver, which knows columns."""

    cursor: Cursor
    on_server: bool

    def one(self, query: str) -> int:
        """The one figure a query gives."""
        self.cursor.execute(query)
        found = self.cursor.fetchone()
        return int(found[0]) if found else 0

    def rows(self, relation: Relation, condition: str) -> Any:
        """A relation's rows as Arrow batches, a server's in the order of the key."""
        columns = quoted(relation.column_names)
        if self.on_server:
            order = quoted(relation.key)
            return self._batches(
                f'SELECT 0 AS example, {columns} FROM "{relation.name}"{condition} ORDER BY {order}'
            )
        examples = ", ".join(f'{EXAMPLES[column.type]} AS "{column.name}"' for column in relation.columns)
        return self._batches(
            f'SELECT 1 AS example, {examples} UNION ALL SELECT 0, {columns} FROM "{relation.name}"{condition}'
        )

    def people(self, query: str) -> Any:
        """The tokens that a query gives, as Arrow batches."""
        if self.on_server:
            return self._batches(query)
        return self._batches(f"SELECT x'00' AS recipient UNION ALL SELECT * FROM ({query})")

    def _batches(self, query: str) -> Any:
        self.cursor.execute(query)
        return self.cursor.fetch_record_batch()


@dataclass(frozen=True, slots=True)
class Shared:
    """A ledger in a file, read row by row by the SQLite that has it open anyway."""

    file: sqlite3.Connection
    on_server: bool = False

    def one(self, query: str) -> int:
        """The one figure a query gives."""
        return int(self.file.execute(query).fetchone()[0])

    def rows(self, relation: Relation, condition: str) -> Any:
        """A relation's rows as Arrow batches."""
        kinds = [(column.name, _kind_of(column.type)) for column in relation.columns]
        columns = quoted(relation.column_names)
        return self._batches(f'SELECT 0, {columns} FROM "{relation.name}"{condition}', [EXAMPLE, *kinds])

    def people(self, query: str) -> Any:
        """The tokens that a query gives, as Arrow batches."""
        return self._batches(query, [("recipient", pa.binary())])

    def _batches(self, query: str, kinds: list[tuple[str, pa.DataType]]) -> Any:
        schema, found = pa.schema(kinds), self.file.execute(query)

        def batches() -> Iterator[pa.RecordBatch]:
            while rows := found.fetchmany(BATCH_ROWS):
                columns = zip(*rows, strict=True)
                yield pa.record_batch(list(map(pa.array, columns, schema.types)), schema=schema)

        return pa.RecordBatchReader.from_batches(schema, batches())


def _kind_of(kind: Type) -> pa.DataType:
    if kind == "text":
        return pa.string()
    return pa.binary() if kind in {"token", "bytes"} else pa.int64()


@contextmanager
def reading(where: Where) -> Iterator[Source]:
    """The ledger as it is at the first reading, beside whoever has it open in this process."""
    if where.on_server:
        with _on_server(where) as source:
            yield source
        return
    # DuckDB takes the rows by whichever of its threads is free.
    with closing(
        sqlite3.connect(where.read_only, uri=True, isolation_level=None, check_same_thread=False)
    ) as file:
        file.execute("BEGIN")
        yield Shared(file)


@contextmanager
def reading_alone(where: Where) -> Iterator[Source]:
    """The ledger as it is at the first reading, by its driver: only in a process that has it open nowhere else.

    SQLite's driver carries an SQLite of its own, and two of them in one process take each other's file locks away.
    """
    if where.on_server:
        with _on_server(where) as source:
            yield source
        return
    import adbc_driver_sqlite.dbapi as sqlite  # noqa: PLC0415 - only for a large ledger in a file

    with (
        closing(sqlite.connect(where.read_only)) as connection,
        connection.cursor() as cursor,
    ):
        # Everything below is read at one moment: the first read begins it.
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": BATCH_ROWS})
        yield Driven(cursor, on_server=False)


@contextmanager
def _on_server(where: Where) -> Iterator[Source]:
    import adbc_driver_postgresql.dbapi as postgres  # noqa: PLC0415 - only for a ledger on a server

    with closing(postgres.connect(where.database)) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield Driven(cursor, on_server=True)
