"""Which calls of a list a cap can touch at all: one sweep over all of them, before anything is counted exactly.

Takes `asked`, what already stands in the way, and the ledger's calls of the periods concerned. A call's key falls
into a bucket; where the ledger's calls and the earlier ones of the list do not fill it, the call's key cannot have
reached the cap. That is an upper bound and errs on one side only: whoever is left in is counted exactly afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ringfence.engines.duckdb.caps.ranks import Bools, Codes, Ints, Ranks
from ringfence.engines.duckdb.figures import columns, one_row
from ringfence.engines.duckdb.printing import printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.plan.cap import period_columns
from ringfence.policy.plan.clause import CapCounts, Clause
from ringfence.policy.plan.logic import Expr, both

FALSE, UNKNOWN, TRUE = 0, 1, 2
Tally = NDArray[np.uint32]
Buckets = NDArray[np.uint32]
THREADS = 2
"""How many caps are swept at a time: each holds columns as long as the list."""
FEW = 4_000_000
"""Calls of the ledger up to which those near the list are copied apart, to be scanned once and not for every cap."""


@dataclass(frozen=True, slots=True)
class Swept:
    """For one cap, by row of the list: which calls it may speak of, and which may count against one of those.

    `counts` is the truth of whether a call counts, once it is permitted.
    """

    reached: Bools
    counting: Bools
    counts: Codes

    @property
    def touched(self) -> Bools:
        """The calls that this cap has anything to do with."""
        return self.reached | self.counting


def cap_of(clause: Clause) -> CapCounts:
    """The figures of a clause that is a cap."""
    assert clause.cap is not None
    return clause.cap


def cap_terms(clause: Clause) -> CapTerms:
    """The parameters of a clause that is a cap."""
    assert isinstance(clause.rule.then, CapTerms)
    return clause.rule.then


def stopped_rows(sitting: Sitting) -> Bools:
    """By row of the list: whether something stands in the way already."""
    stopped = np.zeros(sitting.size, dtype=bool)
    stopped[columns(sitting.db, "SELECT row FROM stopped")["row"]] = True
    return stopped


def see_near(sitting: Sitting) -> None:
    """Makes `near_calls`: the ledger's calls that any period around a call of the list can hold."""
    spans = [_span(sitting, clause) for clause in sitting.caps]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    words = ", ".join(f'"{column}"' for column in sitting.plan.past_words)
    near = f"SELECT {words}, ts, direction, outcome, expires_at FROM {sitting.before} WHERE ts BETWEEN {first} AND {last}"
    (count,) = one_row(
        sitting.db, f"SELECT COUNT(*) FROM {sitting.before} WHERE ts BETWEEN {first} AND {last}"
    )
    few = count <= FEW
    # A name is either a table or a view; what an earlier judgement of this session left may be the other.
    sitting.db.execute("DROP VIEW IF EXISTS near_calls_far; DROP TABLE IF EXISTS near_calls_few")
    sitting.db.execute(f"CREATE TEMP {'TABLE near_calls_few' if few else 'VIEW near_calls_far'} AS {near}")
    sitting.db.execute(
        f"CREATE OR REPLACE TEMP VIEW near_calls AS SELECT * FROM near_calls_{'few' if few else 'far'}"
    )


def _span(sitting: Sitting, clause: Clause) -> tuple[int, int]:
    """The first and last moment of any period of a cap that a call of the list can lie in."""
    period, span = cap_terms(clause).period, (sitting.first, sitting.last)
    if period.mode == "anchored_first":
        return 0, sitting.last
    if period.mode == "rolling" and isinstance(period.length, int):
        return sitting.first - period.length, sitting.last
    start, end = period_columns(period)
    # Without a clock that anybody knows nothing lies in a period: the list's own span is as good as any.
    return sitting.rows.reach_of(sitting.plan.desk.clocks(period.zone), start, end, span) or span


