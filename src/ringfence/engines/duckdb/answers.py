"""What is handed back of a judged list: a file of verdicts, their counts, and one root over all rows.

Takes `verdicts` and `spoken` in a DuckDB session. A file is there whole under its final name or not at all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.call.errors import ListError
from ringfence.call.words import DESCRIBED, FLAGS
from ringfence.engines.duckdb.recipients import BLOCK_ROWS
from ringfence.evidence.tree import HASH_BYTES, root

Hashes = NDArray[np.uint8]
READ_ROWS = 1 << 20
FEW_HASHES = 1 << 12
"""Hashes that are brought together here rather than by the session."""
RETRY_AT = "make_timestamptz(v.retry_at * 1000) AS retry_at"
PARQUET = "FORMAT parquet, COMPRESSION zstd"


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many calls of a list one rule spoke of, with one effect, decided or undecided."""

    rule: str
    effect: str
    unknown: bool
    rows: int


REASONS = """list_transform(v.reasons, lambda r: struct_pack(rule := r.rule, effect := r.effect,
    "unknown" := r."unknown", until := make_timestamptz(r.until * 1000),
    fact_at := make_timestamptz(r.fact_at * 1000), leaf := r.leaf))"""


def write_verdicts(db: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Writes a row for each call, in the list's own order: Parquet, or CSV with the rules' ids in one column."""
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        db.execute("SET TimeZone = 'UTC'")
        as_csv = out.suffix.lower() == ".csv"
        if as_csv or not _copy_as_they_come(db, part):
            _copy_sorted(db, part, as_csv=as_csv)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(out)
    except (duckdb.Error, OSError) as error:
        raise ListError(
            f"`{out.name}` could not be written: {error}; check the folder and its space"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _copy_as_they_come(db: duckdb.DuckDBPyConnection, part: Path) -> bool:
    """Whether the verdicts came in the list's order and stand in the file: then nothing is joined or sorted."""
    if db.execute("SELECT COUNT(id) FROM asked").fetchall() != [(0,)]:
        return False  # each call has an id of its own to be joined
    db.execute(
        f"COPY (SELECT v.row, NULL::VARCHAR AS id, v.answer, {RETRY_AT}, v.retry_note, {REASONS} AS reasons"
        f" FROM verdicts AS v) TO {_quoted(part)} ({PARQUET})"
    )
    in_order = db.execute(
        f"SELECT COALESCE(bool_and(row = file_row_number), TRUE)"
        f" FROM read_parquet({_quoted(part)}, file_row_number = true)"
    ).fetchall()
    return in_order == [(True,)]


def _copy_sorted(db: duckdb.DuckDBPyConnection, part: Path, *, as_csv: bool) -> None:
    rules = "array_to_string(list_transform(v.reasons, lambda r: r.rule), ' ') AS rules"
    reasons, form = (rules, "FORMAT csv, HEADER true") if as_csv else (f"{REASONS} AS reasons", PARQUET)
    db.execute(
        f"COPY (SELECT v.row, a.id, v.answer, {RETRY_AT}, v.retry_note, {reasons}"
        f" FROM verdicts AS v JOIN asked AS a ON a.row = v.row ORDER BY v.row) TO {_quoted(part)} ({form})"
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def counts(db: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], list[RuleCount]]:
    """How many calls got each answer, and what each rule said how often, the most frequent first."""
    answers = dict(db.execute("SELECT answer, COUNT(*) FROM verdicts GROUP BY answer").fetchall())
    rules = db.execute(
        'SELECT rule, effect, "unknown", COUNT(*) AS n FROM spoken GROUP BY ALL ORDER BY n DESC, rule, effect'
    ).fetchall()
    return {answer: answers.get(answer, 0) for answer in ("permit", "divert", "defer", "refuse")}, [
        RuleCount(*row) for row in rules
    ]


def permitted_calls(db: duckdb.DuckDBPyConnection) -> pa.Table:
    """The calls that were permitted, in asking order: `row`, `t`, `id`, the token's 16 bytes, and their words."""
    words = ", ".join(f'a."{word}"' for word in (*DESCRIBED, *FLAGS))
    return db.sql(
        f"SELECT a.row, a.t, a.id, unhex(replace(a.recipient::VARCHAR, '-', '')) AS recipient, {words}"
        " FROM asked AS a JOIN verdicts AS v ON v.row = a.row WHERE v.answer = 'permit' ORDER BY a.ord"
    ).to_arrow_table()


def rows_root(db: duckdb.DuckDBPyConnection) -> bytes:
    """The RFC 6962 root over the rows' own hashes: one leaf can seal a list, and any row be proved in it.

    A row's entry is its number in the list, its recipient's token, its planned moment, its answer, its retry and
    the rules that spoke, divided by tabs.
    """
    plain = "concat_ws(chr(9), a.row, a.recipient, a.t, 'permit', '', '')"
    # Most calls are permitted and nothing is said of them: their entries need no verdict beside them.
    hashes = np.zeros((_rows(db, "asked"), HASH_BYTES), dtype=np.uint8)
    assert _rows(db, "verdicts") == len(hashes), "a verdict for each call"
    _hash_entries(db, hashes, f"SELECT a.row, {plain} AS entry FROM asked AS a")
    told = (
        "concat_ws(chr(9), v.row, a.recipient, a.t, v.answer, COALESCE(v.retry_at::VARCHAR, ''),"
        " array_to_string(list_transform(v.reasons, lambda r: r.rule), ','))"
    )
    _hash_entries(
        db,
        hashes,
        f"SELECT v.row, {told} AS entry FROM asked AS a JOIN (SELECT * FROM verdicts WHERE answer <> 'permit'"
        " OR retry_at IS NOT NULL OR len(reasons) > 0) AS v ON v.row = a.row",
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
