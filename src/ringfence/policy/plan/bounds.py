"""How far a condition can go, by what is at hand alone: a bound that costs no look-up.

Between a plan and the list shape. Takes a condition, and which columns are at hand; gives another over just these that
is never less true: where it is false, the condition surely is, and nothing need be looked up to know it. Must never be
taken for the condition itself: where it is true or unknown, nothing is known yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from ringfence.policy.plan.logic import FALSE, TRUE, Expr, both, case, either, negate, number

AtHand = Callable[[exp.Column], bool]
Span = tuple[int, int] | None
"""The first and the last that now can be, where now itself is not at hand."""
# Invariant: false, unknown, true are in order, and "both" and "either" are the least and the most in that order.


def highest(expr: Expr, at_hand: AtHand, span: Span = None) -> Expr:
    """The most that a condition can come to, whatever the columns hold that are not at hand.

    Where now (`k.t`) is not, it lies within the `span`.

    >>> from ringfence.policy.plan.logic import call
    >>> piece = both(call("near"), negate(call("far")))
    >>> highest(piece, lambda column: column.name == "near").sql()
    '"k"."near" AND NOT ((FALSE))'
    """
    return _Bounds(at_hand, span).bound(expr, most=True)


def lowest(expr: Expr, at_hand: AtHand, span: Span = None) -> Expr:
    """The least that it can come to."""
    return _Bounds(at_hand, span).bound(expr, most=False)


@dataclass(frozen=True, slots=True)
class _Bounds:
    at_hand: AtHand
    span: Span

    def known(self, expr: Expr) -> bool:
        """Whether all that a piece reads is at hand."""
        return all(self.at_hand(column) for column in expr.find_all(exp.Column))

    def bound(self, expr: Expr, *, most: bool) -> Expr:
        """The most or the least that a condition can come to."""
        if self.known(expr):
            return expr.copy()
        match expr:
            case exp.Paren():
                return exp.paren(self.bound(expr.this, most=most), copy=False)
            case exp.Not():
                return negate(self.bound(expr.this, most=not most))
            case exp.And():
                return both(*(self.bound(part, most=most) for part in expr.flatten()))
            case exp.Or():
                return either(*(self.bound(part, most=most) for part in expr.flatten()))
            case exp.LT() | exp.LTE():
                return self._ordered(expr, most=most)
            case exp.Case() if expr.this is None:
                return self._of_branches(expr, most=most)
            case exp.Case():
                values = [each.args["true"] for each in expr.args["ifs"]] + [expr.args["default"]]
                return (either if most else both)(*(self.bound(each, most=most) for each in values))
        return TRUE() if most else FALSE()

    def _ordered(self, expr: Expr, *, most: bool) -> Expr:
        """The bound of what lies before something: by the least that one side can be, and the most of the other."""
        left, right = self._end(expr.this, least=most), self._end(expr.expression, least=not most)
        if left is None or right is None:
            return TRUE() if most else FALSE()
        return type(expr)(this=left, expression=right)

    def _end(self, expr: Expr, *, least: bool) -> Expr | None:
        """The least or the most that a figure can be; None where that is not known."""
        if self.known(expr):
            return expr.copy()
        match expr:
            case exp.Column() if self.span is not None and (expr.table, expr.name) == ("k", "t"):
                return number(self.span[0 if least else 1])
            case exp.Paren():
                inner = self._end(expr.this, least=least)
                return None if inner is None else exp.paren(inner, copy=False)
            case exp.Add() | exp.Sub():
                falls = isinstance(expr, exp.Sub)
                left = self._end(expr.this, least=least)
                right = self._end(expr.expression, least=least is not falls)
                return None if left is None or right is None else type(expr)(this=left, expression=right)
        return None

    def _of_branches(self, expr: exp.Case, *, most: bool) -> Expr:
        """The bound of what the first branch gives whose condition is true, where not all conditions are at hand."""
        bound = self.bound(expr.args["default"], most=most)
        for branch in reversed(expr.args["ifs"]):
            condition = self.bound(branch.this, most=True)
            value = self.bound(branch.args["true"], most=most)
            if value == bound:
                continue
            if self.known(branch.this):
                bound = case([(condition, value)], bound)
            elif most:
                bound = either(both(condition, value), bound)
            else:
                bound = both(either(negate(condition), value), bound)
        return bound
