"""What a row settles is never less than what the condition comes to where the row lies."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.plan.fold import worked_out
from ringfence.policy.plan.logic import TRUE, both, call, case, either, negate, number, row, text, unknown
from ringfence.policy.plan.lookups import Desk, Found
from ringfence.policy.plan.settled import beside_a_row, settling
from tests.policy.plain.given import pack, rule

TRUTHS = st.sampled_from([True, False, None])
ORDER: dict[Any, int] = {False: 0, None: 1, True: 2}
ROWS = st.tuples(st.sampled_from(["consent", "agreement"]), TRUTHS)


def desk(*, single):
    """A desk where one look-up finds a person's consents, another her agreements, by the flag `m` of each."""
    made = Desk()
    for need in ("consent", "agreement"):
        key = (("recipient", call("recipient")), ("need", text(need)))
        lookup = made.lookup("proof", relation="proof", key=key, match=row("m"), single=single)
        made.figure(Found(lookup, "degree"))
    return made


def by_degree(name, values):
    """A choice by the degree of a look-up: surely, possibly, surely not, and without any row."""
    column = exp.column(name, table="found", quoted=True)
    ifs = [exp.If(this=number(code), true=each.copy()) for code, each in zip((2, 1, 0), values, strict=False)]
    return exp.Case(this=column, ifs=ifs, default=values[3].copy())


NAMES = tuple(desk(single=False).found)
CONDITIONS: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.sampled_from([call("near"), TRUE(), unknown()]).map(lambda piece: piece.copy())
        | CONDITIONS.map(negate)
        | st.lists(CONDITIONS, min_size=2, max_size=3).map(lambda parts: both(*parts))
        | st.lists(CONDITIONS, min_size=2, max_size=3).map(lambda parts: either(*parts))
        | st.lists(CONDITIONS, min_size=3, max_size=3).map(lambda each: case([(each[0], each[1])], each[2]))
        | st.tuples(st.sampled_from(NAMES), st.lists(CONDITIONS, min_size=4, max_size=4)).map(
            lambda each: by_degree(*each)
        )
    )
)


def degree(rows, need):
    """What a look-up finds among rows: the most that any of its own matches, nothing without one."""
    return max((ORDER[matches] for of, matches in rows if of == need), default=None)


def told(piece, values):
    """What a piece comes to at these values, whoever's columns they are."""
    whole = piece.transform(lambda each: call(each.name) if isinstance(each, exp.Column) else each)
    return worked_out(whole, values)


def comes_to(piece, rows, near):
    degrees = {name: degree(rows, need) for name, need in zip(NAMES, ("consent", "agreement"), strict=True)}
    return told(piece, {"near": near, **degrees})


@given(CONDITIONS, st.lists(ROWS, min_size=1, max_size=4), TRUTHS)
def test_beside_any_of_her_rows_a_condition_is_bounded(piece, rows, near):
    made = desk(single=False)
    bound = beside_a_row(piece, made, made.lookups)
    for need, matches in rows:
        most = told(bound, {"near": near, "need": need, "m": matches})
        assert ORDER[comes_to(piece, rows, near)] <= ORDER[most]


@given(CONDITIONS, ROWS, TRUTHS)
def test_beside_the_only_row_there_can_be_a_condition_is_bounded(piece, only, near):
    made = desk(single=True)
    most = told(beside_a_row(piece, made, made.lookups), {"near": near, "need": only[0], "m": only[1]})
    assert ORDER[comes_to(piece, [only], near)] <= ORDER[most]


def test_the_only_row_there_can_be_says_all_there_is_to_say():
    made = desk(single=True)
    beside = beside_a_row(by_degree(NAMES[0], [TRUE(), unknown(), call("near"), TRUE()]), made, made.lookups)
    found = {"need": "consent", "near": False}
    assert [told(beside, {**found, "m": each}) for each in (True, None, False)] == [True, None, False]


def test_a_proof_settles_the_rules_that_ask_for_it_and_no_others():
    rules = [
        rule("proof", {"need": "consent"}, id="test.consent"),
        rule("proof", {"need": "agreement"}, id="test.agreement"),
        rule("stop", {"triggers": ["opt_out"], "duration": "forever"}, id="test.stop"),
    ]
    plan = compile_pack(pack(*rules))
    (found,) = settling(plan, plan.clauses)
    assert found.relation == "proof"
    assert {plan.clauses[index].rule.id for index in found.most} == {"test.consent", "test.agreement"}
    assert {value.this for value in found.key["need"]} == {"consent", "agreement"}
