"""A plan asked of one call, inside the transaction that reserves it.

Takes a connection, a plan and a call's columns; gives a judgement. Reads only: what follows from the judgement
is the caller gate's business. Statements are printed once per situation, in the dialect of whoever runs them, who keeps
them prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ringfence.call.words import Call
from ringfence.engines.one_call.columns import CallColumns, Known
from ringfence.ledger.ledger import Facts
from ringfence.policy.plan.clause import Clause, Speaking
from ringfence.policy.plan.compile import MOST_PACKS, compile_pack
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.one_call import OneCall
from ringfence.policy.plan.page import Bound
from ringfence.policy.plan.situation import Situation, Situations
from ringfence.policy.rule import Pack
from ringfence.policy.settle import PERMIT, Details, settle
from ringfence.policy.world import Judgement

MOST_SITUATIONS = 512
"""For how many situations statements are kept; the calls of one caller are in a few dozen."""
MOST_WORDS = 1024
"""For how many sets of words it is kept in which situation they are."""
MOST_SPOKEN_TOGETHER = 64
"""For how many sets of rules that speak together a situation keeps what they say."""


class Printed(NamedTuple):
    """A statement in a dialect, and which of the call's columns it takes, in what order."""

    sql: str
    takes: Callable[[list[Any]], Sequence[Any]]


class Dialect(NamedTuple):
    """How a statement's tree is printed for the calls' columns.

    `near` says that the database is in this process: then it is asked first whether every rule is silent, which most
    are, and what each says only if not.
    """

    prints: Callable[[Expr, CallColumns], Printed]
    near: bool


class OneCallEngine:
    """One plan, ready to be asked of one call after another.

    `pack` is compiled once for each number of places that calls have; most have one.
    """

    def __init__(self, pack: Pack, dialect: Dialect) -> None:
        self.pack, self.dialect = pack, dialect
        self._statements: dict[tuple[int, bool], Statements] = {}

    def judge(
        self, db: Facts, call: Call, recipient: bytes, t: int, *, connecting: bool = False
    ) -> Judgement:
        """What the pack says of a call at `t`, over what the ledger holds now."""
        statements = self.statements(len(call.places or ()), connecting=connecting)
        return statements.judge(db, call, recipient, t)

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
        def ready(situation: Situation) -> Ready:
            return Ready(self, OneCall(self.situations, situation))

        self._of_situation: Callable[[Situation], Ready] = ready
        self._of_words: dict[Hashable, Ready] = {}

    def judge(self, db: Facts, call: Call, recipient: bytes, t: int) -> Judgement:
        """What these statements say of a call at `t`."""
        asking = _Asking(self, db, self.columns.known(call, recipient))
        truths = asking.truths(t)
        # Most calls: no rule speaks.
        return settle(asking, truths, t) if truths else PERMIT

    def ready(self, known: Known, t: int) -> Ready:
        """Those of the situation that a call is in at a moment."""
        # To say what each word comes to takes longer than to find words that were met before.
        met = known.met, self.situations.era(t)
        ready = self._of_words.get(met)
        if ready is None:
            if len(self._of_words) >= MOST_WORDS:
                self._of_words.clear()
            ready = self._of_words[met] = self._of_situation(self.situations.of(known.words, t))
        return ready

    def printed(self, tree: Expr) -> Printed:
        """The statement in the dialect of whoever runs it."""
        return self.dialect.prints(tree, self.columns)


@lru_cache(maxsize=2 * MOST_PACKS)
def _statements(pack: Pack, dialect: Dialect, places: int, connecting: bool) -> Statements:
    """Those of a pack, shared by all who judge by it: several ledgers of one house, one question and the next."""
    return Statements(pack, dialect, places, connecting=connecting)


class _Bound:
    """A count of a line's calls of which a ledger may remember a bound."""

    __slots__ = ("_enough", "_line", "_statement")

    def __init__(self, statements: Statements, bound: Bound) -> None:
        self._statement, self._enough = statements.printed(bound.tree), bound.enough
        self._line = statements.columns.places["line"]

    def of(self, db: Facts, values: list[Any]) -> int | None:
        """A number that the calls do not exceed, or None."""
        sql, takes = self._statement
        taken = takes(values)
        count = lambda: db.execute(sql, taken).fetchone()[0]  # noqa: E731
        return db.line_calls(values[self._line], (sql, taken), self._enough, count)


class Ready:
    """The statements of one situation."""

    __slots__ = (
        "_statements",
        "_tree",
        "_truths",
        "bounds",
        "clauses",
        "details",
        "edges",
        "silence",
        "silent",
    )

    def __init__(self, statements: Statements, of: OneCall) -> None:
        decision = of.decide(statements.clauses)
        self.clauses, self._tree = decision.clauses, decision.tree
        self._statements = statements
        self._truths: Printed | None = None
        self.silent = (0,) * len(self.clauses)
        near = statements.dialect.near and bool(self.clauses)
        self.silence = statements.printed(decision.silence) if near else None
        self.bounds = [_Bound(statements, bound) for bound in decision.bounds]

        # Printed when they are first spoken together.
        @lru_cache(maxsize=MOST_SPOKEN_TOGETHER)
        def details(speaking: tuple[Speaking, ...]) -> Printed:
            return statements.printed(of.details(speaking))

        @lru_cache(maxsize=MOST_SPOKEN_TOGETHER)
        def edges(speaking: tuple[Speaking, ...]) -> Printed:
            return statements.printed(of.edges(speaking))

        self.details: Callable[[tuple[Speaking, ...]], Printed] = details
        self.edges: Callable[[tuple[Speaking, ...]], Printed] = edges

    @property
    def truths(self) -> Printed:
        """What is asked for the truth of each clause; printed when a rule first speaks."""
        if self._truths is None:
            self._truths = self._statements.printed(self._tree)
        return self._truths


class _Asking:
    """One call, asked about at one moment or at several."""

    __slots__ = ("_db", "_known", "_statements")

    def __init__(self, statements: Statements, db: Facts, known: Known) -> None:
        self._statements, self._db, self._known = statements, db, known

    def truths(self, t: int) -> Sequence[tuple[Clause, object]]:
        """The clauses that may speak at a moment, each with its truth; none if all of them are silent."""
        ready = self._ready(t)
        if not ready.clauses:
            return ()
        values = self._statements.columns.at(self._known, t)
        for bound in ready.bounds:
            values.append(bound.of(self._db, values))
        if ready.silence is not None and self._row(ready.silence, values) is not None:
            return ()
        truths = self._row(ready.truths, values)
        return () if truths == ready.silent else tuple(zip(ready.clauses, truths, strict=True))

    def details(self, speaking: tuple[Speaking, ...], t: int) -> Details:
        """The edge, the fact and the leaf of each clause that speaks at a moment."""
        found: Details = self._row(
            self._ready(t).details(speaking), self._statements.columns.at(self._known, t)
        )
        return found

    def edges(self, speaking: tuple[Speaking, ...], t: int) -> Details:
        """The edge of each clause that speaks at a moment."""
        found: Details = self._row(
            self._ready(t).edges(speaking), self._statements.columns.at(self._known, t)
        )
        return found

    def _ready(self, t: int) -> Ready:
        return self._statements.ready(self._known, t)

    def _row(self, statement: Printed, values: list[Any]) -> Any:
        return self._db.execute(statement.sql, statement.takes(values)).fetchone()
