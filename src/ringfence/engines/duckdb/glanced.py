"""A glance at calls: of which of them a rule could say anything, by what is at hand and what takes no join to know.

Before calls are looked at in full. Takes a query of calls made ready; gives a query of those that must be looked at, each
flagged `n<i>` for the clauses that could speak of it. Must never leave out a call of which a rule says something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.printing import printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.lookups import Lookup, figures_in


def flags_of(clauses: Sequence[Clause]) -> list[str]:
    """The columns that flag the calls of which each clause could speak."""
    return [f"n{clause.index}" for clause in clauses]


def glanced_at(sitting: Sitting, clauses: Sequence[Clause]) -> list[Expr]:
    """The pieces of logic that a glance reads."""
    return [*(sitting.at_most(clause) for clause in clauses), *read_nearby(clauses)]


def read_nearby(clauses: Sequence[Clause]) -> list[Expr]:
    """Those of what clauses say about themselves."""
    exprs = [clause.bare for clause in clauses if clause.bare is not None]
    return exprs + [value for clause in clauses if clause.reach is not None for _, value in clause.reach.key]


def glance(
    sitting: Sitting, clauses: Sequence[Clause], ready: str, kept: str, only: Mapping[int, str] | None = None
) -> str:  # fmt: skip
    """A query: the calls of which a clause could say something, with a flag `n<i>` for each clause.

    `only` says, over columns of `ready`, of which calls a clause is to be asked at all.
    """
    flags, wanted = flags_of(clauses), only or {}
    seen = Seen()
    flagged = ", ".join(
        f"({wanted.get(clause.index, 'TRUE')} AND {could_speak(clause, seen(at_most(sitting, clause)), seen)}) AS {flag}"
        for clause, flag in zip(clauses, flags, strict=True)
    )
    source = f"SELECT k.*{seen.drawn()} FROM ({ready}) AS k"
    kept = f"{kept}, {', '.join(flags)}" if kept != "*" else f"* EXCLUDE (sees{seen.names()})"
    return f"SELECT {kept} FROM (SELECT *, {flagged} FROM ({source}) AS k) WHERE {' OR '.join(flags)}"


def heard_in(sitting: Sitting, table: str, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses that any call of a table is flagged for: of a pack, few speak of one list."""
    if not clauses:
        return []
    flags = ", ".join(f"BOOL_OR({flag})" for flag in flags_of(clauses))
    found = one_row(sitting.db, f"SELECT {flags} FROM {table}")
    return [clause for clause, there in zip(clauses, found, strict=True) if there]


class Seen:
    """What a glance looks at, each thing once however many clauses ask: a pack has few purposes and few relations."""

    def __init__(self) -> None:
        self._columns: dict[str, str] = {}

    def __call__(self, condition: str) -> str:
        """The column in which a condition stands."""
        return self._columns.setdefault(condition, f"sees{len(self._columns)}")

    def drawn(self) -> str:
        """All of them, as columns; one that nobody asks for stands for none."""
        told = "".join(f", {condition} AS {name}" for condition, name in self._columns.items())
        return f", TRUE AS sees{told}"

    def names(self) -> str:
        """Their names, each after a comma."""
        return "".join(f", {name}" for name in self._columns.values())


def at_most(sitting: Sitting, clause: Clause) -> str:
    """Whether a clause could speak by what a call and its line tell, as a condition."""
    return f"(({printed(sitting.at_most(clause))}) IS NOT FALSE)"


def could_speak(clause: Clause, most: str, seen: Seen) -> str:
    """Whether a clause could say anything of a call of which `most` says so, over what is seen."""
    if clause.bare is None:
        return most
    near = [] if _is_false(clause.bare) else [seen(f"(({printed(clause.bare)}) IS NOT FALSE)")]
    if clause.reach is not None:
        there = _there(clause.reach)
        if there is None:
            return most
        near.append(seen(there))
    return f"({most} AND ({' OR '.join(near)}))" if near else "FALSE"


def _is_false(expr: Expr) -> bool:
    return isinstance(expr, exp.Boolean) and expr.this is False


def _there(reach: Lookup) -> str | None:
    """Whether the relation has any row under the call's key; None where that is not asked by one column."""
    fixed = [(column, value) for column, value in reach.key if isinstance(value, exp.Literal)]
    led = [(column, value) for column, value in reach.key if not isinstance(value, exp.Literal)]
    if len(led) != 1 or any(figures_in(value) for _, value in led):
        return None
    ((column, value),) = led
    where = " AND ".join(f'h."{name}" = {printed(word)}' for name, word in fixed) or "TRUE"
    # What may be a null on either side counts as there: then the call is looked at.
    return f'(({printed(value)} IN (SELECT h."{column}" FROM "{reach.relation}" AS h WHERE {where})) IS NOT FALSE)'
