"""Which calls of a list their caps let through, exactly as if they were asked one after another.

Takes, for calls in asking order, what each cap already counts from the ledger and who shares its key; gives
who is permitted. Few passes over whole columns decide almost all: a call that would pass even if every earlier
one were permitted is permitted, one that fails even if only the surely permitted count is not. What is left goes
through a plain loop in order, which is the definition itself. Looks nothing up and knows no SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = tuple[str | None, ...]

OPEN, PERMITTED, STOPPED = 0, 1, 2
FALSE, UNKNOWN, TRUE = 0, 1, 2
MOST_PASSES = 4


@dataclass(frozen=True, slots=True)
class CapColumns:
    """One cap over the calls that matter to it, in asking order.

    `asked` says which calls the cap is asked of, `guard` and `counts` are truths (0 no, 1 unknown, 2 yes):
    whether the rule is about the call, and whether the call counts once permitted. `sure` and `possible` are
    counts from the ledger, `since` the first moment of the period. `tumbles` says that calls of one period all
    share it and outlive it, so that later ones need no moment compared.
    """

    most: int
    lead: Ints
    asked: Bools
    guard: Ints
    counts: Ints
    sure: Ints
    possible: Ints
    since: Ints
    lost: Bools
    blocks: bool
    unknown_blocks: bool
    tumbles: bool
    words: Callable[[], Sequence[Words]]
    same_words: Ints
    anchored: int | None = None
    known: Sequence[tuple[Sequence[int], Sequence[int]]] | None = None

    def stops(self, sure: Ints, possible: Ints) -> Bools:
        """Which calls the cap stands in the way of, at these counts."""
        unknown = self.lost | ((possible >= self.most) & ((sure < self.most) | (self.guard == UNKNOWN)))
        broken = ~self.lost & (sure >= self.most) & (self.guard == TRUE)
        stopped = (broken & self.blocks) | (unknown & ~broken & self.unknown_blocks)
        stops: Bools = self.asked & (self.guard != FALSE) & stopped
        return stops


def squeeze(t: Ints, caps: Sequence[CapColumns], lifetime: int) -> tuple[Ints, list[Ints]]:
    """What becomes of each call, and for each cap the most it can have counted."""
    state = np.full(len(t), OPEN, dtype=np.int64)
    ranks = [(Ranks.of(_group(cap)), _exact(cap)) for cap in caps]
    for _ in range(MOST_PASSES):
        before = np.count_nonzero(state == OPEN)
        if not before:
            break
        _settle(state, caps, ranks)
        if np.count_nonzero(state == OPEN) == before:
            break
    if np.any(state == OPEN):
        _one_by_one(t, state, caps, lifetime)
    return state, [_most(cap, group, state) for cap, (group, _) in zip(caps, ranks, strict=True)]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Calls by group, in asking order within each: made once, asked in every pass."""

    order: Ints
    base: Ints

    @classmethod
    def of(cls, group: Ints) -> Ranks:
        """The ranks of calls that are given in asking order."""
        order = np.argsort(group, kind="stable")
        ranked = group[order]
        first = np.r_[True, ranked[1:] != ranked[:-1]] if len(ranked) else np.zeros(0, dtype=bool)
        return cls(order, np.maximum.accumulate(np.where(first, np.arange(len(ranked)), 0)))

    def earlier(self, counted: Bools) -> Ints:
        """How many earlier calls of the same group are counted."""
        ones = counted[self.order].astype(np.int64)
        before = np.cumsum(ones) - ones
        result = np.empty(len(ones), dtype=np.int64)
        result[self.order] = before - before[self.base]
        return result


def _settle(state: Ints, caps: Sequence[CapColumns], ranks: Sequence[tuple[Ranks, Ranks | None]]) -> None:
    stopped_at_most = np.zeros(len(state), dtype=bool)
    stopped_at_least = np.zeros(len(state), dtype=bool)
    for cap, (group, exact) in zip(caps, ranks, strict=True):
        most = _most(cap, group, state)
        # The most that can count may all be sure ones: what passes then passes however it turns out.
        stopped_at_most |= cap.stops(most, most) | cap.stops(cap.sure, most)
        least = np.zeros(len(state), dtype=np.int64)
        if exact is not None:
            least = exact.earlier((state == PERMITTED) & (cap.counts == TRUE) & (cap.same_words >= 0))
        # Where periods start at a first call, more calls may mean a later period with fewer: no count is a least one.
        known = cap.possible if cap.anchored is None else least
        stopped_at_least |= _surely_stops(cap, cap.sure + least, known + least)
    undecided = state == OPEN
    state[undecided & ~stopped_at_most] = PERMITTED
    state[undecided & stopped_at_least] = STOPPED


