"""Caps over a list: which calls they may touch, what the ledger already counts, and who is let through.

Between the truths of every other rule and the verdicts. Takes tables `asked` and `truths`; makes `permitted`
(the calls that later ones of the list see) and says for which calls a cap's truth must be taken with them.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.call.verdict import STRENGTH
from ringfence.engines.duckdb.squeeze import FALSE, PERMITTED, TRUE, UNKNOWN, CapColumns, squeeze
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.plan.clause import CapCounts, Clause

# A calendar period's calls outlive it if their reservation lasts at least so long (ms).
PERIODS = {"day": 25 * 3_600_000, "week": 8 * 24 * 3_600_000, "month": 32 * 24 * 3_600_000}


def find_candidates(db: duckdb.DuckDBPyConnection, clause: Clause) -> None:
    """Makes `cand_<i>`: the calls whose key could reach the cap if all its calls of the list were permitted."""
    cap, i = clause.cap, clause.index
    assert cap is not None
    first, last = db.execute(
        f"SELECT MIN(s{i}), MAX(u{i}) FROM truths WHERE g{i} IS NOT FALSE"
    ).fetchone() or (None, None)
    anchored = isinstance(clause.rule.then, CapTerms) and clause.rule.then.period.mode == "anchored_first"
    span = f"h.ts BETWEEN {first} AND {last}" if first is not None and not anchored else "TRUE"
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE keys_{i} AS
        SELECT lead, SUM(n) AS n FROM (
            SELECT h.{cap.lead} AS lead, COUNT(*) AS n FROM call AS h WHERE {span} AND h.{cap.lead} IN
                (SELECT a.{cap.lead} FROM asked AS a JOIN truths AS f ON f.row = a.row WHERE f.g{i} IS NOT FALSE)
            GROUP BY ALL
            UNION ALL
            SELECT a.{cap.lead}, COUNT(*) FROM asked AS a JOIN truths AS f ON f.row = a.row
            WHERE NOT f.stopped AND f.c{i} IS NOT FALSE GROUP BY ALL
        ) GROUP BY lead HAVING SUM(n) >= {cap.most}
        """
    )
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE cand_{i} AS
        SELECT f.row FROM truths AS f JOIN asked AS a ON a.row = f.row LEFT JOIN keys_{i} AS x ON x.lead = a.{cap.lead}
        WHERE f.g{i} IS NOT FALSE AND (
            f.x{i} OR a.{cap.lead} IS NULL
            OR x.n - (NOT f.stopped AND f.c{i} IS NOT FALSE)::INT >= {cap.most})
        """
    )


def let_through(db: duckdb.DuckDBPyConnection, clauses: list[Clause], lifetime: int) -> None:
    """Makes `permitted` from the calls that matter to a cap, and narrows each `cand_<i>` to where it may be broken.

    Needs `counted_<i>` (row, sure, possible) from the ledger for each candidate.
    """
    keyed = " UNION ".join(
        f"SELECT a.row FROM asked AS a JOIN truths AS f ON f.row = a.row JOIN keys_{c.index} AS x"
        f" ON x.lead = a.{_cap(c).lead} WHERE NOT f.stopped AND (f.c{c.index} IS NOT FALSE)"
        f" UNION SELECT d.row FROM cand_{c.index} AS d JOIN truths AS f ON f.row = d.row WHERE NOT f.stopped"
        for c in clauses
    )
    db.execute(f"CREATE OR REPLACE TEMP TABLE contested AS {keyed}")
    rows, t = _columns(
        db, "SELECT o.row, a.t FROM contested AS o JOIN asked AS a ON a.row = o.row ORDER BY a.ord"
    )
    caps = [_cap_columns(db, clause, lifetime) for clause in clauses]
    state, most = squeeze(t, caps, lifetime)
    _write(db, "let_through", {"row": rows, "state": state})
    db.execute(
        "CREATE OR REPLACE TEMP TABLE permitted AS SELECT a.* FROM asked AS a JOIN let_through AS s ON s.row = a.row"
        f" WHERE s.state = {PERMITTED}"
    )
    for clause, columns, counted in zip(clauses, caps, most, strict=True):
        reached = columns.asked & (columns.lost | (counted >= columns.most))
        if columns.anchored is not None:
            reached = columns.asked
        _write(db, "reached", {"row": rows[reached]})
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE cand_{clause.index} AS SELECT d.row FROM cand_{clause.index} AS d"
            f" JOIN truths AS f ON f.row = d.row WHERE f.stopped OR d.row IN (SELECT row FROM reached)"
        )


def _cap(clause: Clause) -> CapCounts:
    assert clause.cap is not None
    return clause.cap


def _columns(db: duckdb.DuckDBPyConnection, query: str) -> list[NDArray[np.int64]]:
    found = db.execute(query).fetchnumpy()
    return [np.ma.filled(np.ma.asarray(column), -1).astype(np.int64) for column in found.values()]


def _write(db: duckdb.DuckDBPyConnection, name: str, columns: dict[str, NDArray[np.int64]]) -> None:
    made = pa.table({column: pa.array(values) for column, values in columns.items()})
    db.register("written", made)
    db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM written")
    db.unregister("written")


def _truth(column: str) -> str:
    return f"CASE WHEN {column} THEN {TRUE} WHEN NOT {column} THEN {FALSE} ELSE {UNKNOWN} END"


def _cap_columns(db: duckdb.DuckDBPyConnection, clause: Clause, lifetime: int) -> CapColumns:
    cap, i, terms = clause.cap, clause.index, clause.rule.terms
    assert cap is not None
    assert isinstance(clause.rule.then, CapTerms)
    period = clause.rule.then.period
    words = ", ".join(f'a."{word}"' for word in cap.words)
    code = f"CASE WHEN {' OR '.join(f'a.{word} IS NULL' for word in cap.words)} THEN -1 ELSE dense_rank() OVER (ORDER BY {words}) END" if words else "0"  # fmt: skip
    query = f"""
        SELECT COALESCE(dense_rank() OVER (ORDER BY a.{cap.lead}), 0) AS lead, (d.row IS NOT NULL)::INT AS asked,
            {_truth(f"f.g{i}")} AS guard, {_truth(f"f.c{i}")} AS counts, COALESCE(n.sure, 0) AS sure,
            COALESCE(n.possible, 0) AS possible, COALESCE(f.s{i}, 0) AS since,
            (f.x{i} OR (a.{cap.lead} IS NULL))::INT AS lost, {code} AS same_words
        FROM contested AS o JOIN asked AS a ON a.row = o.row JOIN truths AS f ON f.row = o.row
        LEFT JOIN cand_{i} AS d ON d.row = o.row LEFT JOIN counted_{i} AS n ON n.row = o.row ORDER BY a.ord
    """
    lead, asked, guard, counts, sure, possible, since, lost, same_words = _columns(db, query)
    anchored = period.length if period.mode == "anchored_first" and isinstance(period.length, int) else None
    tumbles = period.mode == "calendar" and lifetime >= PERIODS[str(period.length)]
    return CapColumns(
        most=cap.most, lead=lead, asked=asked.astype(bool), guard=guard, counts=counts, sure=sure,
        possible=possible, since=since, lost=lost.astype(bool), blocks=bool(STRENGTH.get(terms.effect, 0)),
        unknown_blocks=bool(STRENGTH.get(terms.on_unknown, 0)), tumbles=tumbles,
        words=lambda: _words(db, words, len(lead)), same_words=same_words, anchored=anchored,
        known=_known(db, i) if anchored is not None else None,
    )  # fmt: skip


def _words(db: duckdb.DuckDBPyConnection, words: str, rows: int) -> list[tuple[str | None, ...]]:
    """The words that must agree between two calls, read only when calls are compared one by one."""
    if not words:
        return [()] * rows
    return db.execute(
        f"SELECT {words} FROM contested AS o JOIN asked AS a ON a.row = o.row ORDER BY a.ord"
    ).fetchall()


def _known(db: duckdb.DuckDBPyConnection, i: int) -> list[tuple[list[int], list[int]]]:
    """The moments the ledger already counts, for periods that start at a first call."""
    found = db.execute(
        f"SELECT COALESCE(n.surely, []), COALESCE(n.possibly, []) FROM contested AS o JOIN asked AS a ON a.row = o.row"
        f" LEFT JOIN counted_{i} AS n ON n.row = o.row ORDER BY a.ord"
    ).fetchall()
    return [(sure, possible) for sure, possible in found]
