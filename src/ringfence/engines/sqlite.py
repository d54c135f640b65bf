"""SQLite carries out a plan for one call, inside the transaction that reserves it.

Takes a connection, a plan and a call's columns; gives a judgement. Reads only: what follows from the judgement
is the caller gate's business. Statements are printed once per plan; SQLite keeps them prepared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sqlglot import exp

from ringfence.call.words import Call
from ringfence.policy.plan import one_call
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.clockwork import ClockReader
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.plan.needs import Needs
from ringfence.policy.rule import Pack
from ringfence.policy.settle import Details, Questions, settle
from ringfence.policy.world import Judgement

Columns = dict[str, int | str | bytes | bool | None]


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


class _Statements:
    """A pack's statements for calls with so many places."""

    def __init__(self, pack: Pack, places: int, *, connecting: bool) -> None:
        self.plan = plan = compile_pack(pack, places)
        kept = [clause for clause in plan.clauses if not (connecting and clause.at_dial_only)]
        self._clauses = kept
        self._decide = printed(one_call.decide(plan, kept)) if kept else ""
        self._details: dict[int, str] = {}
        self._clocks = [
            (clock, ClockReader(names, pack.calendars), [(f"{clock.prefix}_{name}", name) for name in names])
            for clock, names in plan.needs.clocks
        ]

    def judge(self, db: sqlite3.Connection, call: Call, recipient: bytes, t: int) -> Judgement:
        """What these statements say of a call at `t`."""
        if not self._clauses:
            return Judgement(answer="permit", spoken=(), retry_at=None)
        fixed = call_columns(self.plan.needs, call, recipient)
        zones = [zone_of(call, clock.prefix, clock.zone) for clock, _, _ in self._clocks]

        def columns(at: int) -> Columns:
            filled: Columns = {**fixed, "t": at}
            for (_, reader, names), zone in zip(self._clocks, zones, strict=True):
                read = reader.read(zone, at)
                for column, name in names:
                    filled[column] = read[name]
            return filled

        def truths(at: int) -> Sequence[object]:
            found: Sequence[object] = db.execute(self._decide, columns(at)).fetchone()
            return found

        def details(clause: Clause, at: int) -> Details:
            found: Details = db.execute(self._statement(clause), columns(at)).fetchone()
            return found

        return settle(self._clauses, Questions(truths, details), t)

    def _statement(self, clause: Clause) -> str:
        """What a clause has to say when it speaks; printed when it first does."""
        if clause.index not in self._details:
            self._details[clause.index] = printed(one_call.details(self.plan, clause))
        return self._details[clause.index]


def printed(tree: exp.Expr) -> str:
    """The statement in SQLite's dialect."""

    def native(node: exp.Expr) -> exp.Expr:
        # sqlglot guards MIN and MAX against nulls by writing every operand many times; none is ever null here.
        if isinstance(node, exp.Greatest | exp.Least):
            name = "MAX" if isinstance(node, exp.Greatest) else "MIN"
            return exp.Anonymous(this=name, expressions=[node.this, *node.expressions])
        return node

    return tree.transform(native).sql(dialect="sqlite", identify=True)


def call_columns(needs: Needs, call: Call, recipient: bytes) -> Columns:
    """The columns of a call that do not change with the moment it is asked for."""
    places = call.places or ()
    columns: Columns = {"recipient": recipient, "id": call.id}
    columns |= {f"begins_{length}": call.line[:length] if call.line else None for length in needs.begins}
    for name in needs.words:
        word, _, place = name.rpartition("_")
        if word in {"country", "region"} and place.isdigit():
            there = places[int(place) - 1] if int(place) <= len(places) else None
            columns[name] = getattr(there, word) if there else None
        elif name == "place_count":
            columns[name] = len(places) or None
        elif name not in {"t", "recipient", "id"}:
            columns[name] = getattr(call, name)
    return columns


def zone_of(call: Call, prefix: str, fixed: str | None) -> str | None:
    """The zone behind one of a call's clocks."""
    if fixed is not None:
        return fixed
    places = call.places or ()
    if prefix == "own":
        return call.caller_zone
    if prefix == "num":
        return next((place.zone for place in places if place.source == "number"), None)
    place = int(prefix.removeprefix("p"))
    return places[place - 1].zone if place <= len(places) else None
