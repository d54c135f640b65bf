"""A clock that is read again and again says what a new one says."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.moments import HOUR, moment
from ringfence.policy.plan.clockwork import ClockReader, ClocksReader

NAMES = ("day_from", "day_to", "days3_from", "feast_kind", "lday", "lms", "next", "off", "until", "week_to")
CALENDARS = {"feast": {dt.date(2026, 10, 25) + dt.timedelta(days=day): "holiday" for day in range(0, 30, 2)}}
# Paris sets its clock back; Havana and Scoresbysund read an hour before midnight twice; Apia skipped a day.
AROUND = {
    "Europe/Paris": "2026-10-25T00:00:00+00:00",
    "America/Havana": "2026-11-01T04:00:00+00:00",
    "America/Scoresbysund": "2026-10-25T00:00:00+00:00",
    "Pacific/Apia": "2011-12-30T10:00:00+00:00",
    "Asia/Shanghai": "2026-10-25T16:00:00+00:00",
}
reads = st.lists(
    st.tuples(st.sampled_from(sorted(AROUND)), st.integers(-60 * HOUR, 60 * HOUR)), min_size=1, max_size=12
)


def read(reader, zone, t):
    """The clock's columns at a moment, as calls are given them."""
    values: list[int | str | None] = []
    reader.read_onto(values, (zone,), t)
    return tuple(values)


def reader_of(names, calendars):
    return ClocksReader([ClockReader(names, calendars)])


@given(reads)
def test_what_was_read_before_changes_nothing(asked):
    for names in (NAMES, tuple(name for name in NAMES if name != "lms")):
        used = reader_of(names, CALENDARS)
        for zone, after in asked:
            t = moment(AROUND[zone]) + after
            assert read(used, zone, t) == read(reader_of(names, CALENDARS), zone, t)


@given(reads)
def test_the_day_and_the_time_of_day_are_the_clocks_own(asked):
    reader = reader_of(("lday", "lms", "off"), {})
    for zone, after in asked:
        t = moment(AROUND[zone]) + after
        lday, lms, off = (int(value or 0) for value in read(reader, zone, t))
        assert lday + lms == t + off


def test_an_unknown_clock_is_unknown():
    reader = reader_of(("lms", "off"), {})
    assert read(reader, None, 0) == read(reader, "Nowhere/Here", 0) == (None, None)
    assert read(reader, "Europe/Paris", moment("1999-01-01T00:00:00+00:00")) == (None, None)
    assert read(reader, "Europe/Paris", moment("2041-01-01T00:00:00+00:00")) == (None, None)