def _most(cap: CapColumns, group: Ranks, state: Ints) -> Ints:
    return cap.possible + group.earlier((state != STOPPED) & (cap.counts > FALSE))


def _surely_stops(cap: CapColumns, sure: Ints, possible: Ints) -> Bools:
    """Whether the cap stands in the way at these counts and at any higher ones."""
    broken = ~cap.lost & (sure >= cap.most) & (cap.guard == TRUE) & cap.blocks
    lost = cap.lost & cap.unknown_blocks
    either = (possible >= cap.most) & cap.unknown_blocks & (cap.blocks | (cap.guard == UNKNOWN))
    stops: Bools = cap.asked & (cap.guard != FALSE) & (broken | lost | (either & ~cap.lost))
    return stops


def _group(cap: CapColumns) -> Ints:
    """Who may count for whom, at most: the same key and, where periods tumble, the same period."""
    return _joined(cap.lead, cap.since) if cap.tumbles else cap.lead


def _exact(cap: CapColumns) -> Ranks | None:
    """Who surely counts for whom: the same key, period and words; None where a moment must be compared."""
    return Ranks.of(_joined(_group(cap), cap.same_words)) if cap.tumbles else None


def _joined(left: Ints, right: Ints) -> Ints:
    """One number for each pair."""
    known, codes = np.unique(right, return_inverse=True)
    return left * (len(known) + 1) + codes


def _one_by_one(t: Ints, state: Ints, caps: Sequence[CapColumns], lifetime: int) -> None:
    """The definition: each call in order, against those permitted before it."""
    undecided = state == OPEN
    matters = undecided.copy()
    near = [np.isin(cap.lead, cap.lead[undecided]) & (cap.counts > FALSE) for cap in caps]
    for mask in near:
        matters |= mask
    held: list[dict[int, list[int]]] = [{} for _ in caps]
    words = [cap.words() for cap in caps]
    for row in np.flatnonzero(matters).tolist():
        if state[row] == OPEN:
            state[row] = STOPPED if _stopped(row, t, caps, held, words, lifetime) else PERMITTED
        if state[row] == PERMITTED:
            for cap, mask, rows in zip(caps, near, held, strict=True):
                if mask[row]:
                    rows.setdefault(int(cap.lead[row]), []).append(row)


def _stopped(
    row: int, t: Ints, caps: Sequence[CapColumns], held: Sequence[dict[int, list[int]]],
    words: Sequence[Sequence[Words]], lifetime: int,
) -> bool:  # fmt: skip
    for cap, rows, told in zip(caps, held, words, strict=True):
        if not cap.asked[row] or cap.guard[row] == FALSE:
            continue
        sure, possible = int(cap.sure[row]), int(cap.possible[row])
        surely: list[int] = list(cap.known[row][0]) if cap.known is not None else []
        possibly: list[int] = list(cap.known[row][1]) if cap.known is not None else []
        for other in rows.get(int(cap.lead[row]), ()):
            truth = _counts_for(cap, told, other, row, t, lifetime)
            sure += truth == TRUE
            possible += truth != FALSE
            if truth != FALSE:
                possibly.append(int(t[other]))
            if truth == TRUE:
                surely.append(int(t[other]))
        if cap.anchored is not None:
            sure = in_anchored_period(surely, int(t[row]), cap.anchored)
            possible = in_anchored_period(possibly, int(t[row]), cap.anchored)
        if _stops_at(cap, row, sure, possible):
            return True
    return False


def in_anchored_period(moments: Sequence[int], t: int, span: int) -> int:
    """How many of these lie in the period that t lies in, each period starting at a first one."""
    start, count = None, 0
    for moment in sorted(moments):
        if start is None or moment >= start + span:
            start, count = moment, 0
        count += 1
    return count if start is not None and t < start + span else 0


def _stops_at(cap: CapColumns, row: int, sure: int, possible: int) -> bool:
    if cap.lost[row]:
        return cap.unknown_blocks
    if sure >= cap.most and cap.guard[row] == TRUE:
        return cap.blocks
    return possible >= cap.most and cap.unknown_blocks


def _counts_for(cap: CapColumns, words: Sequence[Words], other: int, row: int, t: Ints, lifetime: int) -> int:
    """Whether an earlier permitted call counts for this one: in time, still held, and about the same words."""
    if t[other] < cap.since[row] or t[other] + lifetime <= t[row]:
        return FALSE
    truth = int(cap.counts[other])
    for left, right in zip(words[other], words[row], strict=True):
        if left is None or right is None:
            truth = min(truth, UNKNOWN)
        elif left != right:
            return FALSE
    return truth
