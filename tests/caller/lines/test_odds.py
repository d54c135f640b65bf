"""A line's odds: the stated beliefs, each cause in words, what helps, and that a firm's own closures are learned from."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.caller.lines.causes import ADVICE, CAUSES, LineDay, measured
from ringfence.caller.lines.odds import learned
from ringfence.learning.calibration import score
from ringfence.rehearsal.closures import Firm, held_out

CALM = LineDay(
    volume=200, complaints=0, short=0.2, answered=0.4, usual_answer=0.4, away=0.0, away_filed=False, arrears_days=0, age_days=400,
    registered=True, usual_volume=200,
)  # fmt: skip
BELIEVED = learned([], [])


def test_a_calm_line_is_closed_as_often_as_the_trade_says_and_says_that_this_was_not_learned():
    cast = BELIEVED.forecast(CALM)
    assert cast.odds[30] == pytest.approx(0.0222, abs=0.0002)
    assert 0.009 < cast.low[30] < cast.odds[30] < cast.high[30] < 0.051
    assert (cast.raised, cast.unknown, cast.basis, cast.most) == ((), (), "belief", ADVICE)


@pytest.mark.parametrize(
    ("change", "name", "times", "words"),
    [
        ({"volume": 300, "usual_volume": 300}, "volume", 1.3, "300 calls planned, 250 advised"),
        ({"volume": 500, "usual_volume": 500}, "volume", 1.97, "500 calls planned, 250 advised"),
        ({"complaints": 1}, "complaints", 1.5, "1 complaints in seven days"),
        ({"complaints": 3}, "complaints", 2.25, "3 complaints in seven days"),
        ({"short": 0.5}, "short calls", 1.35, "50 % of answered calls end within ten seconds"),
        ({"answered": 0.3}, "unanswered calls", 1.35, "answered 30 %, 40 % in the last fortnight"),
        ({"away": 1.0}, "use away from home", 2.2, "100 % of calls away from home, not filed"),
        ({"arrears_days": 7}, "arrears", 2.3, "unpaid for 7 days"),
        ({"age_days": 5}, "a new line", 1.8, "opened 5 days ago"),
        ({"registered": False}, "not registered", 1.65, "not registered for its purpose"),
        (
            {"usual_volume": 200 / 3},
            "a sudden rise",
            1.4,
            "200 calls planned, 67 a day in the last fortnight",
        ),
    ],
)
def test_each_cause_raises_the_odds_as_is_stated_and_says_so(change, name, times, words):
    (raised,) = BELIEVED.forecast(dataclasses.replace(CALM, **change)).raised
    assert (raised.name, raised.en) == (name, words)
    assert raised.factor == pytest.approx(times, rel=0.02)
    assert all(raised.help)


def test_use_away_from_home_that_was_filed_is_no_cause():
    assert BELIEVED.forecast(dataclasses.replace(CALM, away=1.0, away_filed=True)).raised == ()


def test_what_is_not_known_is_said():
    cast = BELIEVED.forecast(LineDay(volume=200))
    assert set(cast.unknown) == {cause.name for cause in CAUSES} - {"volume"}


def test_a_line_in_much_danger_rests_and_one_in_some_may_call_less():
    bad = dataclasses.replace(CALM, complaints=5, arrears_days=20, registered=False, short=0.7)
    assert BELIEVED.forecast(bad).most == 0
    some = dataclasses.replace(CALM, complaints=2, age_days=3, usual_volume=60)
    assert 0 < BELIEVED.forecast(some).most < ADVICE


@given(
    st.floats(0, 2000),
    st.integers(0, 20),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 60),
    st.booleans(),
    st.floats(0, 100),
)
def test_more_of_a_cause_never_lowers_the_odds_and_the_most_keeps_them_below_the_limit(
    volume, complaints, short, away, arrears, registered, age
):
    day = LineDay(volume=volume, complaints=complaints, short=short, away=away, away_filed=False, arrears_days=arrears, registered=registered, age_days=age, usual_volume=150)  # fmt: skip
    odds = BELIEVED.of(day)
    worse = dataclasses.replace(day, volume=volume + 50, complaints=complaints + 1, arrears_days=arrears + 1)
    assert BELIEVED.of(worse) >= odds
    most = BELIEVED.most(day)
    assert most <= ADVICE
    if most:
        assert BELIEVED.of(dataclasses.replace(day, volume=most), 30) <= BELIEVED.limit


@pytest.mark.long
def test_odds_are_true_on_lines_nobody_saw_after_ninety_days_of_a_firms_own_closures():
    own, others = held_out(Firm(900, seed=5, base=0.06 / 30).lived(180))
    train, test = [each for each in own if each.day < 90], [each for each in others if each.day >= 90]
    odds = learned([each.evening for each in train], [each.closed for each in train])
    assert odds.basis == "learned"
    causes, happened = (
        np.array([measured(each.evening) for each in test]),
        np.array([each.closed for each in test]),
    )
    ours, truth = (
        score(odds.hazard.odds(causes), happened),
        score(np.array([each.truth for each in test]), happened),
    )
    assert 0.8 < ours.observed_over_expected < 1.25
    assert ours.surprise_skill > 0.5 * truth.surprise_skill
    # This carrier closes twice as many lines as the trade says: the beliefs alone expect half of them.
    before = score(learned([], []).hazard.odds(causes), happened)
    assert before.observed_over_expected > 1.5
    assert before.surprise > ours.surprise


@pytest.mark.long
def test_a_changed_policy_is_followed_by_the_last_fortnight():
    lived = Firm(600, seed=9, policy_from=60, policy=3.0).lived(90)
    train, after = [each for each in lived if each.day < 75], [each for each in lived if each.day >= 75]
    days, closed = [each.evening for each in train], [each.closed for each in train]
    stale, followed = learned(days, closed), learned(days, closed, [each.day >= 61 for each in train])
    expected = [sum(odds.of(each.evening) for each in after[::5]) * 5 for odds in (stale, followed)]
    happened = sum(each.closed for each in after)
    assert followed.level > 1.2
    assert abs(happened - expected[1]) < abs(happened - expected[0])
