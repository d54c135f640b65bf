"""Two versions of a pack differ in what they decide by, told by rule and by place."""

from dataclasses import replace

from ringfence.policy.difference import Difference, Part, differences
from ringfence.policy.rule import Source
from tests.policy.plain.given import pack, rule

STOP = {"triggers": ["opt_out"], "duration": "forever"}


def test_packs_that_say_the_same_do_not_differ():
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
    assert found[0].whole["then"] == {"allow": ["debtor"]}
    assert found[1].whole["effect"] == "refuse"


def test_what_rules_rest_on_is_compared_too():
    law = Source("law", "A law", date="2020-01-01")
    before, now = pack(sources={"law": law}), pack(sources={"law": replace(law, link="https://example.org")})
    (found,) = differences(before, now)
    assert found == Difference("source", "law", "changed", (Part("link", None, "https://example.org"),))
    (gone,) = differences(before, pack())
    assert (gone.change, gone.whole) == ("removed", {"title": "A law", "date": "2020-01-01"})


def test_a_rule_that_is_chosen_is_no_longer_among_those_offered():
    there = rule("stop", STOP, opt_in=True)
    found = differences(pack(offered=(there,)), pack(there))
    assert [(each.what, each.change) for each in found] == [("rule", "added"), ("offered", "removed")]
