"""The file of verdicts that is handed back: a row for each call in the list's order, whole or not there at all.

Takes `asked` and `worded` in a DuckDB session. Parquet is laid out here, because most calls are permitted and nothing
is said of them: to join the few that have something to tell to all of them takes longer than to lay them out. A file
is there under its final name only when it is complete.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ringfence.call.errors import ListError
from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.verdicts import ANSWERS, REASON

MOMENT = "make_timestamptz({} * 1000)"
UTC = pa.timestamp("us", "UTC")
REASONS = pa.struct(REASON | {"until": UTC, "fact_at": UTC})
SCHEMA = pa.schema(
    {
        "row": pa.int64(), "id": pa.string(), "answer": pa.dictionary(pa.int8(), pa.string()), "retry_at": UTC,
        "retry_note": pa.string(), "reasons": pa.list_(REASONS),
    }
)  # fmt: skip
PART_ROWS = 1 << 20


def write_verdicts(db: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Writes a row for each call: Parquet, or CSV with the rules' ids in one column."""
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        db.execute("SET TimeZone = 'UTC'")
        if out.suffix.lower() == ".csv":
            _write_csv(db, part)
        else:
            _write_parquet(db, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(out)
    except (duckdb.Error, OSError) as error:
        raise ListError(
            f"`{out.name}` could not be written: {error}; check the folder and its space"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write_csv(db: duckdb.DuckDBPyConnection, part: Path) -> None:
    rules = "array_to_string(list_transform(v.reasons, lambda r: r.rule), ' ') AS rules"
    path = str(part).replace("'", "''")
    db.execute(
        f"COPY (SELECT v.row, a.id, v.answer, {MOMENT.format('v.retry_at')} AS retry_at, v.retry_note, {rules}"
        f" FROM verdicts AS v JOIN asked AS a ON a.row = v.row ORDER BY v.row) TO '{path}' (FORMAT csv, HEADER true)"
    )


def _write_parquet(db: duckdb.DuckDBPyConnection, part: Path) -> None:
    (rows,) = one_row(db, "SELECT COUNT(*) FROM asked")
    told = db.sql("SELECT row, strength, retry_at, retry_note, reasons FROM worded").to_arrow_table()
    numbers = told.column("row").to_numpy()
    if np.any(numbers[1:] < numbers[:-1]):
        told, numbers = told.sort_by("row"), np.sort(numbers)
    ids = _ids(db)
    # Rows count upwards: kept as steps, they take next to no room.
    encoded = {
        "use_dictionary": ["id", "retry_note", "reasons"],
        "column_encoding": {"row": "DELTA_BINARY_PACKED"},
    }
    with (
        pq.ParquetWriter(part, SCHEMA, compression="zstd", **encoded) as writer,
        ThreadPoolExecutor(1) as beside,
    ):
        written: Future[None] | None = None
        for begun in range(0, max(rows, 1), PART_ROWS):
            size = min(PART_ROWS, rows - begun)
            first, last = np.searchsorted(numbers, [begun, begun + size])
            some = told.slice(first, last - first)
            columns = _laid_out(some, numbers[first:last] - begun, size)
            named = pa.nulls(size, pa.string()) if ids is None else ids.slice(begun, size)
            table = pa.table([np.arange(begun, begun + size), named, *columns], schema=SCHEMA)
            # While one part is written, the next is laid out.
            if written is not None:
                written.result()
            written = beside.submit(writer.write_table, table)
        if written is not None:
            written.result()


def _ids(db: duckdb.DuckDBPyConnection) -> pa.ChunkedArray | None:
    """The ids of the calls in the list's order, if any has one."""
    (named,) = one_row(db, "SELECT COUNT(id) FROM asked")
    if not named:
        return None
    return db.sql("SELECT id::VARCHAR AS id FROM asked ORDER BY row").to_arrow_table().column("id")


def _laid_out(told: pa.Table, at: NDArray[np.int64], size: int) -> list[pa.Array]:
    """Answer, retry and reasons of all calls of a part, from those at these places that have something to tell."""
    strength = np.zeros(size, dtype=np.int8)
    strength[at] = told.column("strength").to_numpy()
    place = np.full(size, -1, dtype=np.int64)
    place[at] = np.arange(len(at))
    places = pa.array(place, mask=place < 0)
    reasons = told.column("reasons").combine_chunks()
    retry_at = _moments(told.column("retry_at").combine_chunks())
    counted = np.zeros(size + 1, dtype=np.int32)
    counted[at + 1] = reasons.value_lengths().to_numpy(zero_copy_only=False)
    return [
        pa.DictionaryArray.from_arrays(strength, ANSWERS),
        retry_at.take(places),
        told.column("retry_note").combine_chunks().take(places),
        pa.ListArray.from_arrays(np.cumsum(counted, dtype=np.int32), _reasons(reasons.flatten())),
    ]


def _reasons(told: pa.StructArray) -> pa.StructArray:
    """The reasons with their moments as such."""
    parts = dict(zip(REASON, told.flatten(), strict=True))
    parts |= {name: _moments(parts[name]) for name in ("until", "fact_at")}
    return pa.StructArray.from_arrays(list(parts.values()), fields=list(REASONS))


def _moments(told: pa.Array) -> pa.Array:
    """Milliseconds as moments."""
    return pc.multiply(told, 1000).cast(UTC)
