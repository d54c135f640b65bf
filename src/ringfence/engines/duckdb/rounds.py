"""When it all would end: the fixed point of every rule that spoke, for a whole list at once.

Takes `says`; makes `first_ends` (until when each rule stands in the way) and `retries`. In each round every call
that is still being looked into is asked again at one later moment, the earliest that one of its rules names; a rule
that no longer stands in the way there has its end, one that does names the next moment. Then the call itself: at
the latest of those ends, does anything stand in the way?
"""

from __future__ import annotations

from ringfence.call.moments import DAY
from ringfence.call.verdict import HORIZON_DAYS
from ringfence.engines.duckdb.figures import is_empty, one_row
from ringfence.engines.duckdb.followed import CUT, ENDLESS, follow
from ringfence.engines.duckdb.hurried import hurry
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.engines.duckdb.standing import Standing, in_sight

LIMIT = HORIZON_DAYS * DAY
MOST_ROUNDS = 5
"""Rounds for the whole list; whoever is not settled by then mostly waits for many closed days to pass."""
FEW = 100_000
SHORT = 2_000
"""Calls of a list that is short enough for all of them to be followed one by one from the start."""


def settle_ends(sitting: Sitting) -> None:
    """Makes `first_ends` and `retries` for every call in whose way something stands."""
    db = sitting.db
    standing = Standing(sitting)
    sitting.see_the_past()
    words = ", ".join(f'a."{word}"' for word in sitting.rows.words)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE speaking AS SELECT {words} FROM asked AS a SEMI JOIN says AS s ON s.row = a.row"
    )
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE ends AS
        SELECT s.row, c.rule, a.t + {LIMIT} AS last, {in_sight("s.edge", f"a.t + {LIMIT}")} AS moment,
            moment >= {ENDLESS} AS settled
        FROM says AS s JOIN clauses AS c ON c.clause = s.clause JOIN speaking AS a ON a.row = s.row
        WHERE CASE WHEN s.unknown THEN c.if_unknown ELSE c.if_true END > 0
        """
    )
    db.execute("CREATE OR REPLACE TEMP TABLE retries(row BIGINT, retry BIGINT)")
    db.execute("CREATE OR REPLACE TEMP TABLE slow(row BIGINT)")
    db.execute("CREATE OR REPLACE TEMP TABLE starts AS SELECT row, rule, moment, last FROM ends")
    _settle_rules(sitting, standing)
    db.execute("CREATE OR REPLACE TEMP TABLE first_ends AS SELECT row, rule, moment AS until FROM ends")
    while _settle_calls(sitting, standing):
        _settle_rules(sitting, standing)
    follow(sitting, standing.ask)


def _settle_rules(sitting: Sitting, standing: Standing) -> None:
    """Follows every rule that has a moment to the first at which it stands in the way no more."""
    db = sitting.db
    while not is_empty(sitting.db, "ends", "NOT settled"):
        rounds = 0 if sitting.size <= SHORT else MOST_ROUNDS
        if standing.asked >= rounds and _set_apart(sitting):
            return
        db.execute(
            "CREATE OR REPLACE TEMP TABLE nearest AS SELECT row, MIN(moment) AS t FROM ends WHERE NOT settled GROUP BY row"
        )
        standing.ask_rules(
            "SELECT e.row, e.moment AS t, e.rule FROM ends AS e JOIN nearest AS n ON n.row = e.row AND n.t = e.moment"
            " WHERE NOT e.settled"
        )
        db.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE ends AS
            SELECT e.row, e.rule, e.last,
                CASE WHEN s.row IS NULL THEN e.moment ELSE {in_sight("s.edge", "e.last")} END AS moment,
                e.settled OR (n.row IS NOT NULL AND (s.row IS NULL OR s.edge IS NULL OR s.edge > e.last)) AS settled
            FROM ends AS e LEFT JOIN nearest AS n ON NOT e.settled AND n.row = e.row AND n.t = e.moment
            LEFT JOIN standing AS s ON n.row IS NOT NULL AND s.row = e.row AND s.t = e.moment AND s.rule = e.rule
            """
        )


def _set_apart(sitting: Sitting) -> bool:
    """Whether the calls that take so long are few enough to be followed one by one; they are `slow` from now on."""
    (few,) = one_row(sitting.db, f"SELECT COUNT(DISTINCT row) <= {FEW} FROM ends WHERE NOT settled")
    if few:
        sitting.db.execute("INSERT INTO slow SELECT DISTINCT row FROM ends WHERE NOT settled")
        sitting.db.execute("DELETE FROM ends WHERE row IN (SELECT row FROM slow)")
    return bool(few)


def _settle_calls(sitting: Sitting, standing: Standing) -> bool:
    """Retries that are found, and whether some calls must still be followed from their latest end."""
    db = sitting.db
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE latest AS
        SELECT row, MAX(moment) AS t, BOOL_OR(moment = {ENDLESS}) AS endless, ANY_VALUE(last) AS last
        FROM ends GROUP BY row
        """
    )
    db.execute(
        f"INSERT INTO retries SELECT row, CASE WHEN endless THEN {ENDLESS} ELSE {CUT} END FROM latest WHERE t >= {ENDLESS}"
    )
    hurry(sitting)
    standing.ask(f"SELECT row, t FROM latest WHERE t < {ENDLESS}")
    db.execute(
        f"""
        INSERT INTO retries SELECT l.row, l.t FROM latest AS l
        ANTI JOIN standing AS s ON s.row = l.row AND s.t = l.t WHERE l.t < {ENDLESS}
        """
    )
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE ends AS
        SELECT s.row, s.rule, l.last, {in_sight("s.edge", "l.last")} AS moment,
            s.edge IS NULL OR s.edge > l.last AS settled
        FROM latest AS l JOIN standing AS s ON s.row = l.row AND s.t = l.t
        """
    )
    return not is_empty(sitting.db, "ends")
