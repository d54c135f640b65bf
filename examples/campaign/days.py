"""The real order of the calls, laid into the year 2026.

The data say the month and the weekday of each call and, by their order, which calls fell on one day; they
do not say which day. Takes months and weekdays in the order of the file; gives a day of 2026 for each row,
with that month and that weekday. Order is kept within a month of one real year; where that month held a
weekday once more than it does in 2026, the last two share a day. Public holidays of 2026 are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

YEAR = 2026
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEK = timedelta(weeks=1)


def days(rows: Iterable[tuple[str, str]]) -> list[date]:
    """The day of each row, from its month and weekday.

    >>> [day.isoformat() for day in days([("may", "mon"), ("may", "tue"), ("may", "mon"), ("jun", "mon")])]
    ['2026-05-04', '2026-05-05', '2026-05-11', '2026-06-01']
    """
    laid: list[date] = []
    for month, run in groupby(rows, key=lambda row: row[0]):
        laid += _in_month(MONTHS.index(month) + 1, [WEEKDAYS.index(weekday) for _, weekday in run])
    return laid


def _in_month(month: int, weekdays: list[int]) -> Iterator[date]:
    """The days of one month; a weekday that comes before the one before it begins a new week."""
    start = date(YEAR, month, 1)
    monday = start + timedelta(days=(weekdays[0] - start.weekday()) % 7 - weekdays[0])
    before = weekdays[0]
    for weekday in weekdays:
        monday += WEEK if weekday < before else timedelta()
        before = weekday
        day = monday + timedelta(days=weekday)
        while day.month != month:
            day -= WEEK
        yield day
