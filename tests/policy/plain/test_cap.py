"""Caps: what counts, by whom, in which period, and when there is room again."""

from dataclasses import replace

import pytest

from ringfence.call.moments import moment
from ringfence.call.words import Place
from tests.policy.plain.given import ANOTHER, SHANGHAI, answered, pack, past, retry, rule, verdict, world

A_DAY = {"length": "1 day", "mode": "calendar"}
TALKS = [past(f"2026-03-10T{hour:02}:00:00+08:00") for hour in (9, 11, 13)]
AFTERNOON = "2026-03-10T15:00:00+08:00"


def cap(count="conversation", period=None, key=("recipient",), *, when=None, **then):
    written = {"count": count, "max": {"value": "most"}, "period": period or A_DAY, "key": list(key), **then}
    return rule("cap", written, effect="defer", when=when or {})


def full(rule_, history, at=AFTERNOON, most=3, **known):
    return verdict(pack(rule_, most=most), world(at, history=tuple(history), **known))


def test_a_fourth_talk_on_the_same_day_is_put_off_to_the_next_morning():
    night = rule(
        "window", {"zone": "called_location", "forbid": [{"from": "22:00", "to": "08:00"}]}, effect="defer"
    )
    asked = world(AFTERNOON, history=tuple(TALKS))
    judged = answered(pack(cap(), night), asked)
    assert judged.answer == "defer"
    assert [(spoken.rule, spoken.until) for spoken in judged.spoken] == [
        ("test.cap", moment("2026-03-11T00:00:00+08:00"))
    ]
    assert judged.retry_at == moment("2026-03-11T08:00:00+08:00")


def test_three_talks_fill_the_day_and_two_do_not():
    assert full(cap(), TALKS) == "yes"
    assert full(cap(), TALKS[:2]) == "no"


def test_the_newest_call_that_counts_is_the_fact_that_decided():
    judged = answered(pack(cap()), world(AFTERNOON, history=tuple(TALKS[::-1])))
    assert (judged.spoken[0].fact_at, judged.spoken[0].leaf) == (moment("2026-03-10T13:00:00+08:00"), None)


def test_talks_with_somebody_else_do_not_count():
    assert full(cap(), [past("2026-03-10T09:00:00+08:00", whom=ANOTHER), *TALKS[:2]]) == "no"


# The three Chinese counters.


def test_of_interactive_calls_the_conversations_count():
    talk3 = cap(when={"style": ["interactive"]})
    rang = [past(call.id, "connect") for call in TALKS]
    assert full(talk3, TALKS) == "yes"
    assert full(talk3, rang) == "no"
    assert full(talk3, [past(call.id, style="notification") for call in TALKS]) == "no"


def test_connected_notifications_are_summed_over_the_lender_and_all_its_agencies():
    notify3 = cap(count="connect", when={"style": ["notification"]}, sum_over=["caller"])
    told = [past(call.id, "connect", style="notification", agency=f"agency-{call.id}") for call in TALKS]
    assert full(notify3, told, style="notification", agency="agency-a") == "yes"
    of_another_lender = [past(told[0].id, "connect", style="notification", caller="bank-b"), *told[1:]]
    assert full(notify3, of_another_lender, style="notification") == "no"
    of_one_agency = cap(count="connect", when={"style": ["notification"]}, sum_over=["agency"])
    assert full(of_one_agency, told, style="notification", agency="agency-a") == "no"


def test_unanswered_attempts_are_counted_for_each_contact_method():
    attempt6 = cap(count="attempt", only_if="unanswered", key=["recipient", "channel"])
    missed = [past(f"2026-03-10T{hour:02}:00:00+08:00", "unanswered") for hour in range(8, 14)]
    assert full(attempt6, missed, most=6) == "yes"
    assert full(attempt6, [*missed[:5], TALKS[2]], most=6) == "no"
    assert full(attempt6, missed, most=6, channel="sms") == "no"


# Periods.


