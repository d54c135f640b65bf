"""Moments: UTC milliseconds inside the house, ISO 8601 with a zone at its doors.

Takes what a person or a pack writes; gives integers. A clock without a zone is an error, never a guess.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ringfence.call.errors import RequestError

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FOREVER = 2**62
"""Later than any moment; what has no end ends here."""
WRITABLE = range(DAY - 62_135_596_800_000, 253_402_300_800_000 - DAY)
"""From the first year to the last one that a date can be written in, at whatever offset."""


def moment(value: str | int | datetime, path: str = "at") -> int:
    """The UTC milliseconds of a moment that names its zone, or that is given in them.

    >>> moment("2026-03-10T15:00:00+08:00")
    1773126000000
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return _in_our_years(value, value, path)
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        when = None
    if not isinstance(when, datetime):
        message = f"`{value}` is not a moment; write it like 2026-03-10T15:00:00+08:00"
        raise RequestError(message, path) from None
    if when.tzinfo is None:
        message = f"`{value}` names no zone; add one, as in 2026-03-10T15:00:00+08:00"
        raise RequestError(message, path)
    return _in_our_years((when - EPOCH) // timedelta(milliseconds=1), value, path)


def _in_our_years(ms: int, value: object, path: str) -> int:
    if ms not in WRITABLE:
        raise RequestError(
            f"`{str(value)[:40]}` lies in no year from 1 to 9999; it is milliseconds since 1970 or a date",
            path,
        )
    return ms


def utc_offset(zone: ZoneInfo, at: int) -> int:
    """How far a zone's clock is before UTC at a moment, in milliseconds.

    >>> utc_offset(ZoneInfo("Asia/Shanghai"), 1773126000000) // HOUR
    8
    """
    offset = datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() * 1000)


def written(ms: int, offset_ms: int = 0) -> str:
    """The moment as ISO 8601 at an offset from UTC.

    >>> written(1773126000000, 8 * HOUR)
    '2026-03-10T15:00:00+08:00'
    """
    shifted = EPOCH + timedelta(milliseconds=ms + offset_ms)
    sign, minutes = ("-" if offset_ms < 0 else "+"), abs(offset_ms) // MINUTE
    digits = "milliseconds" if ms % SECOND else "seconds"
    text = shifted.replace(tzinfo=None).isoformat(timespec=digits)
    return f"{text}{sign}{minutes // 60:02}:{minutes % 60:02}"


def day_number(value: date) -> int:
    """A calendar day as the milliseconds of its midnight, read as if its clock were UTC.

    >>> day_number(date(1970, 1, 2)) == DAY
    True
    """
    return (value - EPOCH.date()).days * DAY
