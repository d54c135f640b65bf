"""A list's verdicts: for every call the strongest answer, all reasons, and when it would be otherwise.

The last step. Takes what was said and when it ends; makes `spoken` (a row for each rule that spoke of a call),
`worded` (a row for each call of which any did) and the view `verdicts` (a row for each call; most have nothing said
of them and are kept nowhere).
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from ringfence.engines.duckdb.caps.ranks import Ints
from ringfence.engines.duckdb.figures import columns
from ringfence.engines.duckdb.followed import CUT, ENDLESS
from ringfence.engines.duckdb.sitting import Sitting

ANSWERS = pa.array(["permit", "divert", "defer", "refuse"])
"""The answers by how strong they are."""
REASON = {
    "rule": pa.string(), "effect": pa.string(), "unknown": pa.bool_(), "until": pa.int64(), "fact_at": pa.int64(),
    "leaf": pa.int64(),
}  # fmt: skip
PART_ROWS = 1 << 20
"""Rows of the list whose reasons are brought together at a time."""
WORDED = pa.schema(
    {
        "row": pa.int64(), "strength": pa.int8(), "answer": pa.dictionary(pa.int8(), pa.string()),
        "reasons": pa.list_(pa.struct(REASON)), "retry_at": pa.int64(), "retry_note": pa.string(),
    }
)  # fmt: skip
"""The columns of `worded`: a row for each call of which something was said, in the order of the list."""


def make_verdicts(sitting: Sitting) -> None:
    """Makes `spoken`, `worded` and `verdicts`."""
    db = sitting.db
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE spoken AS
        SELECT s.row, c.name AS rule, CASE WHEN s.unknown THEN c.on_unknown ELSE c.effect END AS effect,
            CASE WHEN s.unknown THEN c.if_unknown ELSE c.if_true END::TINYINT AS strength, s.unknown,
            CASE WHEN e.until < {ENDLESS} THEN e.until END AS until, s.fact_at, s.leaf
        FROM says AS s JOIN clauses AS c ON c.clause = s.clause
        LEFT JOIN first_ends AS e ON e.row = s.row AND e.rule = c.rule
        """
    )
    retries = columns(db, "SELECT row, retry FROM retries ORDER BY row")
    parts = [
        _worded(db, begun, begun + PART_ROWS, retries["row"], retries["retry"])
        for begun in range(0, sitting.size, PART_ROWS)
    ]
    see_worded(db, pa.concat_tables([WORDED.empty_table(), *parts]))
    see_verdicts(db)


def _worded(db: duckdb.DuckDBPyConnection, begun: int, over: int, asked_again: Ints, retry: Ints) -> pa.Table:
    """The calls of these rows of which something was said, their strongest reason first."""
    told = db.sql(
        f"SELECT * FROM spoken WHERE row >= {begun} AND row < {over} ORDER BY row, strength DESC, rule"
    ).to_arrow_table()
    # Reasons lie together already: only where each call's begin must be found, which no grouping does as fast.
    rows = told.column("row").to_numpy()
    starts = np.flatnonzero(np.append([True], rows[1:] != rows[:-1])[: len(rows)])
    parts = [told.column(name).combine_chunks() for name in REASON]
    reasons = pa.ListArray.from_arrays(
        np.append(starts, len(rows)).astype(np.int32), pa.StructArray.from_arrays(parts, list(REASON))
    )
    calls, strength = rows[starts], told.column("strength").to_numpy()[starts]
    end = np.full(len(calls), ENDLESS)
    here = np.isin(calls, asked_again, assume_unique=True)
    end[here] = retry[np.searchsorted(asked_again, calls[here])]
    return pa.table(
        [
            calls, strength, pa.DictionaryArray.from_arrays(strength, ANSWERS), reasons,
            pa.array(end, mask=end >= ENDLESS), pa.array(np.full(len(end), "no_moment_within"), mask=end != CUT),
        ],
        schema=WORDED,
    )  # fmt: skip


def see_worded(db: duckdb.DuckDBPyConnection, worded: pa.Table) -> None:
    """Makes `worded`."""
    db.register("worded_told", worded)
    db.execute("CREATE OR REPLACE TEMP VIEW worded AS SELECT * FROM worded_told")


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
