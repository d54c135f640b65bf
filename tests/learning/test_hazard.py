"""A hazard begins from what is believed, learns from what happened, and no cause ever lowers it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import check_grad

from ringfence.learning import hazard as module
from ringfence.learning.hazard import Belief, fit

BELIEF = Belief(-5.0, 0.5, (0.4, 0.8), (0.3, 0.3))
NOTHING = np.zeros((0, 2))


def drawn(rows, level, weights, seed=1):
    """Rows of causes, and whether it happened, of a hazard that is known."""
    chance = np.random.default_rng(seed)
    causes = np.column_stack([chance.exponential(1, rows), chance.random(rows) < 0.3]).astype(float)
    odds = -np.expm1(-np.exp(level + causes @ np.array(weights)))
    return causes, chance.random(rows) < odds


def test_with_nothing_seen_the_belief_is_the_answer():
    believed = fit(BELIEF, NOTHING, np.zeros(0, bool))
    assert (believed.level, believed.weights.tolist(), believed.events) == (-5.0, [0.4, 0.8], 0)
    assert np.sqrt(np.diag(believed.covariance)) == pytest.approx([0.5, 0.3, 0.3])


def test_with_much_seen_it_is_what_happened():
    learned = fit(BELIEF, *drawn(200_000, -4.0, (0.7, 0.2)))
    assert learned.level == pytest.approx(-4.0, abs=0.1)
    assert learned.weights == pytest.approx([0.7, 0.2], abs=0.1)


def test_the_more_was_seen_the_narrower_the_interval():
    few, many = (fit(BELIEF, *drawn(rows, -4.0, (0.7, 0.2))) for rows in (200, 50_000))
    of_few, of_many = (each.interval(np.array([[1.0, 1.0]])) for each in (few, many))
    assert of_many[1][0] - of_many[0][0] < of_few[1][0] - of_few[0][0]


@given(st.lists(st.tuples(st.floats(0, 5), st.booleans(), st.booleans()), max_size=30))
def test_no_cause_ever_lowers_the_odds_and_a_longer_time_never_does(rows):
    causes = np.array([[one, float(other)] for one, other, _ in rows]).reshape(-1, 2)
    learned = fit(BELIEF, causes, np.array([happened for *_, happened in rows], bool))
    assert (learned.weights >= 0).all()
    odds = [learned.odds(np.array([[dose, 0.0]]), days)[0] for dose in (0, 1, 2) for days in (1, 7, 30)]
    assert odds == sorted(odds[:3]) + sorted(odds[3:6]) + sorted(odds[6:])
    assert odds[0] <= odds[3] <= odds[6]
    assert all(0 < each < 1 for each in odds[:1])


def test_no_day_passes_the_ceiling_and_one_far_below_it_is_as_if_there_were_none():
    low, high = (replace(BELIEF, ceiling=np.log(most)) for most in (0.05, 1e6))
    held, free = (fit(each, NOTHING, np.zeros(0, bool)) for each in (low, high))
    many, none = np.array([[50.0, 1.0]]), np.array([[0.0, 0.0]])
    assert held.odds(many)[0] < 0.05 < free.odds(many)[0]
    assert held.interval(many)[1][0] < 0.05
    assert held.odds(none) == pytest.approx(free.odds(none), rel=0.15)


def test_where_things_level_off_the_ceiling_is_learned():
    causes, _ = drawn(200_000, -4.0, (1.5, 0.2))
    truth = 1 / (1 / np.exp(-4.0 + causes @ np.array([1.5, 0.2])) + 1 / 0.03)
    happened = np.random.default_rng(2).random(len(causes)) < -np.expm1(-truth)
    learned = fit(replace(BELIEF, ceiling_spread=2.0), causes, happened)
    assert np.exp(learned.ceiling) == pytest.approx(0.03, rel=0.2)


@given(st.lists(st.floats(-0.5, 0.25), min_size=4, max_size=4))
def test_the_slope_is_that_of_what_speaks_against_a_point(point):
    causes, happened = drawn(200, -1.0, (0.7, 0.2))
    rows = np.column_stack([np.ones(len(causes)), causes])
    known = (rows, happened, np.array([-5.0, 0.4, 0.8, 0.0]), np.ones(4))

    def value(at):
        return module._against(at, *known)[0]

    def slope(at):
        return module._against(at, *known)[1]

    off = check_grad(value, slope, np.array(point) - 1.5)
    assert off < 1e-2 * max(1.0, float(np.linalg.norm(module._against(np.array(point) - 1.5, *known)[1])))


def test_a_cause_that_is_not_known_is_taken_to_be_as_on_average():
    causes, happened = drawn(1_000, -3.0, (0.7, 0.2))
    learned = fit(BELIEF, causes, happened)
    unknown, average = (
        learned.odds(np.array([[np.nan, 0.0]])),
        learned.odds(np.array([[causes[:, 0].mean(), 0.0]])),
    )
    assert unknown == pytest.approx(average)
