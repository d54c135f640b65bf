"""Calls carried past the hours that are forbidden, before they are asked about everything else.

Used where a list's retries are settled. Takes `latest` (a call, and the moment at which it would be asked about every
rule); moves its moments on. Most of what is put off is put off to a midnight, when nothing may be done yet: to ask of
the hours alone costs little, and what is then asked in full is asked at an hour that is open. It must never pass a
moment at which nothing stands in the way: it goes no further than a rule that stands there says that it stands.
"""

from __future__ import annotations

from ringfence.engines.duckdb.figures import is_empty
from ringfence.engines.duckdb.followed import ENDLESS
from ringfence.engines.duckdb.looked import look_again, stands, tell
from ringfence.engines.duckdb.sitting import Sitting


def hurry(sitting: Sitting) -> None:
    """Moves the moments of `latest` on to the ends of the hours that forbid the call there, if they all have one."""
    db = sitting.db
    hours = [
        each for each in sitting.others if each.rule.terms.kind == "window" and stands(each, "x") != "FALSE"
    ]
    db.execute(
        "CREATE OR REPLACE TEMP TABLE hours AS SELECT row_number() OVER () AS row, row AS of, t, last FROM latest"
        f" WHERE t < {ENDLESS}"
    )
    if not hours or is_empty(db, "hours"):
        return
    heard = look_again(sitting, "hours", hours, "hours")
    told = tell(sitting, "hours", heard, stands, ("edge",))
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE opening AS SELECT h.of AS row, MAX(e.edge) AS t FROM ({told}) AS e"
        " JOIN hours AS h ON h.row = e.row GROUP BY h.of HAVING COUNT(e.edge) = COUNT(*) AND MAX(e.edge) <= ANY_VALUE(h.last)"
    )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE latest AS SELECT l.row, COALESCE(o.t, l.t) AS t, l.endless, l.last"
        " FROM latest AS l LEFT JOIN opening AS o ON o.row = l.row"
    )
