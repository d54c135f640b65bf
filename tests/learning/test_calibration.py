"""Scores of odds that were told: what is right scores best, and a picture shows where it is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.learning.calibration import drift, reliability, score

CHANCE = np.random.default_rng(1)
TRUTH = CHANCE.beta(1, 30, 100_000)
HAPPENED = CHANCE.random(100_000) < TRUTH


def test_the_truth_scores_best():
    told = [
        score(np.clip(TRUTH**power * scale, 0, 1), HAPPENED)
        for power, scale in ((1, 1), (1, 2), (0.5, 1), (1, 0.5))
    ]
    assert min(told, key=lambda each: each.surprise) is told[0]
    assert min(told, key=lambda each: each.brier) is told[0]
    assert told[0].observed_over_expected == pytest.approx(1, abs=0.05)
    assert told[1].observed_over_expected == pytest.approx(0.5, abs=0.05)


def test_always_telling_the_base_rate_has_no_skill():
    told = score(np.full(len(HAPPENED), HAPPENED.mean()), HAPPENED)
    assert told.brier_skill == pytest.approx(0)
    assert told.surprise_skill == pytest.approx(0)


def test_groups_of_a_picture_lie_on_its_diagonal_where_odds_are_true():
    groups = reliability(TRUTH, HAPPENED)
    assert len(groups) == 10
    assert sum(group.count for group in groups) == len(TRUTH)
    for group in groups:
        assert group.happened == pytest.approx(group.expected, rel=0.25)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_drift_follows_what_is_observed_and_is_held_near_one_while_there_is_little(expected, observed):
    factor = drift(expected, observed)
    assert (factor > 1) == (observed > expected) or observed == pytest.approx(expected)
    assert drift(0, 0) == 1
