"""What granted calls add is what the calls of the contest would have counted themselves."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ringfence.engines.duckdb.caps.granted import count_granted
from ringfence.engines.duckdb.caps.keyed import Key
from ringfence.engines.duckdb.caps.ranks import Ranks

CALLS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 2), st.booleans()), min_size=1
)


@given(CALLS)
def test_every_granted_call_counts_for_those_of_the_contest_that_come_after_it(calls):
    lead, words, counts = (np.array([each[part] for each in calls], dtype=np.int64) for part in range(3))
    contested = np.array([each[3] for each in calls])
    t = 100 + np.arange(len(calls))
    zeros = np.zeros(len(calls), dtype=np.int64)
    key = Key(np.arange(len(calls)), lead, zeros, words, Ranks.of(lead), tumbles=True)
    before = {
        place: [
            other
            for other in range(place)
            if calls[other][:2] == calls[place][:2] and calls[other][2] and not contested[other]
        ]
        for place in np.flatnonzero(contested).tolist()
    }
    surely = {place: [each for each in others if calls[each][2] == 2] for place, others in before.items()}

    granted = count_granted(key, t, counts.astype(np.int8), contested)

    if granted is None:
        assert contested.all()
        return
    assert granted.possible.tolist() == [len(each) for each in before.values()]
    assert granted.sure.tolist() == [len(each) for each in surely.values()]
    assert granted.newest.tolist() == [
        max((100 + place for place in each), default=-1) for each in before.values()
    ]
    assert granted.newest_sure.tolist() == [
        max((100 + place for place in each), default=-1) for each in surely.values()
    ]
