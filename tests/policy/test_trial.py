"""A trial tells apart what evaluators say of an example and what is right."""

from dataclasses import replace

from ringfence.policy.examples import read_examples
from ringfence.policy.plain import judge
from ringfence.policy.read import read_pack
from ringfence.policy.trial import try_examples

PACK = read_pack("thread")
EXAMPLES = read_examples("tests/policy/promise.yaml", PACK)


class Plain:
    """Judges as `plain` does, save for what it was told to say instead."""

    def __init__(self, name, **instead):
        self.name, self.instead = name, instead

    def judge_all(self, pack, examples):
        return [replace(judge(pack, example.world), **self.instead) for example in examples]


def test_evaluators_that_agree_and_are_right_leave_no_lines():
    tested = try_examples(PACK, EXAMPLES, [Plain("one"), Plain("two")])
    assert tested.passed
    assert tested.engines == ("one", "two")
    assert tested.examples == len(EXAMPLES)


def test_an_evaluator_that_says_something_else_is_named():
    tested = try_examples(PACK, EXAMPLES, [Plain("one"), Plain("two", retry_at=None)])
    (line,) = tested.disagreements
    assert "one says defer" in line
    assert "retry_at 2026-03-11T08:00:00+08:00; two says defer" in line
    assert [failure.split("got ")[1] for failure in tested.failures] == ["none (two)"]


def test_what_all_say_and_is_wrong_is_told_once():
    tested = try_examples(PACK, EXAMPLES, [Plain("one", answer="refuse"), Plain("two", answer="refuse")])
    assert tested.disagreements == []
    assert tested.failures == [
        f"tests/policy/promise.yaml:7: {EXAMPLES[0].name}: answer: expected defer, got refuse"
    ]
