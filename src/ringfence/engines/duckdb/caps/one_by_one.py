"""The list in order: each undecided call against those permitted before it. The definition, for what squeezing left.

Takes and settles the same columns as `squeeze`. Where the words that must agree are all known, a count is two
places in a sorted row of moments; only unknown words and periods that start at a first call are compared one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ringfence.engines.duckdb.caps.ranks import Ints
from ringfence.engines.duckdb.caps.squeeze import (
    FALSE,
    OPEN,
    PERMITTED,
    STOPPED,
    TRUE,
    UNKNOWN,
    CapColumns,
    Words,
)


def go_one_by_one(t: Ints, state: NDArray[np.int8], caps: Sequence[CapColumns], lifetime: int) -> None:
    """Settles every open call in `state`."""
    undecided = state == OPEN
    held = [_Held(cap, undecided, t, lifetime) for cap in caps]
    matters = undecided.copy()
    for each in held:
        matters[each.cap.at[each.near]] = True
    calls = np.flatnonzero(matters)
    for call, *places in zip(calls.tolist(), *(each.places(calls) for each in held), strict=True):
        if state[call] == OPEN:
            stopped = any(each.stops(place) for each, place in zip(held, places, strict=True))
            state[call] = STOPPED if stopped else PERMITTED
        if state[call] == PERMITTED:
            for each, place in zip(held, places, strict=True):
                each.hold(place)


class _Held:
    """The calls that one cap has seen permitted, by key, in asking order."""

    def __init__(self, cap: CapColumns, undecided: NDArray[np.bool_], t: Ints, lifetime: int) -> None:
        self.cap, self.t, self.lifetime = cap, t, lifetime
        self.near = np.isin(cap.lead, cap.lead[undecided[cap.at]]) & (cap.counts > FALSE)
        self.alike = bool(np.all(cap.same_words >= 0)) and cap.anchored is None
        self.words: Sequence[Words] = () if self.alike else cap.words()
        self.rows: dict[int, list[int]] = {}
        self.moments: dict[tuple[int, int, int], list[int]] = {}

    def places(self, calls: Ints) -> list[int]:
        """The place of each call among the cap's members; -1 for one that is none."""
        places = np.minimum(np.searchsorted(self.cap.at, calls), max(len(self.cap.at) - 1, 0))
        found = self.cap.at[places] == calls if len(self.cap.at) else np.zeros(len(calls), dtype=bool)
        members: list[int] = np.where(found, places, -1).tolist()
        return members

    def hold(self, place: int) -> None:
        """Remembers a member that was permitted, if it may count."""
        if place < 0 or not self.near[place]:
            return
        lead = int(self.cap.lead[place])
        if self.alike:
            key = (lead, int(self.cap.same_words[place]), int(self.cap.counts[place]))
            self.moments.setdefault(key, []).append(int(self.t[self.cap.at[place]]))
        else:
            self.rows.setdefault(lead, []).append(place)

    def stops(self, place: int) -> bool:
        """Whether the cap stands in the way of a member."""
        cap = self.cap
        if place < 0 or not cap.asked[place] or cap.guard[place] == FALSE:
            return False
        if cap.lost[place]:
            return cap.unknown_blocks
        sure, possible = self._counted(place) if self.alike else self._compared(place)
        # In periods that start at a first call, fewer calls may count where more possibly do.
        if min(sure, possible) >= cap.most and cap.guard[place] == TRUE:
            return cap.blocks
        return max(sure, possible) >= cap.most and cap.unknown_blocks

    def _counted(self, place: int) -> tuple[int, int]:
        """Sure and possible counts from sorted moments: calls are asked in the order of time."""
        cap = self.cap
        now = int(self.t[cap.at[place]])
        first = max(int(cap.since[place]), now - self.lifetime + 1)
        of_list = [
            len(moments) - bisect_left(moments, first)
            for truth in (UNKNOWN, TRUE)
            for moments in (self.moments.get((int(cap.lead[place]), int(cap.same_words[place]), truth), []),)
        ]
        return int(cap.sure[place]) + of_list[1], int(cap.possible[place]) + sum(of_list)

    def _compared(self, place: int) -> tuple[int, int]:
        """Sure and possible counts, every earlier call of the key compared."""
        cap = self.cap
        sure, possible = int(cap.sure[place]), int(cap.possible[place])
        surely, possibly = ([*moments] for moments in cap.known[place]) if cap.known is not None else ([], [])
        for other in self.rows.get(int(cap.lead[place]), ()):
            truth = self._counts_for(other, place)
            sure += truth == TRUE
            possible += truth != FALSE
            moment = [int(self.t[cap.at[other]])]
            possibly += moment if truth != FALSE else []
            surely += moment if truth == TRUE else []
        if cap.anchored is None:
            return sure, possible
        now = int(self.t[cap.at[place]])
        return in_anchored_period(surely, now, cap.anchored), in_anchored_period(possibly, now, cap.anchored)

    def _counts_for(self, other: int, place: int) -> int:
        """Whether an earlier permitted call counts for this one: in time, still held, and about the same words."""
        cap = self.cap
        then, now = int(self.t[cap.at[other]]), int(self.t[cap.at[place]])
        if then < cap.since[place] or then + self.lifetime <= now:
            return FALSE
        truth = int(cap.counts[other])
        for left, right in zip(self.words[other], self.words[place], strict=True):
            if left is None or right is None:
                truth = min(truth, UNKNOWN)
            elif left != right:
                return FALSE
        return truth


def in_anchored_period(moments: Sequence[int], t: int, span: int) -> int:
    """How many of these lie in the period that t lies in, each period starting at a first one."""
    start, count = None, 0
    for moment in sorted(moments):
        if start is None or moment >= start + span:
            start, count = moment, 0
        count += 1
    return count if start is not None and t < start + span else 0