def test_a_burst_around_midnight_passes_a_calendar_cap_and_fails_a_rolling_one():
    burst = [past("2026-03-09T23:59:00+08:00"), past("2026-03-09T23:59:30+08:00")]
    rolling = cap(period={"length": "24 h", "mode": "rolling"})
    assert full(cap(), burst, "2026-03-10T00:01:00+08:00", most=2) == "no"
    assert full(rolling, burst, "2026-03-10T00:01:00+08:00", most=2) == "yes"


def test_a_rolling_period_leaves_out_its_first_moment_and_takes_in_its_last():
    hour = cap(period={"length": "1 hour", "mode": "rolling"})
    at = "2026-03-10T12:00:00+08:00"
    for made, expected in (
        ("2026-03-10T11:00:00+08:00", "no"),
        ("2026-03-10T11:00:00.001+08:00", "yes"),
        ("2026-03-10T12:00:00+08:00", "yes"),
        ("2026-03-10T12:00:00.001+08:00", "no"),
    ):
        assert full(hour, [past(made)], at, most=1) == expected


def test_a_rolling_cap_has_room_when_all_but_too_few_have_left():
    rolling = pack(cap(period={"length": "24 h", "mode": "rolling"}), most=2)
    asked = world(AFTERNOON, history=tuple(TALKS))
    assert retry(rolling, asked) == moment("2026-03-11T11:00:00+08:00")


@pytest.mark.parametrize(
    ("length", "first", "before", "after"),
    [
        ("1 day", "2026-03-10T00:00:00+08:00", "2026-03-09T23:59:59.999+08:00", "2026-03-11T00:00:00+08:00"),
        ("1 week", "2026-03-09T00:00:00+08:00", "2026-03-08T23:59:59.999+08:00", "2026-03-16T00:00:00+08:00"),
        (
            "1 month",
            "2026-03-01T00:00:00+08:00",
            "2026-02-28T23:59:59.999+08:00",
            "2026-04-01T00:00:00+08:00",
        ),
    ],
)
def test_a_calendar_period_is_a_whole_local_day_week_or_month(length, first, before, after):
    whole = cap(period={"length": length, "mode": "calendar"})
    assert full(whole, [past(first)], most=1) == "yes"
    assert full(whole, [past(before)], most=1) == "no"
    assert full(whole, [past(after)], most=1) == "no"
    assert retry(pack(whole, most=1), world(AFTERNOON, history=(past(first),))) == moment(after)


def test_a_reservation_for_later_the_same_day_counts_in_a_calendar_day():
    tonight = past("2026-03-10T20:00:00+08:00", None, expires_at="2026-03-10T21:00:00+08:00")
    assert full(cap(), [tonight], most=1) == "yes"
    assert full(cap(period={"length": "24 h", "mode": "rolling"}), [tonight], most=1) == "no"


def test_seven_consecutive_days_take_in_the_whole_of_today_and_six_days_before():
    week = cap(period={"length": "7 days", "mode": "consecutive_days"})
    assert full(week, [past("2026-03-04T00:00:00+08:00")], most=1) == "yes"
    assert full(week, [past("2026-03-03T23:59:59.999+08:00")], most=1) == "no"
    asked = world(AFTERNOON, history=(past("2026-03-04T10:00:00+08:00"),))
    assert retry(pack(week, most=1), asked) == moment("2026-03-11T00:00:00+08:00")


def test_a_period_anchored_at_its_first_call_lasts_from_12_01_to_13_01():
    anchored = cap(period={"length": "1 hour", "mode": "anchored_first"})
    burst = [past("2026-03-10T12:01:00+08:00"), past("2026-03-10T12:59:00+08:00")]
    assert full(anchored, burst, "2026-03-10T13:00:59.999+08:00", most=2) == "yes"
    assert full(anchored, burst, "2026-03-10T13:01:00+08:00", most=2) == "no"
    asked = world("2026-03-10T12:59:30+08:00", history=tuple(burst))
    assert retry(pack(anchored, most=2), asked) == moment("2026-03-10T13:01:00+08:00")


