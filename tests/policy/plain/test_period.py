"""Periods by themselves."""

from ringfence.call.moments import HOUR, moment
from ringfence.policy.kinds.cap import Period
from ringfence.policy.plain.period import LocalPeriod, tumbling
from tests.policy.plain.given import past

NOON = moment("2026-03-10T12:00:00+08:00")


def test_a_period_by_an_unknown_clock_is_no_period_even_where_another_is_known():
    day = Period.model_validate({"length": "1 day", "mode": "calendar", "zone": "all_known_locations"})
    assert LocalPeriod(day, (None,)).at(NOON) is None
    assert LocalPeriod(day, ("Asia/Shanghai", None)).at(NOON) is None


def test_a_rolling_period_needs_no_clock():
    hour = Period.model_validate({"length": "1 hour", "mode": "rolling"})
    assert LocalPeriod(hour, (None,)).at(NOON) == (NOON - HOUR + 1, NOON + 1)


def test_only_calls_made_by_then_are_seen_in_a_tumbling_period():
    calls = [past("2026-03-10T12:30:00+08:00"), past("2026-03-10T11:30:00+08:00")]
    assert tumbling(calls, NOON, HOUR) == [calls[1]]
    assert tumbling(calls, NOON + HOUR, HOUR) == [calls[0]]
    assert tumbling(calls, NOON + 2 * HOUR, HOUR) == []
