"""What is handed back of a judged list: a file of verdicts, their counts, and one root over all rows.

Takes `verdicts` and `spoken` in a DuckDB session. A file is there whole under its final name or not at all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ringfence.call.errors import ListError


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
    moment = "make_timestamptz(v.retry_at * 1000) AS retry_at"
    if out.suffix.lower() == ".csv":
        reasons = "array_to_string(list_transform(v.reasons, lambda r: r.rule), ' ') AS rules"
        form = "FORMAT csv, HEADER true"
    else:
        reasons, form = f"{REASONS} AS reasons", "FORMAT parquet, COMPRESSION zstd"
    try:
        db.execute("SET TimeZone = 'UTC'")
        db.execute(
            f"COPY (SELECT v.row, a.id, v.answer, {moment}, v.retry_note, {reasons}"
            f" FROM verdicts AS v JOIN asked AS a ON a.row = v.row ORDER BY v.row)"
            f" TO '{str(part).replace(chr(39), chr(39) * 2)}' ({form})"
        )
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(out)
    except (duckdb.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise ListError(
            f"`{out.name}` could not be written: {error}; check the folder and its space"
        ) from error


def counts(db: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], list[RuleCount]]:
    """How many calls got each answer, and what each rule said how often, the most frequent first."""
    answers = dict(db.execute("SELECT answer, COUNT(*) FROM verdicts GROUP BY answer").fetchall())
    rules = db.execute(
        'SELECT rule, effect, "unknown", COUNT(*) AS n FROM spoken GROUP BY ALL ORDER BY n DESC, rule, effect'
    ).fetchall()
    return {answer: answers.get(answer, 0) for answer in ("permit", "divert", "defer", "refuse")}, [
        RuleCount(*row) for row in rules
    ]


def rows_root(db: duckdb.DuckDBPyConnection) -> bytes:
    """The RFC 6962 root over the rows' own hashes: one leaf can seal a list, and any row be proved in it.

    A row's entry is its number in the list, its recipient's token, its planned moment, its answer, its retry and
    the rules that spoke, divided by tabs.
    """
    entry = (
        "concat_ws(chr(9), v.row, a.recipient, a.t, v.answer, COALESCE(v.retry_at::VARCHAR, ''),"
        " array_to_string(list_transform(v.reasons, lambda r: r.rule), ','))"
    )
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE level AS SELECT v.row AS n, unhex(sha256('\\x00'::BLOB || encode({entry}))) AS hash"
        " FROM verdicts AS v JOIN asked AS a ON a.row = v.row"
    )
    size = _size(db)
    if size == 0:
        return bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    while size > 1:
        # A last one without a neighbour goes up as it is: that is where RFC 6962 splits a tree.
        db.execute(
            "CREATE OR REPLACE TEMP TABLE level AS SELECT l.n // 2 AS n, CASE WHEN r.hash IS NULL THEN l.hash"
            " ELSE unhex(sha256('\\x01'::BLOB || l.hash || r.hash)) END AS hash"
            " FROM level AS l LEFT JOIN level AS r ON r.n = l.n + 1 WHERE l.n % 2 = 0"
        )
        size = _size(db)
    found = db.execute("SELECT hash FROM level").fetchone()
    assert found is not None
    return bytes(found[0])


def _size(db: duckdb.DuckDBPyConnection) -> int:
    found = db.execute("SELECT COUNT(*) FROM level").fetchone()
    return int(found[0]) if found else 0
