"""A plan asked of one call, inside the transaction that reserves it.

Takes a connection, a plan and a call's columns; gives a judgement. Reads only: what follows from the judgement
is the caller gate's business. Statements are printed once per situation, in the dialect of whoever runs them, who keeps
them prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from ringfence.call.words import Call
from ringfence.engines.one_call.columns import CallColumns
from ringfence.policy.plan.clause import Clause, Speaking
from ringfence.policy.plan.compile import MOST_PACKS, compile_pack
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.one_call import OneCall
from ringfence.policy.plan.situation import Situation, Situations
from ringfence.policy.rule import Pack
from ringfence.policy.settle import PERMIT, Details, settle
from ringfence.policy.world import Judgement

MOST_SITUATIONS = 512
"""For how many situations statements are kept; the calls of one caller are in a few dozen."""


MOST_SPOKEN_TOGETHER = 64
"""For how many sets of rules that speak together a situation keeps what they say."""


class Connection(Protocol):
    """What a statement is run on: one open transaction."""

    def execute(self, sql: str, values: Sequence[Any], /) -> Any:
        """A cursor over the rows."""


class Printed(NamedTuple):
    """A statement in a dialect, and which of the call's columns it takes, in what order."""

    sql: str
    takes: Callable[[list[Any]], Sequence[Any]]


Dialect = Callable[[Expr, CallColumns], Printed]
"""Prints a statement's tree for the calls' columns."""


class OneCallEngine:
    """One plan, ready to be asked of one call after another.

    `pack` is compiled once for each number of places that calls have; most have one.
    """

    def __init__(self, pack: Pack, dialect: Dialect) -> None:
        self.pack, self.dialect = pack, dialect
        self._statements: dict[tuple[int, bool], Statements] = {}

    def judge(
        self, db: Connection, call: Call, recipient: bytes, t: int, *, connecting: bool = False
    ) -> Judgement:
        """What the pack says of a call at `t`, over what the ledger holds now."""
        ready = self.statements(len(call.places or ()), connecting=connecting)
        return ready.judge(db, call, recipient, t)

    def statements(self, places: int, *, connecting: bool = False) -> Statements:
        """The pack's statements for calls with so many places, made when they are first asked for."""
        # Looked up here before each call: to find a pack among others takes longer than this.
        ready = self._statements.get((places, connecting))
        if ready is None:
            ready = _statements(self.pack, self.dialect, places, connecting)
            self._statements[places, connecting] = ready
        return ready


class Statements:
    """A pack's statements for calls with so many places, situation by situation."""

    def __init__(self, pack: Pack, dialect: Dialect, places: int, *, connecting: bool) -> None:
        self.dialect = dialect
        self.plan = compile_pack(pack, places)
        self.columns = CallColumns(self.plan)
        self.clauses = [clause for clause in self.plan.clauses if not (connecting and clause.at_dial_only)]
        self.situations = Situations(self.plan, self.columns.words)

        @lru_cache(maxsize=MOST_SITUATIONS)
        def ready(situation: Situation) -> _Ready:
            return _Ready(self, OneCall(self.situations, situation))

        self.ready: Callable[[Situation], _Ready] = ready

    def judge(self, db: Connection, call: Call, recipient: bytes, t: int) -> Judgement:
        """What these statements say of a call at `t`."""
        asking = _Asking(self, db, call, recipient)
        return asking.judgement(t)

    def printed(self, tree: Expr) -> Printed:
        """The statement in the dialect of whoever runs it."""
        return self.dialect(tree, self.columns)


@lru_cache(maxsize=2 * MOST_PACKS)
def _statements(pack: Pack, dialect: Dialect, places: int, connecting: bool) -> Statements:
    """Those of a pack, shared by all who judge by it: several ledgers of one house, one question and the next."""
    return Statements(pack, dialect, places, connecting=connecting)


class _Ready:
    """The statements of one situation."""

    __slots__ = ("clauses", "decide", "details", "edges", "silent")

    def __init__(self, statements: Statements, of: OneCall) -> None:
        self.clauses, tree = of.decide(statements.clauses)
        self.decide = statements.printed(tree) if self.clauses else None
        self.silent = (0,) * len(self.clauses)

        # Printed when they are first spoken together.
        @lru_cache(maxsize=MOST_SPOKEN_TOGETHER)
        def details(speaking: tuple[Speaking, ...]) -> Printed:
            return statements.printed(of.details(speaking))

        @lru_cache(maxsize=MOST_SPOKEN_TOGETHER)
        def edges(speaking: tuple[Speaking, ...]) -> Printed:
            return statements.printed(of.edges(speaking))

        self.details: Callable[[tuple[Speaking, ...]], Printed] = details
        self.edges: Callable[[tuple[Speaking, ...]], Printed] = edges


class _Asking:
    """One call, asked about at one moment or at several."""

    __slots__ = ("_db", "_known", "_statements")

    def __init__(self, statements: Statements, db: Connection, call: Call, recipient: bytes) -> None:
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

    def _row(self, statement: Printed, t: int) -> Any:
        values = self._statements.columns.at(self._known, t)
        return self._db.execute(statement.sql, statement.takes(values)).fetchone()