def test_the_first_call_after_an_anchored_period_starts_the_next():
    anchored = cap(period={"length": "1 hour", "mode": "anchored_first"})
    tumbling = [past(f"2026-03-10T{clock}:00+08:00") for clock in ("12:00", "12:50", "13:10")]
    # 12:50 and 13:10 lie within an hour, but in two periods.
    assert full(anchored, tumbling, "2026-03-10T13:20:00+08:00", most=2) == "no"
    assert full(anchored, tumbling, "2026-03-10T13:20:00+08:00", most=1) == "yes"


def test_a_reservation_that_expires_no_longer_anchors_a_period():
    anchored = pack(cap(count="attempt", period={"length": "1 hour", "mode": "anchored_first"}), most=1)
    reserved = past("2026-03-10T12:00:00+08:00", None, expires_at="2026-03-10T13:10:00+08:00")
    later = [past("2026-03-10T12:30:00+08:00"), past("2026-03-10T13:05:00+08:00")]
    asked = world("2026-03-10T13:06:00+08:00", history=(reserved, *later))
    # With the reservation 13:05 starts a period to 14:05; without it, it lies in the one from 12:30 to 13:30.
    assert retry(anchored, asked) == moment("2026-03-10T13:30:00+08:00")


def test_the_day_of_a_calendar_cap_begins_when_the_clock_jumps_over_midnight():
    havana = Place(zone="America/Havana")
    made = past("2026-03-08T01:00:00-04:00")
    for history, expected in (((made,), "yes"), ((past("2026-03-07T23:59:59-05:00"),), "no")):
        asked = world("2026-03-08T12:00:00-04:00", (havana,), history=history)
        assert verdict(pack(cap(), most=1), asked) == expected


def test_over_several_places_a_day_runs_from_the_earliest_start_to_the_latest_end():
    everywhere = cap(period={"length": "1 day", "mode": "calendar", "zone": "all_known_locations"})
    urumqi = Place(zone="Asia/Urumqi")
    # 01:00 in Shanghai is 23:00 of the day before in Urumqi.
    asked = world(
        "2026-03-10T01:00:00+08:00", (SHANGHAI, urumqi), history=(past("2026-03-09T12:00:00+08:00"),)
    )
    assert verdict(pack(everywhere, most=1), asked) == "yes"
    assert retry(pack(everywhere, most=1), asked) == moment("2026-03-10T02:00:00+08:00")
    assert verdict(pack(cap(), most=1), asked) == "no"


def test_a_local_day_is_unknown_where_the_clock_is():
    assert full(cap(), TALKS, places=(Place(country="CN"),)) == "unknown"
    assert full(cap(period={"length": "24 h", "mode": "rolling"}), TALKS, places=None) == "yes"


# What counts.


def test_a_reservation_counts_at_every_stage_until_it_expires():
    reserved = past("2026-03-10T14:00:00+08:00", None, expires_at="2026-03-10T15:30:00+08:00")
    for stage in ("attempt", "ring", "connect", "conversation", "message_delivered"):
        for only_if in ("unanswered", "answered"):
            either = cap(count=stage, only_if=only_if)
            assert full(either, [reserved], most=1) == "yes"
            assert full(either, [reserved], "2026-03-10T15:30:00+08:00", most=1) == "no"
    assert retry(pack(cap(), most=1), world(AFTERNOON, history=(reserved,))) == moment(
        "2026-03-10T15:30:00+08:00"
    )


def test_an_outcome_never_learned_is_uncertain_at_every_stage_but_the_attempt():
    untold = past("2026-03-10T14:00:00+08:00", None)
    assert full(cap(count="attempt"), [untold], most=1) == "yes"
    assert full(cap(count="ring"), [untold], most=1) == "unknown"
    assert full(cap(count="attempt", only_if="answered"), [untold], most=1) == "unknown"
    assert full(cap(), [untold, *TALKS], most=3) == "yes"


def test_a_word_unknown_on_either_side_makes_it_uncertain_whether_a_call_counts():
    by_account = cap(key=["recipient", "account"])
    assert full(by_account, [past("2026-03-10T09:00:00+08:00", account=None)], most=1) == "unknown"
    assert full(by_account, TALKS, most=1, account=None) == "unknown"
    assert full(by_account, [past("2026-03-10T09:00:00+08:00", account="card-2")], most=1) == "no"


