"""Works a piece of rule logic out over values that are known: what an engine would say, without an engine.

Beside `logic`, whose forms it reads, all of them over the call alone. Used while compiling, to see what a rule comes
to whatever the call. Takes a tree and values by column; gives a truth, a number or a word, None for unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from ringfence.policy.plan.logic import Expr

Value = int | str | bool | None
ARITHMETIC: dict[type[Expr], Callable[[int, int], int]] = {
    exp.Add: lambda left, right: left + right,
    exp.Sub: lambda left, right: left - right,
    exp.Mod: lambda left, right: left % right,
}


def worked_out(expr: Expr, values: Mapping[str, Value]) -> Value:
    """What the piece comes to.

    >>> from ringfence.policy.plan.logic import both, call, less, number, unknown
    >>> worked_out(both(less(call("lms"), number(5)), unknown()), {"lms": 7})
    False
    """
    match expr:
        case exp.Paren() | exp.Neg():
            inner = worked_out(expr.this, values)
            return -inner if isinstance(expr, exp.Neg) and isinstance(inner, int) else inner
        case exp.Literal():
            return str(expr.this) if expr.is_string else int(expr.this)
        case exp.Boolean():
            return bool(expr.this)
        case exp.Null() | exp.Cast():
            return None
        case exp.Column():
            return values[expr.name]
        case exp.Is():
            return worked_out(expr.this, values) is None
        case exp.Case():
            return _chosen(expr, values)
    return _combined(expr, values)


def _chosen(expr: exp.Case, values: Mapping[str, Value]) -> Value:
    for branch in expr.args["ifs"]:
        if worked_out(branch.this, values) is True:
            return worked_out(branch.args["true"], values)
    return worked_out(expr.args["default"], values)


def _combined(expr: Expr, values: Mapping[str, Value]) -> Value:
    """Forms that are unknown if a part of them is, and the three that need not be."""
    left = worked_out(expr.this, values)
    match expr:
        case exp.Not():
            return None if left is None else not left
        case exp.In():
            options = [worked_out(option, values) for option in expr.expressions]
            return None if left is None else left in options
    right = worked_out(expr.expression, values)
    match expr:
        case exp.And():
            return False if left is False or right is False else None if None in (left, right) else True
        case exp.Or():
            return True if left is True or right is True else None if None in (left, right) else False
    if left is None or right is None:
        return None
    match expr:
        case exp.EQ():
            return left == right
        case exp.LT():
            return left < right  # type: ignore[operator]  # both are numbers: words are never ordered
        case exp.LTE():
            return left <= right  # type: ignore[operator]
    return ARITHMETIC[type(expr)](left, right)  # type: ignore[arg-type]  # words are never added
