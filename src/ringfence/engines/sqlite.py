"""SQLite carries out a plan for one call, inside the transaction that reserves it.

Takes a connection, a plan and a call's columns; gives a judgement. Reads only: what follows from the judgement
is the caller gate's business. Statements are printed once per plan; SQLite keeps them prepared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlglot import exp

from ringfence.call.words import Call, Place
from ringfence.policy.plan import one_call
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.clockwork import ClockReader
from ringfence.policy.plan.compile import Plan, compile_pack
from ringfence.policy.rule import Pack
from ringfence.policy.settle import PERMIT, Details, settle
from ringfence.policy.world import Judgement

MOST_SITUATIONS = 4096
"""How many different sets of places are kept read; the calls of one caller know a few hundred."""


class SqliteEngine:
    """One plan, ready to be asked of one call after another.

    `pack` is compiled once for each number of places that calls have; most have one.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._plans: dict[tuple[int, bool], _Statements] = {}

    def judge(
        self, db: sqlite3.Connection, call: Call, recipient: bytes, t: int, *, connecting: bool = False
    ) -> Judgement:
        """What the pack says of a call at `t`, over what the ledger holds now."""
        places = len(call.places or ())
        ready = self._plans.get((places, connecting))
        if ready is None:
            ready = self._plans[places, connecting] = _Statements(self.pack, places, connecting=connecting)
        return ready.judge(db, call, recipient, t)


class _Numbered(NamedTuple):
    """A statement whose parameters have numbers; it takes the first `takes` of the call's columns."""

    sql: str
    takes: int


_NOTHING = _Numbered("", 0)


class _Statements:
    """A pack's statements for calls with so many places."""

    def __init__(self, pack: Pack, places: int, *, connecting: bool) -> None:
        self.plan = compile_pack(pack, places)
        self.columns = _CallColumns(self.plan)
        self._clauses = [clause for clause in self.plan.clauses if not (connecting and clause.at_dial_only)]
        self.decide = self._numbered(one_call.decide(self.plan, self._clauses)) if self._clauses else _NOTHING
        self._silent = (0,) * len(self._clauses)
        self._details: dict[int, _Numbered] = {}

    def judge(self, db: sqlite3.Connection, call: Call, recipient: bytes, t: int) -> Judgement:
        """What these statements say of a call at `t`."""
        if not self._clauses:
            return PERMIT
        asking = _Asking(self, db, call, recipient)
        truths = asking.truths(t)
        # Most calls: no rule speaks.
        return PERMIT if truths == self._silent else settle(self._clauses, asking, truths, t)

    def detail(self, clause: Clause) -> _Numbered:
        """What a clause has to say when it speaks; printed when it first does."""
        if clause.index not in self._details:
            self._details[clause.index] = self._numbered(one_call.details(self.plan, clause))
        return self._details[clause.index]

    def _numbered(self, tree: exp.Expr) -> _Numbered:
        """The statement with the place of each column in `names` for its name, and how many of them it takes."""
        place = {name: number for number, name in enumerate(self.columns.names, 1)}
        used = [place[each.this] for each in tree.find_all(exp.Placeholder)]
        return _Numbered(printed(tree, place), max(used, default=0))


class _Asking:
    """One call, asked about at one moment or at several."""

    __slots__ = ("_call", "_db", "_recipient", "_situation", "_statements")

    def __init__(self, statements: _Statements, db: sqlite3.Connection, call: Call, recipient: bytes) -> None:
        self._statements, self._db, self._call, self._recipient = statements, db, call, recipient
        self._situation = statements.columns.situation(call.places, call.caller_zone)

    def truths(self, t: int) -> Sequence[object]:
        """Each clause's truth at a moment."""
        found: Sequence[object] = self._row(self._statements.decide, t)
        return found

    def details(self, clause: Clause, t: int) -> Details:
        """A clause's edge, fact and leaf at a moment."""
        found: Details = self._row(self._statements.detail(clause), t)
        return found

    def _row(self, statement: _Numbered, t: int) -> Any:
        sql, takes = statement
        values = self._statements.columns.at(self._call, self._recipient, self._situation, t)
        return self._db.execute(sql, values[:takes]).fetchone()


Situation = tuple[tuple[Any, ...], tuple[str | None, ...]]
"""What a plan reads of a call's places, and the zone behind each of its clocks."""


class _CallColumns:
    """The columns of a call that a plan reads, as parameters."""

    def __init__(self, plan: Plan) -> None:
        words = set(plan.needs.words)
        placed = sorted(name for name in words if _is_of_a_place(name))
        # Two at least, so that they come as a tuple.
        own = sorted({"id", "line"} | words.difference(placed, ("t", "recipient")))
        self._own = attrgetter(*own)
        clocks = [clock for clock, _ in plan.needs.clocks]
        self._readers = [ClockReader(names, plan.pack.calendars) for _, names in plan.needs.clocks]
        clocked = [f"{clock.prefix}_{name}" for clock, names in plan.needs.clocks for name in names]
        self._begins = plan.needs.begins
        begins = [f"begins_{length}" for length in self._begins]
        self.names = ("recipient", "t", *own, *placed, *begins, *clocked)

        @lru_cache(maxsize=MOST_SITUATIONS)
        def situation(places: tuple[Place, ...] | None, caller_zone: str | None) -> Situation:
            there = places or ()
            zones = (zone_of(there, caller_zone, clock.prefix, clock.zone) for clock in clocks)
            return tuple(_of_a_place(there, name) for name in placed), tuple(zones)

        self.situation: Callable[[tuple[Place, ...] | None, str | None], Situation] = situation

    def at(self, call: Call, recipient: bytes, situation: Situation, t: int) -> list[Any]:
        """Their values at a moment, in the order of `names`."""
        placed, zones = situation
        values = [recipient, t, *self._own(call), *placed]
        values += [call.line[:length] if call.line else None for length in self._begins]
        for reader, zone in zip(self._readers, zones, strict=True):
            values += reader.read(zone, t)
        return values


def printed(tree: exp.Expr, place: Mapping[str, int]) -> str:
    """The statement in SQLite's dialect, with the place of each parameter for its name; the tree is used up."""
    for parameter in list(tree.find_all(exp.Placeholder)):
        parameter.replace(exp.Var(this=f"?{place[parameter.this]}"))

    def native(node: exp.Expr) -> exp.Expr:
        # sqlglot guards MIN and MAX against nulls by writing every operand many times; none is ever null here.
        if isinstance(node, exp.Greatest | exp.Least):
            name = "MAX" if isinstance(node, exp.Greatest) else "MIN"
            return exp.Anonymous(this=name, expressions=[node.this, *node.expressions])
        return node

    return tree.transform(native, copy=False).sql(dialect="sqlite", identify=True, copy=False)


def _is_of_a_place(name: str) -> bool:
    word, _, place = name.rpartition("_")
    return name == "place_count" or (word in {"country", "region"} and place.isdigit())


def _of_a_place(places: Sequence[Place], name: str) -> Any:
    if name == "place_count":
        return len(places) or None
    word, _, place = name.rpartition("_")
    return getattr(places[int(place) - 1], word) if int(place) <= len(places) else None


def zone_of(places: Sequence[Place], caller_zone: str | None, prefix: str, fixed: str | None) -> str | None:
    """The zone behind one of a call's clocks."""
    if fixed is not None:
        return fixed
    if prefix == "own":
        return caller_zone
    if prefix == "num":
        return next((place.zone for place in places if place.source == "number"), None)
    place = int(prefix.removeprefix("p"))
    return places[place - 1].zone if place <= len(places) else None
