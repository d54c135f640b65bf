"""A day's plan as it comes about: who is placed, who waits, who is out.

Between the places of a day and the judge. Takes what the judge says of the calls that are placed; keeps what was
learnt: not before this moment, not from this line, not on this day. What is placed at the end was permitted together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ringfence.caller.schedule.lines import DayLine
from ringfence.caller.schedule.places import Day, Waiting

Said = tuple[int, str, int | None]
"""What the judge said of a call: its row, the answer, and from when it could be made."""


class DayPlan:
    """The plan of a day from `midnight` to `until` (UTC ms)."""

    def __init__(self, lines: Sequence[DayLine], midnight: int, until: int, calls: Iterable[Waiting]) -> None:
        self.day, self.until = Day(lines, midnight), until
        self.calls = {call.row: call for call in calls}
        self.waiting = dict(self.calls)
        self.placed: dict[int, tuple[int, str]] = {}

    def place(self) -> int:
        """Places whoever waits and fits; how many that were."""
        given = self.day.give(self.waiting.values())
        for row in given:
            del self.waiting[row]
        self.placed |= given
        return len(given)

    def learn(self, stopped: Iterable[Said]) -> None:
        """Takes the calls that are not permitted out of their places; whoever may fit elsewhere waits again."""
        diverted: dict[str, int] = {}
        for row, answer, retry_at in stopped:
            moment, line = self.placed.pop(row)
            self.day.take_back(moment, line)
            call = self.calls[row]
            if answer == "divert":
                call.barred.add(line)
                call.wanted = None
                diverted[line] = min(moment, diverted.get(line, moment))
            elif answer == "defer" and retry_at is not None and moment < retry_at < self.until:
                call.earliest = retry_at
            else:
                continue
            self.waiting[row] = call
        self._close(diverted)

    def start_over(self) -> None:
        """Takes back all that is placed: whoever is out leaves room in front of those who stayed."""
        for row, (moment, line) in self.placed.items():
            self.day.take_back(moment, line)
            self.waiting[row] = self.calls[row]
        self.placed.clear()

    def _close(self, diverted: dict[str, int]) -> None:
        """A line from which nothing was permitted after a call was sent elsewhere is done for the day."""
        latest: dict[str, int] = {}
        for moment, line in self.placed.values():
            latest[line] = max(moment, latest.get(line, moment))
        for line, since in diverted.items():
            if latest.get(line, since - 1) < since:
                self.day.close(line, since)
