"""The next step: up, one at a time; back; and never without a person where a line is protected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.carrier.ladder.climb import Standing, move, needs_person
from ringfence.policy.kinds.ladder import Step
from tests.carrier.ladder.laddered import AT, DAY, ladder

PLAIN = {"registered": False, "off_site_filed": False, "public_service": False, "purpose": None}
HARD = ("warn", "label", "slow", "bar_outgoing", "suspend", "close", "delist")


def climbed(days, facts=PLAIN, name="hurried", seen=lambda _: True):
    """What happens on each of so many days, the ladder run at each midnight, every proposal taken."""
    standing: Standing | None = None
    told: list[tuple[str, str] | None] = []
    for day in range(days):
        at = AT + day * DAY
        found = move(ladder(name), standing, at, facts, seen=seen(day), about=True)
        told.append(None if found is None else (found.step.action, found.what))
        if standing is not None and seen(day):
            standing = Standing(standing.nth, standing.action, standing.since, standing.until, at)
        if standing is not None and found is not None and found.what == "lifted":
            standing = Standing(standing.nth, standing.action, standing.since, at, standing.seen_at)
        elif found is not None:
            standing = Standing(found.nth, found.step.action, at, found.until, at)
    return told


def test_a_line_that_goes_on_climbs_a_step_a_day_and_a_person_decides_to_suspend_and_to_close():
    assert climbed(5) == [
        ("warn", "taken"), ("slow", "taken"), ("suspend", "proposed"), ("close", "proposed"), None,
    ]  # fmt: skip


def test_what_was_counted_once_is_not_counted_again():
    told = climbed(12, name="complained")
    assert [each for each in told if each] == [("warn", "taken"), ("slow", "taken")]
    assert told[10] == ("slow", "taken")


def test_a_warning_is_lifted_after_fourteen_calm_days():
    told = climbed(20, seen=lambda day: day == 0)
    assert told[14] == ("warn", "lifted")
    assert told[15:] == [None] * 5


def test_a_line_that_comes_back_within_the_time_that_is_remembered_goes_on_where_it_was():
    assert climbed(40, seen=lambda day: day in {0, 39})[39] == ("slow", "taken")


def test_after_that_time_it_begins_anew():
    assert climbed(120, seen=lambda day: day in {0, 100})[100] == ("warn", "taken")


@pytest.mark.parametrize(
    "fact",
    [{"registered": True}, {"off_site_filed": True}, {"public_service": True}, {"purpose": "fraud_alert"}],
)
@pytest.mark.parametrize("action", HARD)
def test_nothing_is_done_to_a_protected_line_without_a_person(fact, action):
    extra = {"a_minute": {"value": "x"}, "counter": "gate"} if action == "slow" else {}
    step = Step.model_validate({"nth": 1, "action": action, **extra})
    assert needs_person(step, {**PLAIN, **fact}, sure=True)


def test_anybody_may_be_observed():
    assert not needs_person(Step(nth=1, action="observe"), {"registered": True}, sure=False)


def test_a_line_of_which_too_little_is_known_waits_for_a_person():
    found = move(ladder(), None, AT, {}, seen=True, about=None)
    assert found is not None
    assert (found.step.action, found.what) == ("warn", "proposed")


def test_a_ladder_that_is_not_about_a_line_does_nothing_to_it():
    assert move(ladder(), None, AT, {"registered": True}, seen=True, about=False) is None


@given(
    st.lists(st.booleans(), min_size=1, max_size=60),
    st.sampled_from(["hurried", "wide", "complained", "devices"]),
)
def test_no_line_skips_a_step_and_none_is_suspended_or_closed_without_a_person(days, name):
    told = [each for each in climbed(len(days), name=name, seen=lambda day: days[day]) if each]
    up = [each for each in told if each[1] != "lifted"]
    assert all(what == "proposed" for action, what in up if action in {"suspend", "close"})
    assert [action for action, _ in up][:4] == ["warn", "slow", "suspend", "close"][: len(up)]