def begin_sweep(sitting: Sitting, stopped: Bools) -> Future[list[Swept]]:
    """What each cap of the plan can touch, once it is counted: the session has other things to say meanwhile."""
    leads = dict.fromkeys(cap_of(clause).lead for clause in sitting.caps)
    buckets = {lead: _Buckets.of(sitting, lead) for lead in leads}
    of_ledger = {lead: each.of_ledger(sitting) for lead, each in buckets.items()}
    (in_order,) = one_row(sitting.db, "SELECT COALESCE(BOOL_AND(ord = row), TRUE) FROM asked")
    read = _columns(sitting, buckets, ["row"] if in_order else ["row", "ord"])

    def sweep() -> list[Swept]:
        # Numpy lets other threads run while it counts.
        with ThreadPoolExecutor(THREADS) as threads:
            found = read.in_rows(threads)
            order = None if in_order else found.of("ord")
            alike = _counting_alike(sitting.caps, found)
            sweeps = [_Sweep(each, found, stopped, order, of_ledger) for each in alike]
            swept = {
                index: each for some in threads.map(_Sweep.swept, sweeps) for index, each in some.items()
            }
        return [swept[clause.index] for clause in sitting.caps]

    beside = ThreadPoolExecutor(1)
    begun = beside.submit(sweep)
    beside.shutdown(wait=False)
    return begun


def _counting_alike(caps: Sequence[Clause], found: _Columns) -> list[list[Clause]]:
    """The caps by whose calls they count and which: those that count the same are swept together."""
    groups: list[list[Clause]] = []
    for clause in caps:
        lead, counts = cap_of(clause).lead, found.of(f"c{clause.index}")
        for group in groups:
            if cap_of(group[0]).lead == lead and np.array_equal(found.of(f"c{group[0].index}"), counts):
                group.append(clause)
                break
        else:
            groups.append([clause])
    return groups


@dataclass(frozen=True, slots=True)
class _Buckets:
    """How calls fall into buckets: by a line's own number where few lines are held as numbers, else by a hash."""

    lead: str
    size: int
    numbered: bool

    @classmethod
    def of(cls, sitting: Sitting, lead: str) -> _Buckets:
        """The buckets for whoever a cap counts by."""
        (kind,) = one_row(
            sitting.db, f"SELECT ANY_VALUE(typeof({lead})) FROM (SELECT {lead} FROM asked LIMIT 1)"
        )
        if not str(kind).startswith("ENUM"):
            return cls(lead, 1 << min(max((4 * sitting.size).bit_length(), 10), 24), numbered=False)
        (most,) = one_row(sitting.db, f"SELECT COALESCE(MAX(enum_code({lead})), 0) FROM asked")
        # The last bucket is for calls without a line: whoever has none shares none.
        return cls(lead, int(most) + 2, numbered=True)

    def of_list(self) -> str:
        """The bucket of a call of the list, as an expression."""
        if self.numbered:
            return f"COALESCE(enum_code(k.{self.lead}), {self.size - 1})::UINTEGER"
        return self._hashed("k")

    def of_ledger(self, sitting: Sitting) -> Tally:
        """How many of the ledger's calls near the list fall into each bucket."""
        query = f"SELECT {self._hashed('h')} AS b FROM near_calls AS h WHERE h.{self.lead} IS NOT NULL"
        if self.numbered:
            query = (
                f"SELECT n.b FROM near_calls AS h JOIN (SELECT DISTINCT {self.lead}::VARCHAR AS lead,"
                f" enum_code({self.lead})::UINTEGER AS b FROM asked) AS n ON n.lead = h.{self.lead}"
            )
        return _tallied(columns(sitting.db, query)["b"], self.size)

    def _hashed(self, table: str) -> str:
        plain = f"{table}.{self.lead}" if self.lead == "recipient" else f"{table}.{self.lead}::VARCHAR"
        return f"(hash({plain}) & {self.size - 1})::UINTEGER"


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is read of the calls in the order of their rows; for each cap `g<i>`, `c<i>` and `x<i>` name its columns."""

    read: dict[str, NDArray[Any]]
    told: dict[str, str]

    def of(self, name: str) -> NDArray[Any]:
        """A column by its own name, or by what it is to a cap."""
        return self.read[self.told.get(name, name)]

    def in_rows(self, threads: ThreadPoolExecutor) -> _Columns:
        """The same in the order of the list's rows."""
        row = self.read["row"]
        if bool(np.all(row[1:] > row[:-1])):
            return self

        def by_row(column: NDArray[Any]) -> NDArray[Any]:
            ordered = np.empty_like(column)
            ordered[row] = column
            return ordered

        names = [name for name in self.read if name != "row"]
        ordered = threads.map(by_row, [self.read[name] for name in names])
        return _Columns(dict(zip(names, ordered, strict=True)), self.told)


