"""One root over all the rows of a judged list, so that one leaf can seal it and any row be proved in it.

Takes `asked` and `worded` in a DuckDB session; gives the RFC 6962 root. Writes nothing.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.engines.duckdb.recipients import BLOCK_ROWS
from ringfence.evidence.tree import HASH_BYTES, root

Hashes = NDArray[np.uint8]
READ_ROWS = 1 << 20
FEW_HASHES = 1 << 12
"""Hashes that are brought together here rather than by the session."""


def rows_root(db: duckdb.DuckDBPyConnection) -> bytes:
    """The RFC 6962 root over the rows' own hashes: one leaf can seal a list, and any row be proved in it.

    A row's entry is its number in the list, its recipient's token, its planned moment, its answer, its retry and
    the rules that spoke, divided by tabs.
    """
    plain = "concat_ws(chr(9), a.row, a.recipient, a.t, 'permit', '', '')"
    # Most calls are permitted and nothing is said of them: their entries need no verdict beside them.
    hashes = np.zeros((_rows(db, "asked"), HASH_BYTES), dtype=np.uint8)
    _hash_entries(db, hashes, f"SELECT a.row, {plain} AS entry FROM asked AS a")
    told = (
        "concat_ws(chr(9), w.row, a.recipient, a.t, w.answer, COALESCE(w.retry_at::VARCHAR, ''),"
        " array_to_string(list_transform(w.reasons, lambda r: r.rule), ','))"
    )
    _hash_entries(
        db, hashes, f"SELECT w.row, {told} AS entry FROM asked AS a JOIN worded AS w ON w.row = a.row"
    )
    while len(hashes) > FEW_HASHES:
        hashes = _level_above(db, hashes)
    return root(each.tobytes() for each in hashes)


def _hash_entries(db: duckdb.DuckDBPyConnection, hashes: Hashes, entries: str) -> None:
    """Puts the hashes of these entries in their rows' places."""
    query = f"SELECT row, unhex(sha256('\\x00'::BLOB || encode(entry))) AS hash FROM ({entries})"
    for batch in db.sql(query).to_arrow_reader(READ_ROWS):
        hashes[batch.column("row").to_numpy()] = _bytes_of(batch.column("hash"))


def _level_above(db: duckdb.DuckDBPyConnection, hashes: Hashes) -> Hashes:
    """The hashes of neighbours, two by two; a last one without a neighbour goes up as it is.

    That is where RFC 6962 splits a tree.
    """
    pairs = len(hashes) // 2
    told = pa.Array.from_buffers(pa.binary(2 * HASH_BYTES), pairs, [None, pa.py_buffer(hashes)])
    # Places stand beside the pairs: whatever order threads finish in, each goes where it belongs.
    table = pa.table({"place": np.arange(pairs), "pair": told})
    db.register("pairs", pa.Table.from_batches(table.to_batches(max_chunksize=BLOCK_ROWS), table.schema))
    above = np.empty((pairs + len(hashes) % 2, HASH_BYTES), dtype=np.uint8)
    query = "SELECT place, unhex(sha256('\\x01'::BLOB || pair)) AS hash FROM pairs"
    for batch in db.sql(query).to_arrow_reader(READ_ROWS):
        above[batch.column("place").to_numpy()] = _bytes_of(batch.column("hash"))
    db.unregister("pairs")
    above[pairs:] = hashes[2 * pairs :]
    return above


def _bytes_of(column: pa.Array) -> Hashes:
    flat = column.cast(pa.binary(HASH_BYTES))
    whole = np.frombuffer(flat.buffers()[1], dtype=np.uint8).reshape(-1, HASH_BYTES)
    return whole[flat.offset : flat.offset + len(flat)]


def _rows(db: duckdb.DuckDBPyConnection, table: str) -> int:
    found = db.execute(f"SELECT COUNT(*) FROM {table}").fetchall()
    return int(found[0][0])
