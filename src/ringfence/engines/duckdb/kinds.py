"""Calls of one kind glanced at together: what their words and their line say of them is the same for all of them.

Before a list's calls are glanced at one by one. A list has few purposes and many calls on each line, so that what a rule
can come to at most is worked out for some thousands of kinds instead of millions of calls; a rule that no kind is near
to is not asked again. Takes `asked`; gives what a glance at every call would. Knows of a moment only that it lies within
the list's span, of a person nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.glanced import (
    Seen,
    could_speak,
    flags_of,
    heard_in,
    not_surely_false,
    read_in_full,
    read_nearby,
)
from ringfence.engines.duckdb.sitting import NOTHING_KNOWN, Sitting
from ringfence.policy.plan.bounds import highest
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.fold import folded
from ringfence.policy.plan.logic import Expr, call
from ringfence.policy.plan.situation import APART

FEW_CALLS = 50_000
"""Calls of a list that is too short for this to be worth its two more questions."""
OWN = APART - {"line"}
"""Words of which a kind says only whether they are given."""
ALWAYS = frozenset({"row", "ord"})
"""Columns that stand beside every call."""
CALLS_EACH = 8
"""How many calls a kind must have on the whole: with fewer, each call is as soon glanced at by itself."""


@dataclass(frozen=True, slots=True)
class ByKind:
    """What a glance at kinds gives: the clauses that could speak of any call, and the query of those calls, made ready.

    Each call is flagged `n<i>` where clause i could speak of it.
    """

    heard: list[Clause]
    near: str


def glance_by_kind(sitting: Sitting, clauses: Sequence[Clause]) -> ByKind | None:
    """What a glance at every call would give, ready to be looked at in full; None where calls have little in common."""
    if sitting.size <= FEW_CALLS:
        return None
    shared, span = _shared_in(sitting), (sitting.first, sitting.last)
    bounds = {each.index: folded(highest(each.fires, shared, span), NOTHING_KNOWN) for each in clauses}
    words = [word for word in sitting.plan.needs_for(bounds.values()).words if word != "t"]
    drawn = ", ".join(["MIN(row) AS row", *(f"{_told(word)} AS of_{word}" for word in words)])
    sitting.db.execute(f"CREATE OR REPLACE TEMP TABLE kinds AS SELECT {drawn} FROM asked AS k GROUP BY ALL")
    (many,) = one_row(sitting.db, "SELECT COUNT(*) FROM kinds")
    if many * CALLS_EACH > sitting.size:
        return None
    heard = _near_kinds(sitting, clauses, bounds)
    if not heard:
        return ByKind([], f"SELECT * FROM ({sitting.rows.ready('asked', [])}) WHERE FALSE")
    return ByKind(heard, _NearKinds(sitting, heard, words, shared).calls())


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
    flags = ", ".join(f"{not_surely_false(bounds[each.index])} AS m{each.index}" for each in clauses)
    some = " OR ".join(f"m{each.index}" for each in clauses)
    sitting.db.execute(
        "CREATE OR REPLACE TEMP TABLE near_kinds AS SELECT g.* EXCLUDE (row), f.* EXCLUDE (row) FROM kinds AS g"
        f" JOIN (SELECT row, {flags} FROM ({ready}) AS k) AS f ON f.row = g.row WHERE {some}"
    )
    return heard_in(sitting, "near_kinds", clauses, "m")


@dataclass(frozen=True, slots=True)
class _NearKinds:
    """The kinds that these clauses could speak of, told apart by `words`; `shared` says what is the same within a kind."""

    sitting: Sitting
    clauses: Sequence[Clause]
    words: Sequence[str]
    shared: Callable[[exp.Column], bool]

    @property
    def flags(self) -> list[str]:
        """The columns that flag the kinds of which each clause could speak."""
        return [f"m{clause.index}" for clause in self.clauses]

    def calls(self) -> str:
        """A query: the calls that a clause could speak of, flagged; what differs within a kind is seen of each call."""
        seen, read = Seen(), [*read_nearby(self.clauses), *read_in_full(self.clauses)]
        flags = [
            f"{could_speak(self.sitting, clause, kind, seen)} AS {flag}"
            for clause, kind, flag in zip(self.clauses, self.flags, flags_of(self.clauses), strict=True)
        ]
        # Of most calls their kind and their moment say enough: nobody is looked up for these.
        told = f"({self._told_apart(self.sitting.rows.words_of(read))})"
        ready = self.sitting.rows.ready(told, read, self.flags, whole=True)
        return (
            f"SELECT * EXCLUDE (sees{seen.names()}, {', '.join(self.flags)}) FROM (SELECT *, {', '.join(flags)}"
            f" FROM (SELECT k.*{seen.drawn()} FROM ({ready}) AS k{seen.joins()}))"
            f" WHERE {' OR '.join(flags_of(self.clauses))}"
        )

    def _told_apart(self, drawn: Sequence[str]) -> str:
        """A query: `drawn` of the calls of which a clause could speak by what call and line tell, flagged as their kinds."""
        flags: list[str] = []
        read = [call(word) for word in (*self.words, *drawn) if word not in ALWAYS]
        for clause, flag in zip(self.clauses, self.flags, strict=True):
            most = self.sitting.at_most(clause)
            alike = all(map(self.shared, most.find_all(exp.Column)))
            read += [] if alike else [most]
            flags.append(f"m.{flag}{'' if alike else f' AND {not_surely_false(most)}'} AS {flag}")
        columns = [f'k."{word}"' for word in drawn]
        same = ["TRUE", *(f"m.of_{word} IS NOT DISTINCT FROM {_told(word)}" for word in self.words)]
        return (
            f"SELECT * FROM (SELECT {', '.join([*columns, *flags])} FROM ({self.sitting.rows.ready('asked', read)}) AS k"
            f" JOIN near_kinds AS m ON {' AND '.join(same)}) WHERE {' OR '.join(self.flags)}"
        )


def _told(word: str) -> str:
    """What a kind knows of a word: which it is, or only whether it is not given."""
    return f'(k."{word}" IS NULL)' if word in OWN else f'k."{word}"'
