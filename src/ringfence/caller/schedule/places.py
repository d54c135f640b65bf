"""Who gets which moment of which line: the most important call first, each at the earliest moment that is free for it.

Between the lines of a day and the judge. Takes calls with what is known of them so far (from when they may be made,
which lines they may not use); gives each a moment and a line, or none. It knows no rule: what the judge refuses comes
back with what was learnt, and is placed anew.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ringfence.caller.schedule.lines import DayLine

MOST_PASSED_OVER = 64
"""Calls looked at for a moment that the first of them cannot use; more would take longer than they are worth."""


@dataclass(slots=True)
class Waiting:
    """A call that waits for a place: how early it may be made, which lines are not for it, which one it must have."""

    row: int
    rank: int
    earliest: int
    agency: str | None = None
    wanted: str | None = None
    barred: set[str] = field(default_factory=set)

    def takes(self, line: DayLine) -> bool:
        """Whether the line is for this call, as far as is known."""
        ours = line.agency is None or line.agency == self.agency
        return ours and line.line not in self.barred and self.wanted in {None, line.line}


class Day:
    """The moments of a day that no call has taken yet, line by line."""

    def __init__(self, lines: Sequence[DayLine], midnight: int) -> None:
        self.lines = {each.line: each for each in lines}
        self._free: list[tuple[int, str]] = [
            (moment, each.line) for each in lines for moment in each.moments(midnight)
        ]

    def give(self, calls: Iterable[Waiting]) -> dict[int, tuple[int, str]]:
        """A moment and a line for each call that fits, by row."""
        coming = sorted(calls, key=lambda call: call.earliest, reverse=True)
        ready: list[tuple[int, int, Waiting]] = []
        given: dict[int, tuple[int, str]] = {}
        left: list[tuple[int, str]] = []
        for moment, line in sorted(self._free):
            while coming and coming[-1].earliest <= moment:
                call = coming.pop()
                heapq.heappush(ready, (call.rank, call.row, call))
            found = _first_that_takes(ready, self.lines[line])
            if found is None:
                left.append((moment, line))
            else:
                given[found.row] = (moment, line)
        self._free = left
        return given

    def take_back(self, moment: int, line: str) -> None:
        """Sets a moment free again."""
        self._free.append((moment, line))

    def close(self, line: str, since: int) -> None:
        """Takes what is free of a line from a moment on out of the day."""
        self._free = [each for each in self._free if each[1] != line or each[0] < since]


def _first_that_takes(ready: list[tuple[int, int, Waiting]], line: DayLine) -> Waiting | None:
    """The most important call that is ready and for which the line is; it is taken out."""
    passed: list[tuple[int, int, Waiting]] = []
    found = None
    while ready and found is None and len(passed) < MOST_PASSED_OVER:
        entry = heapq.heappop(ready)
        if entry[2].takes(line):
            found = entry[2]
        else:
            passed.append(entry)
    for entry in passed:
        heapq.heappush(ready, entry)
    return found
