"""DuckDB judges a list: its calls asked in order, set-wise, with every reason and the exact retry.

Takes a session in which `asked` and the ledger's relations lie, and a plan; makes tables `spoken` (a row for each
rule that spoke of a call) and `verdicts` (a row for each call). The order: every rule but caps for all calls, caps
for the calls they can touch, then what each rule that spoke has to say, then when it all would end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from ringfence.call.verdict import STRENGTH
from ringfence.engines.duckdb.caps import find_candidates, let_through
from ringfence.engines.duckdb.printing import DUCKDB, printed
from ringfence.engines.duckdb.rounds import settle_ends
from ringfence.engines.duckdb.rows import Rows
from ringfence.engines.duckdb.worlds import load_worlds, read_judgements
from ringfence.policy.plan.a_list import evaluation
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.compile import Plan, compile_pack
from ringfence.policy.plan.logic import Expr
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement, World
from ringfence.policy.world_rows import apart


class ListJudge:
    """One list before one plan. `lifetime` is how long (ms) a permitted call holds its place."""

    def __init__(self, db: duckdb.DuckDBPyConnection, plan: Plan, lifetime: int) -> None:
        self.db, self.plan, self.lifetime = db, plan, lifetime
        self.rows = Rows(db, plan)
        self.caps = [clause for clause in plan.clauses if clause.cap is not None]
        self.others = [clause for clause in plan.clauses if clause.cap is None]

    def judge(self) -> None:
        """Makes `spoken` and `verdicts`."""
        db = self.db
        db.execute("CREATE OR REPLACE TEMP TABLE permitted AS SELECT * FROM asked LIMIT 0")
        self._see_the_past()
        self.rows.ready("k_all", "asked", "VIEW")
        self._first_truths()
        if self.caps:
            self._let_through()
            self._see_the_past()
        self._speak()
        settle_ends(self)

    def evaluate(
        self, name: str, rows: str, wanted: Mapping[str, Expr], beside: Mapping[str, str] | None = None
    ) -> None:
        """Makes table `name` with these pieces of logic for every call of `rows`, and columns made of them."""
        query = evaluation(self.plan, DUCKDB, rows, wanted, self._bounds(rows, wanted))
        more = "".join(f", {each} AS {column}" for column, each in (beside or {}).items())
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *{more} FROM ({query})")

    def _bounds(self, rows: str, wanted: Mapping[str, Expr]) -> dict[str, tuple[int, int]]:
        """The first and last moments of the history that each look-up can need, as literals."""
        names = {
            self.plan.desk.found[name].lookup.name
            for expr in wanted.values()
            for name in self.plan.figures(expr)
        }
        bounds = {}
        for name in names:
            lookup = self.plan.desk.lookups[name]
            if lookup.bounds is None:
                continue
            first, last = (printed(part) for part in lookup.bounds)
            found = self.db.execute(f"SELECT MIN({first}), MAX({last}) FROM {rows} AS k").fetchone()
            if found is not None and None not in found:
                bounds[name] = (int(found[0]), int(found[1]))
        return bounds

    def _see_the_past(self) -> None:
        words = ", ".join(f'"{column}"' for column in PAST_WORDS)
        self.db.execute(
            f"CREATE OR REPLACE TEMP VIEW past AS SELECT recipient, ts, {words}, direction, outcome, expires_at,"
            f" -1::BIGINT AS ord FROM call UNION ALL SELECT recipient, t, {words}, 'outbound', NULL,"
            f" t + {self.lifetime}, ord FROM permitted"
        )

    def _first_truths(self) -> None:
        wanted = {f"f{clause.index}": clause.fires for clause in self.others}
        for clause in self.caps:
            cap = clause.cap
            assert cap is not None
            assert clause.apart is not None
            i = clause.index
            wanted |= {
                f"g{i}": clause.apart,
                f"c{i}": cap.counts,
                f"s{i}": cap.since,
                f"u{i}": cap.until,
                f"x{i}": cap.lost,
            }
        stopped = " OR ".join(stands(clause, f"f{clause.index}") for clause in self.others) or "FALSE"
        self.evaluate("truths", "k_all", wanted, {"stopped": stopped})

    def _let_through(self) -> None:
        for clause in self.caps:
            find_candidates(self.db, clause)
            self._count(clause)
        let_through(self.db, self.caps, self.lifetime)

    def _count(self, clause: Clause) -> None:
        cap, i = clause.cap, clause.index
        assert cap is not None
        self.subset("k_some", f"SELECT row FROM cand_{i}")
        if cap.surely is None or cap.possibly is None:
            self.evaluate(f"counted_{i}", "k_some", {"sure": cap.sure, "possible": cap.possible})
            return
        # In periods that start at a first call no count of the ledger alone is a bound: the moments themselves are.
        self.evaluate("moments", "k_some", {"surely": cap.surely, "possibly": cap.possibly})
        self.db.execute(
            f"CREATE OR REPLACE TEMP TABLE counted_{i} AS SELECT m.row, 0 AS sure, m.surely, m.possibly,"
            f" len(list_filter(COALESCE(m.possibly, []), lambda x: x > a.t - {cap.span})) AS possible"
            " FROM moments AS m JOIN asked AS a ON a.row = m.row"
        )

    def subset(self, name: str, rows: str) -> None:
        """Makes a ready table of those calls of the list that a query names."""
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM k_all WHERE row IN ({rows})")

    def _speak(self) -> None:
        """Makes `says`: row, clause, unknown, edge, fact_at, leaf, for every clause that says anything."""
        self.db.execute(
            "CREATE OR REPLACE TEMP TABLE says"
            "(row BIGINT, clause INTEGER, unknown BOOLEAN, edge BIGINT, fact_at BIGINT, leaf BIGINT)"
        )
        for clause in self.plan.clauses:
            i = clause.index
            if clause.cap is not None:
                self.subset("k_some", f"SELECT row FROM cand_{i}")
                self.evaluate("capped", "k_some", {f"f{i}": clause.fires})
                source = "capped"
            else:
                source = "truths"
            self.subset("k_some", f"SELECT row FROM {source} WHERE {speaks(clause, f'f{i}')}")
            self.evaluate("detail", "k_some", details(clause))
            self.db.execute(
                f"INSERT INTO says SELECT d.row, {i}, f.f{i} IS NULL, d.edge, d.fact_at, d.leaf"
                f" FROM detail AS d JOIN {source} AS f ON f.row = d.row"
            )


PAST_WORDS = (
    "id", "caller", "caller_group", "agency", "campaign", "trade", "line", "account", "product", "subject",
    "occasion", "purpose", "party", "speaker", "channel", "style", "asked_for", "warm",
)  # fmt: skip


def details(clause: Clause) -> dict[str, Expr]:
    """What a clause that speaks has to say."""
    from ringfence.policy.plan.logic import nothing  # noqa: PLC0415

    parts = {"edge": clause.edge, "fact_at": clause.fact_at, "leaf": clause.leaf}
    return {name: nothing() if part is None else part for name, part in parts.items()}


def stands(clause: Clause, column: str) -> str:
    """Whether a clause stands in the way, as a condition on its truth."""
    return _chosen(
        column, STRENGTH.get(clause.rule.terms.effect, 0), STRENGTH.get(clause.rule.terms.on_unknown, 0)
    )


def speaks(clause: Clause, column: str) -> str:
    """Whether a clause says anything, as a condition on its truth."""
    return _chosen(column, 1, clause.rule.terms.on_unknown != "ignore")


def _chosen(column: str, if_true: int, if_unknown: int) -> str:
    if if_true and if_unknown:
        return f"({column} IS NOT FALSE)"
    if if_true:
        return f"COALESCE({column}, FALSE)"
    return f"({column} IS NULL)" if if_unknown else "FALSE"


def judge_list(db: duckdb.DuckDBPyConnection, plan: Plan, lifetime: int) -> None:
    """Makes `spoken` and `verdicts` for the calls of `asked`."""
    ListJudge(db, plan, lifetime).judge()


def judge_worlds(pack: Pack, worlds: Sequence[World]) -> list[Judgement]:
    """What DuckDB says of these worlds, in one list where they can be; nothing of one is seen by another."""
    judged: dict[int, Judgement] = {}
    plan = compile_pack(pack)
    for places in apart(worlds):
        db = duckdb.connect()
        try:
            load_worlds(db, [worlds[place] for place in places])
            # A reservation made by one world's call cannot reach another's: any lifetime will do.
            judge_list(db, plan, lifetime=1)
            judged |= dict(zip(places, read_judgements(db, len(places)), strict=True))
        finally:
            db.close()
    return [judged[place] for place in range(len(worlds))]
