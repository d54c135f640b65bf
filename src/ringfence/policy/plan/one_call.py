"""The one-call shape: a plan as statements that take one call's columns and give one row.

Between a plan and the engines that answer one call at a time. Every figure becomes a scalar sub-query where it
is mentioned, behind the guard of its clause, so that an engine which works left to right looks nothing up that
cannot matter. Gives sqlglot trees; an engine prints them in its own dialect.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.logic import (
    Expr,
    both,
    equal,
    less,
    negate,
    nothing,
    number,
    plus,
    possibly,
    row,
    sooner,
    text,
)
from ringfence.policy.plan.lookups import Found
from ringfence.policy.plan.needs import INSTITUTIONS


def decide(plan: Plan, clauses: Sequence[Clause]) -> exp.Select:
    """One row with each clause's truth: `f0`, `f1`, … true, false or unknown."""
    return exp.select(*[_as(_bound(plan, clause.fires), f"f{clause.index}") for clause in clauses])


def details(plan: Plan, clause: Clause) -> exp.Select:
    """One row with what a clause that speaks has to say: its edge, the moment of its fact, the fact's leaf."""
    parts = {"edge": clause.edge, "fact_at": clause.fact_at, "leaf": clause.leaf}
    return exp.select(
        *[_as(_bound(plan, part if part is not None else nothing()), name) for name, part in parts.items()]
    )


def _as(expr: Expr, name: str) -> Expr:
    return exp.alias_(expr, name, quoted=True)


def _bound(plan: Plan, expr: Expr) -> Expr:
    """Rule logic with its figures as sub-queries and the call's columns as parameters."""

    def bind(node: Expr) -> Expr:
        if not isinstance(node, exp.Column) or node.table not in {"found", "k"}:
            return node
        if node.table == "found":
            return exp.Subquery(this=_figure(plan, plan.desk.found[node.name]))
        return _of_the_call(node.name)

    return expr.transform(bind)


def _of_the_call(name: str) -> Expr:
    if name.startswith("recipient_"):
        return _one_row(
            "recipient", name.removeprefix("recipient_"), equal(row("recipient"), _param("recipient"))
        )
    if name.startswith("line_"):
        return _one_row("line", name.removeprefix("line_"), equal(row("line"), _param("line")))
    if name in INSTITUTIONS:
        institution = equal(row("institution"), _param(INSTITUTIONS[name]))
        return _one_row("institution", "proofs_checked_at", institution)
    if name.startswith("listing_") and name.endswith("_at"):
        listing = name.removeprefix("listing_").removesuffix("_at")
        return _one_row("listing", "checked_at", equal(row("name"), text(listing)))
    return _param(name)


def _param(name: str) -> Expr:
    return exp.Placeholder(this=name)


def _one_row(relation: str, column: str, condition: Expr) -> Expr:
    return exp.Subquery(this=exp.select(row(column)).from_(_table(relation)).where(condition))


def _table(relation: str) -> exp.Table:
    return exp.to_table(relation, alias="h")


def _figure(plan: Plan, found: Found) -> Expr:
    if found.what == "degree":
        return _from(plan, found, exp.Max(this=degree_of(found.lookup.match)), filtered=False)
    if found.what == "count":
        some = _from(plan, found, number(1)).limit(found.n)
        return exp.select(exp.Count(this=exp.Star())).from_(some.subquery("some"))
    if found.what == "people_count":
        return _from(plan, found, exp.Count(this=exp.Distinct(expressions=[row("recipient")])))
    if found.what.startswith("anchored"):
        return _anchored(plan, found)
    assert found.value is not None
    value = _bound(plan, found.value)
    if found.what in {"most", "least"}:
        return _from(plan, found, (exp.Max if found.what == "most" else exp.Min)(this=value))
    order = [value] if found.what == "nth" else [_bound(plan, each) for each in found.order]
    ordered = _from(plan, found, value).order_by(*[_descending(each) for each in order])
    return ordered.limit(1).offset(max(found.n - 1, 0))


def _descending(value: Expr) -> exp.Ordered:
    return exp.Ordered(this=value.copy(), desc=True, nulls_first=False)


def degree_of(match: Expr) -> Expr:
    """2 where a row surely matches, 1 where it possibly does, 0 where it does not."""
    return exp.Case(
        ifs=[
            exp.If(this=match.copy(), true=number(2)),
            exp.If(this=negate(match), true=number(0)),
        ],
        default=number(1),
    )


def _from(plan: Plan, found: Found, drawn: Expr, *, filtered: bool = True) -> exp.Select:
    lookup = found.lookup
    keys = [equal(row(column), _bound(plan, value)) for column, value in lookup.key]
    rest = [_bound(plan, part) for part in (lookup.index, lookup.within) if part is not None]
    match = lookup.match if found.over == "sure" else possibly(lookup.match)
    matched = [_bound(plan, match)] if filtered else []
    bound = drawn if filtered else _bound(plan, drawn)
    return exp.select(bound).from_(_table(lookup.relation)).where(both(*keys, *rest, *matched))


def _anchored(plan: Plan, found: Found) -> Expr:
    """Periods that start at a first call: each next one starts at the first call after the last is over."""
    span = number(found.span)
    anchor = exp.column("a", table="period", quoted=True)
    first = _from(plan, found, exp.Min(this=row("ts")))
    following = _from(plan, found, exp.Min(this=row("ts"))).where(_not_before(plus(anchor, span)))
    following_row = (
        exp.select(_as(exp.Subquery(this=following), "a"))
        .from_(exp.to_table("period"))
        .where(exp.Not(this=exp.Is(this=anchor.copy(), expression=exp.null())))
    )
    # Invariant: a reservation that runs out may have started the period, so its end is asked at too.
    newest = exp.Subquery(
        this=exp.select(exp.Max(this=exp.column("a", quoted=True))).from_(exp.to_table("period"))
    )
    end = plus(newest, span)
    inside = both(_not_before(newest), less(_param("t"), end))
    if found.what == "anchored_count":
        drawn = _from(plan, found, exp.Count(this=exp.Star())).where(inside)
    else:
        drawn = exp.select(
            sooner(end, exp.Subquery(this=_from(plan, found, exp.Min(this=row("expires_at")))))
        )
    periods = exp.union(exp.select(_as(exp.Subquery(this=first), "a")), following_row, distinct=False)
    return drawn.with_("period", as_=periods, recursive=True)


def _not_before(moment: Expr) -> Expr:
    return exp.GTE(this=row("ts"), expression=moment.copy())
