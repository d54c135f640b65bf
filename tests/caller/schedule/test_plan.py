"""A day's plan: no moment twice, nobody where she may not be, the important first, and it comes to an end."""

from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.moments import DAY, HOUR, MINUTE
from ringfence.caller.schedule.lines import DayLine
from ringfence.caller.schedule.places import Waiting
from ringfence.caller.schedule.plan import DayPlan

FIRST, SECOND = (DayLine(f"+86215888888{place}", None, 9 * HOUR, 10 * HOUR, 4, None) for place in (1, 2))
THEIRS = DayLine("+862158888883", "agency-1", 9 * HOUR, 10 * HOUR, 4, None)


def planned(calls, *lines):
    plan = DayPlan(lines, 0, DAY, calls)
    plan.place()
    return plan


def test_the_most_important_call_gets_the_first_moment():
    plan = planned([Waiting(0, 2, 0), Waiting(1, 1, 0), Waiting(2, 1, 0)], FIRST)
    assert [row for row, _ in sorted(plan.placed.items(), key=lambda each: each[1])] == [1, 2, 0]


def test_a_call_waits_for_its_own_moment_while_others_go_on():
    plan = planned([Waiting(0, 0, 9 * HOUR + 20 * MINUTE), Waiting(1, 1, 0)], FIRST)
    assert {row: at for row, (at, _) in plan.placed.items()} == {0: 9 * HOUR + 30 * MINUTE, 1: 9 * HOUR}


def test_a_line_of_an_agency_serves_no_other():
    plan = planned([Waiting(0, 0, 0), Waiting(1, 0, 0, agency="agency-1")], THEIRS)
    assert set(plan.placed) == {1}
    assert set(plan.waiting) == {0}


def test_a_call_with_a_line_of_its_own_keeps_it():
    plan = planned([Waiting(0, 0, 0, wanted=SECOND.line)], FIRST, SECOND)
    assert plan.placed == {0: (9 * HOUR, SECOND.line)}


def test_who_is_put_off_is_placed_later_who_is_diverted_elsewhere_and_who_is_refused_nowhere():
    plan = planned([Waiting(row, row, 0) for row in range(3)], FIRST)
    plan.day.lines[SECOND.line] = SECOND
    for at in SECOND.moments(0):
        plan.day.take_back(at, SECOND.line)
    plan.learn([(0, "defer", 9 * HOUR + 40 * MINUTE), (1, "divert", None), (2, "refuse", None)])
    plan.place()
    assert plan.placed[0][0] == 9 * HOUR + 45 * MINUTE
    assert plan.placed[1][1] == SECOND.line
    assert 2 not in plan.placed
    assert 2 not in plan.waiting


def test_from_a_line_that_is_done_nobody_is_sent_again():
    plan = planned([Waiting(row, row, 0) for row in range(8)], FIRST)
    stopped = [row for row, (at, _) in plan.placed.items() if at >= 9 * HOUR + 30 * MINUTE]
    plan.learn([(row, "divert", None) for row in stopped])
    assert plan.place() == 0
    assert set(plan.waiting) == {*stopped, 4, 5, 6, 7}


CALLS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(8, 10), st.sampled_from([None, "agency-1"]), st.booleans()),
    max_size=20,
)


@given(CALLS, st.lists(st.sampled_from(["permit", "defer", "divert", "refuse"]), min_size=60, max_size=60))
def test_whatever_the_judge_says_no_moment_is_given_twice_and_it_ends(calls, answers):
    waiting = [
        Waiting(row, rank, hour * HOUR, agency, FIRST.line if wants else None)
        for row, (rank, hour, agency, wants) in enumerate(calls)
    ]
    plan, said = DayPlan([FIRST, SECOND, THEIRS], 0, DAY, waiting), iter(answers * 40)
    tries = 0
    while plan.place():
        tries += 1
        assert tries < 200
        assert len(set(plan.placed.values())) == len(plan.placed)
        for row, (at, line) in plan.placed.items():
            assert plan.calls[row].takes(plan.day.lines[line])
            assert at >= plan.calls[row].earliest
        told = ((row, next(said), at) for row, (at, _) in list(plan.placed.items()))
        plan.learn([(row, answer, at + HOUR // 4) for row, answer, at in told if answer != "permit"])
    assert not set(plan.placed) & set(plan.waiting)
