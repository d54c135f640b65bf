"""What one situation decides is left out of its statement, and what is left is read once."""

import pytest
from sqlglot import exp

from ringfence.call.moments import moment
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.plan.one_call import OneCall
from ringfence.policy.plan.situation import Situations
from tests.policy.plain.given import pack, rule

NOW = moment("2026-03-10T15:00:00+08:00")
DAY = {
    "count": "attempt",
    "key": ["line"],
    "period": {"mode": "calendar", "length": "day", "zone": "fixed(Asia/Shanghai)"},
}
CONSENT = {"need": "consent", "grade": ["explicit"]}


def asked(*rules, **words):
    """The plan of some rules in the situation of a call with these words."""
    plan = compile_pack(pack(*rules), places=1)
    names = tuple(
        sorted({"purpose", "caller", "line", "agency", *words, *plan.needs.words} - {"t", "recipient"})
    )
    situations = Situations(plan, names)
    return plan, OneCall(situations, situations.of([words.get(name) for name in names], NOW))


def decided(*rules, **words):
    plan, one_call = asked(*rules, **words)
    return one_call.decide(plan.clauses)


def selling(kind, then, name):
    return rule(kind, then, id=name, when={"purpose": ["marketing"]})


def test_a_rule_that_is_about_other_calls_is_not_in_the_statement():
    clauses, statement, _ = decided(selling("proof", CONSENT, "test.proof"), purpose="service")
    assert clauses == []
    assert statement.expressions == []


def test_a_rule_decided_by_words_alone_reads_nothing():
    clauses, statement, _ = decided(rule("party", {"allow": ["debtor"]}), party="contact")
    assert len(clauses) == 1
    assert statement.find(exp.Table) is None


def test_proofs_of_one_person_are_read_in_one_pass():
    needs = [selling("proof", {"need": need}, f"test.{need}") for need in ("consent", "inquiry", "agreement")]
    _, statement, _ = decided(*needs, purpose="marketing")
    tables = [table.name for table in statement.find_all(exp.Table)]
    assert tables.count("proof") == 1
    assert tables.count("recipient") == 1


def test_proofs_that_one_rule_asks_for_are_read_where_it_does():
    exempt = {"unless": [{"proof": {"need": "inquiry"}}], "when": {"purpose": ["marketing"]}}
    _, statement, _ = decided(rule("party", {"allow": ["debtor"]}, **exempt), purpose="marketing")
    (spoken,) = statement.expressions
    assert spoken.find(exp.Table).name == "proof"
    assert not any(each.alias.startswith("pass_") for each in statement.find_all(exp.Alias))


def test_a_rule_about_agencies_reads_nothing_where_the_caller_calls_itself():
    outside = rule("proof", {"need": "processor_contract", "about": "agency", "same": ["caller"]})
    inside, _, _ = decided(outside, agency="a", caller="a")
    away, statement, _ = decided(outside, agency="b", caller="a")
    assert inside == []
    assert len(away) == 1
    assert statement.find(exp.Table) is not None


def test_what_rules_say_alike_is_said_once():
    twice = [selling("proof", CONSENT, name) for name in ("test.one", "test.two")]
    _, statement, _ = decided(*twice, purpose="marketing")
    first, second = (each.this for each in statement.expressions)
    assert first == second
    assert "said_" in first.sql()


def test_a_line_is_counted_once_for_all_its_caps():
    caps = [rule("cap", DAY | {"max": {"value": name}}, id=f"test.{name}") for name in ("few", "many")]
    values = {"few": pack(most=2).values["most"], "many": pack(most=9).values["most"]}
    plan = compile_pack(pack(*caps, values=values), places=1)
    situations = Situations(plan, ("caller", "line"))
    _, statement, bounds = OneCall(situations, situations.of(("a", "+86"), NOW)).decide(plan.clauses)
    once = next(part for part in statement.find_all(exp.Subquery) if part.alias == "once")
    limits = {limit.expression.name for limit in once.find_all(exp.Limit)}
    assert limits == {"9"}
    # A bound settles the question only where it lies below both.
    assert [bound.enough for bound in bounds] == [2]


@pytest.mark.parametrize("surely", [True, False])
def test_what_is_surely_broken_asks_no_more_whether_it_is(surely):
    plan, one_call = asked(
        rule("stop", {"triggers": ["opt_out"], "same": ["caller"], "duration": "forever"}), caller="a"
    )
    statement = one_call.details([(plan.clauses[0], surely)])
    assert len(statement.expressions) == 3
    assert (statement.sql().count("WHEN TRUE THEN 2") == 0) is surely


def test_what_rules_that_speak_have_to_say_is_looked_up_once_and_put_in_order_for_the_leaf_alone():
    plan, one_call = asked(
        *[selling("proof", CONSENT, f"test.{name}") for name in ("one", "two")], purpose="marketing"
    )
    statement = one_call.details([(clause, True) for clause in plan.clauses])
    told = [each.this.sql() for each in statement.expressions]
    assert told[:3] == told[3:]
    assert all("said_" in each for each in told)
    assert len(list(statement.find_all(exp.Order))) == 1
