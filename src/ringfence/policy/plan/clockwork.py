"""Fills the columns behind a call's clocks from the zone's changes and the pack's calendars.

Between a call's zones and rule logic. Takes a zone and a moment; gives integers: the offset and the one after,
the local day and time of day, and the bounds of the local periods a plan reads. The same function serves one
call and a list, so that no dialect's own date arithmetic is ever asked. A zone nobody knows, or a moment
outside 2000 to 2039, is unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ringfence.call.moments import DAY, EPOCH, FOREVER, SECOND, day_number

FIRST = day_number(dt.date(2000, 1, 1))
LAST = day_number(dt.date(2040, 1, 1))
MONDAY_SHIFT = 3 * DAY
DIRECT = frozenset({"off", "until", "next", "lday", "lms"})
Calendars = Mapping[str, Mapping[dt.date, str]]
Values = tuple[int | str | None, ...]
Zones = tuple[str | None, ...]
MOST_ZONES = 4096
"""For so many sets of zones it is kept what holds around the moment last read."""


@dataclass(frozen=True, slots=True)
class ZoneOffsets:
    """A zone's offsets: row i holds from `since[i]` to `since[i + 1]`."""

    since: tuple[int, ...]
    off: tuple[int, ...]

    def row_at(self, t: int) -> int | None:
        """Which row holds at a moment; None outside what is known."""
        return bisect_right(self.since, t) - 1 if FIRST <= t < LAST else None

    def until(self, row: int) -> int:
        """The end of a row."""
        return self.since[row + 1] if row + 1 < len(self.since) else LAST

    def start_of(self, local: int) -> int | None:
        """The first moment at which the clock has reached `local`."""
        row = self.row_at(local - DAY - DAY // 8)
        if row is None:
            return None
        while local - self.off[row] >= self.until(row):
            row += 1
            if row == len(self.off):
                return None
        return max(self.since[row], local - self.off[row])


@lru_cache(maxsize=1024)
def zone_offsets(zone: str) -> ZoneOffsets | None:
    """The changes of a zone from 2000 to 2039; None for a zone that does not exist.

    >>> zone_offsets("Asia/Shanghai").off == (8 * 3600 * SECOND,)
    True
    """
    try:
        info = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    since, off = [FIRST], [_offset(info, FIRST)]
    for day in range(FIRST, LAST, DAY):
        while _offset(info, day + DAY) != off[-1] and since[-1] < day + DAY:
            change = _change(info, max(day, since[-1]), day + DAY, off[-1])
            since.append(change)
            off.append(_offset(info, change))
    return ZoneOffsets(tuple(since), tuple(off))


def _offset(info: ZoneInfo, t: int) -> int:
    shift = (EPOCH + dt.timedelta(milliseconds=t)).astimezone(info).utcoffset()
    assert shift is not None
    return int(shift / dt.timedelta(milliseconds=1))


def _change(info: ZoneInfo, low: int, high: int, before: int) -> int:
    """The first moment in (low, high] with another offset; changes come on whole seconds."""
    while high - low > SECOND:
        middle = low + (high - low) // (2 * SECOND) * SECOND
        low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
    return high


class Stretch(NamedTuple):
    """Moments `[low, high)` between which a clock's columns stay what they are, but for the time of day.

    `before` and `after` stand around `lms`, which is the moment less `midnight`; without it, `before` is all.
    """

    low: int
    high: int
    midnight: int | None
    before: Values
    after: Values


class ClockReader:
    """Reads the named columns of one clock in any zone; what depends on the day alone is worked out once a day."""

    def __init__(self, names: tuple[str, ...], calendars: Calendars) -> None:
        self.names, self.calendars = names, calendars
        self._dated = [name for name in names if name not in DIRECT]
        self._unknown: Values = (None,) * len(names)
        self._last: dict[str, Stretch] = {}
        self._days: dict[tuple[str, int], tuple[int | None, dict[str, int | str | None]]] = {}

    def stretch(self, zone: str | None, t: int) -> Stretch:
        """What holds around a moment."""
        if zone is None:
            return Stretch(-FOREVER, FOREVER, None, self._unknown, ())
        stretch = self._last.get(zone)
        if stretch is None or not stretch.low <= t < stretch.high:
            stretch = self._last[zone] = self._stretch(zone, t)
        return stretch

    def _stretch(self, zone: str, t: int) -> Stretch:
        offsets = zone_offsets(zone)
        row = offsets.row_at(t) if offsets else None
        if offsets is None or row is None:
            return Stretch(t, t + 1, None, self._unknown, ())
        off, until = offsets.off[row], offsets.until(row)
        lday = t + off - (t + off) % DAY
        low, high = max(offsets.since[row], lday - off), min(until, lday + DAY - off)
        tomorrow, dated = self._day(zone, offsets, lday)
        if tomorrow is not None and tomorrow <= t:
            # A clock set back over midnight reads yesterday again: what has begun stays begun.
            dated = {
                name: day_column(offsets, lday + DAY, lday, name, self.calendars) for name in self._dated
            }
            low = max(low, tomorrow)
        elif tomorrow is not None:
            high = min(high, tomorrow)
        following = offsets.off[row + 1] if row + 1 < len(offsets.off) else off
        known = {"off": off, "until": until, "next": following, "lday": lday, **dated}
        values = tuple(known.get(name) for name in self.names)
        if "lms" not in self.names:
            return Stretch(low, high, None, values, ())
        place = self.names.index("lms")
        return Stretch(low, high, lday - off, values[:place], values[place + 1 :])

    def _day(
        self, zone: str, offsets: ZoneOffsets, lday: int
    ) -> tuple[int | None, dict[str, int | str | None]]:
        found = self._days.get((zone, lday))
        if found is None:
            dated = {name: day_column(offsets, lday, lday, name, self.calendars) for name in self._dated}
            found = self._days[zone, lday] = (offsets.start_of(lday + DAY), dated)
        return found


class ClocksReader:
    """Reads several clocks at once: between two changes of any of them, only the times of day run on."""

    def __init__(self, readers: Sequence[ClockReader]) -> None:
        self.readers = readers
        self._last: dict[Zones, _Together] = {}

    def read_onto(self, values: list[Any], zones: Zones, t: int) -> None:
        """Puts the columns of every clock at a moment behind these values."""
        found = self._last.get(zones)
        if found is None or not found.low <= t < found.high:
            if len(self._last) >= MOST_ZONES:
                self._last.clear()
            found = self._last[zones] = self._together(zones, t)
        start = len(values)
        values += found.values
        for place, midnight in found.running:
            values[start + place] = t - midnight

    def _together(self, zones: Zones, t: int) -> _Together:
        values: list[int | str | None] = []
        running: list[tuple[int, int]] = []
        stretches = [reader.stretch(zone, t) for reader, zone in zip(self.readers, zones, strict=True)]
        for each in stretches:
            values += each.before
            if each.midnight is not None:
                running.append((len(values), each.midnight))
                values += (None, *each.after)
        low = max((each.low for each in stretches), default=-FOREVER)
        high = min((each.high for each in stretches), default=FOREVER)
        return _Together(low, high, values, running)


class _Together(NamedTuple):
    """Moments `[low, high)` between which all clocks' columns stay but the `running`: where each is, and its midnight."""

    low: int
    high: int
    values: Sequence[int | str | None]
    running: Sequence[tuple[int, int]]


def day_column(
    offsets: ZoneOffsets, begun: int, lday: int, name: str, calendars: Calendars
) -> int | str | None:
    """A column that depends on the day alone: a bound of the periods of the day that has begun, or what a
    calendar says of the day that the clock reads.
    """
    if found := re.fullmatch(r"(.+?)_kind(_before)?", name):
        day = EPOCH.date() + dt.timedelta(days=(lday - (DAY if found[2] else 0)) // DAY)
        return calendars.get(found[1], {}).get(day)
    if found := re.fullmatch(r"days(\d+)_from", name):
        return offsets.start_of(begun - (int(found[1]) - 1) * DAY)
    first, after = _period(begun, name.removesuffix("_from").removesuffix("_to"))
    return offsets.start_of(first if name.endswith("_from") else after)


def _period(lday: int, unit: str) -> tuple[int, int]:
    if unit == "day":
        return lday, lday + DAY
    if unit == "week":
        monday = lday - (lday + MONDAY_SHIFT) % (7 * DAY)
        return monday, monday + 7 * DAY
    first = (EPOCH.date() + dt.timedelta(days=lday // DAY)).replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return day_number(first), day_number(after)
