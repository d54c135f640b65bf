"""Which complaints would have gone with the calls that a pack would have stopped.

Behind a backtest. Takes complaints as `complained` (whose, when, perhaps about which call) beside a history and its
answers; gives how each stands. What a complaint was about is not guessed: without a call's id it is set beside every
call to that person in the days before it.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from ringfence.call.moments import DAY
from ringfence.engines.duckdb.figures import one_row


@dataclass(frozen=True, slots=True)
class Complaints:
    """Complaints by what would have become of the calls before them.

    Of `gone` every call would not have been made, of `fewer` some would, `left` is as it was; `without` any call in the
    history nobody can say.
    """

    gone: int
    fewer: int
    left: int
    without: int

    @property
    def all(self) -> int:
        """How many there are."""
        return self.gone + self.fewer + self.left + self.without


def make_complained(db: duckdb.DuckDBPyConnection) -> None:
    """Keeps what lies in `asked` as `complained`."""
    db.execute("CREATE OR REPLACE TEMP TABLE complained AS SELECT row, t, recipient, id FROM asked")


def complaints(db: duckdb.DuckDBPyConnection, name: str, days: int) -> Complaints:
    """How the complaints stand to the answers of a pack, looking back so many days."""
    found = one_row(
        db,
        f"""
        WITH before AS (
            SELECT c.row, COUNT(n.row) AS calls, COUNT(*) FILTER (WHERE n.answer <> 'permit') AS stopped
            FROM complained AS c
            LEFT JOIN asked AS a ON a.recipient = c.recipient AND
                CASE WHEN c.id IS NULL THEN a.t <= c.t AND a.t > c.t - {days * DAY} ELSE a.id = c.id END
            LEFT JOIN answers_{name} AS n ON n.row = a.row
            GROUP BY c.row
        )
        SELECT COUNT(*) FILTER (WHERE calls > 0 AND stopped = calls),
            COUNT(*) FILTER (WHERE stopped > 0 AND stopped < calls),
            COUNT(*) FILTER (WHERE calls > 0 AND stopped = 0), COUNT(*) FILTER (WHERE calls = 0)
        FROM before
        """,
    )
    return Complaints(*found)
