"""Lists: calls asked in order, each permit seen by those after it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, event, given, settings

from ringfence.call.errors import RequestError
from ringfence.call.moments import DAY, HOUR, moment
from ringfence.call.words import Call
from ringfence.policy.plain import judge
from ringfence.policy.plain.in_order import Surroundings, judge_in_order, reservation
from tests.policy.plain.given import ANOTHER, HER, SHANGHAI, WORDS, listed, pack, past, proof, rule, said
from tests.worlds import lists

NOON = moment("2026-03-10T12:00:00+08:00")
QUICK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cap(mode="calendar", length="1 day"):
    period = {"length": length, "mode": mode}
    then = {"count": "attempt", "max": {"value": "most"}, "period": period, "key": ["recipient"]}
    return pack(rule("cap", then, effect="defer"), most=2)


def calls(*waits, **words):
    known = {"recipient": HER, "places": (SHANGHAI,), **WORDS, **words}
    return [Call(id=f"call-{row}", at=NOON + wait, **known) for row, wait in enumerate(waits)]


def answers(made, asked, background=None, lifetime=DAY, priorities=None):
    judged = judge_in_order(made, background or Surroundings(), asked, lifetime, priorities)
    return [one.answer for one in judged]


def test_each_permit_takes_a_place_that_later_calls_see():
    assert answers(cap(), calls(0, HOUR, 2 * HOUR, 3 * HOUR)) == ["permit", "permit", "defer", "defer"]


def test_a_call_that_was_not_permitted_takes_no_place():
    night = pack(
        rule("window", {"forbid": [{"from": "12:00", "to": "13:00"}]}, effect="defer"), *cap().rules, most=1
    )
    assert answers(night, calls(0, HOUR, 2 * HOUR)) == ["defer", "permit", "defer"]


def test_calls_are_asked_by_time_then_priority_then_row():
    assert answers(cap(), calls(2 * HOUR, HOUR, 0)) == ["defer", "permit", "permit"]
    assert answers(cap(), calls(0, 0, 0)) == ["permit", "permit", "defer"]
    assert answers(cap(), calls(0, 0, 0), priorities=[2, 1, 1]) == ["defer", "permit", "permit"]
    assert answers(cap(), calls(1, 0, 1), priorities=[1, 2, 0]) == ["defer", "permit", "permit"]


def test_a_place_is_free_again_when_the_lifetime_of_its_reservation_is_over():
    assert answers(cap(), calls(0, 0, HOUR - 1, HOUR), lifetime=HOUR) == [
        "permit",
        "permit",
        "defer",
        "permit",
    ]


def test_a_retry_sees_the_rows_before_it_and_none_after():
    judged = judge_in_order(cap("rolling", "24 h"), Surroundings(), calls(0, HOUR, 2 * HOUR), 30 * DAY)
    assert judged[2].retry_at == NOON + DAY
    alone = judge_in_order(cap("rolling", "24 h"), Surroundings(), calls(0, HOUR, 2 * HOUR)[:2], 30 * DAY)
    assert judged[:2] == alone


def test_what_is_known_of_one_recipient_is_known_of_no_other():
    known = Surroundings(
        history=(past("2026-03-10T09:00:00+08:00"),),
        stops=(said("2026-03-01T00:00:00+08:00"),),
        proofs={HER: (proof("2026-03-01T00:00:00+08:00"),)},
        listings={HER: {"dnc": listed("2026-01-01")}},
        line_listings={WORDS["line"]: {"dno": listed("2026-01-01")}},
        hours={HER: (8 * HOUR, 20 * HOUR)},
    )
    hers = known.world_of(calls(0)[0], NOON)
    assert (hers.stops, hers.proofs, hers.hours) == (known.stops, known.proofs[HER], known.hours[HER])
    assert (set(hers.listings), set(hers.line_listings)) == ({"dnc"}, {"dno"})
    other = known.world_of(calls(0, recipient=ANOTHER, line=None)[0], NOON)
    assert (other.stops, other.proofs, other.hours) == ((), None, None)
    assert (other.listings, other.line_listings) == ({}, {})
    assert other.history == known.history


def test_a_reservation_is_the_call_as_it_was_described_until_its_lifetime_is_over():
    (call,) = calls(0, asked_for=True)
    place = reservation(call, "call-0", NOON, HOUR)
    assert (place.at, place.expires_at, place.outcome, place.direction) == (
        NOON,
        NOON + HOUR,
        None,
        "outbound",
    )
    assert (place.recipient, place.words["account"], place.asked_for) == (HER, "card-1", True)


def test_a_call_of_a_list_without_a_time_is_an_error_that_names_its_row():
    with pytest.raises(RequestError, match=r"calls\[0\]\.at: .*planned time"):
        judge_in_order(cap(), Surroundings(), [Call(recipient=HER)], HOUR)


@given(lists(most=15))
@QUICK
def test_each_row_is_judged_in_the_world_that_the_rows_before_it_made(made):
    judged = judge_in_order(made.pack, made.background, made.calls, made.lifetime_ms, made.priorities)
    order = sorted(range(len(made.calls)), key=lambda row: (made.calls[row].at, made.priorities[row], row))
    seen = made.background
    for row in order:
        call = made.calls[row]
        assert judged[row] == judge(made.pack, seen.world_of(call, call.at))
        if judged[row].answer == "permit":
            place = reservation(call, call.id, call.at, made.lifetime_ms)
            seen = replace(seen, history=(*seen.history, place))
    event(f"answers: {len({one.answer for one in judged})}")


@given(lists(most=15))
@QUICK
def test_a_row_at_the_end_of_a_list_changes_nothing_before_it(made):
    rows = sorted(zip(made.calls, made.priorities, strict=True), key=lambda row: (row[0].at, row[1]))
    ordered, ranks = [call for call, _ in rows], [rank for _, rank in rows]
    whole = judge_in_order(made.pack, made.background, ordered, made.lifetime_ms, ranks)
    shorter = judge_in_order(made.pack, made.background, ordered[:-1], made.lifetime_ms, ranks[:-1])
    assert whole[:-1] == shorter
