"""The few forms in which rule logic is written: three-valued, integer, the same in every dialect.

Between the kinds and the shapes. Everything a rule means is built from these functions as a sqlglot tree;
what they cannot say (division, casts, strings, lists, windows, sub-queries) no rule may use, because some
dialect would mean it differently. Sub-queries belong to the shapes alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from ringfence.call.moments import FOREVER

Expr = exp.Expr

# Invariant: `%` is used on non-negative operands only; dialects differ below zero.


def call(name: str) -> Expr:
    """A column of the call that is asked about."""
    return exp.column(name, table="k", quoted=True)


def row(name: str) -> Expr:
    """A column of the relation being looked up."""
    return exp.column(name, table="h", quoted=True)


def number(value: int) -> Expr:
    """A whole number."""
    if value < 0:
        return exp.Neg(this=exp.Literal.number(-value))
    return exp.Literal.number(value)


def text(value: str) -> Expr:
    """A word."""
    return exp.Literal.string(value)


TRUE, FALSE = exp.true, exp.false


def unknown() -> Expr:
    """The truth value nobody knows."""
    return exp.cast(exp.null(), "boolean")


def nothing() -> Expr:
    """A moment that is not there."""
    return exp.cast(exp.null(), "bigint")


def own(part: Expr) -> Expr:
    """The piece itself if it stands nowhere yet, else a copy: a node has one place in one tree."""
    return part if part.parent is None else part.copy()


def both(*parts: Expr | None) -> Expr:
    """All of these (Kleene)."""
    said = [own(part) for part in parts if part is not None and not _is(part, value=True)]
    joined: Expr = exp.and_(*said, copy=False) if said else TRUE()
    return joined


def either(*parts: Expr | None) -> Expr:
    """Any of these (Kleene)."""
    said = [own(part) for part in parts if part is not None and not _is(part, value=False)]
    joined: Expr = exp.or_(*said, copy=False) if said else FALSE()
    return joined


def _is(part: Expr, *, value: bool) -> bool:
    return isinstance(part, exp.Boolean) and part.this is value


def negate(part: Expr) -> Expr:
    """Not this (Kleene)."""
    return exp.Not(this=exp.paren(own(part), copy=False))


def equal(left: Expr, right: Expr) -> Expr:
    """Whether two are the same; unknown if either is."""
    return exp.EQ(this=own(left), expression=own(right))


def less(left: Expr, right: Expr) -> Expr:
    """Whether left is below right."""
    return exp.LT(this=own(left), expression=own(right))


def at_most(left: Expr, right: Expr) -> Expr:
    """Whether left is not above right."""
    return exp.LTE(this=own(left), expression=own(right))


def plus(left: Expr, right: Expr) -> Expr:
    """The sum."""
    return exp.Paren(this=exp.Add(this=own(left), expression=own(right)))


def minus(left: Expr, right: Expr) -> Expr:
    """The difference."""
    return exp.Paren(this=exp.Sub(this=own(left), expression=own(right)))


def remainder(left: Expr, right: Expr) -> Expr:
    """What is left over; both sides must not be negative."""
    return exp.Paren(this=exp.Mod(this=exp.Paren(this=own(left)), expression=own(right)))


def among(left: Expr, words: Iterable[str | int]) -> Expr:
    """Whether left is one of these words; unknown if left is."""
    options = [text(word) if isinstance(word, str) else number(word) for word in words]
    return exp.In(this=own(left), expressions=options) if options else both(FALSE())


def one_of(left: Expr, options: Sequence[Expr]) -> Expr:
    """Whether left is one of these figures."""
    return exp.In(this=own(left), expressions=[own(option) for option in options])


def missing(part: Expr) -> Expr:
    """Whether nobody gave this."""
    return exp.Is(this=own(part), expression=exp.null())


def given(part: Expr) -> Expr:
    """Whether somebody gave this."""
    return exp.Not(this=exp.Paren(this=missing(part)))


def surely(part: Expr) -> Expr:
    """Whether this is known to be true: never unknown itself."""
    return case([(part, TRUE())], FALSE())


def possibly(part: Expr) -> Expr:
    """Whether this is true or unknown: never unknown itself."""
    return case([(negate(part), FALSE())], TRUE())


def case(branches: Sequence[tuple[Expr, Expr]], otherwise: Expr) -> Expr:
    """The first branch whose condition is true."""
    return exp.Case(
        ifs=[exp.If(this=own(condition), true=own(value)) for condition, value in branches],
        default=own(otherwise),
    )


def later(*moments: Expr) -> Expr:
    """The latest of these that is given; nothing if none is."""
    return _pick(exp.Greatest, moments, number(-1))


def sooner(*moments: Expr) -> Expr:
    """The earliest of these that is given; nothing if none is."""
    return _pick(exp.Least, moments, number(FOREVER))


def _pick(form: type[exp.Func], moments: Sequence[Expr], absent: Expr) -> Expr:
    # GREATEST and LEAST treat a null differently from dialect to dialect, so none is let through.
    known = [
        own(inner) for moment in moments for inner in _spread(form, moment) if not isinstance(inner, exp.Cast)
    ]
    if not known:
        return nothing()
    if len(known) == 1:
        return known[0]
    filled = [exp.Coalesce(this=moment, expressions=[own(absent)]) for moment in known]
    return exp.Nullif(
        this=form(this=filled[0], expressions=filled[1:], ignore_nulls=True), expression=own(absent)
    )


def _spread(form: type[exp.Func], moment: Expr) -> list[Expr]:
    """The moments inside a pick of the same form: parsers have a depth, and picks of picks add nothing."""
    if isinstance(moment, exp.Nullif) and isinstance(moment.this, form):
        return [each.this for each in (moment.this.this, *moment.this.expressions)]
    return [moment]


def unless_forever(moment: Expr) -> Expr:
    """The moment, or nothing where it stands for no end."""
    return exp.Nullif(this=own(moment), expression=number(FOREVER))


def filled(moment: Expr, instead: Expr) -> Expr:
    """The moment, or another where it is not given."""
    return exp.Coalesce(this=own(moment), expressions=[own(instead)])
