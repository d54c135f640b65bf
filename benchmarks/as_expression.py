"""Rule logic as an expression of CEL or of Zen, so that others can be asked the very same rules over the same facts.

Takes a clause's tree; gives an expression that is true where the rule is surely broken. What may be null is asked for
by name, since neither has a third truth; whether a rule is undecided is not asked at all, which spares the other
engine half. The two differ in how they write and, or and not.
"""

from __future__ import annotations

from sqlglot import exp

from ringfence.policy.plan.logic import Expr


def in_zen(expr: Expr) -> str:
    """True where the piece is true, as Zen writes it."""
    return surely(expr).replace("&&", "and").replace("||", "or").replace("!(", "not (")


def fact_of(column: exp.Column) -> str:
    """The name of a column among the facts."""
    return f"{column.table}_{column.name}".replace(".", "_")


def surely(expr: Expr) -> str:
    """True where the piece is true."""
    match expr:
        case exp.Paren():
            return f"({surely(expr.this)})"
        case exp.Boolean():
            return "true" if expr.this else "false"
        case exp.Null() | exp.Cast():
            return "false"
        case exp.And():
            return f"({surely(expr.this)} && {surely(expr.expression)})"
        case exp.Or():
            return f"({surely(expr.this)} || {surely(expr.expression)})"
        case exp.Not():
            return f"!({possibly(expr.this)})"
        case exp.Case():
            return _chosen(expr, surely)
        case exp.Is():
            return f"({value(expr.this)} == null)"
        case exp.Column():
            return f"({value(expr)} == true)"
    return f"({_given(expr)} && {_compared(expr)})"


def possibly(expr: Expr) -> str:
    """True where the piece is true or unknown."""
    match expr:
        case exp.Paren():
            return f"({possibly(expr.this)})"
        case exp.Null() | exp.Cast():
            return "true"
        case exp.And():
            return f"({possibly(expr.this)} && {possibly(expr.expression)})"
        case exp.Or():
            return f"({possibly(expr.this)} || {possibly(expr.expression)})"
        case exp.Not():
            return f"!({surely(expr.this)})"
        case exp.Case():
            return _chosen(expr, possibly)
        case exp.Boolean() | exp.Is():
            return surely(expr)
        case exp.Column():
            return f"({value(expr)} != false)"
    return f"(!{_given(expr)} || {_compared(expr)})"


def value(expr: Expr) -> str:
    """What the piece comes to, where it is given."""
    match expr:
        case exp.Paren():
            return f"({value(expr.this)})"
        case exp.Literal():
            return f'"{expr.this}"' if expr.is_string else str(expr.this)
        case exp.Boolean():
            return "true" if expr.this else "false"
        case exp.Neg():
            return f"-{value(expr.this)}"
        case exp.Column():
            return fact_of(expr)
        case exp.Add() | exp.Sub() | exp.Mod():
            sign = {exp.Add: "+", exp.Sub: "-", exp.Mod: "%"}[type(expr)]
            return f"({value(expr.this)} {sign} {value(expr.expression)})"
    raise NotImplementedError(type(expr).__name__)


def _chosen(expr: exp.Case, truth: object) -> str:
    assert callable(truth)
    said = str(truth(expr.args["default"]))
    for branch in reversed(expr.args["ifs"]):
        asked = surely(branch.this) if expr.this is None else f"{value(expr.this)} == {value(branch.this)}"
        said = f"({asked} ? {truth(branch.args['true'])} : {said})"
    return said


def _given(expr: Expr) -> str:
    columns = dict.fromkeys(fact_of(column) for column in expr.find_all(exp.Column))
    return "(" + " && ".join([f"{name} != null" for name in columns] or ["true"]) + ")"


def _compared(expr: Expr) -> str:
    if isinstance(expr, exp.In):
        return f"({value(expr.this)} in [{', '.join(value(each) for each in expr.expressions)}])"
    sign = {exp.EQ: "==", exp.LT: "<", exp.LTE: "<="}[type(expr)]  # type: ignore[index]  # no other form compares
    return f"({value(expr.this)} {sign} {value(expr.expression)})"
