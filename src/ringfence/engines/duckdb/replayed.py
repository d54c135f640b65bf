"""What a pack would have made of calls that were made: counted by what came of them.

Behind a backtest. Takes a history as `asked`, with `outcome` and `sale` where they are known, and `verdicts`; gives
counts. A call whose sale nobody told is no sale and no lost one: it is counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ringfence.call.moments import DAY
from ringfence.engines.duckdb.checked import YES
from ringfence.engines.duckdb.figures import one_row
from ringfence.ledger.catalogue import CALL

MOST_CONTACTS = 40
"""Contact numbers told one by one; whoever was called oftener is counted with the last."""
SOLD = f"lower(a.sale::VARCHAR) IN ({', '.join(repr(word) for word in sorted(YES))})"


@dataclass(frozen=True, slots=True)
class Yield:
    """The calls that were a person's so-and-so-manieth of her campaign, how many of them were told, and sold."""

    number: int
    calls: int
    told: int
    sales: int


@dataclass(frozen=True, slots=True)
class Changed:
    """How many calls get one answer from one pack and another from another."""

    before: str
    after: str
    rows: int
    sales: int


def look_back(db: duckdb.DuckDBPyConnection) -> None:
    """Lays `call_before`, what the ledger held before the history began, and `call`, with all of the history.

    What came of a call is known only after it began: in `call` each stands one millisecond later.
    """
    words = [column.name for column in CALL.columns]
    made = {
        "recipient": "a.recipient", "ts": "a.t + 1", "id": "COALESCE(a.id, 'row-' || a.row)", "day": f"a.t - a.t % {DAY}",
        "direction": "'outbound'", "outcome": "a.outcome::VARCHAR", "expires_at": "NULL", "leaf": "NULL",
    }  # fmt: skip
    drawn = ", ".join(f'{made.get(word, f"""a."{word}" """)} AS "{word}"' for word in words)
    named = ", ".join(f'"{word}"' for word in words)
    db.execute("ALTER VIEW call RENAME TO call_of_ledger")
    db.execute(
        f"CREATE TEMP TABLE call_before AS SELECT {named} FROM call_of_ledger WHERE ts < (SELECT MIN(t) FROM asked)"
    )
    db.execute(
        f"CREATE TEMP VIEW call AS SELECT {named} FROM call_before UNION ALL SELECT {drawn} FROM asked AS a"
    )


def keep_answers(db: duckdb.DuckDBPyConnection, name: str) -> None:
    """Makes `answers_<name>`: each call's answer, its weightiest rule and when to ask again."""
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE answers_{name} AS"
        " SELECT row, answer, reasons[1].rule AS rule, retry_at FROM verdicts"
    )


def undecided(db: duckdb.DuckDBPyConnection) -> int:
    """How many calls are stopped for want of facts alone: no rule that stops them is sure of it."""
    (rows,) = one_row(
        db,
        "SELECT COUNT(*) FROM worded AS w WHERE answer <> 'permit' AND NOT EXISTS"
        ' (SELECT 1 FROM spoken AS s WHERE s.row = w.row AND s.strength > 0 AND NOT s."unknown")',
    )
    return int(rows)


def sales_by_answer(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, int]:
    """How many sales were made on calls that get each answer."""
    return dict(
        db.execute(
            f"SELECT n.answer, COUNT(*) FROM answers_{name} AS n JOIN asked AS a ON a.row = n.row WHERE {SOLD} GROUP BY 1"
        ).fetchall()
    )


def by_month(db: duckdb.DuckDBPyConnection, name: str, zone: str) -> list[tuple[str, int, int]]:
    """By month of a zone's clock: how many calls there were, and how many would not have been made then."""
    month = f"strftime(timezone('{zone}', make_timestamptz(a.t * 1000)), '%Y-%m')"
    return db.execute(
        f"SELECT {month}, COUNT(*), COUNT(*) FILTER (WHERE n.answer <> 'permit')"
        f" FROM answers_{name} AS n JOIN asked AS a ON a.row = n.row GROUP BY 1 ORDER BY 1"
    ).fetchall()


def yields(db: duckdb.DuckDBPyConnection) -> list[Yield]:
    """Calls and sales by contact number: a person's first call of a campaign, her second, and so on."""
    found = db.execute(
        f"WITH numbered AS (SELECT LEAST({MOST_CONTACTS}, row_number() OVER"
        f" (PARTITION BY a.recipient, a.campaign ORDER BY a.ord)) AS number, {SOLD} AS sold FROM asked AS a)"
        " SELECT number, COUNT(*), COUNT(sold), COUNT(*) FILTER (WHERE sold) FROM numbered GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return [Yield(*row) for row in found]


def changed(db: duckdb.DuckDBPyConnection, before: str, after: str) -> list[Changed]:
    """The calls that two packs answer otherwise, the most frequent change first."""
    found = db.execute(
        f"SELECT b.answer, n.answer, COUNT(*) AS rows, COUNT(*) FILTER (WHERE {SOLD})"
        f" FROM answers_{before} AS b JOIN answers_{after} AS n ON n.row = b.row JOIN asked AS a ON a.row = b.row"
        " WHERE b.answer <> n.answer GROUP BY 1, 2 ORDER BY rows DESC, 1, 2"
    ).fetchall()
    return [Changed(*row) for row in found]


def people(db: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    """How many people were called, and the first and the last moment."""
    found = one_row(
        db, "SELECT COUNT(DISTINCT recipient), COALESCE(MIN(t), 0), COALESCE(MAX(t), 0) FROM asked"
    )
    return found[0], found[1], found[2]
