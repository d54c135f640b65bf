"""What is remembered of a line's calls is never too little, and is forgotten when somebody else writes."""

from hypothesis import given
from hypothesis import strategies as st

from ringfence.store.line_calls import LineCalls

ENOUGH = 5
steps = st.lists(
    st.tuples(st.sampled_from(("ask", "called", "begin", "elsewhere", "forget")), st.integers(1, 4)),
    max_size=30,
)


@given(steps)
def test_a_bound_is_never_less_than_what_is_there(taken):
    calls, there, version = LineCalls(), [0], 1
    calls.begin(version)
    for step, many in taken:
        match step:
            case "called":
                for _ in range(many):
                    calls.called("a")
                there[0] += many
            case "elsewhere":
                # Another connection writes, and is noticed at the next transaction's beginning.
                version += 1
                there[0] += many
                calls.begin(version)
            case "begin":
                calls.begin(version)
            case "forget":
                there[0] += many
                calls.forget()
            case "ask":
                bound = calls.at_most("a", "day", ENOUGH, lambda: min(there[0], ENOUGH))
                assert bound is not None
                assert bound >= min(there[0], ENOUGH)


def test_a_count_is_made_once_and_again_only_when_enough_may_have_been_reached():
    calls = LineCalls()
    counted: list[int] = []
    calls.begin(1)

    def count():
        counted.append(len(counted))
        return 2

    for _ in range(3):
        assert calls.at_most("a", "day", ENOUGH, count) == 2
    calls.called("a")
    calls.called("b")
    assert calls.at_most("a", "day", ENOUGH, count) == 3
    assert len(counted) == 1
    calls.called("a")
    calls.called("a")
    assert calls.at_most("a", "day", ENOUGH, count) == 2  # the three that were written lie on other days
    assert len(counted) == 2


def test_where_somebody_may_write_untold_nothing_is_remembered():
    calls = LineCalls()
    calls.begin(1)
    assert calls.at_most("a", "day", ENOUGH, lambda: 1) == 1
    calls.mistrust()
    assert calls.at_most("a", "day", ENOUGH, lambda: 1) is None
    calls.begin(1)
    assert calls.at_most("a", "day", ENOUGH, lambda: 4) == 4
