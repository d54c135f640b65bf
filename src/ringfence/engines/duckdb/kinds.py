"""Calls of one kind glanced at together: what their words and their line say of them is the same for all of them.

Before a list's calls are glanced at one by one. A list has few purposes and many calls on each line, so that what a rule
can come to at most is worked out for some thousands of kinds instead of millions of calls; a rule that no kind is near
to is not asked again. Takes `asked`; makes `near`, as a glance at every call would. Knows of a moment only that it lies
within the list's span, of a person nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.glanced import Seen, at_most, could_speak, flags_of, heard_in, read_nearby
from ringfence.engines.duckdb.printing import printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.bounds import highest
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.fold import Known, folded
from ringfence.policy.plan.logic import Expr, call
from ringfence.policy.plan.situation import APART

FEW_CALLS = 50_000
"""Calls of a list that is too short for this to be worth its two more questions."""
OWN = APART - {"line"}
"""Words of which a kind says only whether they are given."""
CALLS_EACH = 8
"""How many calls a kind must have on the whole: with fewer, each call is as soon glanced at by itself."""


def glance_by_kind(sitting: Sitting, clauses: Sequence[Clause]) -> list[Clause] | None:
    """Makes `near`; the clauses that it has flags of. None, and nothing made, where calls have little in common."""
    if sitting.size <= FEW_CALLS:
        return None
    bounds = {clause.index: _of_a_kind(sitting, clause) for clause in clauses}
    words = [word for word in sitting.plan.needs_for(bounds.values()).words if word != "t"]
    groups = [f'"{word}" IS NULL AS "{word}"' if word in OWN else f'"{word}"' for word in words]
    drawn = ", ".join(["MIN(row) AS row", *groups])
    sitting.db.execute(f"CREATE OR REPLACE TEMP TABLE kinds AS SELECT {drawn} FROM asked GROUP BY ALL")
    (many,) = one_row(sitting.db, "SELECT COUNT(*) FROM kinds")
    if many * CALLS_EACH > sitting.size:
        return None
    heard = _near_kinds(sitting, clauses, bounds)
    sitting.db.execute(f"CREATE OR REPLACE TEMP TABLE near AS {_near_calls(sitting, heard, words)}")
    return heard


def _of_a_kind(sitting: Sitting, clause: Clause) -> Expr:
    """The most that a clause can come to for the calls of one kind."""
    return folded(highest(clause.fires, _shared_in(sitting), (sitting.first, sitting.last)), Known({}))


def _shared_in(sitting: Sitting) -> Callable[[exp.Column], bool]:
    """Whether a column is the same for all calls of a kind; of a word of its own, only whether it is given."""
    running = {f"{clock.prefix}_{name}" for clock, names in sitting.plan.needs.clocks for name in names}

    def shared(column: exp.Column) -> bool:
        name = column.name
        if column.table != "k" or name == "t" or name in running or name.startswith("recipient"):
            return False
        return name not in OWN or isinstance(column.parent, exp.Is)

    return shared


def _near_kinds(sitting: Sitting, clauses: Sequence[Clause], bounds: dict[int, Expr]) -> list[Clause]:
    """Makes `near_kinds`: those that a clause could speak of, flagged; gives the clauses that any is flagged for."""
    ready = sitting.rows.ready("kinds", bounds.values())
    flags = ", ".join(f"(({printed(bounds[each.index])}) IS NOT FALSE) AS n{each.index}" for each in clauses)
    sitting.db.execute(
        f"CREATE OR REPLACE TEMP TABLE near_kinds AS SELECT * FROM (SELECT row, {flags} FROM ({ready}) AS k)"
        f" WHERE {' OR '.join(flags_of(clauses))}"
    )
    return heard_in(sitting, "near_kinds", clauses)


def _near_calls(sitting: Sitting, clauses: Sequence[Clause], words: Sequence[str]) -> str:
    """A query: the calls that a clause could speak of, flagged; what differs within a kind is seen of each call."""
    if not clauses:
        return "SELECT row FROM asked WHERE FALSE"
    seen, read, shared = Seen(), [*map(call, words), *read_nearby(clauses)], _shared_in(sitting)
    flags: list[str] = []
    for clause, flag in zip(clauses, flags_of(clauses), strict=True):
        most = f"q.{flag}"
        if not all(shared(column) for column in sitting.at_most(clause).find_all(exp.Column)):
            read.append(sitting.at_most(clause))
            most = f"({most} AND {seen(at_most(sitting, clause))})"
        flags.append(f"{could_speak(clause, most, seen)} AS {flag}")
    ready = sitting.rows.ready("asked", read)
    alike = " AND ".join(["TRUE", *map(_same_kind, words)])
    return (
        f"SELECT * FROM (SELECT q.row, {', '.join(flags)}"
        f" FROM (SELECT k.*, m.* EXCLUDE (row){seen.drawn()} FROM ({ready}) AS k JOIN kinds AS g ON {alike}"
        f" JOIN near_kinds AS m ON m.row = g.row) AS q) WHERE {' OR '.join(flags_of(clauses))}"
    )


def _same_kind(word: str) -> str:
    told = f'(k."{word}" IS NULL)' if word in OWN else f'k."{word}"'
    return f'g."{word}" IS NOT DISTINCT FROM {told}'
