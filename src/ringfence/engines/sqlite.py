"""SQLite carries out a plan for one call, inside the transaction that reserves it.

Takes a connection, a plan and a call's columns; gives a judgement. Reads only: what follows from the judgement
is the caller gate's business. Statements are printed once per plan; SQLite keeps them prepared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from ringfence.call.words import Call, Place
from ringfence.engines.sqlite_text import sqlite_text
from ringfence.policy.plan.clause import Clause, Speaking
from ringfence.policy.plan.clockwork import ClockReader
from ringfence.policy.plan.compile import Plan, compile_pack
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.one_call import OneCall
from ringfence.policy.plan.situation import Situation, Situations
from ringfence.policy.rule import Pack
from ringfence.policy.settle import PERMIT, Details, settle
from ringfence.policy.world import Judgement

MOST_SPOTS = 4096
"""How many different sets of places are kept read; the calls of one caller know a few hundred."""
MOST_SITUATIONS = 512
"""For how many situations statements are kept; the calls of one caller are in a few dozen."""


MOST_SPOKEN_TOGETHER = 64
"""For how many sets of rules that speak together a situation keeps what they say."""


class SqliteEngine:
    """One plan, ready to be asked of one call after another.

    `pack` is compiled once for each number of places that calls have; most have one.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._plans: dict[tuple[int, bool], Statements] = {}

    def judge(
        self, db: sqlite3.Connection, call: Call, recipient: bytes, t: int, *, connecting: bool = False
    ) -> Judgement:
        """What the pack says of a call at `t`, over what the ledger holds now."""
        ready = self.statements(len(call.places or ()), connecting=connecting)
        return ready.judge(db, call, recipient, t)

    def statements(self, places: int, *, connecting: bool = False) -> Statements:
        """The pack's statements for calls with so many places, made when they are first asked for."""
        ready = self._plans.get((places, connecting))
        if ready is None:
            ready = self._plans[places, connecting] = Statements(self.pack, places, connecting=connecting)
        return ready


class _Numbered(NamedTuple):
    """A statement whose parameters have numbers; it takes the first `takes` of the call's columns."""

    sql: str
    takes: int


class Statements:
    """A pack's statements for calls with so many places, situation by situation."""

    def __init__(self, pack: Pack, places: int, *, connecting: bool) -> None:
        self.plan = compile_pack(pack, places)
        self.columns = _CallColumns(self.plan)
        self.clauses = [clause for clause in self.plan.clauses if not (connecting and clause.at_dial_only)]
        self.situations = Situations(self.plan, self.columns.words)

        @lru_cache(maxsize=MOST_SITUATIONS)
        def ready(situation: Situation) -> _Ready:
            return _Ready(self, OneCall(self.situations, situation))

        self.ready: Callable[[Situation], _Ready] = ready

    def judge(self, db: sqlite3.Connection, call: Call, recipient: bytes, t: int) -> Judgement:
        """What these statements say of a call at `t`."""
        asking = _Asking(self, db, call, recipient)
        return asking.judgement(t)

    def numbered(self, tree: Expr) -> _Numbered:
        """The statement with the place of each column in `names` for its name, and how many of them it takes."""
        return _Numbered(*sqlite_text(tree, self.columns.places))


class _Ready:
    """The statements of one situation."""

    __slots__ = ("clauses", "decide", "details", "edges", "silent")

    def __init__(self, statements: Statements, of: OneCall) -> None:
        self.clauses, tree = of.decide(statements.clauses)
        self.decide = statements.numbered(tree) if self.clauses else None
        self.silent = (0,) * len(self.clauses)

        # Printed when they are first spoken together.
        @lru_cache(maxsize=MOST_SPOKEN_TOGETHER)
        def details(speaking: tuple[Speaking, ...]) -> _Numbered:
            return statements.numbered(of.details(speaking))

        @lru_cache(maxsize=MOST_SPOKEN_TOGETHER)
        def edges(speaking: tuple[Speaking, ...]) -> _Numbered:
            return statements.numbered(of.edges(speaking))

        self.details: Callable[[tuple[Speaking, ...]], _Numbered] = details
        self.edges: Callable[[tuple[Speaking, ...]], _Numbered] = edges


class _Asking:
    """One call, asked about at one moment or at several."""

    __slots__ = ("_db", "_known", "_statements")

    def __init__(self, statements: Statements, db: sqlite3.Connection, call: Call, recipient: bytes) -> None:
        self._statements, self._db = statements, db
        self._known = statements.columns.known(call, recipient)

    def judgement(self, t: int) -> Judgement:
        """What the pack says at a moment."""
        ready = self._ready(t)
        if ready.decide is None:
            return PERMIT
        truths = self._row(ready.decide, t)
        # Most calls: no rule speaks.
        return PERMIT if truths == ready.silent else settle(self, zip(ready.clauses, truths, strict=True), t)

    def truths(self, t: int) -> Iterable[tuple[Clause, object]]:
        """The clauses that may speak at a moment, each with its truth."""
        ready = self._ready(t)
        return () if ready.decide is None else zip(ready.clauses, self._row(ready.decide, t), strict=True)

    def details(self, speaking: tuple[Speaking, ...], t: int) -> Details:
        """The edge, the fact and the leaf of each clause that speaks at a moment."""
        found: Details = self._row(self._ready(t).details(speaking), t)
        return found

    def edges(self, speaking: tuple[Speaking, ...], t: int) -> Details:
        """The edge of each clause that speaks at a moment."""
        found: Details = self._row(self._ready(t).edges(speaking), t)
        return found

    def _ready(self, t: int) -> _Ready:
        return self._statements.ready(self._statements.situations.of(self._known.words, t))

    def _row(self, statement: _Numbered, t: int) -> Any:
        sql, takes = statement
        return self._db.execute(sql, self._statements.columns.at(self._known, t)[:takes]).fetchone()


Spot = tuple[tuple[Any, ...], tuple[str | None, ...]]
"""What a plan reads of a call's places, and the zone behind each of its clocks."""


class _Known(NamedTuple):
    """What is known of one call whatever the moment."""

    recipient: bytes
    words: tuple[Any, ...]
    zones: tuple[str | None, ...]


class _CallColumns:
    """The columns of a call that a plan reads, as parameters: the person, the moment, then `words`, then the rest."""

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
        self.words = (*own, *placed, *begins)
        self.names = ("recipient", "t", *self.words, *clocked)
        self.places = {name: number for number, name in enumerate(self.names, 1)}

        @lru_cache(maxsize=MOST_SPOTS)
        def spot(places: tuple[Place, ...] | None, caller_zone: str | None) -> Spot:
            there = places or ()
            zones = (zone_of(there, caller_zone, clock.prefix, clock.zone) for clock in clocks)
            return tuple(_of_a_place(there, name) for name in placed), tuple(zones)

        self._spot: Callable[[tuple[Place, ...] | None, str | None], Spot] = spot

    def known(self, call: Call, recipient: bytes) -> _Known:
        """What is known of a call whatever the moment."""
        placed, zones = self._spot(call.places, call.caller_zone)
        begins = [call.line[:length] if call.line else None for length in self._begins]
        return _Known(recipient, (*self._own(call), *placed, *begins), zones)

    def at(self, known: _Known, t: int) -> list[Any]:
        """The values at a moment, in the order of `names`."""
        values = [known.recipient, t, *known.words]
        for reader, zone in zip(self._readers, known.zones, strict=True):
            values += reader.read(zone, t)
        return values


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
