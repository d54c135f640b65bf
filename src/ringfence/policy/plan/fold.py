"""Works rule logic out as far as it is known beforehand, and leaves the rest standing.

Beside `logic`, whose forms it reads. Used to see what a rule comes to whatever the call, and what remains of it for
calls that are alike. Takes a tree and what is known of its columns; gives a new tree that means the same wherever
that is so. Must never know better than three-valued logic: what is unknown stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from ringfence.policy.plan.logic import FALSE, TRUE, Expr, both, either, nothing, number, text, unknown

Value = int | str | bool | None


class Vague:
    """What can be known of a column short of its value."""


VARIES = Vague()
"""Nothing is known: it differs from call to call."""
OTHER = Vague()
"""It is given, and is none of the words that a rule names."""
Fact = Value | Vague


def as_it_is(column: exp.Column) -> Expr:
    """The column itself."""
    return column


def words_compared(expr: Expr) -> tuple[str, str] | None:
    """The names, in order, of the two of a call's words that a piece compares."""
    if not isinstance(expr, exp.EQ):
        return None
    left, right = expr.this, expr.expression
    both_words = (
        isinstance(left, exp.Column) and isinstance(right, exp.Column) and left.table == right.table == "k"
    )
    return (min(left.name, right.name), max(left.name, right.name)) if both_words else None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand: the call's columns by name, and that `t` lies in `[since, until)`.

    `alike` says of two of its words, by their names in order, whether they are the same. `true` are conditions that hold
    whatever they read. `bind` says what stands for a column that varies.
    """

    words: Mapping[str, Fact]
    since: int | None = None
    until: int | None = None
    alike: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    true: Collection[Expr] = ()
    bind: Callable[[exp.Column], Expr] = as_it_is

    def of(self, expr: Expr) -> Fact:
        """What is known of a column; of anything else, its value if it is written out."""
        if not isinstance(expr, exp.Column):
            return constant(expr)
        return self.words.get(expr.name, VARIES) if expr.table == "k" else VARIES


def worked_out(expr: Expr, values: Mapping[str, Value]) -> Value:
    """What a piece comes to where everything it reads is known.

    >>> from ringfence.policy.plan.logic import call, less
    >>> worked_out(both(less(call("lms"), number(5)), unknown()), {"lms": 7})
    False
    """
    found = constant(folded(expr, Known(values)))
    assert not isinstance(found, Vague), expr.sql()
    return found


def folded(expr: Expr, known: Known) -> Expr:
    """What remains of a piece.

    >>> from ringfence.policy.plan.logic import among, call, less
    >>> piece = both(among(call("purpose"), ["marketing"]), less(call("lms"), number(5)))
    >>> folded(piece, Known({"purpose": "marketing"})).sql(), folded(piece, Known({"purpose": "service"})).sql()
    ('"k"."lms" < 5', 'FALSE')
    """
    return _FORMS.get(type(expr), _as_it_stands)(expr, known)


def constant(expr: Expr) -> Fact:
    """The value of a piece that is written out; else it varies."""
    match expr:
        case exp.Literal():
            return str(expr.this) if expr.is_string else int(expr.this)
        case exp.Boolean():
            return bool(expr.this)
        case exp.Null() | exp.Cast():
            return None
        case exp.Paren():
            return constant(expr.this)
        case exp.Neg():
            inner = constant(expr.this)
            return -inner if isinstance(inner, int) else inner
    return VARIES


def _written(value: Value) -> Expr:
    match value:
        case None:
            return exp.null()
        case bool():
            return TRUE() if value else FALSE()
        case int():
            return number(value)
    return text(value)


def _whole(expr: Expr) -> bool:
    """Whether a piece may stand anywhere without brackets."""
    one = isinstance(expr, exp.Column | exp.Placeholder | exp.Subquery | exp.Paren | exp.Literal | exp.Func)
    return one and not isinstance(expr, exp.Connector)


def _column(expr: Expr, known: Known) -> Expr:
    found = known.of(expr)
    return known.bind(expr) if isinstance(found, Vague) else _written(found)  # type: ignore[arg-type]  # a column


def _paren(expr: Expr, known: Known) -> Expr:
    inner = folded(expr.this, known)
    return inner if _whole(inner) or constant(inner) is not VARIES else exp.Paren(this=inner)


def _not(expr: Expr, known: Known) -> Expr:
    inner = folded(expr.this, known)
    found = constant(inner)
    if isinstance(found, Vague):
        return exp.Not(this=inner if _whole(inner) else exp.Paren(this=inner))
    return unknown() if found is None else _written(not found)


def _all_or_any(expr: Expr, known: Known) -> Expr:
    form = type(expr)
    settles = form is exp.Or
    left: list[Expr] = []
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, form):
            waiting += [part.expression, part.this]
            continue
        inner = folded(part, known)
        found = constant(inner)
        if found is settles:
            return _written(settles)
        if found is not (not settles):
            left.append(inner)
    if left and all(constant(part) is None for part in left):
        return unknown()
    return either(*left) if settles else both(*left)


def _in(expr: Expr, known: Known) -> Expr:
    found = known.of(expr.this)
    options = [constant(option) for option in expr.expressions]
    if found is VARIES or VARIES in options:
        left = folded(expr.this, known)
        found = constant(left)
        rest = [folded(option, known) for option in expr.expressions]
        options = [constant(option) for option in rest]
        if found is VARIES or VARIES in options:
            return unknown() if found is None else exp.In(this=left, expressions=rest)
    return unknown() if found is None else _written(found in options)


def _compared(expr: Expr, known: Known) -> Expr:
    if isinstance(expr, exp.EQ):
        for word, written in ((expr.this, expr.expression), (expr.expression, expr.this)):
            # Another column may hold that very word: only what is written out is surely different.
            if known.of(word) is OTHER and (found := constant(written)) is not VARIES:
                return unknown() if found is None else FALSE()
        pair = words_compared(expr)
        if pair is not None and pair in known.alike:
            return _written(known.alike[pair])
    ordered = _in_time(expr, known)
    return _figured(expr, known) if ordered is None else _written(ordered)


def _in_time(expr: Expr, known: Known) -> bool | None:
    """Whether now stands so to a moment that is written out, if its era says it."""
    for now, moment, now_first in (
        (expr.this, constant(expr.expression), True),
        (expr.expression, constant(expr.this), False),
    ):
        if not (isinstance(now, exp.Column) and (now.table, now.name) == ("k", "t")):
            continue
        if not isinstance(moment, int) or (known.since is None and known.until is None):
            return None
        form = type(expr)
        # `t < m` turns false at m, `m <= t` true; no other form is written of an era.
        if (form, now_first) == (exp.LT, True):
            return _on_a_side(known, moment, before=True)
        if (form, now_first) == (exp.LTE, False):
            return _on_a_side(known, moment, before=False)
    return None


def _on_a_side(known: Known, moment: int, *, before: bool) -> bool | None:
    if known.until is not None and known.until <= moment:
        return before
    if known.since is not None and moment <= known.since:
        return not before
    return None


def _figured(expr: Expr, known: Known) -> Expr:
    """Forms that are unknown if either side is."""
    left, right = folded(expr.this, known), folded(expr.expression, known)
    one, other = constant(left), constant(right)
    form = type(expr)
    if one is None or other is None:
        return nothing() if form in ARITHMETIC else unknown()
    if isinstance(one, Vague) or isinstance(other, Vague):
        return form(this=left, expression=right)
    return _written(_FIGURED[form](one, other))


ARITHMETIC: dict[type[Expr], Callable[..., int]] = {
    exp.Add: lambda left, right: left + right,
    exp.Sub: lambda left, right: left - right,
    exp.Mod: lambda left, right: left % right,
}
_FIGURED: dict[type[Expr], Callable[..., int | bool]] = {
    **ARITHMETIC,
    exp.EQ: lambda left, right: left == right,
    exp.LT: lambda left, right: left < right,
    exp.LTE: lambda left, right: left <= right,
}


def _is(expr: Expr, known: Known) -> Expr:
    found = known.of(expr.this)
    if found is VARIES:
        inner = folded(expr.this, known)
        found = constant(inner)
        if found is VARIES:
            return exp.Is(this=inner, expression=exp.null())
    return _written(found is None)


def _case(expr: Expr, known: Known) -> Expr:
    if expr.this is not None:
        return _simple_case(expr, known)
    kept: list[exp.If] = []
    for branch in expr.args["ifs"]:
        condition = TRUE() if branch.this in known.true else folded(branch.this, known)
        found = constant(condition)
        if found is True:
            return _cased(kept, folded(branch.args["true"], known))
        if found is VARIES:
            kept.append(exp.If(this=condition, true=folded(branch.args["true"], known)))
    return _cased(kept, folded(expr.args["default"], known))


def _cased(kept: Sequence[exp.If], otherwise: Expr) -> Expr:
    return exp.Case(ifs=list(kept), default=otherwise) if kept else otherwise


def _simple_case(expr: Expr, known: Known) -> Expr:
    chosen = folded(expr.this, known)
    found = constant(chosen)
    if isinstance(found, Vague):
        ifs = [exp.If(this=each.this, true=folded(each.args["true"], known)) for each in expr.args["ifs"]]
        return exp.Case(this=chosen, ifs=ifs, default=folded(expr.args["default"], known))
    for branch in expr.args["ifs"]:
        if found is not None and constant(branch.this) == found:
            return folded(branch.args["true"], known)
    return folded(expr.args["default"], known)


def _coalesce(expr: Expr, known: Known) -> Expr:
    parts = [folded(part, known) for part in (expr.this, *expr.expressions)]
    some = [part for part in parts if constant(part) is not None]
    if not some:
        return nothing()
    if len(some) == 1 or constant(some[0]) is not VARIES:
        return some[0]
    return exp.Coalesce(this=some[0], expressions=some[1:])


def _nullif(expr: Expr, known: Known) -> Expr:
    left, right = folded(expr.this, known), folded(expr.expression, known)
    one, other = constant(left), constant(right)
    if one is None or (one is not VARIES and one == other):
        return nothing()
    return left if VARIES not in (one, other) else exp.Nullif(this=left, expression=right)


def _most_or_least(expr: Expr, known: Known) -> Expr:
    parts = [folded(part, known) for part in (expr.this, *expr.expressions)]
    return type(expr)(this=parts[0], expressions=parts[1:], ignore_nulls=expr.args.get("ignore_nulls"))


def _as_it_stands(expr: Expr, _known: Known) -> Expr:
    assert isinstance(expr, exp.Literal | exp.Boolean | exp.Null | exp.Cast | exp.Neg), type(expr)
    # What is never changed may stand in several trees: to copy it would take longer than all the rest.
    return expr


_FORMS: dict[type[Expr], Callable[[Expr, Known], Expr]] = {
    exp.Column: _column, exp.Paren: _paren, exp.Not: _not, exp.And: _all_or_any, exp.Or: _all_or_any, exp.In: _in,
    exp.EQ: _compared, exp.LT: _compared, exp.LTE: _compared, exp.Add: _figured, exp.Sub: _figured,
    exp.Mod: _figured, exp.Is: _is, exp.Case: _case, exp.Coalesce: _coalesce, exp.Nullif: _nullif,
    exp.Greatest: _most_or_least, exp.Least: _most_or_least,
}  # fmt: skip
