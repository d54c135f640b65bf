"""The period of a cap: which stretch of time a moment belongs to.

Asked by `cap`, which counts the calls inside. Takes the period as written and the zones of its clock; gives
a stretch from one moment to another. Where a clock is not known there is no period, not an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

from ringfence.call.moments import DAY
from ringfence.policy.kinds.cap import Period
from ringfence.policy.plain.clock import day_begins, day_of, number, written_day
from ringfence.policy.world import PastCall


class Between(NamedTuple):
    """The calls of `[since, until)`."""

    since: int
    until: int

    def holds(self, at: int) -> bool:
        """Whether a moment lies inside."""
        return self.since <= at < self.until


class LocalPeriod:
    """A cap's period by the clocks of its places."""

    def __init__(self, terms: Period, zones: tuple[str | None, ...]) -> None:
        self.mode, self.zones = terms.mode, zones
        self.length = terms.length if isinstance(terms.length, int) else 0
        self.unit = terms.length if isinstance(terms.length, str) else "day"
        self.by_the_clock = terms.mode in {"calendar", "consecutive_days"}

    def at(self, t: int) -> Between | None:
        """The period at t: with several places, from the earliest start to the latest end of theirs."""
        if not self.by_the_clock:
            return Between(t - self.length + 1, t + 1)
        own = [self._in_zone(zone, t) for zone in self.zones]
        known = [stretch for stretch in own if stretch is not None]
        if len(known) < len(own):
            return None
        return Between(min(stretch.since for stretch in known), max(stretch.until for stretch in known))

    def moments(self, at: int) -> Iterator[int]:
        """Every moment at which a call made at `at` may come into the period or leave it."""
        if not self.by_the_clock:
            yield from (at, at + self.length)
            return
        for zone in self.zones:
            day = day_of(zone, at)
            if zone is not None and day is not None:
                first, after = self._days(day)
                stays = self.length // DAY if self.mode == "consecutive_days" else after - first
                start = day if self.mode == "consecutive_days" else first
                yield from (day_begins(zone, start), day_begins(zone, start + stays))

    def _in_zone(self, zone: str | None, t: int) -> Between | None:
        day = day_of(zone, t)
        if zone is None or day is None:
            return None
        first, after = self._days(day)
        return Between(day_begins(zone, first), day_begins(zone, after))

    def _days(self, day: int) -> tuple[int, int]:
        """The first day of a day's period and the first day after it."""
        if self.mode == "consecutive_days":
            return day - self.length // DAY + 1, day + 1
        if self.unit == "week":
            # 1970-01-01 was a Thursday: three days after the Monday of its week.
            monday = day - (day + 3) % 7
            return monday, monday + 7
        if self.unit == "month":
            first = written_day(day).replace(day=1)
            return number(first), number((first + timedelta(days=31)).replace(day=1))
        return day, day + 1


def tumbling(calls: Iterable[PastCall], t: int, length: int) -> list[PastCall]:
    """The calls of a period that its first call started and that is not over at t; none if it is.

    The first call that lies outside a period starts the next one; calls after t have not been made yet.
    """
    period: list[PastCall] = []
    for call in sorted((call for call in calls if call.at <= t), key=lambda call: (call.at, call.id)):
        if period and call.at < period[0].at + length:
            period.append(call)
        else:
            period = [call]
    return period if period and t < period[0].at + length else []
