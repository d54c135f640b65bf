"""A sitting: one list before one plan, in one DuckDB session.

Held by the judge and handed to every room that takes part. Keeps the session, the calls made ready and the list's own
span; says a plan's pieces of logic over a table of calls, and what of the past each call sees. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import duckdb
from sqlglot import exp

from ringfence.call.moments import FOREVER
from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.printing import DUCKDB, printed
from ringfence.engines.duckdb.rows import Rows
from ringfence.policy.plan.a_list import PAST, Wanted, bounded, evaluation
from ringfence.policy.plan.bounds import highest
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.fold import Known, folded
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.lookups import Lookup, figures_in
from ringfence.policy.plan.settled import beside_a_row

NOTHING_KNOWN = Known({})


class Sitting:
    """One list before one plan. `lifetime` is how long (ms) a permitted call holds its place.

    A list that is `told` is history: what came of its calls is known, and a permitted one counts by that, for ever.
    Caps then count from `call_before`, what the ledger held without the list.
    """

    def __init__(
        self, db: duckdb.DuckDBPyConnection, plan: Plan, lifetime: int, *, told: bool = False
    ) -> None:
        self.db, self.plan, self.told = db, plan, told
        self.lifetime, self.before = (FOREVER, "call_before") if told else (lifetime, "call")
        self.rows = Rows(db, plan)
        # Invariant: every piece of logic is the plan's and lives as long as it, so that its identity names it.
        self._texts: dict[tuple[object, ...], str] = {}
        self._bounded: dict[int, list[tuple[str, Lookup]]] = {}
        self._at_most: dict[int, Expr] = {}
        self._beside: dict[tuple[int, str], Expr] = {}
        self.caps = [clause for clause in plan.clauses if clause.cap is not None]
        self.others = [clause for clause in plan.clauses if clause.cap is None]
        first, last, size = one_row(db, "SELECT MIN(t), MAX(t), COUNT(*) FROM asked")
        self.first, self.last, self.size = int(first or 0), int(last or 0), int(size)

    def evaluate(self, name: str, rows: str, wanted: Mapping[str, Wanted]) -> None:
        """Makes table `name` with these pieces of logic for every call of `rows`."""
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {self.evaluated(rows, wanted)}")

    def evaluated(self, rows: str, wanted: Mapping[str, Wanted], *, alone: bool = False) -> str:
        """A query: these pieces of logic for every call of `rows`, `alone` as if the list had no other calls."""
        bounds = self._bounds(rows, wanted)
        # A look-up whose moments all lie after the list's own sees nothing of the list.
        unseen = frozenset(each for each, (first, _) in bounds.items() if first > self.last)
        unseen = frozenset(self.plan.desk.lookups) if alone else unseen
        pieces = tuple((name, id(each.expr)) for name, each in wanted.items())
        query = self.once(
            ("evaluated", rows, pieces, unseen), lambda: evaluation(self.plan, DUCKDB, rows, wanted, unseen)
        )
        return bounded(query, bounds)

    def once(self, key: tuple[object, ...], made: Callable[[], str]) -> str:
        """A text that is made once in a sitting: printing a plan takes longer than many a list."""
        if key not in self._texts:
            self._texts[key] = made()
        return self._texts[key]

    def at_most(self, clause: Clause) -> Expr:
        """The most that a clause can come to, by what a call and its line tell: where that is false, nobody is looked up."""
        if clause.index not in self._at_most:
            self._at_most[clause.index] = folded(highest(clause.fires, _at_hand), NOTHING_KNOWN)
        return self._at_most[clause.index]

    def beside(self, clause: Clause, lookup: Lookup) -> Expr:
        """The most that a clause can come to beside a row of a look-up."""
        key = (clause.index, lookup.name)
        if key not in self._beside:
            self._beside[key] = beside_a_row(clause.fires, self.plan.desk, {lookup.name: lookup})
        return self._beside[key]

    def see_the_past(self, ledger: str = "") -> None:
        """Makes `past`: the ledger's calls and those of the list that are permitted, as caps see them."""
        words = ", ".join(f'"{column}"' for column in self.plan.past_words)
        came_of = "a.outcome, NULL" if self.told else f"NULL, t + {self.lifetime}"
        self.db.execute(
            f"CREATE OR REPLACE TEMP VIEW {PAST} AS SELECT {words}, ts, direction, outcome, expires_at,"
            f" -1::BIGINT AS ord FROM {ledger or self.before} UNION ALL SELECT {words}, t, 'outbound', {came_of}, ord"
            " FROM asked AS a ANTI JOIN stopped AS s ON s.row = a.row"
        )

    def _bounded_in(self, expr: Expr) -> list[tuple[str, Lookup]]:
        """The look-ups of a piece that are bound to moments."""
        if id(expr) not in self._bounded:
            found = (self.plan.desk.found[name].lookup for name in figures_in(expr))
            self._bounded[id(expr)] = [(each.name, each) for each in found if each.bounds is not None]
        return self._bounded[id(expr)]

    def _bounds(self, rows: str, wanted: Mapping[str, Wanted]) -> dict[str, tuple[int, int]]:
        """The first and last moments of the history that each look-up can need, as literals."""
        lookups = {name: lookup for each in wanted.values() for name, lookup in self._bounded_in(each.expr)}
        if not lookups:
            return {}
        drawn = ", ".join(
            f"MIN({first}), MAX({last})" for first, last in map(_printed_bounds, lookups.values())
        )
        found = one_row(self.db, f"SELECT {drawn} FROM {rows} AS k")
        pairs = zip(lookups, found[::2], found[1::2], strict=True)
        return {name: (first, last) for name, first, last in pairs if first is not None and last is not None}


def _at_hand(column: exp.Column) -> bool:
    """Whether a column stands beside every call: there are few lines, but as many people as calls."""
    return column.table == "k" and not column.name.startswith("recipient_")


def _printed_bounds(lookup: Lookup) -> tuple[str, str]:
    assert lookup.bounds is not None
    first, last = lookup.bounds
    return printed(first), printed(last)
