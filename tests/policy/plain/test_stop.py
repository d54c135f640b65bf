"""Stops: what was said, against which calls, for how long, and what releases it."""

from typing import Any

import pytest

from ringfence.call.moments import moment
from ringfence.call.words import Place
from tests.policy.plain.given import (
    ANOTHER,
    SHANGHAI,
    answered,
    past,
    proof,
    retry,
    rule,
    said,
    verdict,
    world,
)

SAID = "2026-03-02T15:00:00+08:00"


def stop(triggers=("opt_out",), on_unknown="warn", **then):
    return rule("stop", {"triggers": list(triggers), **then}, on_unknown=on_unknown)


def test_a_stop_is_obeyed_from_the_very_moment_it_is_said_and_for_ever():
    asked = world(stops=(said(SAID),))
    assert verdict(stop(), asked, at="2026-03-02T14:59:59.999+08:00") == "no"
    assert verdict(stop(), asked, at=SAID) == "yes"
    for_ever = answered(stop(), asked)
    assert (for_ever.answer, for_ever.retry_at, for_ever.retry_note) == ("refuse", None, None)


def test_only_the_triggers_named_and_only_her_own_stops_count():
    assert verdict(stop(), world(stops=(said(SAID, "complaint"),))) == "no"
    assert verdict(stop(), world(stops=(said(SAID, whom=ANOTHER),))) == "no"


def test_a_stop_holds_against_calls_that_agree_in_every_word_of_same():
    one_trade = stop(same=["caller", "trade"])
    assert verdict(one_trade, world(stops=(said(SAID),), trade="loan")) == "no"
    assert verdict(one_trade, world(stops=(said(SAID),))) == "yes"
    assert verdict(one_trade, world(stops=(said(SAID, trade=None),))) == "unknown"
    assert verdict(one_trade, world(stops=(said(SAID),), trade=None)) == "unknown"
    assert verdict(stop(same=[]), world(stops=(said(SAID, caller="bank-b"),))) == "yes"


def test_a_stop_with_a_stated_end_ends_then():
    asked = world(stops=(said(SAID, ends="2026-03-20T00:00:00+08:00"),))
    assert retry(stop(), asked) == moment("2026-03-20T00:00:00+08:00")


def test_a_span_runs_from_the_moment_the_stop_was_said():
    asked = world(stops=(said(SAID),))
    assert retry(stop(duration="30 days"), asked) == moment("2026-04-01T15:00:00+08:00")


@pytest.mark.parametrize(
    ("starts", "end"),
    [("day_1_is_event", "2026-03-09T00:00:00+08:00"), ("next_day", "2026-03-10T00:00:00+08:00")],
)
def test_of_seven_days_the_first_is_the_day_of_the_event_or_the_day_after(starts, end):
    # Said on a Monday: with day 1 the event, the next call may be made on the next Monday.
    week = stop(duration={"days": 7, "starts": starts})
    asked = world("2026-03-03T12:00:00+08:00", stops=(said(SAID),))
    assert retry(week, asked) == moment(end)


def test_counted_days_on_an_unknown_clock_are_unknown():
    week = stop(duration={"days": 7})
    assert verdict(week, world(stops=(said(SAID),), places=None)) == "unknown"


def test_counted_days_run_until_the_last_of_all_known_places_is_through():
    week = stop(duration={"days": 7, "zone": "all_known_locations"})
    asked = world("2026-03-03T12:00:00+08:00", (SHANGHAI, Place(zone="Asia/Urumqi")), stops=(said(SAID),))
    assert retry(week, asked) == moment("2026-03-10T02:00:00+08:00")


def test_a_rule_is_broken_as_long_as_one_of_several_stops_is_in_force():
    stops = (said(SAID, ends="2026-03-20T00:00:00+08:00"), said(SAID, ends="2026-03-15T00:00:00+08:00"))
    assert retry(stop(), world(stops=stops)) == moment("2026-03-20T00:00:00+08:00")


