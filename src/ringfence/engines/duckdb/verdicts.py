"""A list's verdicts: for every call the strongest answer, all reasons, and when it would be otherwise.

The last step. Takes what was said and when it ends; makes `spoken` (a row for each rule that spoke of a call),
`worded` (a row for each call of which any did) and the view `verdicts` (a row for each call; most have nothing said
of them and are kept nowhere).
"""

from __future__ import annotations

import duckdb

from ringfence.engines.duckdb.followed import CUT, ENDLESS
from ringfence.engines.duckdb.sitting import Sitting

REASON = """struct_pack(rule := rule, effect := effect, "unknown" := "unknown", until := until, fact_at := fact_at,
    leaf := leaf)"""


def make_verdicts(sitting: Sitting) -> None:
    """Makes `spoken` and `verdicts`."""
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
    # Most calls have one reason, and a list of one needs neither grouping nor sorting.
    db.execute(
        "CREATE OR REPLACE TEMP TABLE several AS SELECT row FROM spoken GROUP BY row HAVING COUNT(*) > 1"
    )
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE worded AS
        SELECT w.row, w.strength, (['permit', 'divert', 'defer', 'refuse'])[1 + w.strength] AS answer, w.reasons, CASE WHEN r.retry < {ENDLESS} THEN r.retry END AS retry_at,
            CASE WHEN r.retry = {CUT} THEN 'no_moment_within' END AS retry_note
        FROM (
            SELECT row, MAX(strength) AS strength, LIST({REASON} ORDER BY strength DESC, rule) AS reasons
            FROM spoken SEMI JOIN several USING (row) GROUP BY row
            UNION ALL SELECT row, strength, [{REASON}] FROM spoken ANTI JOIN several USING (row)
        ) AS w LEFT JOIN retries AS r ON r.row = w.row
        """
    )
    see_verdicts(db)


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
