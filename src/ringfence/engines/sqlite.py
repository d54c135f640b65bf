"""SQLite carries out a plan for one call, inside the transaction that reserves it.

Takes a connection, a plan and a call's columns; gives a judgement. Reads only: what follows from the judgement
is the caller gate's business. Statements are printed once per plan; SQLite keeps them prepared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from sqlglot import exp

from ringfence.call.words import DESCRIBED, FLAGS, MOST_PLACES, Call
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.clockwork import clock_columns
from ringfence.policy.plan.compile import Plan, compile_pack
from ringfence.policy.plan.needs import Needs
from ringfence.policy.plan import one_call
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

    def judge(self, db: sqlite3.Connection, call: Call, recipient: bytes, t: int) -> Judgement:
        if not self._clauses:
            return Judgement(answer="permit", spoken=(), retry_at=None)
        fixed = call_columns(self.plan.needs, call, recipient)

        def columns(at: int) -> Columns:
            return {**fixed, "t": at, **clocks_at(self.plan, call, at)}

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


def printed(tree: exp.Expression) -> str:
    """The statement in SQLite's dialect."""

    def native(node: exp.Expression) -> exp.Expression:
        # sqlglot guards MIN and MAX against nulls by writing every operand many times; none is ever null here.
        if isinstance(node, exp.Greatest | exp.Least):
            name = "MAX" if isinstance(node, exp.Greatest) else "MIN"
            return exp.Anonymous(this=name, expressions=[node.this, *node.expressions])
        return node

    return tree.transform(native).sql(dialect="sqlite", identify=True)


def call_columns(needs: Needs, call: Call, recipient: bytes) -> Columns:
    """The columns of a call that do not change with the moment it is asked for."""
    places = call.places or ()
    columns: Columns = {
        "recipient": recipient,
        "id": call.id,
        "place_count": len(places) or None,
        **{word: getattr(call, word) for word in (*DESCRIBED, *FLAGS)},
    }
    for place in range(MOST_PLACES):
        there = places[place] if place < len(places) else None
        columns[f"country_{place + 1}"] = there.country if there else None
        columns[f"region_{place + 1}"] = there.region if there else None
    wanted = {*needs.words, "recipient", "id"}
    return {name: value for name, value in columns.items() if name in wanted}


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


def clocks_at(plan: Plan, call: Call, t: int) -> Mapping[str, int | str | None]:
    """The columns of every clock the plan reads, at a moment."""
    columns: dict[str, int | str | None] = {}
    for clock, names in plan.needs.clocks:
        zone = zone_of(call, clock.prefix, clock.zone)
        found = clock_columns(zone, t, names, plan.pack.calendars)
        columns.update({f"{clock.prefix}_{name}": value for name, value in found.items()})
    return columns
