"""Figures and columns read out of a DuckDB session, each query finished before the next one begins."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def one_row(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The one row a query gives."""
    (row,) = db.execute(query).fetchall()
    return tuple(row)


def is_empty(db: duckdb.DuckDBPyConnection, table: str, where: str = "TRUE") -> bool:
    """Whether no row of a table is so."""
    return not db.execute(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1").fetchall()


def columns(db: duckdb.DuckDBPyConnection, query: str) -> dict[str, NDArray[Any]]:
    """A query's columns of numbers, none of them null; not to be written to."""
    # By way of Arrow, which both threads fill, three times as fast as `fetchnumpy`.
    table = db.sql(query).to_arrow_table()
    return {name: table.column(name).to_numpy() for name in table.column_names}


def arrow(db: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """A query's columns as Arrow has them; tokens as sixteen bytes."""
    db.execute("SET arrow_lossless_conversion = true")
    try:
        return db.sql(query).to_arrow_table()
    finally:
        # Only here: what is read for a file must hold no types that others cannot read.
        db.execute("RESET arrow_lossless_conversion")


def register(db: duckdb.DuckDBPyConnection, name: str, columns: dict[str, NDArray[Any]]) -> None:
    """Lets the session read columns of numbers under a name."""
    db.register(name, pa.table({column: pa.array(np.asarray(values)) for column, values in columns.items()}))
