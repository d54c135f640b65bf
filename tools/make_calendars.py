"""Makes the dated calendars of the packs: for every known day whether it is worked, off or a holiday.

Stands in the workshop. It takes what `chinese_calendar` (the State Council's yearly notices, make-up days
included) and `holidays` (the eleven days of the Code du travail) know, gives `calendars/*.yaml` in the packs
that need them, and is run by hand when those packages know another year:

    python -m tools.make_calendars

A calendar ends where its source does. It never goes on by rule of thumb: the days after its end are unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import chinese_calendar
import holidays

PACKS = Path(__file__).parents[1] / "packs"
SATURDAY = 5


class Calendar(NamedTuple):
    """A calendar of a pack: its name, whence and for which years it is, and what it says of a day."""

    name: str
    packs: tuple[str, ...]
    head: str
    years: range
    kind: Callable[[dt.date], str]


def chinese(day: dt.date) -> str:
    """What a day is in mainland China: a holiday, rest days that were moved to it included; work on make-up days.

    >>> chinese(dt.date(2026, 2, 14)), chinese(dt.date(2026, 2, 16)), chinese(dt.date(2026, 3, 7))
    ('work', 'holiday', 'off')
    """
    free, name = chinese_calendar.get_holiday_detail(day)
    if not free:
        return "work"
    return "holiday" if name else "off"


def french(day: dt.date) -> str:
    """What a day is in France: one of the legal holidays, a day of the weekend, or a working day.

    >>> french(dt.date(2026, 7, 14)), french(dt.date(2026, 7, 18)), french(dt.date(2026, 7, 20))
    ('holiday', 'off', 'work')
    """
    if day in FRENCH_HOLIDAYS:
        return "holiday"
    return "off" if day.weekday() >= SATURDAY else "work"


FRENCH_YEARS = range(2023, 2029)
FRENCH_HOLIDAYS = holidays.country_holidays("FR", years=FRENCH_YEARS)

CALENDARS = (
    Calendar(
        "cn",
        ("cn-bank-card",),
        """\
# Mainland China: working days, days off and holidays, as the General Office of the State Council gives notice of
# them each year (国务院办公厅关于部分节假日安排的通知). A weekend day that is made up for (调休上班) is `work`; every
# day of a holiday's time off (放假), moved rest days included, is `holiday`; the other weekend days are `off`.
# Source: the package chinesecalendar, which copies the notices. It ends with 2026: the days after are unknown.
""",
        range(2024, 2027),
        chinese,
    ),
    Calendar(
        "fr",
        ("fr-marketing",),
        """\
# France: the eleven legal holidays of article L3133-1 of the Code du travail; Saturdays and Sundays are `off`.
# The two further days of Alsace-Moselle and the days of the overseas departments are not among those of L3133-1.
# Source: the package holidays (country FR). It is ended with 2028: the days after are unknown until it is made anew.
""",
        FRENCH_YEARS,
        french,
    ),
)


def written(calendar: Calendar) -> str:
    """The text of a calendar's file, a line for each day."""
    made = (
        f"# Made by tools/make_calendars.py for {calendar.years[0]} to {calendar.years[-1]}; do not edit.\n"
    )
    return calendar.head + made + "".join(f"{day}: {calendar.kind(day)}\n" for day in days(calendar.years))


def days(years: range) -> Iterator[dt.date]:
    """Every day of some years, in order."""
    day = dt.date(years[0], 1, 1)
    while day.year in years:
        yield day
        day += dt.timedelta(days=1)


def files() -> Iterator[tuple[Path, str]]:
    """Every calendar file of the packs, and what it is to say."""
    for calendar in CALENDARS:
        for pack in calendar.packs:
            yield PACKS / pack / "calendars" / f"{calendar.name}.yaml", written(calendar)


if __name__ == "__main__":
    for path, text in files():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
