"""A plan for a list says what the whole plan says, of calls that share some words."""

from datetime import date

import pytest
from sqlglot import exp

from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.plan.fold import Known
from ringfence.policy.plan.narrowed import narrowed
from tests.policy.plain.given import pack, rule

CONSENT = rule("proof", {"need": "consent"}, id="test.consent", when={"purpose": ["marketing"]})
DEBTORS = rule("party", {"allow": ["debtor"]}, id="test.debtors", when={"purpose": ["collection"]})
LATE = rule("party", {"allow": ["debtor"]}, id="test.late", valid={"from": date(2026, 6, 1)})


def plan_for(*rules, words=None, since=None, until=None):
    return narrowed(compile_pack(pack(*rules), places=1), Known(words or {}, since, until))


def test_a_rule_that_can_say_nothing_of_any_call_is_left_out_with_all_it_looks_up():
    narrow = plan_for(CONSENT, DEBTORS, words={"purpose": "collection"})
    assert [(clause.index, clause.rule.id) for clause in narrow.clauses] == [(1, "test.debtors")]
    assert (narrow.desk.lookups, narrow.desk.found) == ({}, {})


@pytest.mark.parametrize(("until", "kept"), [(1_780_000_000_000, 0), (1_790_000_000_000, 1)])
def test_a_rule_that_is_not_in_force_while_the_list_can_be_asked_is_left_out(until, kept):
    assert len(plan_for(LATE, since=1_773_126_000_000, until=until).clauses) == kept


def test_what_all_calls_share_is_worked_out():
    whole, narrow = compile_pack(pack(CONSENT), places=1), plan_for(CONSENT, words={"purpose": "marketing"})
    read = [
        {column.name for column in plan.clauses[0].guard.find_all(exp.Column)} for plan in (whole, narrow)
    ]
    assert ["purpose" in words for words in read] == [True, False]


def test_by_whom_a_look_up_is_led_stays():
    whole = compile_pack(pack(CONSENT), places=1)
    narrow = narrowed(whole, Known({"recipient": None, "purpose": "marketing"}))
    assert [each.key for each in narrow.desk.lookups.values()] == [
        each.key for each in whole.desk.lookups.values()
    ]


def test_nothing_known_leaves_every_rule_and_figure():
    whole = compile_pack(pack(CONSENT, DEBTORS, LATE), places=1)
    narrow = narrowed(whole, Known({}))
    assert len(narrow.clauses) == len(whole.clauses)
    assert narrow.desk.found.keys() == whole.desk.found.keys()
    assert narrow.words == whole.words


def test_a_cap_keeps_the_words_by_which_calls_are_compared():
    day = {"length": "1 day", "mode": "calendar"}
    cap = rule(
        "cap", {"count": "attempt", "key": ["recipient", "trade"], "max": {"value": "most"}, "period": day}
    )
    whole, narrow = compile_pack(pack(cap), places=1), plan_for(cap, words={"trade": "credit_card"})
    assert narrow.past_words == whole.past_words
