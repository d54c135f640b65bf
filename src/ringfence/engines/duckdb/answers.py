"""What a judged list comes to: how many calls got each answer, what each rule said, and who was permitted.

Takes `asked`, `worded` and `spoken` in a DuckDB session; gives counts and the permitted calls. Writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from ringfence.call.words import DESCRIBED, FLAGS
from ringfence.engines.duckdb.figures import one_row


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many calls of a list one rule spoke of, with one effect, decided or undecided."""

    rule: str
    effect: str
    unknown: bool
    rows: int


def counts(db: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], list[RuleCount]]:
    """How many calls got each answer, and what each rule said how often, the most frequent first."""
    (rows,) = one_row(db, "SELECT COUNT(*) FROM asked")
    answers = dict(db.execute("SELECT answer, COUNT(*) FROM worded GROUP BY answer").fetchall())
    answers["permit"] = answers.get("permit", 0) + rows - sum(answers.values())
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
