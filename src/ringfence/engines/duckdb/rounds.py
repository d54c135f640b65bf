"""When it all would end: the fixed point of every rule that spoke, for a whole list at once.

Takes `says`; makes `first_ends` (until when each rule stands in the way) and `retries`. In each round every call
that is still being looked into is asked again at one later moment, the earliest that one of its rules names; a rule
that no longer stands in the way there has its end, one that does names the next moment. Then the call itself: at
the latest of those ends, does anything stand in the way?
"""

from __future__ import annotations

from ringfence.call.moments import DAY
from ringfence.call.verdict import HORIZON_DAYS, STRENGTH
from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.followed import CUT, ENDLESS, follow
from ringfence.engines.duckdb.looked import look_again, stands, tell
from ringfence.engines.duckdb.sitting import Sitting

LIMIT = HORIZON_DAYS * DAY
MOST_ROUNDS = 5
"""Rounds for the whole list; whoever is not settled by then mostly waits for many closed days to pass."""
FEW = 100_000
SHORT = 2_000
"""Calls of a list that is short enough for all of them to be followed one by one from the start."""


def settle_ends(sitting: Sitting) -> None:
    """Makes `first_ends` and `retries` for every call in whose way something stands."""
    db = sitting.db
    _name_rules(sitting)
    sitting.see_the_past()
    db.execute(
        "CREATE OR REPLACE TEMP TABLE speaking AS SELECT a.* FROM asked AS a SEMI JOIN says AS s ON s.row = a.row"
    )
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE ends AS
        SELECT s.row, c.rule, a.t + {LIMIT} AS last, {_in_sight("s.edge", f"a.t + {LIMIT}")} AS moment,
            moment >= {ENDLESS} AS settled
        FROM says AS s JOIN clauses AS c ON c.clause = s.clause JOIN speaking AS a ON a.row = s.row
        WHERE CASE WHEN s.unknown THEN c.if_unknown ELSE c.if_true END > 0
        """
    )
    db.execute("CREATE OR REPLACE TEMP TABLE retries(row BIGINT, retry BIGINT)")
    standing = Standing(sitting)
    db.execute("CREATE OR REPLACE TEMP TABLE slow(row BIGINT)")
    db.execute("CREATE OR REPLACE TEMP TABLE starts AS SELECT row, rule, moment, last FROM ends")
    _settle_rules(sitting, standing)
    db.execute("CREATE OR REPLACE TEMP TABLE first_ends AS SELECT row, rule, moment AS until FROM ends")
    while _settle_calls(sitting, standing):
        _settle_rules(sitting, standing)
    follow(sitting, standing.ask)


def _in_sight(edge: str, last: str) -> str:
    return f"CASE WHEN {edge} IS NULL THEN {ENDLESS} WHEN {edge} > {last} THEN {CUT} ELSE {edge} END"


def _name_rules(sitting: Sitting) -> None:
    """Makes `clauses`: the number of each clause and of its rule, the rule's name and what it does."""
    sitting.db.execute(
        "CREATE OR REPLACE TEMP TABLE clauses(clause INTEGER, rule INTEGER, name VARCHAR, effect VARCHAR,"
        " on_unknown VARCHAR, if_true INTEGER, if_unknown INTEGER)"
    )
    numbers: dict[str, int] = {}
    rows = []
    for clause in sitting.plan.clauses:
        terms = clause.rule.terms
        rule = numbers.setdefault(clause.rule.id, len(numbers))
        strengths = (STRENGTH.get(terms.effect, 0), STRENGTH.get(terms.on_unknown, 0))
        rows.append((clause.index, rule, clause.rule.id, terms.effect, terms.on_unknown, *strengths))
    if rows:
        sitting.db.executemany("INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


class Standing:
    """What stands in the way of which call at which later moment, as far as it was asked."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        sitting.db.execute(
            "CREATE OR REPLACE TEMP TABLE standing(row BIGINT, t BIGINT, rule INTEGER, edge BIGINT)"
        )
        sitting.db.execute("CREATE OR REPLACE TEMP TABLE asked_at(row BIGINT, t BIGINT)")
        self.asked = 0

    def ask(self, moments: str) -> None:
        """Asks the calls of a query (`row`, `t`) at those moments, unless that was done before."""
        db, clauses = self.sitting.db, self.sitting.plan.clauses
        db.execute(
            "CREATE OR REPLACE TEMP TABLE again AS SELECT row_number() OVER () AS row, m.row AS of, m.t"
            f" FROM ({moments}) AS m ANTI JOIN asked_at AS d ON d.row = m.row AND d.t = m.t"
        )
        if _none(self.sitting, "again"):
            return
        self.asked += 1
        db.execute("INSERT INTO asked_at SELECT of, t FROM again")
        look_again(self.sitting, "again", clauses, "again")
        told = tell(self.sitting, "again", clauses, stands, ("edge",))
        db.execute(
            f"INSERT INTO standing SELECT g.of, g.t, c.rule, e.edge FROM ({told}) AS e"
            " JOIN again AS g ON g.row = e.row JOIN clauses AS c ON c.clause = e.clause"
        )


def _none(sitting: Sitting, table: str, where: str = "TRUE") -> bool:
    return not sitting.db.execute(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1").fetchall()


def _settle_rules(sitting: Sitting, standing: Standing) -> None:
    """Follows every rule that has a moment to the first at which it stands in the way no more."""
    db = sitting.db
    while not _none(sitting, "ends", "NOT settled"):
        rounds = 0 if sitting.size <= SHORT else MOST_ROUNDS
        if standing.asked >= rounds and _set_apart(sitting):
            return
        db.execute(
            "CREATE OR REPLACE TEMP TABLE nearest AS SELECT row, MIN(moment) AS t FROM ends WHERE NOT settled GROUP BY row"
        )
        standing.ask("SELECT row, t FROM nearest")
        db.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE ends AS
            SELECT e.row, e.rule, e.last,
                CASE WHEN s.row IS NULL THEN e.moment ELSE {_in_sight("s.edge", "e.last")} END AS moment,
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
        SELECT s.row, s.rule, l.last, {_in_sight("s.edge", "l.last")} AS moment,
            s.edge IS NULL OR s.edge > l.last AS settled
        FROM latest AS l JOIN standing AS s ON s.row = l.row AND s.t = l.t
        """
    )
    return not _none(sitting, "ends")