def test_a_consent_given_after_the_stop_releases_it_and_an_earlier_one_does_not():
    released = stop(released_by=[{"need": "consent"}])
    assert (
        verdict(released, world(stops=(said(SAID),), proofs=(proof("2026-03-02T15:00:00.001+08:00"),)))
        == "no"
    )
    assert verdict(released, world(stops=(said(SAID),), proofs=(proof(SAID),))) == "yes"
    assert (
        verdict(released, world(stops=(said(SAID),), proofs=(proof("2026-02-01T00:00:00+08:00"),))) == "yes"
    )
    assert verdict(released, world(stops=(said(SAID),), proofs=(proof(None),))) == "unknown"
    assert verdict(released, world(stops=(said(SAID),), proofs=None)) == "unknown"


def test_a_consent_that_will_be_given_releases_only_then():
    released = stop(released_by=[{"need": "consent"}])
    asked = world(stops=(said(SAID),), proofs=(proof("2026-03-12T09:00:00+08:00"),))
    assert retry(released, asked) == moment("2026-03-12T09:00:00+08:00")


def test_a_release_frees_from_the_stops_before_it_not_from_those_after():
    released = stop(released_by=[{"need": "consent"}])
    stops = (said(SAID), said("2026-03-08T09:00:00+08:00", leaf=7))
    judged = answered(released, world(stops=stops, proofs=(proof("2026-03-05T00:00:00+08:00"),)))
    assert [(spoken.fact_at, spoken.leaf) for spoken in judged.spoken] == [
        (moment("2026-03-08T09:00:00+08:00"), 7)
    ]


def test_her_own_call_after_the_stop_releases_it_where_the_rule_says_so():
    inbound = past("2026-03-05T10:00:00+08:00", direction="inbound")
    asked = world(stops=(said(SAID),), history=(inbound,))
    assert verdict(stop(released_by=["inbound_request"]), asked) == "no"
    assert verdict(stop(), asked) == "yes"
    assert verdict(stop(released_by=["inbound_request"]), asked, at="2026-03-05T09:59:59.999+08:00") == "yes"
    before = past("2026-03-01T10:00:00+08:00", direction="inbound")
    ours = past("2026-03-05T10:00:00+08:00")
    for history in ((before,), (ours,)):
        assert (
            verdict(stop(released_by=["inbound_request"]), world(stops=(said(SAID),), history=history))
            == "yes"
        )


def test_a_stop_ends_with_her_next_call_where_that_is_known_already():
    inbound = past("2026-03-12T10:00:00+08:00", direction="inbound")
    asked = world(stops=(said(SAID),), history=(inbound,))
    assert retry(stop(released_by=["inbound_request"]), asked) == inbound.at


def test_consent_may_not_be_asked_for_again_too_soon_released_or_not():
    spared = stop(released_by=[{"need": "consent"}], cannot_be_reasked_for="180 days")
    known: dict[str, Any] = {"stops": (said(SAID),), "proofs": (proof("2026-03-05T00:00:00+08:00"),)}
    assert verdict(spared, world(**known)) == "unknown"
    assert verdict(spared, world(**known, subject="offer")) == "no"
    asking = world(**known, subject="consent_request")
    assert verdict(spared, asking) == "yes"
    assert retry(spared, asking) == moment("2026-08-29T15:00:00+08:00")


def test_the_last_stop_said_decides_and_of_two_at_once_the_later_leaf():
    at_once = (
        said(SAID, leaf=3),
        said(SAID, leaf=None),
        said(SAID, leaf=9),
        said("2026-03-01T00:00:00+08:00", leaf=99),
    )
    spoken = answered(stop(), world(stops=at_once)).spoken[0]
    assert (spoken.fact_at, spoken.leaf) == (moment(SAID), 9)


def test_a_stop_surely_in_force_decides_before_a_later_one_that_may_be():
    stops = (said(SAID, leaf=1), said("2026-03-09T00:00:00+08:00", caller=None, leaf=2))
    spoken = answered(stop(), world(stops=stops)).spoken[0]
    assert (spoken.unknown, spoken.leaf) == (False, 1)


def test_no_stop_is_known_to_be_no_stop():
    assert verdict(stop(), world(stops=())) == "no"


def test_a_stop_that_ends_after_400_days_has_no_moment_within():
    far = answered(stop(duration="500 days"), world(stops=(said(SAID),)))
    assert (far.retry_at, far.retry_note) == (None, "no_moment_within")
