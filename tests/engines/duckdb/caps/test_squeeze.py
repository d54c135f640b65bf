"""Squeezing decides what the loop decides, call by call, whatever shares a key, a period or its words."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.engines.duckdb.caps.one_by_one import go_one_by_one, in_anchored_period
from ringfence.engines.duckdb.caps.squeeze import OPEN, PERMITTED, STOPPED, CapColumns, squeeze
from tests.made.dice import Dice

SEEDS = st.integers(0, 2**32 - 1).map(Dice)
MOST_CALLS, PERIOD, LIFETIME = 40, 10, 12
WORDS = ("a", "b", None)


def contest(dice):
    """Calls in asking order and a few caps over some of them."""
    size = dice.one(range(1, MOST_CALLS))
    t = np.sort(np.array([dice.one(range(3 * PERIOD)) for _ in range(size)], dtype=np.int64))
    return t, [cap(dice, t) for _ in range(dice.one((1, 1, 2, 3)))]


def cap(dice, t):
    """One cap: by tumbling periods or rolling ones, over calls of few keys and words."""
    at = np.array([place for place in range(len(t)) if not dice.once_in(5)], dtype=np.int64)
    tumbles, of = dice.once_in(2), t[at]
    known = {"a": 0, "b": 1, None: -1}
    words = [dice.one(WORDS if dice.once_in(3) else ("a", "a", "b")) for _ in at]

    def drawn(*options):
        return np.array([dice.one(options) for _ in at], dtype=np.int64)

    sure = drawn(0, 0, 1)
    return CapColumns(
        most=dice.one((1, 2, 3)), at=at, lead=drawn(0, 0, 1), asked=drawn(1, 1, 1, 0).astype(bool),
        guard=drawn(2, 2, 1, 0), counts=drawn(2, 2, 2, 1, 0), sure=sure, possible=sure + drawn(0, 0, 1),
        since=of - of % PERIOD if tumbles else of - PERIOD + 1, lost=drawn(0, 0, 0, 0, 1).astype(bool),
        blocks=not dice.once_in(6), unknown_blocks=dice.once_in(2), tumbles=tumbles,
        words=lambda: [(word,) for word in words],
        same_words=np.array([known[word] for word in words], dtype=np.int64),
    )  # fmt: skip


def in_order(t, caps):
    """The definition: every call in turn, every earlier one compared."""
    state = np.full(len(t) + 1, OPEN, dtype=np.int8)
    go_one_by_one(np.append(t, t[-1]), state, [compared(each, len(t)) for each in caps], LIFETIME)
    return state[:-1]


def compared(made, place):
    """The same cap and one more call with an unknown word and a key of its own: now nothing is counted unseen."""
    far = int(made.lead.max(initial=0)) + 1
    grown = {
        name: np.append(getattr(made, name), value)
        for name, value in {"at": place, "lead": far, "asked": False, "guard": 0, "counts": 0, "sure": 0, "possible": 0,
                            "since": 0, "lost": False, "same_words": -1}.items()
    }  # fmt: skip
    return replace(made, **grown, words=lambda: [*made.words(), (None,)])


@settings(max_examples=300)
@given(SEEDS)
def test_few_passes_and_a_loop_decide_as_the_loop_alone(dice):
    t, caps = contest(dice)
    state = np.full(len(t), OPEN, dtype=np.int8)
    squeeze(state, caps)
    assert not np.any((state != OPEN) & (state != in_order(t, caps)))
    go_one_by_one(t, state, caps, LIFETIME)

    assert state.tolist() == in_order(t, caps).tolist()


def test_a_full_key_lets_the_first_through_and_stops_the_rest():
    at = np.arange(5)
    zeros, twos = np.zeros(5, dtype=np.int64), np.full(5, 2)
    made = CapColumns(
        most=3, at=at, lead=zeros, asked=np.ones(5, dtype=bool), guard=twos, counts=twos, sure=zeros, possible=zeros,
        since=zeros, lost=np.zeros(5, dtype=bool), blocks=True, unknown_blocks=True, tumbles=True,
        words=lambda: [()] * 5, same_words=zeros,
    )  # fmt: skip
    state = np.full(5, OPEN, dtype=np.int8)
    squeeze(state, [made])

    assert state.tolist() == [PERMITTED] * 3 + [STOPPED] * 2


def test_a_period_starts_at_a_first_call_and_the_next_one_after_it_is_over():
    assert in_anchored_period([0, 5, 12], 13, span=10) == 1
    assert in_anchored_period([0, 5], 8, span=10) == 2
    assert in_anchored_period([], 8, span=10) == 0