def test_what_only_may_count_is_the_fact_where_nothing_surely_does():
    by_account = cap(key=["recipient", "account"])
    judged = answered(pack(by_account, most=1), world(AFTERNOON, history=(replace(TALKS[0], words={}),)))
    assert (judged.spoken[0].unknown, judged.spoken[0].fact_at) == (True, TALKS[0].at)


def test_a_line_is_led_by_its_own_calls_whoever_received_them():
    by_line = cap(key=["line"])
    assert full(by_line, [past("2026-03-10T09:00:00+08:00", whom=ANOTHER)], most=1) == "yes"
    assert full(by_line, [past("2026-03-10T09:00:00+08:00", line="+8621222222")], most=1) == "no"
    assert full(by_line, [past("2026-03-10T09:00:00+08:00", line=None)], most=1) == "no"
    unknown = answered(pack(by_line, most=1), world(AFTERNOON, line=None, history=tuple(TALKS)))
    assert (unknown.spoken[0].unknown, unknown.spoken[0].fact_at) == (True, None)


def test_calls_that_came_in_are_left_out_unless_the_list_of_exclusions_says_otherwise():
    rang_us = [past("2026-03-10T09:00:00+08:00", direction="inbound")]
    assert full(cap(), rang_us, most=1) == "no"
    assert full(cap(exclude=[]), rang_us, most=1) == "yes"


@pytest.mark.parametrize(
    ("excluded", "facts"),
    [
        ("asked_for", {"asked_for": True}),
        ("warm", {"warm": True}),
        ("failed", {"outcome": "failed"}),
        ("wrong_number", {"outcome": "wrong_number"}),
        ("system_fault", {"outcome": "system_fault"}),
        ("machine", {"outcome": "machine"}),
    ],
)
def test_only_a_known_exclusion_excludes(excluded, facts):
    attempts = cap(count="attempt", exclude=[excluded])
    assert full(attempts, [past("2026-03-10T09:00:00+08:00", **facts)], most=1) == "no"
    assert (
        full(cap(count="attempt", exclude=[]), [past("2026-03-10T09:00:00+08:00", **facts)], most=1) == "yes"
    )
    assert (
        full(attempts, [past("2026-03-10T09:00:00+08:00", None, asked_for=None, warm=False)], most=1) == "yes"
    )


def test_of_says_which_calls_count_where_they_are_not_those_the_rule_is_about():
    marketing = {"purpose": ["marketing"]}
    served = [past("2026-03-10T09:00:00+08:00", purpose="service")]
    assert full(cap(when=marketing), served, most=1) == "no"
    assert full(cap(when=marketing, of={"purpose": ["service"]}), served, most=1) == "yes"
    assert (
        full(cap(when=marketing, of={"purpose": ["service"]}), [past(served[0].id, purpose=None)], most=1)
        == "unknown"
    )


# The number.


def test_a_number_is_the_one_of_its_era_and_a_repealed_one_takes_the_rule_with_it():
    eras = {"2026-03-10": 1, "2026-03-11": 2, "2026-03-12": None}
    rolling = pack(cap(period={"length": "30 days", "mode": "rolling"}), most=eras)
    one = (past("2026-03-09T09:00:00+08:00"),)
    assert verdict(rolling, world("2026-03-09T12:00:00+08:00", history=one)) == "no"
    assert verdict(rolling, world("2026-03-10T00:00:00+08:00", history=one)) == "yes"
    assert verdict(rolling, world("2026-03-11T00:00:00+08:00", history=one)) == "no"
    both = (*one, past("2026-03-09T10:00:00+08:00"))
    assert verdict(rolling, world("2026-03-11T00:00:00+08:00", history=both)) == "yes"
    assert retry(rolling, world("2026-03-10T12:00:00+08:00", history=both)) == moment(
        "2026-03-12T00:00:00+08:00"
    )
