"""Rule logic as Rego, so that a Rego engine can be asked the very same rules over the same facts.

Takes clauses; gives a module whose set `deny` holds the ids of the rules that are surely broken. Rego has no choice and
no "or" inside an expression: each becomes a rule of its own, asked only where it is mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from benchmarks.as_expression import fact_of
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.logic import Expr


def module_of(clauses: Iterable[Clause]) -> str:
    """The module `gate`, its facts under `input`."""
    made = _Module()
    for clause in clauses:
        made.rules.append(f'deny contains "{clause.rule.id}" if {{ {made.surely(clause.fires)} }}')
    return "\n".join(["package gate", "import rego.v1", *made.rules])


class _Module:
    def __init__(self) -> None:
        self.rules: list[str] = []
        self._named: dict[tuple[str, Expr], str] = {}

    def surely(self, expr: Expr) -> str:
        """A condition that holds where the piece is true."""
        match expr:
            case exp.Paren():
                return self.surely(expr.this)
            case exp.Boolean():
                return "true" if expr.this else "false"
            case exp.Null() | exp.Cast():
                return "false"
            case exp.And():
                return f"{self.surely(expr.this)}; {self.surely(expr.expression)}"
            case exp.Or() | exp.Case():
                return self._apart("surely", expr)
            case exp.Not():
                return f"not {self._apart('possibly', expr.this)}"
            case exp.Is():
                return f"{value(expr.this)} == null"
            case exp.Column():
                return f"{value(expr)} == true"
        return "; ".join([*(f"{name} != null" for name in _read(expr)), _compared(expr)])

    def possibly(self, expr: Expr) -> str:
        """A condition that holds where the piece is true or unknown."""
        match expr:
            case exp.Paren():
                return self.possibly(expr.this)
            case exp.Null() | exp.Cast():
                return "true"
            case exp.And():
                return f"{self.possibly(expr.this)}; {self.possibly(expr.expression)}"
            case exp.Not():
                return f"not {self._apart('surely', expr.this)}"
            case exp.Boolean() | exp.Is():
                return self.surely(expr)
            case exp.Column():
                return f"{value(expr)} != false"
        return self._apart("possibly", expr)

    def _apart(self, truth: str, expr: Expr) -> str:
        """The name of a rule that holds where the piece is so."""
        if (truth, expr) not in self._named:
            name = self._named[truth, expr] = f"p{len(self._named)}"
            self.rules += [f"{name} if {{ {body} }}" for body in self._bodies(truth, expr)]
        return self._named[truth, expr]

    def _bodies(self, truth: str, expr: Expr) -> list[str]:
        said = self.surely if truth == "surely" else self.possibly
        match expr:
            case exp.Paren():
                return self._bodies(truth, expr.this)
            case exp.Or():
                return [said(expr.this), said(expr.expression)]
            case exp.Case():
                return self._choices(truth, expr)
            case exp.In() | exp.EQ() | exp.LT() | exp.LTE() if truth == "possibly":
                return [*(f"{name} == null" for name in _read(expr)), _compared(expr)]
        return [said(expr)]

    def _choices(self, truth: str, expr: exp.Case) -> list[str]:
        said = self.surely if truth == "surely" else self.possibly
        passed, bodies = "", []
        for branch in expr.args["ifs"]:
            asked = branch.this if expr.this is None else exp.EQ(this=expr.this, expression=branch.this)
            bodies.append(f"{passed}{self._apart('surely', asked)}; {said(branch.args['true'])}")
            passed += f"not {self._apart('surely', asked)}; "
        return [*bodies, f"{passed}{said(expr.args['default'])}"]


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
            return f"input.{fact_of(expr)}"
        case exp.Add() | exp.Sub() | exp.Mod():
            sign = {exp.Add: "+", exp.Sub: "-", exp.Mod: "%"}[type(expr)]
            return f"({value(expr.this)} {sign} {value(expr.expression)})"
    raise NotImplementedError(type(expr).__name__)


def _read(expr: Expr) -> list[str]:
    return list(dict.fromkeys(f"input.{fact_of(column)}" for column in expr.find_all(exp.Column)))


def _compared(expr: Expr) -> str:
    if isinstance(expr, exp.In):
        return f"{value(expr.this)} in {{{', '.join(value(each) for each in expr.expressions)}}}"
    sign = {exp.EQ: "==", exp.LT: "<", exp.LTE: "<="}[type(expr)]  # type: ignore[index]  # no other form compares
    return f"{value(expr.this)} {sign} {value(expr.expression)}"
