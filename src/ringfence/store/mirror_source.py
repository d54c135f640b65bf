"""How the mirror reads a ledger: whole relations in column form, all at one moment, from either database.

Between the ledger and its mirror. Takes a ledger's place; gives a cursor whose rows come as Arrow, and the few pieces of
text in which the two databases differ. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ringfence.ledger.relation import Relation, Type
from ringfence.store.statements import quoted
from ringfence.store.where import Where

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

BATCH_ROWS: Final = 65_536
# SQLite's driver takes a column's type from the first rows it sees: this one shows it every type.
EXAMPLES: Final[dict[Type, str]] = {
    "moment": "0", "day": "0", "span": "0", "count": "0", "flag": "0", "text": "''", "token": "x'00'", "bytes": "x'00'",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One ledger, open for reading at one moment."""

    cursor: Cursor
    on_server: bool

    def one(self, query: str) -> int:
        """The one figure a query gives."""
        self.cursor.execute(query)
        found = self.cursor.fetchone()
        return int(found[0]) if found else 0

    def rows(self, relation: Relation, condition: str) -> Any:
        """A relation's rows in the order of its key, as Arrow batches; those with `example` 0 are real."""
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
        """The tokens that a query gives, as Arrow batches; what is not 16 bytes long is an example."""
        if self.on_server:
            return self._batches(query)
        return self._batches(f"SELECT x'00' AS recipient UNION ALL SELECT * FROM ({query})")

    def _batches(self, query: str) -> Any:
        self.cursor.execute(query)
        return self.cursor.fetch_record_batch()


@contextmanager
def reading(where: Where) -> Iterator[Source]:
    """The ledger as it is at the first reading."""
    if where.on_server:
        import adbc_driver_postgresql.dbapi as postgres  # noqa: PLC0415 - only for a ledger on a server

        with closing(postgres.connect(where.database)) as connection, connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield Source(cursor, on_server=True)
        return
    import adbc_driver_sqlite.dbapi as sqlite  # noqa: PLC0415 - only for a ledger in a file

    with (
        closing(sqlite.connect(where.read_only)) as connection,
        connection.cursor() as cursor,
    ):
        # Everything below is read at one moment: the first read begins it.
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": BATCH_ROWS})
        yield Source(cursor, on_server=False)
