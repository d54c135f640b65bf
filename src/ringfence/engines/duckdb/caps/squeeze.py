"""Which calls of a list their caps let through, exactly as if they were asked one after another.

Takes, for calls in asking order, what each cap already counts from the ledger and who shares its key; gives
who is permitted. Few passes over whole columns decide almost all: a call that would pass even if every earlier
one were permitted is permitted, one that fails even if only the surely permitted count is not. What is left goes
through a plain loop in order (`one_by_one`), which is the definition itself. Looks nothing up and knows no SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ringfence.engines.duckdb.caps.codes import joined
from ringfence.engines.duckdb.caps.ranks import Bools, Ints, Ranks

Words = tuple[str | None, ...]

OPEN, PERMITTED, STOPPED = 0, 1, 2
FALSE, UNKNOWN, TRUE = 0, 1, 2
MOST_PASSES = 4


@dataclass(frozen=True)
class CapColumns:
    """One cap over the calls that it touches, its members, in asking order; `at` says which calls those are.

    `asked` says which members the cap is asked of, `guard` and `counts` are truths (0 no, 1 unknown, 2 yes):
    whether the rule is about the call, and whether the call counts once permitted. `sure` and `possible` are
    counts from the ledger, `since` the first moment of the period. `tumbles` says that calls of one period all
    share it and outlive it, so that later ones need no moment compared. `same_words` numbers the words that must
    agree, -1 where one is unknown.
    """

    most: int
    at: Ints
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

    @cached_property
    def group(self) -> Ranks:
        """Who may count for whom, at most: the same key and, where periods tumble, the same period."""
        if self.exact is not None and np.all(self.same_words >= 0):
            return self.exact
        ranks = Ranks.of(self.lead)
        return ranks.split(self.since) if self.tumbles else ranks

    @cached_property
    def exact(self) -> Ranks | None:
        """Who surely counts for whom: the same key, period and words; None where a moment must be compared."""
        if not self.tumbles:
            return None
        alike = joined(self.lead, self.same_words) if np.any(self.same_words) else self.lead
        return Ranks.of(alike).split(self.since)

    def stops(self, sure: Ints, possible: Ints) -> Bools:
        """Which members the cap stands in the way of, at these counts."""
        unknown = self.lost | ((possible >= self.most) & ((sure < self.most) | (self.guard == UNKNOWN)))
        broken = ~self.lost & (sure >= self.most) & (self.guard == TRUE)
        stopped = (broken & self.blocks) | (unknown & ~broken & self.unknown_blocks)
        stops: Bools = self.asked & (self.guard != FALSE) & stopped
        return stops

    def surely_stops(self, sure: Ints, possible: Ints) -> Bools:
        """Whether the cap stands in the way at these counts and at any higher ones."""
        broken = ~self.lost & (sure >= self.most) & (self.guard == TRUE) & self.blocks
        lost = self.lost & self.unknown_blocks
        either = (possible >= self.most) & self.unknown_blocks & (self.blocks | (self.guard == UNKNOWN))
        stops: Bools = self.asked & (self.guard != FALSE) & (broken | lost | (either & ~self.lost))
        return stops

    def most_counted(self, state: NDArray[np.int8]) -> Ints:
        """The most that can count for each member: nobody who could be let through is left out."""
        return self.possible + self.group.earlier((state[self.at] != STOPPED) & (self.counts > FALSE))


def squeeze(state: NDArray[np.int8], caps: Sequence[CapColumns]) -> None:
    """Settles in `state` what few passes can; what stays open needs the loop."""
    for _ in range(MOST_PASSES):
        before = np.count_nonzero(state == OPEN)
        if not before:
            break
        _settle(state, caps)
        if np.count_nonzero(state == OPEN) == before:
            break


def _settle(state: NDArray[np.int8], caps: Sequence[CapColumns]) -> None:
    stopped_at_most = np.zeros(len(state), dtype=bool)
    stopped_at_least = np.zeros(len(state), dtype=bool)
    for cap in caps:
        most = cap.most_counted(state)
        # The most that can count may all be sure ones: what passes then passes however it turns out.
        stopped_at_most[cap.at] |= cap.stops(most, most) | cap.stops(cap.sure, most)
        least = np.zeros(len(cap.at), dtype=np.int64)
        if cap.exact is not None:
            sure = (state[cap.at] == PERMITTED) & (cap.counts == TRUE) & (cap.same_words >= 0)
            least = cap.exact.earlier(sure)
        # Where periods start at a first call, more calls may mean a later period with fewer: no count is a least one.
        known = cap.possible if cap.anchored is None else least
        stopped_at_least[cap.at] |= cap.surely_stops(cap.sure + least, known + least)
    undecided = state == OPEN
    state[undecided & ~stopped_at_most] = PERMITTED
    state[undecided & stopped_at_least] = STOPPED
