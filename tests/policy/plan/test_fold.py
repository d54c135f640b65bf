"""Rule logic worked out over known values says what SQLite says of the same tree."""

import sqlite3
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringfence.engines.one_call.sqlite import sqlite_text
from ringfence.policy.plan.fold import OTHER, VARIES, Known, constant, folded, worked_out
from ringfence.policy.plan.logic import (
    among,
    at_most,
    both,
    call,
    case,
    either,
    equal,
    less,
    minus,
    missing,
    negate,
    number,
    plus,
    remainder,
    unknown,
)

VALUES = {"a": 3, "b": 7, "c": None, "d": 99}
NUMBERS: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.sampled_from(sorted(VALUES)).map(call)
        | st.integers(-3, 9).map(number)
        | st.tuples(NUMBERS, NUMBERS).map(lambda pair: plus(*pair))
        | st.tuples(NUMBERS, NUMBERS).map(lambda pair: minus(*pair))
        | st.integers(1, 9).map(lambda by: remainder(call("b"), number(by)))
    )
)
TRUTHS: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.builds(unknown)
        | st.tuples(NUMBERS, NUMBERS).map(lambda pair: less(*pair))
        | st.tuples(NUMBERS, NUMBERS).map(lambda pair: at_most(*pair))
        | st.tuples(NUMBERS, NUMBERS).map(lambda pair: equal(*pair))
        | NUMBERS.map(missing)
        | NUMBERS.map(lambda part: among(part, (1, 3, 7)))
        | TRUTHS.map(negate)
        | st.tuples(TRUTHS, TRUTHS).map(lambda pair: both(*pair))
        | st.tuples(TRUTHS, TRUTHS).map(lambda pair: either(*pair))
        | st.tuples(TRUTHS, TRUTHS, TRUTHS).map(lambda each: case([(each[0], each[1])], each[2]))
    )
)


def said(piece):
    columns = ", ".join(f"{'NULL' if value is None else value} AS {name}" for name, value in VALUES.items())
    db = sqlite3.connect(":memory:")
    (found,) = db.execute(f"SELECT {sqlite_text(piece)[0]} FROM (SELECT {columns}) AS k").fetchone()
    db.close()
    return None if found is None else bool(found)


@given(TRUTHS)
def test_a_piece_is_worked_out_as_sqlite_works_it_out(piece):
    assert worked_out(piece, VALUES) == said(piece)


@given(TRUTHS, st.sets(st.sampled_from(sorted(VALUES))), st.booleans())
def test_what_remains_of_a_piece_says_what_the_whole_said(piece, names, vaguely):
    # 99 is written nowhere, so that a value may be known as one that no rule names.
    known = {name: OTHER if vaguely and VALUES[name] == 99 else VALUES[name] for name in names}

    assert said(folded(piece, Known(known))) == said(piece)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9))
def test_an_era_says_no_more_than_is_true_of_every_moment_in_it(moment, since, length):
    for piece in (less(call("t"), number(moment)), at_most(number(moment), call("t"))):
        left = constant(folded(piece, Known({}, since, since + length)))
        truths = {worked_out(piece, {"t": t}) for t in range(since, since + length)}
        assert {left} == truths or (left is VARIES and truths == {True, False})
