"""A day's figures lose no answer and stand at the hour of the pack's clock."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.verdict import ANSWERS
from ringfence.caller.tally import QUARTER, Counted
from ringfence.doors.console.figures import SHADES, arranged, bounds

ZONES = ["Asia/Shanghai", "Asia/Kathmandu", "Europe/Paris", "America/St_Johns"]
DAY = dt.date(2026, 3, 29)


@given(st.sampled_from(ZONES), st.data())
def test_every_answer_of_a_day_stands_in_one_hour(zone, data):
    since, until = bounds(DAY, zone)
    assert since % QUARTER == until % QUARTER == 0
    told = [
        Counted(data.draw(st.integers(since // QUARTER, until // QUARTER - 1)) * QUARTER, "", "", "", data.draw(st.sampled_from(ANSWERS)), "", data.draw(st.integers(1, 9)))
        for _ in range(data.draw(st.integers(0, 20)))
    ]  # fmt: skip
    day = arranged(told, zone)
    assert day.total == sum(each.count for each in told)
    assert {answer: sum(count for count, _ in row) for answer, row in day.hours.items()} == day.answers
    assert all(
        bool(count) == bool(shade) and shade <= SHADES for row in day.hours.values() for count, shade in row
    )


def test_rules_are_counted_apart_from_answers():
    told = [Counted(0, "", "", "", "defer", "", 3), Counted(0, "", "", "", "defer", "a.rule", 2)]
    day = arranged(told, "Asia/Shanghai")
    assert (day.total, day.rules, day.longest) == (3, (("a.rule", "defer", 2),), 2)
    assert day.hours["defer"][8] == (3, SHADES)
