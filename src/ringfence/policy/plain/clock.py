"""What clocks on walls say: local days and times of day, and the moments at which they begin.

Used by windows, caps and stops, which are about somebody's day. Takes UTC milliseconds and the name of a
zone; gives whole days (counted from 1970-01-01) and milliseconds since local midnight. `zoneinfo` is asked
for offsets and for nothing else. A zone nobody knows, or a moment outside the known years, is unknown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ringfence.call.moments import DAY, EPOCH, FOREVER, moment
from ringfence.call.words import Call

KNOWN_FROM = moment("2000-01-01T00:00:00Z")
KNOWN_TO = moment("2040-01-01T00:00:00Z")
FIRST_DAY = EPOCH.date().toordinal()


class Stretch(NamedTuple):
    """A time during which a zone keeps one offset, `[since, until)`."""

    since: int
    until: int
    offset: int


class Reading(NamedTuple):
    """What a clock shows: the day it is, and the milliseconds since that day's midnight."""

    day: int
    ms: int


@cache
def stretches(zone: str | None) -> tuple[Stretch, ...]:
    """The stretches of a zone in order; none for a zone nobody knows.

    The first and the last are taken to go on for ever, so that a day that begins just outside the known
    years has a beginning; nothing is ever read from a clock out there.
    """
    try:
        info = ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        info = None
    if info is None:
        return ()
    found, since, offset = [], -FOREVER, _offset(info, KNOWN_FROM)
    # A clock is never changed twice within a day: looking once a day misses nothing.
    for looked in range(KNOWN_FROM, KNOWN_TO, DAY):
        later = _offset(info, looked + DAY)
        if later != offset:
            change = _moment_of_change(info, looked, looked + DAY)
            found.append(Stretch(since, change, offset))
            since, offset = change, later
    return (*found, Stretch(since, FOREVER, offset))


def reading(zone: str | None, t: int) -> Reading | None:
    """What the clock of a zone shows at a moment, or None where that is unknown.

    >>> reading("Asia/Shanghai", moment("2026-03-10T15:00:00+08:00")) == Reading(20522, 15 * 3_600_000)
    True
    """
    if not KNOWN_FROM <= t < KNOWN_TO or not stretches(zone):
        return None
    stretch = _stretch(zone, t)
    return Reading(*divmod(t + stretch.offset, DAY))


def day_begins(zone: str, day: int) -> int:
    """The first moment at which a zone's clock reaches midnight of a day or has jumped past it.

    >>> day_begins("America/Havana", number(date(2026, 3, 8))) == moment("2026-03-08T05:00:00Z")
    True
    """
    midnight = day * DAY
    around = stretches(zone)
    first = max(0, _index(zone, midnight - 2 * DAY))
    return next(
        reached
        for stretch in around[first:]
        if (reached := max(stretch.since, midnight - stretch.offset)) < stretch.until
    )


def day_of(zone: str | None, t: int) -> int | None:
    """The local day a moment belongs to: the last one that has begun by then.

    Where a clock goes back over midnight, what it shows again belongs to the day that had begun.

    >>> day_of("Asia/Shanghai", moment("2026-03-10T00:00:00+08:00")) == number(date(2026, 3, 10))
    True
    """
    shown = reading(zone, t)
    if shown is None or zone is None:
        return None
    return shown.day + 1 if day_begins(zone, shown.day + 1) <= t else shown.day


def next_change(zone: str | None, t: int) -> int | None:
    """The next moment after t at which a zone's offset changes, or becomes known or unknown."""
    if t >= KNOWN_TO or not stretches(zone):
        return None
    return KNOWN_FROM if t < KNOWN_FROM else min(_stretch(zone, t).until, KNOWN_TO)


def next_mark(zone: str | None, t: int, marks: Iterable[int]) -> int | None:
    """The next moment after t at which a zone's clock shows one of these times of day, or is changed."""
    change, shown = next_change(zone, t), reading(zone, t)
    if change is None or shown is None:
        return change
    return min([change, *(t + ((mark - shown.ms) % DAY or DAY) for mark in marks)])


def within(since: int, until: int, ms: int) -> bool:
    """Whether a time of day lies in `[since, until)`; `since` not before `until` spans midnight.

    >>> within(22 * 3_600_000, 8 * 3_600_000, 0)
    True
    """
    return since <= ms < until if since < until else ms >= since or ms < until


def number(day: date) -> int:
    """How many days after 1970-01-01 a day is.

    >>> number(date(1970, 1, 2))
    1
    """
    return day.toordinal() - FIRST_DAY


def written_day(day: int) -> date:
    """The date of a day's number.

    >>> written_day(1)
    datetime.date(1970, 1, 2)
    """
    return date.fromordinal(day + FIRST_DAY)


def zones(basis: str, call: Call) -> tuple[str | None, ...]:
    """The zones whose clocks a basis looks at; None stands for a clock that is not known.

    >>> zones("caller", Call(recipient="+8613000000000", caller_zone="Europe/Paris"))
    ('Europe/Paris',)
    """
    if basis.startswith("fixed("):
        return (basis[len("fixed(") : -1],)
    if basis == "caller":
        return (call.caller_zone,)
    places = call.places or ()
    if basis == "number_region":
        places = tuple(place for place in places if place.source == "number")
    if basis != "all_known_locations":
        places = places[:1]
    return tuple(place.zone for place in places) or (None,)


def _offset(info: ZoneInfo, t: int) -> int:
    shown = (EPOCH + timedelta(milliseconds=t)).astimezone(info).utcoffset()
    return (shown or timedelta()) // timedelta(milliseconds=1)


def _moment_of_change(info: ZoneInfo, before: int, after: int) -> int:
    old = _offset(info, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(info, middle) == old else (before, middle)
    return after


@cache
def _starts(zone: str | None) -> list[int]:
    return [stretch.since for stretch in stretches(zone)]


def _index(zone: str | None, t: int) -> int:
    return bisect_right(_starts(zone), t) - 1


def _stretch(zone: str | None, t: int) -> Stretch:
    return stretches(zone)[_index(zone, t)]
