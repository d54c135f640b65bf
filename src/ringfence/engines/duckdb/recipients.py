"""Whom a list's calls are to: its numbers read and keyed, each different one once.

Between an opened list and the table `asked`. Takes a column of numbers or of tokens; gives a column of tokens, or says
which line is wrong. Must never let a number into a table of the session: those may lie on a disk.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.call.errors import ListError
from ringfence.call.number import parse_numbers

BLOCK_ROWS = 122_880
"""Rows that one thread takes at a time: a row group, so that blocks are stored as they come."""


class TokenSql(Protocol):
    """Says how DuckDB makes a token of a number, so that no number passes through anything slower."""

    def __call__(self, number: str, /) -> tuple[str, list[bytes]]:
        """The expression over a column, and its parameters."""


def keyed_numbers(db: duckdb.DuckDBPyConnection, numbers: pa.ChunkedArray, token: TokenSql) -> pa.Array:
    """The tokens of a column of numbers; a number that cannot be read names its line."""
    read = parse_numbers(numbers.cast(pa.string()))
    if not read.values.all():
        row, why = min(read.faults.items())
        raise ListError(why, row + 2, "recipient")
    different, places = _different(read.values)
    digits = pa.table({"digits": different.cast(pa.string())})
    db.register("people_told", in_blocks(digits))
    expression, parameters = token("'+' || digits")
    try:
        # Streams through: nothing but tokens is kept by the session.
        tokens = db.sql(f"SELECT {expression} AS token FROM people_told", params=parameters).to_arrow_table()
    finally:
        db.unregister("people_told")
    each = tokens.column(0).combine_chunks().cast(pa.binary(16))
    return pa.ExtensionArray.from_storage(pa.uuid(), each.take(places))


def _different(numbers: NDArray[np.int64]) -> tuple[pa.ChunkedArray, pa.Array]:
    """The numbers, each different one once, and the place of every row's among them; odd ones beside even ones."""
    odd = numbers % 2 == 1
    with ThreadPoolExecutor(2) as threads:
        halves = list(threads.map(lambda rows: pa.array(numbers[rows]).dictionary_encode(), (~odd, odd)))
    places = np.empty(len(numbers), dtype=np.int64)
    places[~odd] = halves[0].indices.to_numpy(zero_copy_only=False)
    places[odd] = halves[1].indices.to_numpy(zero_copy_only=False) + np.int64(len(halves[0].dictionary))
    return pa.chunked_array([half.dictionary for half in halves]), pa.array(places)


def given_tokens(db: duckdb.DuckDBPyConnection, tokens: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of tokens as UUIDs; one that is none, or is not given, names its line."""
    db.register("tokens_told", pa.table({"told": tokens}))
    try:
        wrong = db.execute(
            "SELECT row FROM (SELECT row_number() OVER () - 1 AS row, TRY_CAST(told AS UUID) AS read FROM tokens_told)"
            " WHERE read IS NULL ORDER BY row LIMIT 1"
        ).fetchall()
    finally:
        db.unregister("tokens_told")
    if wrong:
        raise ListError("a token is 16 bytes, written as a UUID", int(wrong[0][0]) + 2, "token")
    return tokens


def in_blocks(table: pa.Table, rows: int = BLOCK_ROWS) -> pa.Table:
    """The same table in blocks that threads can share out; nothing is copied."""
    return pa.Table.from_batches(table.to_batches(max_chunksize=rows), table.schema)


def is_uuid(tokens: pa.ChunkedArray) -> bool:
    """Whether a column of tokens is of their own type already and complete."""
    return bool(tokens.type == pa.uuid() and not tokens.null_count)
