"""When it all would end: the fixed point of every rule that spoke, for a whole list at once.

Takes `says`; makes `spoken` and `verdicts`. In each round every call that is still being looked into is asked
again at one later moment, the earliest that one of its rules names; a rule that no longer stands in the way there
has its end, one that does names the next moment. Then the call itself: at the latest of those ends, does anything
stand in the way?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringfence.call.moments import DAY, FOREVER
from ringfence.call.verdict import HORIZON_DAYS, STRENGTH

if TYPE_CHECKING:
    from ringfence.engines.duckdb.judge import ListJudge

ENDLESS, CUT = FOREVER, FOREVER + 1
LIMIT = HORIZON_DAYS * DAY


def settle_ends(list_judge: ListJudge) -> None:
    """Makes `spoken` and `verdicts`."""
    db = list_judge.db
    _name_rules(list_judge)
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE ends AS
        SELECT s.row, c.rule, a.t + {LIMIT} AS last, {_in_sight("s.edge", f"a.t + {LIMIT}")} AS moment,
            FALSE AS settled, 0 AS round
        FROM says AS s JOIN clauses AS c ON c.clause = s.clause JOIN asked AS a ON a.row = s.row
        WHERE CASE WHEN s.unknown THEN c.if_unknown ELSE c.if_true END > 0
        """
    )
    db.execute(f"UPDATE ends SET settled = TRUE WHERE moment >= {ENDLESS}")
    db.execute("CREATE OR REPLACE TEMP TABLE first_ends(row BIGINT, rule VARCHAR, until BIGINT)")
    db.execute("CREATE OR REPLACE TEMP TABLE retries(row BIGINT, retry BIGINT)")
    standing = _Standing(list_judge)
    first = True
    while True:
        _settle_rules(list_judge, standing)
        if first:
            db.execute("INSERT INTO first_ends SELECT row, rule, moment FROM ends")
            first = False
        if not _settle_calls(list_judge, standing):
            break
    _verdicts(list_judge)


def _in_sight(edge: str, last: str) -> str:
    return f"CASE WHEN {edge} IS NULL THEN {ENDLESS} WHEN {edge} > {last} THEN {CUT} ELSE {edge} END"


def _name_rules(list_judge: ListJudge) -> None:
    db = list_judge.db
    db.execute(
        "CREATE OR REPLACE TEMP TABLE clauses(clause INTEGER, rule VARCHAR, effect VARCHAR, on_unknown VARCHAR,"
        " if_true INTEGER, if_unknown INTEGER)"
    )
    for clause in list_judge.plan.clauses:
        terms = clause.rule.terms
        db.execute(
            "INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?)",
            (
                clause.index, clause.rule.id, terms.effect, terms.on_unknown,
                STRENGTH.get(terms.effect, 0), STRENGTH.get(terms.on_unknown, 0),
            ),
        )  # fmt: skip


class _Standing:
    """What stands in the way of which call at which later moment, as far as it was asked."""

    def __init__(self, list_judge: ListJudge) -> None:
        self.list = list_judge
        list_judge.db.execute(
            "CREATE OR REPLACE TEMP TABLE standing(row BIGINT, t BIGINT, rule VARCHAR, edge BIGINT)"
        )
        list_judge.db.execute("CREATE OR REPLACE TEMP TABLE asked_at(row BIGINT, t BIGINT)")

    def ask(self, moments: str) -> None:
        """Asks the calls of a query (`row`, `t`) at those moments, unless that was done before."""
        db, plan = self.list.db, self.list.plan
        db.execute(
            f"CREATE OR REPLACE TEMP TABLE again AS SELECT m.row, a.ord, m.t FROM ({moments}) AS m"
            " JOIN asked AS a ON a.row = m.row ANTI JOIN asked_at AS d ON d.row = m.row AND d.t = m.t"
        )
        if not db.execute("SELECT COUNT(*) FROM again").fetchone()[0]:  # type: ignore[index]
            return
        db.execute("INSERT INTO asked_at SELECT row, t FROM again")
        self.list.rows.ready("k_again", "again")
        self.list.evaluate(
            "truths_again", "k_again", {f"f{clause.index}": clause.fires for clause in plan.clauses}
        )
        from ringfence.engines.duckdb.judge import stands  # noqa: PLC0415

        for clause in plan.clauses:
            chosen = stands(clause, f"f{clause.index}")
            if chosen == "FALSE":
                continue
            db.execute(
                f"CREATE OR REPLACE TEMP TABLE k_stands AS SELECT * FROM k_again"
                f" WHERE row IN (SELECT row FROM truths_again WHERE {chosen})"
            )
            self.list.evaluate("edges", "k_stands", {"edge": clause.edge})
            db.execute(
                f"INSERT INTO standing SELECT e.row, g.t, '{clause.rule.id}', e.edge"
                " FROM edges AS e JOIN again AS g ON g.row = e.row"
            )


