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
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ringfence.call.moments import DAY, EPOCH, SECOND, day_number

FIRST = day_number(dt.date(2000, 1, 1))
LAST = day_number(dt.date(2040, 1, 1))
LAST_YEARS = 2038
MONDAY_SHIFT = 3 * DAY
DIRECT = frozenset({"off", "until", "next", "lday", "lms"})
Calendars = Mapping[str, Mapping[dt.date, str]]


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


class ClockReader:
    """Reads the named columns of one clock in any zone; what depends on the day alone is worked out once a day."""

    def __init__(self, names: tuple[str, ...], calendars: Calendars) -> None:
        self.names, self.calendars = names, calendars
        self._dated = [name for name in names if name not in DIRECT]
        self._days: dict[tuple[str, int], tuple[int | None, dict[str, int | str | None]]] = {}

    def read(self, zone: str | None, t: int) -> dict[str, int | str | None]:
        """The columns at a moment; every one None where the clock is unknown."""
        offsets = zone_offsets(zone) if zone else None
        row = offsets.row_at(t) if offsets else None
        if zone is None or offsets is None or row is None:
            return dict.fromkeys(self.names)
        off = offsets.off[row]
        local = t + off
        lday = local - local % DAY
        tomorrow, dated = self._day(zone, offsets, lday)
        if tomorrow is not None and tomorrow <= t:
            # A clock set back over midnight reads yesterday again: what has begun stays begun.
            dated = {
                name: day_column(offsets, lday + DAY, lday, name, self.calendars) for name in self._dated
            }
        following = offsets.off[row + 1] if row + 1 < len(offsets.off) else off
        return {
            "off": off, "until": offsets.until(row), "next": following, "lday": lday, "lms": local - lday, **dated,
        }  # fmt: skip

    def _day(
        self, zone: str, offsets: ZoneOffsets, lday: int
    ) -> tuple[int | None, dict[str, int | str | None]]:
        found = self._days.get((zone, lday))
        if found is None:
            dated = {name: day_column(offsets, lday, lday, name, self.calendars) for name in self._dated}
            found = self._days[zone, lday] = (offsets.start_of(lday + DAY), dated)
        return found


def day_column(
    offsets: ZoneOffsets, begun: int, lday: int, name: str, calendars: Calendars
) -> int | str | None:
    """A column that depends on the day alone: a bound of the periods of the day that has begun, or what a
    calendar says of the day that the clock reads.
    """
    if found := re.fullmatch(r"(.+?)_over", name):
        return int(is_over(calendars.get(found[1], {}), EPOCH.date() + dt.timedelta(days=lday // DAY)))
    if found := re.fullmatch(r"(.+?)_kind(_before)?", name):
        day = EPOCH.date() + dt.timedelta(days=(lday - (DAY if found[2] else 0)) // DAY)
        return calendars.get(found[1], {}).get(day)
    if found := re.fullmatch(r"days(\d+)_from", name):
        return offsets.start_of(begun - (int(found[1]) - 1) * DAY)
    first, after = _period(begun, name.removesuffix("_from").removesuffix("_to"))
    return offsets.start_of(first if name.endswith("_from") else after)


def is_over(calendar: Mapping[dt.date, str], day: dt.date) -> bool:
    """Whether neither a day nor the one before it is in a calendar, nor any later one.

    In the last years of which a clock is known nothing is said to be over, for there the clock ends first.
    """
    last = max(calendar, default=dt.date.min)
    return last < day - dt.timedelta(days=1) and day.year < LAST_YEARS


def _period(lday: int, unit: str) -> tuple[int, int]:
    if unit == "day":
        return lday, lday + DAY
    if unit == "week":
        monday = lday - (lday + MONDAY_SHIFT) % (7 * DAY)
        return monday, monday + 7 * DAY
    first = (EPOCH.date() + dt.timedelta(days=lday // DAY)).replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return day_number(first), day_number(after)
