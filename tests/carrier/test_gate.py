"""The carrier's gate answers by the step that was sealed, and never harder."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.carrier.gate import ANSWERS, OF_ACTION, CarrierGate, Trail
from ringfence.policy.kinds.ladder import Action
from tests.carrier.ladder.laddered import AT, CN, DAY

LINE = "+8613000000000"


class Standing:
    """Lines that stand on these steps."""

    def __init__(self, *steps):
        self.steps = steps

    def of(self, line):
        return [
            {
                "subject": line, "rule": "cn.house.ladder.hurried", "nth": 1, "action": action, "since": AT - DAY, "until": until,
                "seen_at": AT, "a_minute": a_minute, "counter": counter, "leaf": 7,
            }
            for action, until, a_minute, counter in self.steps
        ]  # fmt: skip


def gate(*steps):
    return CarrierGate(Standing(*steps), CN, bytes(32), lambda: AT)


def step(action, until=None, a_minute=2, counter="switch"):
    return action, until, a_minute if action == "slow" else None, counter if action == "slow" else None


def test_a_line_that_stands_nowhere_is_carried():
    assert gate().ask(LINE).answer == "carry"


@pytest.mark.parametrize(("action", "answer"), OF_ACTION.items())
def test_each_step_has_its_answer_and_tells_why(action, answer):
    told = gate(step(action)).ask(LINE)
    assert told.answer == answer
    assert told.reasons[0].leaf == 7
    assert told.reasons[0].en.startswith("In one day it called much")


def test_a_step_that_has_ended_says_nothing():
    assert gate(step("close", until=AT)).ask(LINE).answer == "carry"
    assert gate(step("close", until=AT + 1)).ask(LINE).answer == "refuse"


def test_every_action_has_an_answer():
    assert set(OF_ACTION) == set(get_args(Action))


@given(st.lists(st.sampled_from(sorted(OF_ACTION)), min_size=1, max_size=5))
def test_the_hardest_step_answers_and_all_are_told(actions):
    told = gate(*map(step, actions)).ask(LINE)
    assert told.answer == max((OF_ACTION[each] for each in actions), key=ANSWERS.index)
    assert len(told.reasons) == len(actions)


def test_the_gate_counts_a_slowed_lines_calls_where_the_pack_says_so(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("ringfence.carrier.gate.time.monotonic", lambda: now[0])
    slowed = gate(step("slow", counter="gate"))
    assert [slowed.ask(LINE).wait for _ in range(2)] == [0.0, 30.0]
    now[0] = 30.0
    assert slowed.ask(LINE).wait == 0.0


def test_where_the_switch_counts_the_gate_says_to_what():
    told = gate(step("slow")).ask(LINE)
    assert (told.a_minute, told.counter, told.wait) == (2, "switch", 0.0)


@pytest.mark.parametrize(
    ("trail", "answer"),
    [
        (Trail(answer="permit", purpose="fraud_alert", occasion="alert-1"), "carry"), (Trail(answer="permit", purpose="emergency"), "slow"),
        (Trail(answer="refuse", purpose="emergency", occasion="flood"), "slow"), (Trail(answer="permit", purpose="marketing", occasion="x"), "slow"),
        (None, "slow"),
    ],
)  # fmt: skip
def test_an_alert_with_an_occasion_is_not_slowed(trail, answer):
    assert gate(step("slow")).ask(LINE, trail=trail).answer == answer


def test_an_alert_does_not_open_a_line_that_is_closed():
    urgent = Trail(answer="permit", purpose="emergency", occasion="flood")
    assert gate(step("close")).ask(LINE, trail=urgent).answer == "refuse"