def _settle_rules(list_judge: ListJudge, standing: _Standing) -> None:
    """Follows every rule that has a moment to the first at which it stands in the way no more."""
    db = list_judge.db
    while db.execute("SELECT COUNT(*) FROM ends WHERE NOT settled").fetchone()[0]:  # type: ignore[index]
        db.execute(
            "CREATE OR REPLACE TEMP TABLE nearest AS SELECT row, MIN(moment) AS t FROM ends WHERE NOT settled GROUP BY row"
        )
        standing.ask("SELECT row, t FROM nearest")
        db.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE ends AS
            SELECT e.row, e.rule, e.last,
                CASE WHEN s.row IS NULL THEN e.moment ELSE {_in_sight("s.edge", "e.last")} END AS moment,
                e.settled OR (n.row IS NOT NULL AND (s.row IS NULL OR s.edge IS NULL OR s.edge > e.last)) AS settled,
                e.round
            FROM ends AS e LEFT JOIN nearest AS n ON NOT e.settled AND n.row = e.row AND n.t = e.moment
            LEFT JOIN standing AS s ON n.row IS NOT NULL AND s.row = e.row AND s.t = e.moment AND s.rule = e.rule
            """
        )


def _settle_calls(list_judge: ListJudge, standing: _Standing) -> bool:
    """Retries that are found, and whether some calls must still be followed from their latest end."""
    db = list_judge.db
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
            s.edge IS NULL OR s.edge > l.last AS settled, 0 AS round
        FROM latest AS l JOIN standing AS s ON s.row = l.row AND s.t = l.t
        """
    )
    return bool(db.execute("SELECT COUNT(*) FROM ends").fetchone()[0])  # type: ignore[index]


def _verdicts(list_judge: ListJudge) -> None:
    db = list_judge.db
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE spoken AS
        SELECT s.row, c.rule, CASE WHEN s.unknown THEN c.on_unknown ELSE c.effect END AS effect,
            CASE WHEN s.unknown THEN c.if_unknown ELSE c.if_true END AS strength, s.unknown,
            CASE WHEN e.until < {ENDLESS} THEN e.until END AS until, s.fact_at, s.leaf
        FROM says AS s JOIN clauses AS c ON c.clause = s.clause
        LEFT JOIN first_ends AS e ON e.row = s.row AND e.rule = c.rule
        """
    )
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE verdicts AS
        SELECT a.row,
            (['permit', 'divert', 'defer', 'refuse'])[1 + COALESCE(w.strength, 0)] AS answer,
            CASE WHEN r.retry < {ENDLESS} THEN r.retry END AS retry_at,
            CASE WHEN r.retry = {CUT} THEN 'no_moment_within' END AS retry_note,
            COALESCE(w.reasons, []) AS reasons
        FROM asked AS a LEFT JOIN retries AS r ON r.row = a.row
        LEFT JOIN (
            SELECT row, MAX(strength) AS strength,
                LIST(struct_pack(rule := rule, effect := effect, "unknown" := "unknown", until := until,
                    fact_at := fact_at, leaf := leaf) ORDER BY strength DESC, rule) AS reasons
            FROM spoken GROUP BY row
        ) AS w ON w.row = a.row
        """
    )
