"""A list's verdicts: for every call the strongest answer, all reasons, and when it would be otherwise.

The last step. Takes what was said and when it ends; makes `spoken` (a row for each rule that spoke of a call),
`worded` (a row for each call of which any did) and the view `verdicts` (a row for each call; most have nothing said
of them and are kept nowhere).
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from ringfence.engines.duckdb.followed import CUT, ENDLESS
from ringfence.engines.duckdb.sitting import Sitting

REASON = ("rule", "effect", "unknown", "until", "fact_at", "leaf")
ANSWER = "(['permit', 'divert', 'defer', 'refuse'])[1 + w.strength]"
PART_ROWS = 1 << 20
"""Rows of the list whose reasons are brought together at a time."""
WORDED = (
    "row BIGINT, strength INTEGER, answer VARCHAR, reasons STRUCT(rule VARCHAR, effect VARCHAR,"
    ' "unknown" BOOLEAN, until BIGINT, fact_at BIGINT, leaf BIGINT)[], retry_at BIGINT, retry_note VARCHAR'
)
"""The columns of `worded`: a row for each call of which something was said."""


def make_verdicts(sitting: Sitting) -> None:
    """Makes `spoken`, `worded` and `verdicts`."""
    db = sitting.db
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE spoken AS
        SELECT s.row, c.name AS rule, CASE WHEN s.unknown THEN c.on_unknown ELSE c.effect END AS effect,
            CASE WHEN s.unknown THEN c.if_unknown ELSE c.if_true END AS strength, s.unknown,
            CASE WHEN e.until < {ENDLESS} THEN e.until END AS until, s.fact_at, s.leaf
        FROM says AS s JOIN clauses AS c ON c.clause = s.clause
        LEFT JOIN first_ends AS e ON e.row = s.row AND e.rule = c.rule
        """
    )
    db.execute(f"CREATE OR REPLACE TEMP TABLE worded({WORDED})")
    for begun in range(0, sitting.size, PART_ROWS):
        _word(db, begun, begun + PART_ROWS)
    see_verdicts(db)


def _word(db: duckdb.DuckDBPyConnection, begun: int, over: int) -> None:
    """Adds to `worded` the calls of these rows of which something was said, their strongest reason first."""
    told = db.sql(
        f"SELECT * FROM spoken WHERE row >= {begun} AND row < {over} ORDER BY row, strength DESC, rule"
    ).to_arrow_table()
    if not told.num_rows:
        return
    # Reasons lie together already: only where each call's begin must be found, which no grouping does as fast.
    rows = told.column("row").to_numpy()
    starts = np.flatnonzero(np.append([True], rows[1:] != rows[:-1]))
    parts = [told.column(name).combine_chunks() for name in REASON]
    reasons = pa.ListArray.from_arrays(
        np.append(starts, len(rows)).astype(np.int32), pa.StructArray.from_arrays(parts, REASON)
    )
    strongest = told.column("strength").take(pa.array(starts))
    part = pa.table({"row": rows[starts], "strength": strongest, "reasons": reasons})
    db.register("told_part", part)
    db.execute(
        f"INSERT INTO worded SELECT w.row, w.strength, {ANSWER}, w.reasons, CASE WHEN r.retry < {ENDLESS} THEN r.retry END,"
        f" CASE WHEN r.retry = {CUT} THEN 'no_moment_within' END"
        " FROM told_part AS w LEFT JOIN retries AS r ON r.row = w.row"
    )
    db.unregister("told_part")


def see_verdicts(db: duckdb.DuckDBPyConnection) -> None:
    """Makes the view `verdicts` of `asked` and `worded`."""
    db.execute(
        """
        CREATE OR REPLACE TEMP VIEW verdicts AS
        SELECT a.row, COALESCE(w.answer, 'permit') AS answer, w.retry_at, w.retry_note,
            COALESCE(w.reasons, []) AS reasons
        FROM asked AS a LEFT JOIN worded AS w ON w.row = a.row
        """
    )
