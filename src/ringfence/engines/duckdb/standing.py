"""What stands in the way of which call at which later moment, as far as it was asked.

Used where a list's ends are settled. Takes calls and moments; fills `standing` (a row for each rule that stands in
the way there, with the next moment it names). Either every rule is asked, or of each call only the rules that matter.
"""

from __future__ import annotations

from ringfence.call.verdict import STRENGTH
from ringfence.engines.duckdb.figures import is_empty
from ringfence.engines.duckdb.followed import CUT, ENDLESS
from ringfence.engines.duckdb.looked import look_again, stands, tell
from ringfence.engines.duckdb.sitting import Sitting

IN_A_MASK = 62
"""Rules that one integer can name, a bit each."""


class Standing:
    """What was found to stand in the way; makes `clauses`, `standing` and `asked_at`."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self._rules = _name_rules(sitting)
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
        if is_empty(db, "again"):
            return
        self.asked += 1
        db.execute("INSERT INTO asked_at SELECT of, t FROM again")
        heard = look_again(self.sitting, "again", clauses, "again")
        self._add(tell(self.sitting, "again", heard, stands, ("edge",)), "again")

    def ask_rules(self, moments: str) -> None:
        """Asks the rules of a query (`row`, `t`, `rule`) whether they still stand in the way of that call there."""
        db = self.sitting.db
        masks = {f"m{place}": place for place in range(1 + max(self._rules.values(), default=0) // IN_A_MASK)}
        bits = "".join(
            f", BIT_OR(1::BIGINT << (m.rule % {IN_A_MASK})) FILTER (WHERE m.rule // {IN_A_MASK} = {place}) AS {name}"
            for name, place in masks.items()
        )
        db.execute(
            "CREATE OR REPLACE TEMP TABLE again_of AS SELECT row_number() OVER () AS row, m.row AS of, m.t"
            f"{bits} FROM ({moments}) AS m ANTI JOIN asked_at AS d ON d.row = m.row AND d.t = m.t GROUP BY m.row, m.t"
        )
        if is_empty(db, "again_of"):
            return
        self.asked += 1
        named = {rule for (rule,) in db.execute(f"SELECT DISTINCT rule FROM ({moments})").fetchall()}
        clauses = [each for each in self.sitting.plan.clauses if self._rules[each.index] in named]
        only = {each.index: _names(self._rules[each.index]) for each in clauses}
        heard = look_again(self.sitting, "again_of", clauses, "again_of", only, masks)
        self._add(tell(self.sitting, "again_of", heard, stands, ("edge",)), "again_of")

    def _add(self, told: str, source: str) -> None:
        # A rule that was asked alone before says the same again.
        self.sitting.db.execute(
            f"INSERT INTO standing SELECT g.of, g.t, c.rule, e.edge FROM ({told}) AS e"
            f" JOIN {source} AS g ON g.row = e.row JOIN clauses AS c ON c.clause = e.clause"
            " ANTI JOIN standing AS s ON s.row = g.of AND s.t = g.t AND s.rule = c.rule"
        )


def _names(rule: int) -> str:
    """Whether the masks of an asking name a rule."""
    return f"COALESCE(k.m{rule // IN_A_MASK} & {1 << rule % IN_A_MASK}, 0) <> 0"


def in_sight(edge: str, last: str) -> str:
    """The moment an edge comes to: itself, `ENDLESS` if there is none, `CUT` if it lies after `last`."""
    return f"CASE WHEN {edge} IS NULL THEN {ENDLESS} WHEN {edge} > {last} THEN {CUT} ELSE {edge} END"


def _name_rules(sitting: Sitting) -> dict[int, int]:
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
    return {clause: rule for clause, rule, *_ in rows}
