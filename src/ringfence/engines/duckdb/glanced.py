"""A glance at calls: of which of them a rule could say anything, by what is at hand and what takes no join to know.

Before calls are looked at in full. Takes a query of calls made ready; gives a query of those that must be looked at, each
flagged `n<i>` for the clauses that could speak of it. Must never leave out a call of which a rule says something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.printing import in_row, printed
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


def read_in_full(clauses: Sequence[Clause]) -> list[Expr]:
    """The pieces of logic that are read where clauses are looked at in full."""
    return [clause.fires for clause in clauses] + [part for each in clauses for part in each.parts.values()]


def glance(
    sitting: Sitting, clauses: Sequence[Clause], ready: str, only: Mapping[int, str] | None = None
) -> str:  # fmt: skip
    """A query: the calls of which a clause could say something, as they were, with a flag `n<i>` for each clause.

    `only` says, over columns of `ready`, of which calls a clause is to be asked at all.
    """
    flags, wanted = flags_of(clauses), only or {}
    seen = Seen()
    flagged = ", ".join(
        f"({wanted.get(clause.index, 'TRUE')} AND"
        f" {could_speak(sitting, clause, seen(not_surely_false(sitting.at_most(clause))), seen)}) AS {flag}"
        for clause, flag in zip(clauses, flags, strict=True)
    )
    source = f"SELECT k.*{seen.drawn()} FROM ({ready}) AS k{seen.joins()}"
    return (
        f"SELECT * EXCLUDE (sees{seen.names()}) FROM (SELECT *, {flagged} FROM ({source}) AS k)"
        f" WHERE {' OR '.join(flags)}"
    )


def heard_in(sitting: Sitting, table: str, clauses: Sequence[Clause], letter: str = "n") -> list[Clause]:
    """The clauses that any row of a table is flagged for, by this letter: of a pack, few speak of one list."""
    if not clauses:
        return []
    flags = ", ".join(f"BOOL_OR({letter}{clause.index})" for clause in clauses)
    found = one_row(sitting.db, f"SELECT {flags} FROM {table}")
    return [clause for clause, there in zip(clauses, found, strict=True) if there]


class Seen:
    """What a glance looks at, each thing once however many clauses ask: a pack has few purposes and few relations."""

    def __init__(self) -> None:
        self._columns: dict[str, str] = {}
        self._entries: dict[str, str] = {}

    def __call__(self, condition: str) -> str:
        """The column in which a condition stands."""
        return self._columns.setdefault(condition, f"sees{len(self._columns)}")

    def entry(self, lookup: Lookup) -> str:
        """What the one row of a look-up is called, if it is there."""
        alias = f"e_{lookup.name}"
        parts = [f'{alias}."{column}" = {printed(value)}' for column, value in lookup.key]
        self._entries[alias] = f' LEFT JOIN "{lookup.relation}" AS {alias} ON {" AND ".join(parts)}'
        return alias

    def joins(self) -> str:
        """The joins that bring these rows."""
        return "".join(self._entries.values())

    def drawn(self) -> str:
        """All of them, as columns; one that nobody asks for stands for none."""
        told = "".join(f", {condition} AS {name}" for condition, name in self._columns.items())
        return f", TRUE AS sees{told}"

    def names(self) -> str:
        """Their names, each after a comma."""
        return "".join(f", {name}" for name in self._columns.values())


def not_surely_false(expr: Expr) -> str:
    """A condition: this is true, or not known."""
    return f"(({printed(expr)}) IS NOT FALSE)"


def could_speak(sitting: Sitting, clause: Clause, most: str, seen: Seen) -> str:
    """Whether a clause could say anything of a call of which `most` says so, over what is seen."""
    if clause.bare is None:
        return most
    if clause.reach is None or not clause.reach.single:
        near = [] if _is_false(clause.bare) else [seen(not_surely_false(clause.bare))]
        if clause.reach is not None:
            there = _there(clause.reach)
            if there is None:
                return most
            near.append(seen(there))
        return f"({most} AND ({' OR '.join(near)}))" if near else "FALSE"
    # What stands in the one row there can be is as good as what a call tells itself.
    entry = seen.entry(clause.reach)
    beside = sitting.beside(clause, clause.reach)
    missing = f'{entry}."{clause.reach.key[0][0]}" IS NULL'
    near_row = f"CASE WHEN {missing} THEN {not_surely_false(clause.bare)} ELSE {not_surely_false(in_row(beside, entry))} END"
    return f"({most} AND {seen(near_row)})"


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
