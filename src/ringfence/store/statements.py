"""The ledger's reading and writing as SQL text, alike for SQLite and PostgreSQL but for the sign of a parameter.

Between a transaction and its database. Takes relations of the catalogue and columns; gives statements, each the same
text each time, so that a database keeps it prepared.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.relation import Type

Sign = Literal["?", "$"]
"""How a database writes the number of a parameter: `?1` in SQLite, `$1` in PostgreSQL."""
Columns = tuple[str, ...]
KEPT_WHOLE = "SELECT name, copy, leaf FROM listing WHERE copy IS NOT NULL ORDER BY name"
"""The listings that are kept whole, beside the ledger."""
SERVER_TYPES: dict[Type, str] = {
    "moment": "bigint", "day": "bigint", "span": "bigint", "count": "bigint", "text": "text", "flag": "boolean",
    "token": "bytea", "bytes": "bytea",
}  # fmt: skip
"""What PostgreSQL calls the catalogue's types."""


@lru_cache(maxsize=128)
def insertion(sign: Sign, relation: str) -> str:
    """Adds one row, its values in the catalogue's order."""
    return _into(sign, relation, CATALOGUE[relation].column_names)


@lru_cache(maxsize=32)
def insertion_of_many(relation: str) -> str:
    """Adds many rows at once on PostgreSQL; takes one array for each column, in the catalogue's order."""
    columns = CATALOGUE[relation].columns
    arrays = ", ".join(f"${place}::{SERVER_TYPES[column.type]}[]" for place, column in enumerate(columns, 1))
    named = quoted(column.name for column in columns)
    return f'INSERT INTO "{relation}" ({named}) SELECT * FROM unnest({arrays})'


@lru_cache(maxsize=32)
def selection_of_many(relation: str, key: str, order: Columns) -> str:
    """The rows on PostgreSQL in which a column has one of many values; takes them as one array."""
    kind = SERVER_TYPES[CATALOGUE[relation].column(key).type]
    columns = quoted(CATALOGUE[relation].column_names)
    return f'SELECT {columns} FROM "{relation}" WHERE "{key}" = ANY($1::{kind}[]) ORDER BY {quoted(order)}'


@lru_cache(maxsize=128)
def replacement(sign: Sign, relation: str, columns: Columns) -> str:
    """Adds one row with these columns, the others unknown; takes the place of the row with the same key."""
    named, key = CATALOGUE[relation].column_names, CATALOGUE[relation].key
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in named if name not in key)
    return f"{_into(sign, relation, columns)} ON CONFLICT ({quoted(key)}) DO UPDATE SET {changes}"


@lru_cache(maxsize=8)
def addition(sign: Sign, relation: str) -> str:
    """Adds one row, or its last column to that of the row with the same key."""
    *_, count = CATALOGUE[relation].column_names
    return (
        f"{insertion(sign, relation)} ON CONFLICT ({quoted(CATALOGUE[relation].key)})"
        f' DO UPDATE SET "{count}" = "{relation}"."{count}" + excluded."{count}"'
    )


@lru_cache(maxsize=2)
def leaves_between(sign: Sign) -> str:
    """The leaves from one sequence until before another."""
    columns = quoted(CATALOGUE["leaf"].column_names)
    return f"SELECT {columns} FROM leaf WHERE seq >= {sign}1 AND seq < {sign}2 ORDER BY seq"


@lru_cache(maxsize=256)
def selection(sign: Sign, relation: str, key: Columns, order: Columns = (), most: int | None = None) -> str:
    """The rows that carry these columns' values."""
    ordered = f" ORDER BY {quoted(order)}" if order else ""
    limit = "" if most is None else f" LIMIT {int(most)}"
    columns = quoted(CATALOGUE[relation].column_names)
    return f'SELECT {columns} FROM "{relation}" WHERE {_matching(sign, key)}{ordered}{limit}'


@lru_cache(maxsize=64)
def selection_between(sign: Sign, relation: str, column: str, key: Columns, most: int) -> str:
    """The rows of which a column is in a stretch and which carry these columns' values."""
    columns = quoted(CATALOGUE[relation].column_names)
    return (
        f'SELECT {columns} FROM "{relation}" WHERE "{column}" >= {sign}1 AND "{column}" < {sign}2'
        f' AND {_matching(sign, key, 2)} ORDER BY "{column}" LIMIT {int(most)}'
    )


@lru_cache(maxsize=64)
def change(sign: Sign, relation: str, columns: Columns, key: Columns) -> str:
    """Changes columns of the row with this key; takes the columns' values, then the key's."""
    changes = ", ".join(f'"{name}" = {sign}{place}' for place, name in enumerate(columns, 1))
    return f'UPDATE "{relation}" SET {changes} WHERE {_matching(sign, key, len(columns))}'


@lru_cache(maxsize=64)
def removal(sign: Sign, relation: str, key: Columns) -> str:
    """Takes out the rows that carry these columns' values."""
    return f'DELETE FROM "{relation}" WHERE {_matching(sign, key)}'


@lru_cache(maxsize=64)
def distinct(relation: str, column: str) -> str:
    """The values that stand in a column."""
    return f'SELECT DISTINCT "{column}" FROM "{relation}" WHERE "{column}" IS NOT NULL'


def quoted(columns: Iterable[str]) -> str:
    """Columns in a row, as a statement names them."""
    return ", ".join(f'"{column}"' for column in columns)


def _matching(sign: Sign, columns: Columns, before: int = 0) -> str:
    parts = [f'"{name}" = {sign}{place}' for place, name in enumerate(columns, before + 1)]
    return " AND ".join(parts) or "TRUE"


def _into(sign: Sign, relation: str, columns: Columns) -> str:
    marks = ", ".join(f"{sign}{place}" for place in range(1, len(columns) + 1))
    return f'INSERT INTO "{relation}" ({quoted(columns)}) VALUES ({marks})'
