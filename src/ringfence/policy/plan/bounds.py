"""How far a condition can go, by what is at hand alone: a bound that costs no look-up.

Between a plan and the list shape. Takes a condition, and which columns are at hand; gives another over just these that
is never less true: where it is false, the condition surely is, and nothing need be looked up to know it. Must never be
taken for the condition itself: where it is true or unknown, nothing is known yet.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ringfence.policy.plan.logic import FALSE, TRUE, Expr, both, case, either, negate

AtHand = Callable[[exp.Column], bool]
# Invariant: false, unknown, true are in order, and "both" and "either" are the least and the most in that order.


def highest(expr: Expr, at_hand: AtHand) -> Expr:
    """The most that a condition can come to, whatever the columns hold that are not at hand.

    >>> from ringfence.policy.plan.logic import call
    >>> piece = both(call("near"), negate(call("far")))
    >>> highest(piece, lambda column: column.name == "near").sql()
    '"k"."near" AND NOT ((FALSE))'
    """
    return _bound(expr, at_hand, most=True)


def lowest(expr: Expr, at_hand: AtHand) -> Expr:
    """The least that it can come to."""
    return _bound(expr, at_hand, most=False)


def _bound(expr: Expr, at_hand: AtHand, *, most: bool) -> Expr:
    if all(at_hand(column) for column in expr.find_all(exp.Column)):
        return expr.copy()
    match expr:
        case exp.Paren():
            return exp.paren(_bound(expr.this, at_hand, most=most), copy=False)
        case exp.Not():
            return negate(_bound(expr.this, at_hand, most=not most))
        case exp.And():
            return both(*(_bound(part, at_hand, most=most) for part in expr.flatten()))
        case exp.Or():
            return either(*(_bound(part, at_hand, most=most) for part in expr.flatten()))
        case exp.Case() if expr.this is None:
            return _of_branches(expr, at_hand, most=most)
        case exp.Case():
            values = [each.args["true"] for each in expr.args["ifs"]] + [expr.args["default"]]
            return (either if most else both)(*(_bound(each, at_hand, most=most) for each in values))
    return TRUE() if most else FALSE()


def _of_branches(expr: exp.Case, at_hand: AtHand, *, most: bool) -> Expr:
    """The bound of what the first branch gives whose condition is true, where not all conditions are at hand."""
    bound = _bound(expr.args["default"], at_hand, most=most)
    for branch in reversed(expr.args["ifs"]):
        condition = _bound(branch.this, at_hand, most=True)
        value = _bound(branch.args["true"], at_hand, most=most)
        if all(at_hand(column) for column in branch.this.find_all(exp.Column)):
            bound = case([(condition, value)], bound)
        elif most:
            bound = either(both(condition, value), bound)
        else:
            bound = both(either(negate(condition), value), bound)
    return bound
