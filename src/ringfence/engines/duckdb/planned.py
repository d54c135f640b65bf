"""When a list's calls are planned, and in which order they are asked: moment, then priority, then row.

Between an opened list and the table `asked`. Takes columns; gives UTC milliseconds and places in the order. Most
lists come in that order already, and then nothing is sorted. A moment without a zone is an error, never a guess.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ringfence.call.errors import ListError

ZONED = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$"
LAST = np.iinfo(np.int64).max


def moments_of(db: duckdb.DuckDBPyConnection, table: pa.Table, at: int) -> pa.ChunkedArray:
    """The planned moments; `at` where none is given."""
    given = table.column("at")
    if pa.types.is_timestamp(given.type) and given.type.tz is not None:
        moments = given.cast(pa.timestamp("ms", tz="UTC"), safe=False).cast(pa.int64())
    elif pa.types.is_integer(given.type):
        moments = given.cast(pa.int64())
    else:
        moments = _read(db, given.cast(pa.string()))
    return moments.fill_null(at) if moments.null_count else moments


def _read(db: duckdb.DuckDBPyConnection, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments written in ISO 8601 with their zone."""
    try:
        return texts.cast(pa.timestamp("ms", tz="UTC")).cast(pa.int64())
    except pa.ArrowInvalid:
        return _read_one_by_one(db, texts)


def _read_one_by_one(db: duckdb.DuckDBPyConnection, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments in any form of ISO 8601 that names its zone; the first that does not is told with its line."""
    db.register("moments_told", pa.table({"told": texts}))
    try:
        read = db.sql(
            f"SELECT epoch_ms(TRY_CAST(told AS TIMESTAMPTZ)) AS ms,"
            f" told IS NOT NULL AND (ms IS NULL OR NOT regexp_matches(told, '{ZONED}')) AS wrong FROM moments_told"
        ).to_arrow_table()
    finally:
        db.unregister("moments_told")
    row = pc.index(read.column("wrong"), value=True).as_py()
    if row >= 0:
        message = (
            f"`{texts[row].as_py()}` is not a moment with a zone; write it like 2026-03-10T15:00:00+08:00"
        )
        raise ListError(message, row + 2, "at")
    return read.column("ms")


def places_in_order(
    t: pa.ChunkedArray | int, priority: pa.DictionaryArray | str | None, rows: int
) -> NDArray[np.int64] | None:
    """Each row's place in asking order; None if the rows come in it. One priority for all puts nobody first."""
    moments = np.zeros(rows, dtype=np.int64) if isinstance(t, int) else t.to_numpy()
    if priority is None or isinstance(priority, str):
        if not np.any(moments[1:] < moments[:-1]):
            return None
        order = np.argsort(moments, kind="stable")
    else:
        ranks = pa.array([int(each) for each in priority.dictionary.to_pylist()], pa.int64())
        # Those without a priority come after all that have one.
        ranked = ranks.take(priority.indices).fill_null(LAST).to_numpy()
        order = np.lexsort((ranked, moments))
    places = np.empty(rows, dtype=np.int64)
    places[order] = np.arange(rows)
    return places