def _columns(sitting: Sitting, buckets: Mapping[str, _Buckets], places: Sequence[str]) -> _Columns:
    itself = {clause.index: _itself(sitting, cap_of(clause)) for clause in sitting.caps}
    exprs = [part for each in sitting.caps for part in (each.guard, itself[each.index], cap_of(each).lost)]
    # What caps say alike is drawn once: most count the very calls that they hold for, by the same clock.
    said: dict[str, str] = {}
    told: dict[str, str] = {}
    for clause in sitting.caps:
        i, cap = clause.index, cap_of(clause)
        pieces = {"g": truth(printed(clause.guard)), "c": truth(printed(itself[i]))}
        pieces["x"] = f"COALESCE({printed(cap.lost)}, FALSE)"
        for letter, piece in pieces.items():
            told[f"{letter}{i}"] = said.setdefault(piece, f"said{len(said)}")
    drawn = [f"{each.of_list()} AS {lead}" for lead, each in buckets.items()]
    drawn += [f"{piece} AS {name}" for piece, name in said.items()]
    ready = sitting.rows.ready("asked", exprs)
    read = columns(sitting.db, f"SELECT {', '.join([*places, *drawn])} FROM ({ready}) AS k")
    return _Columns(read, told)


def _itself(sitting: Sitting, cap: CapCounts) -> Expr:
    """Whether a call of the list counts itself, once it is permitted."""
    return both(cap.counts, cap.came_of) if sitting.told else cap.counts


def truth(condition: str) -> str:
    """A condition's truth as a small number: 0 no, 1 unknown, 2 yes."""
    return (
        f"(CASE WHEN {condition} THEN {TRUE} WHEN NOT ({condition}) THEN {FALSE} ELSE {UNKNOWN} END)::TINYINT"
    )


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Caps that count the same calls under the same key; `order` is how the calls are asked, if not as they stand."""

    clauses: Sequence[Clause]
    found: _Columns
    stopped: Bools
    order: Ints | None
    of_ledgers: Mapping[str, Tally]

    def swept(self) -> dict[int, Swept]:
        """What each of them can touch, by its clause's index."""
        first = self.clauses[0]
        bucket, counts = self.found.of(cap_of(first).lead), self.found.of(f"c{first.index}")
        counting: Bools = (counts > FALSE) & ~self.stopped
        of_ledger = self.of_ledgers[cap_of(first).lead]
        in_all = of_ledger + _tallied(bucket[counting], len(of_ledger))
        made: dict[int, Swept] = {}
        for clause in self.clauses:
            asked: Bools = self.found.of(f"g{clause.index}") > FALSE
            reached: Bools = asked & np.asarray(self.found.of(f"x{clause.index}"), dtype=bool)
            made[clause.index] = Swept(reached, np.zeros(len(counting), dtype=bool), counts)
            filled: Bools = in_all >= cap_of(clause).most
            if np.any(filled):
                near = np.flatnonzero(asked | counting)
                near = self._as_asked(near[filled[bucket[near]]])
                _fill(
                    made[clause.index],
                    cap_of(clause).most,
                    near,
                    bucket[near],
                    counting[near],
                    asked[near],
                    of_ledger,
                )
        return made

    def _as_asked(self, near: Ints) -> Ints:
        return near if self.order is None else near[np.argsort(self.order[near])]


def _fill(
    swept: Swept, most: int, near: Ints, its: Buckets, counted: Bools, asked: Bools, of_ledger: Tally
) -> None:
    """Marks which of these calls, given as they are asked, a cap may speak of, and which may count against one of those."""
    earlier = Ranks.of(its.astype(np.int64)).earlier(counted)
    full = asked & (of_ledger[its] + earlier >= most)
    swept.reached[near[full]] = True
    concerned = np.zeros(len(of_ledger), dtype=bool)
    concerned[its[full]] = True
    swept.counting[near[counted & concerned[its]]] = True


def _tallied(bucket: Buckets, size: int) -> Tally:
    """How many fall into each bucket."""
    # Twenty times as fast as `bincount`, which counts in wide numbers and looks for the largest first.
    tally = np.zeros(size, dtype=np.uint32)
    np.add.at(tally, bucket, np.uint32(1))
    return tally
