"""A bound is never less true than its condition, and reads nothing but what is at hand."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from ringfence.policy.plan.bounds import highest, lowest
from ringfence.policy.plan.fold import worked_out
from ringfence.policy.plan.logic import (
    at_most,
    both,
    call,
    case,
    either,
    less,
    minus,
    missing,
    negate,
    number,
    plus,
)

FAR = ("far", "away")
TRUTHS = st.sampled_from([True, False, None])
DEGREES = st.sampled_from([0, 1, 2, None])
CONDITIONS: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.sampled_from(["near", "here", *FAR]).map(call)
        | st.sampled_from(["near", "far"]).map(lambda name: missing(call(name)))
        | CONDITIONS.map(negate)
        | st.lists(CONDITIONS, min_size=2, max_size=3).map(lambda parts: both(*parts))
        | st.lists(CONDITIONS, min_size=2, max_size=3).map(lambda parts: either(*parts))
        | st.lists(CONDITIONS, min_size=3, max_size=3).map(lambda each: case([(each[0], each[1])], each[2]))
        | st.lists(CONDITIONS, min_size=3, max_size=3).map(by_degree)
    )
)
ORDER: dict[Any, int] = {False: 0, None: 1, True: 2}


def by_degree(values):
    ifs = [exp.If(this=number(place), true=each.copy()) for place, each in enumerate(values[:2], 1)]
    return exp.Case(this=call("degree"), ifs=ifs, default=values[2].copy())


def at_hand(column: exp.Column) -> bool:
    return column.name not in {*FAR, "degree"}


@given(CONDITIONS, TRUTHS, TRUTHS, TRUTHS, TRUTHS, DEGREES)
def test_whatever_is_far_a_condition_lies_between_its_bounds(piece, near, here, far, away, degree):
    known = {"near": near, "here": here}
    told = worked_out(piece, {**known, "far": far, "away": away, "degree": degree})
    least, most = worked_out(lowest(piece, at_hand), known), worked_out(highest(piece, at_hand), known)
    assert ORDER[least] <= ORDER[told] <= ORDER[most]


@given(CONDITIONS)
def test_a_bound_reads_only_what_is_at_hand(piece):
    for bound in (lowest(piece, at_hand), highest(piece, at_hand)):
        assert all(at_hand(column) for column in bound.find_all(exp.Column))


@given(CONDITIONS, TRUTHS, TRUTHS)
def test_where_everything_is_at_hand_a_bound_is_the_condition(piece, near, far):
    known = {"near": near, "here": True, "far": far, "away": False, "degree": 2}
    assert highest(piece, lambda _: True) == lowest(piece, lambda _: True) == piece
    assert worked_out(highest(piece, lambda _: True), known) is worked_out(piece, known)


MOMENTS = st.integers(0, 9)
FIGURES: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.sampled_from(["t", "x"]).map(call)
        | MOMENTS.map(number)
        | st.tuples(FIGURES, FIGURES).map(lambda pair: plus(*pair))
        | st.tuples(FIGURES, FIGURES).map(lambda pair: minus(*pair))
    )
)
COMPARED = st.tuples(FIGURES, FIGURES, st.booleans()).map(
    lambda each: (less if each[2] else at_most)(each[0], each[1])
)


@given(COMPARED | COMPARED.map(negate), MOMENTS, MOMENTS, MOMENTS, st.none() | MOMENTS)
def test_whenever_now_is_in_its_span_a_condition_lies_between_its_bounds(piece, first, further, t, x):
    span = (min(first, t), max(first, t) + further)
    told = worked_out(piece, {"t": t, "x": x})
    ends = [bound(piece, lambda column: column.name == "x", span) for bound in (lowest, highest)]
    assert all(column.name == "x" for end in ends for column in end.find_all(exp.Column))
    least, most = (worked_out(end, {"x": x}) for end in ends)
    assert ORDER[least] <= ORDER[told] <= ORDER[most]
