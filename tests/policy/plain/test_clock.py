"""Clocks on walls, held against `zoneinfo` asked directly."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.call.moments import DAY, EPOCH, HOUR, MINUTE, moment
from ringfence.call.words import Call, Place
from ringfence.policy.plain.clock import (
    KNOWN_FROM,
    KNOWN_TO,
    Reading,
    day_begins,
    day_of,
    next_change,
    next_mark,
    number,
    reading,
    within,
    written_day,
    zones,
)
from tests.made.words import ZONES

# Clocks that are changed about midnight, one that went back over it, and one that left out a whole day.
ODD = ("Asia/Beirut", "America/Santiago", "America/St_Johns", "Africa/Cairo", "Pacific/Apia")
SOME_MOMENT = st.integers(KNOWN_FROM + 3 * DAY, KNOWN_TO - 1)
QUICK = settings(max_examples=60, deadline=None)


def shown(zone: str, t: int | None) -> Reading:
    """The reading of a clock that is known."""
    found = None if t is None else reading(zone, t)
    assert found is not None
    return found


def local_day(zone: str, t: int) -> int:
    """The local day by a clock that is known."""
    found = day_of(zone, t)
    assert found is not None
    return found


@given(st.sampled_from((*ZONES, *ODD)), SOME_MOMENT)
@QUICK
def test_a_clock_shows_what_zoneinfo_says(zone, t):
    local = (EPOCH + timedelta(milliseconds=t)).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    assert reading(zone, t) == divmod((local - EPOCH) // timedelta(milliseconds=1), DAY)


@given(st.sampled_from((*ZONES, *ODD)), SOME_MOMENT)
@QUICK
def test_a_day_begins_when_its_midnight_is_first_reached(zone, t):
    day = local_day(zone, t)
    start, after = day_begins(zone, day), day_begins(zone, day + 1)
    assert start <= t < after
    assert shown(zone, start).day >= day
    # Never before: neither just now nor at any quarter of the two days that went before.
    earlier = [start - 1, *(start - back * 15 * MINUTE for back in range(1, 192))]
    assert all(shown(zone, moment).day < day for moment in earlier)


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Asia/Shanghai", "2026-03-10", "2026-03-10T00:00:00+08:00"),
        ("America/Havana", "2026-03-08", "2026-03-08T01:00:00-04:00"),
        ("America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"),
        ("Asia/Beirut", "2026-10-25", "2026-10-25T00:00:00+02:00"),
        ("America/St_Johns", "2010-11-07", "2010-11-07T00:00:00-02:30"),
    ],
)
def test_a_day_whose_midnight_is_jumped_over_or_shown_twice_begins_once(zone, day, begins):
    assert day_begins(zone, number(date.fromisoformat(day))) == moment(begins)


def test_an_hour_shown_twice_over_midnight_stays_with_the_day_that_had_begun():
    # In St. John's the clock went from 00:01 back to 23:01.
    again = moment("2010-11-06T23:30:00-03:30")
    assert written_day(shown("America/St_Johns", again).day) == date(2010, 11, 6)
    assert written_day(local_day("America/St_Johns", again)) == date(2010, 11, 7)


@given(st.sampled_from((*ZONES, *ODD)), SOME_MOMENT)
@QUICK
def test_between_two_changes_a_clock_runs_evenly(zone, t):
    change, start = next_change(zone, t), shown(zone, t)
    assert change is not None
    assert t < change <= KNOWN_TO

    def if_it_ran_on(later: int) -> tuple[int, int]:
        on = start.day * DAY + start.ms + later - t
        return on // DAY, on % DAY

    assert shown(zone, change - 1) == if_it_ran_on(change - 1)
    assert change == KNOWN_TO or shown(zone, change) != if_it_ran_on(change)


@given(st.sampled_from(ZONES), SOME_MOMENT, st.lists(st.sampled_from((0, 8 * HOUR, 22 * HOUR)), max_size=3))
@QUICK
def test_no_mark_is_passed_over(zone, t, marks):
    reached = next_mark(zone, t, marks)
    assert reached is not None
    assert reached == next_change(zone, t) or shown(zone, reached).ms in marks
    between = range(t + 1, reached, max(1, (reached - t) // 50))
    assert all(shown(zone, moment).ms not in marks for moment in between)


def test_a_zone_nobody_knows_and_the_years_nobody_knows_are_unknown():
    for zone in (None, "", "Asia/Nowhere", "../secrets"):
        assert reading(zone, 0) is None
        assert day_of(zone, KNOWN_FROM) is None
        assert next_change(zone, KNOWN_FROM) is None
    assert reading("Asia/Shanghai", KNOWN_FROM - 1) is None
    assert reading("Asia/Shanghai", KNOWN_TO) is None
    assert next_change("Asia/Shanghai", KNOWN_FROM - DAY) == KNOWN_FROM
    assert next_change("Asia/Shanghai", KNOWN_TO) is None


def test_a_night_spans_midnight_and_equal_ends_are_a_whole_day():
    night = [hour for hour in range(24) if within(22 * HOUR, 8 * HOUR, hour * HOUR)]
    assert night == [*range(8), 22, 23]
    assert all(within(9 * HOUR, 9 * HOUR, hour * HOUR) for hour in range(24))


def test_a_basis_names_the_clocks_that_are_looked_at():
    paris, told = Place(zone="Europe/Paris"), Place(zone="Asia/Shanghai", source="number")
    call = Call(recipient="r", caller_zone="Asia/Urumqi", places=(paris, told, Place()))
    assert zones("called_location", call) == ("Europe/Paris",)
    assert zones("all_known_locations", call) == ("Europe/Paris", "Asia/Shanghai", None)
    assert zones("number_region", call) == ("Asia/Shanghai",)
    assert zones("caller", call) == ("Asia/Urumqi",)
    assert zones("fixed(Asia/Kathmandu)", call) == ("Asia/Kathmandu",)
    for basis in ("called_location", "all_known_locations", "number_region", "caller"):
        assert zones(basis, Call(recipient="r", places=())) == (None,)


def test_days_are_counted_from_1970():
    assert written_day(number(date(2026, 3, 10))) == date(2026, 3, 10)
    assert number(date(1970, 1, 1)) == 0
    assert datetime(2026, 3, 10, tzinfo=UTC) == EPOCH + timedelta(days=number(date(2026, 3, 10)))
