"""Worlds on which an engine once differed from plain, each small enough to be read."""

import datetime as dt
from dataclasses import replace

import pytest

from ringfence.call.moments import HOUR, day_number
from ringfence.call.words import Place
from ringfence.engines.duckdb import judge_worlds
from ringfence.policy.plain import judge
from ringfence.policy.world import Listed
from tests.agreement.filing import judged_by_sqlite
from tests.policy.plain.given import SHANGHAI, listed, pack, past, proof, rule, said, world

SAID = said("2026-03-01T12:00:00+08:00")
LONG = {"triggers": ["opt_out"], "duration": "forever", "cannot_be_reasked_for": "500 days"}
RELEASED = {**LONG, "released_by": [{"need": "consent"}]}
NIGHT = {"forbid": [{"from": "22:00", "to": "08:00"}, {"from": "08:00", "to": "22:00"}]}
DAYS = {"allow": [{"from": "09:00", "to": "20:00", "days": ["working"]}], "holidays": {"calendar": "none"}}
WORLDS = {
    "a stop without a release has no end, though nobody may ask again for 500 days": (
        LONG,
        "stop",
        "refuse",
        [SAID],
    ),
    "a stop that nothing released yet has no end": (RELEASED, "stop", "refuse", [SAID]),
    "a window that is closed all week has no moment": (NIGHT, "window", "defer", []),
    "a window of days that no calendar knows has no moment": (DAYS, "window", "defer", []),
}


@pytest.mark.parametrize(("then", "kind", "on_unknown", "stops"), WORLDS.values(), ids=WORLDS.keys())
def test_engines_agree_where_they_once_did_not(then, kind, on_unknown, stops):
    made = pack(rule(kind, then, on_unknown=on_unknown), calendars={"none": {}})
    asked = world(stops=tuple(stops), subject="consent_request")

    assert [judged_by_sqlite(made, asked)] == judge_worlds(made, [asked]) == [judge(made, asked)]


@pytest.mark.parametrize(
    "unless", [[], [{"proof": {"need": "agreement", "about": "caller"}}]], ids=["sure", "exempt"]
)
def test_an_entry_that_nobody_looked_at_is_no_fact_however_it_is_decided(unless):
    then = {"list": {"name": "dnc", "type": "opt_out"}, "on_no_data": "listed"}
    made = pack(rule("listing", then, on_unknown="refuse", unless=unless))
    entry = Listed(listed=True, listed_on=day_number(dt.date(2026, 3, 1)), leaf=1)
    asked = world(listings={"dnc": entry})

    (said,) = judge_worlds(made, [asked])
    assert [judged_by_sqlite(made, asked), judge(made, asked)] == [said, said]
    assert (said.answer, said.spoken[0].fact_at, said.spoken[0].leaf) == ("refuse", None, None)


def test_counted_days_at_a_place_whose_clock_nobody_knows_are_never_surely_over():
    then = {"triggers": ["opt_out"], "duration": {"days": 1, "zone": "all_known_locations"}}
    made = pack(rule("stop", then, on_unknown="refuse"))
    asked = world(stops=(SAID,), places=(SHANGHAI, Place(country="CN", region="Beijing")))

    (said,) = judge_worlds(made, [asked])
    assert [judged_by_sqlite(made, asked), judge(made, asked)] == [said, said]
    assert (said.answer, said.retry_at, said.retry_note) == ("refuse", None, None)


def test_where_one_more_call_would_end_the_period_earlier_a_cap_is_unknown():
    then = {
        "count": "attempt",
        "key": ["recipient", "line"],
        "max": {"value": "most"},
        "period": {"mode": "anchored_first", "length": "24 h"},
    }
    made = pack(rule("cap", then, effect="defer", on_unknown="defer"), most=1)
    # The first call's line is unknown: if it counts, a period began with it and is over; if not, the second began one.
    first = past("2026-03-09T04:00:00+08:00", caller=None)
    second = past("2026-03-10T03:00:00+08:00")
    maybe = world(history=(replace(first, words={**first.words, "line": None}), second))

    (said,) = judge_worlds(made, [maybe])
    assert [judged_by_sqlite(made, maybe), judge(made, maybe)] == [said, said]


def test_of_no_acts_at_all_none_is_allowed_whatever_the_act():
    made = pack(rule("party", {"precondition": {"allow": ["customer"], "allowed_acts": []}}))
    asked = world(subject=None)

    (said,) = judge_worlds(made, [asked])
    assert [judged_by_sqlite(made, asked), judge(made, asked)] == [said, said]
    assert said.answer == "refuse"


def test_a_window_that_is_closed_all_week_on_a_clock_that_nobody_knows_has_no_end():
    made = pack(rule("window", {**NIGHT, "zone": "caller"}, on_unknown="refuse"))
    asked = world(caller_zone=None)

    (said,) = judge_worlds(made, [asked])
    assert [judged_by_sqlite(made, asked), judge(made, asked)] == [said, said]
    assert (said.answer, said.retry_at, said.retry_note) == ("refuse", None, None)


def test_hours_agreed_open_nothing_on_a_clock_that_nobody_knows():
    then = {**NIGHT, "zone": "caller", "lift_by": [{"need": "consent", "agreed_hours": True}]}
    made = pack(rule("window", then, on_unknown="refuse"))
    agreed = replace(proof("2026-03-01T12:00:00+08:00"), hours_from=8 * HOUR, hours_to=20 * HOUR)
    asked = world(caller_zone=None, proofs=(agreed,))

    (said,) = judge_worlds(made, [asked])
    assert [judged_by_sqlite(made, asked), judge(made, asked)] == [said, said]
    assert (said.answer, said.retry_at, said.retry_note) == ("refuse", None, None)


REASSIGNED = {"list": {"name": "national_dnc", "type": "reassigned"}, "consented_by": {"need": "consent"}}


@pytest.mark.parametrize("oldest", [None, "30 days"], ids=["its end", "its age"])
def test_with_the_last_consent_goes_the_day_that_a_number_that_changed_hands_is_compared_with(oldest):
    need = {"need": "consent"} if oldest is None else {"need": "consent", "max_age": oldest}
    made = pack(rule("listing", {**REASSIGNED, "consented_by": need}, effect="defer", on_unknown="warn"))
    ends = "2026-04-05T16:01:00+00:00"
    agreed = proof("2026-03-06T12:00:00+00:00", ends=ends if oldest is None else None)
    entry = listed("2026-03-09")
    asked = world(listings={"national_dnc": entry}, proofs=(agreed,))

    (said,) = judge_worlds(made, [asked])
    assert [judged_by_sqlite(made, asked), judge(made, asked)] == [said, said]
    assert said.answer == "defer"
    assert said.retry_at is not None
