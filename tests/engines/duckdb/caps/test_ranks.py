"""Ranks say what came before in the same group, and when periods may be told apart by where they begin."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ringfence.engines.duckdb.caps.ranks import Ranks

MEMBERS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 5)))


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans())))
def test_ranks_count_and_find_what_came_before_in_the_same_group(members):
    group = np.array([each[0] for each in members], dtype=np.int64)
    counted = np.array([each[1] for each in members], dtype=bool)
    ranks, t = Ranks.of(group), 100 + np.arange(len(members))
    before = [
        [place for place in range(here) if members[place] == (members[here][0], True)]
        for here in range(len(members))
    ]

    assert ranks.earlier(counted).tolist() == [len(each) for each in before]
    assert ranks.newest(counted, t).tolist() == [100 + each[-1] if each else -1 for each in before]


def test_a_group_number_too_large_to_carry_a_place_is_sorted_all_the_same():
    ranks = Ranks.of(np.array([2**62, 5, 2**62], dtype=np.int64))

    assert ranks.earlier(np.ones(3, dtype=bool)).tolist() == [0, 0, 1]


@given(MEMBERS)
def test_where_periods_tumble_to_share_one_is_to_be_counted(members):
    members = [(group, since, since + wait) for group, since, wait in members]
    members.sort(key=lambda each: each[2])
    group, since, t = (np.array([each[part] for each in members], dtype=np.int64) for part in range(3))
    ranks = Ranks.of(group)
    counted = [
        sum(other[0] == one[0] and other[2] >= one[1] for other in members[:place])
        for place, one in enumerate(members)
    ]

    if ranks.tumble(t, since):
        assert ranks.split(since).earlier(np.ones(len(t), dtype=bool)).tolist() == counted


def test_a_period_that_begins_before_the_last_call_of_another_does_not_tumble():
    ranks, t = Ranks.of(np.zeros(3, dtype=np.int64)), np.array([5, 6, 12])

    assert ranks.tumble(t, np.array([0, 0, 10]))
    assert not ranks.tumble(t, np.array([0, 5, 10]))
    assert not ranks.tumble(t, np.array([4, 0, 10]))
