"""Two versions of a pack differ in what they decide by, told by rule and by place."""

from dataclasses import replace

from ringfence.policy.difference import Difference, Part, differences
from tests.policy.plain.given import pack, rule

STOP = {"triggers": ["opt_out"], "duration": "forever"}


def test_packs_that_decide_alike_do_not_differ():
    assert differences(pack(rule("stop", STOP)), replace(pack(rule("stop", STOP)), version="2")) == []


def test_a_changed_rule_says_where_it_changed():
    other = {**STOP, "triggers": ["opt_out", "complaint"]}
    (found,) = differences(pack(rule("stop", STOP)), pack(rule("stop", other, effect="defer")))
    assert found == Difference(
        "rule", "test.stop", "changed",
        (
            Part("effect", "refuse", "defer"),
            Part("then.triggers", ["opt_out"], ["opt_out", "complaint"]),
        ),
    )  # fmt: skip


def test_rules_come_and_go_and_numbers_change():
    found = differences(pack(rule("stop", STOP), most=3), pack(rule("party", {"allow": ["debtor"]}), most=4))
    assert [(each.what, each.name, each.change) for each in found] == [
        ("rule", "test.party", "added"), ("rule", "test.stop", "removed"), ("value", "most", "changed"),
    ]  # fmt: skip
    assert found[2].parts == (Part("values.2020-01-01.value", 3, 4),)
