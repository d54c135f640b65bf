"""The calendars of the packs are what their tool gives, and end where their source does."""

import datetime as dt

import chinese_calendar
import pytest
from chinese_calendar.constants import holidays as told
from tools.make_calendars import CALENDARS, chinese, files, french

FILES = list(files())


@pytest.mark.parametrize(("path", "text"), FILES, ids=lambda each: getattr(each, "name", ""))
def test_a_committed_calendar_is_what_the_tool_gives(path, text):
    assert path.read_text(encoding="utf-8") == text


def test_the_chinese_calendar_ends_with_the_last_year_that_has_a_notice():
    (china,) = (calendar for calendar in CALENDARS if calendar.name == "cn")
    assert china.years[-1] == max(told).year
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(dt.date(china.years[-1] + 1, 1, 1))


def test_a_sunday_that_is_made_up_for_is_a_working_day():
    sunday = dt.date(2026, 1, 4)
    assert sunday.weekday() == 6
    assert chinese(sunday) == "work"


def test_a_moved_rest_day_belongs_to_its_holiday():
    assert {chinese(dt.date(2026, 10, day)) for day in range(1, 8)} == {"holiday"}


def test_france_has_eleven_holidays_a_year():
    year = (dt.date(2025, 1, 1) + dt.timedelta(days=past) for past in range(365))
    assert sum(french(day) == "holiday" for day in year) == 11
