"""Figures as scalar sub-queries: each looks for itself, and only where it is mentioned.

Between look-ups and a page of the one-call shape. Takes a figure; gives the expression that stands for it. What is
known of the call beforehand is left out of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

from sqlglot import exp

from ringfence.policy.plan import rows
from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.fold import VARIES, Known, constant, folded
from ringfence.policy.plan.logic import Expr, both, equal, less, number, own, plus, possibly, row, sooner
from ringfence.policy.plan.lookups import Found, Lookup
from ringfence.policy.plan.rows import param, row_of

FEW_DAYS = 4
"""Up to so many days are looked at one by one: an engine makes a table of a longer list each time it runs."""


class SubQueries:
    """The sub-queries of one statement for calls of which so much is known.

    `beforehand` says what stands for a figure that a sub-query itself asks for; without it, a sub-query of its own.
    """

    def __init__(self, plan: Plan, known: Known, beforehand: Callable[[Expr], Expr] | None = None) -> None:
        self._plan, self._known = plan, replace(known, bind=self._column)
        self._beforehand = beforehand
        self._asked = self if beforehand is None else SubQueries(plan, known)

    def read(self, expr: Expr) -> Expr:
        """A piece of logic inside a sub-query."""
        return folded(expr, self._known)

    def empty(self, lookup: Lookup) -> bool:
        """Whether the call names nobody under whose key there could be a row."""
        return any(constant(self.read(value)) is None for _, value in lookup.key)

    def figure(self, found: Found) -> Expr:
        """What stands for a figure."""
        if self.empty(found.lookup):
            return number(0) if found.what.endswith("count") else exp.null()
        return self._counted(found) if found.what == "count" else exp.Subquery(this=self._drawn(found))

    def bound(self, found: Found) -> Expr:
        """What a count does not exceed: how many rows there are under its key, whatever they are."""
        return self._counted(found, filtered=False)

    def _column(self, column: exp.Column) -> Expr:
        if column.table == "found":
            figure = self._asked.figure(self._plan.desk.found[column.name])
            if self._beforehand is None or constant(figure) is not VARIES:
                return figure
            return self._beforehand(figure)
        if column.table != "k":
            return column
        there = row_of(column)
        return param(column.name) if there is None else there.subquery

    def _drawn(self, found: Found) -> exp.Select:
        if found.what == "degree":
            return self._from(found, exp.Max(this=degree_of(self.read(found.lookup.match))), filtered=False)
        if found.what == "people_count":
            return self._from(found, exp.Count(this=exp.Distinct(expressions=[row("recipient")])))
        if found.what.startswith("anchored"):
            return self._anchored(found)
        assert found.value is not None
        value = self.read(found.value)
        if found.is_most or found.what == "least":
            return self._from(found, (exp.Max if found.is_most else exp.Min)(this=value))
        order = [value] if found.what == "nth" else [self.read(each) for each in found.order]
        ordered = self._from(found, value).order_by(*[_descending(each) for each in order], copy=False)
        return ordered.limit(1, copy=False).offset(max(found.n - 1, 0), copy=False)

    def _counted(self, found: Found, *, filtered: bool = True) -> Expr:
        """How many, read no further than matters; day by day where that is how rows are found and days are few."""
        days = found.lookup.index
        apart = isinstance(days, exp.In) and len(days.expressions) <= FEW_DAYS
        found_by = (
            [equal(row("day"), day) for day in days.expressions] if days is not None and apart else [days]
        )
        counts: list[Expr] = []
        for index in found_by:
            some = self._from(found, number(1), filtered=filtered, index=index).limit(found.n, copy=False)
            whole = exp.select(exp.Count(this=exp.Star()), copy=False)
            counts.append(exp.Subquery(this=whole.from_(some.subquery("some", copy=False), copy=False)))
        return counts[0] if len(counts) == 1 else exp.Paren(this=reduce(plus, counts))

    def _from(
        self, found: Found, drawn: Expr, *, filtered: bool = True, index: Expr | None = None
    ) -> exp.Select:
        lookup = found.lookup
        keys = [equal(row(column), self.read(value)) for column, value in lookup.key]
        where = index if index is not None else lookup.index
        rest = [self.read(part) for part in (where, lookup.within) if part is not None]
        match = lookup.match if found.over == "sure" else possibly(lookup.match)
        matched = [self.read(match)] if filtered else []
        return rows.drawn(drawn, lookup.relation, both(*keys, *rest, *matched))

    def _anchored(self, found: Found) -> exp.Select:
        """Periods that start at a first call: each next one starts at the first call after the last is over."""
        span = number(found.span)
        anchor = exp.column("a", table="period", quoted=True)
        first = self._from(found, exp.Min(this=row("ts")))
        following = self._from(found, exp.Min(this=row("ts"))).where(_not_before(plus(anchor, span)))
        following_row = (
            exp.select(exp.alias_(exp.Subquery(this=following), "a", quoted=True))
            .from_(rows.table("period"))
            .where(exp.Not(this=exp.Is(this=anchor.copy(), expression=exp.null())))
        )
        # Invariant: a reservation that runs out may have started the period, so its end is asked at too.
        newest = exp.Subquery(
            this=exp.select(exp.Max(this=exp.column("a", quoted=True))).from_(rows.table("period"))
        )
        end = plus(newest, span)
        inside = both(_not_before(newest), less(param("t"), end))
        if found.what == "anchored_count":
            drawn = self._from(found, exp.Count(this=exp.Star())).where(inside)
        else:
            drawn = exp.select(
                sooner(end, exp.Subquery(this=self._from(found, exp.Min(this=row("expires_at")))))
            )
        start = exp.select(exp.alias_(exp.Subquery(this=first), "a", quoted=True))
        periods = exp.union(start, following_row, distinct=False)
        return drawn.with_("period", as_=periods, recursive=True)


def degree_of(match: Expr) -> Expr:
    """2 where a row surely matches, 1 where it possibly does, 0 where it does not."""
    found = constant(match)
    if isinstance(found, bool) or found is None:
        return number(1 if found is None else 2 * found)
    ifs = [exp.If(this=exp.true(), true=number(2)), exp.If(this=exp.false(), true=number(0))]
    # A simple CASE: the match is worked out once.
    return exp.Case(this=exp.Paren(this=own(match)), ifs=ifs, default=number(1))


def _descending(value: Expr) -> exp.Ordered:
    return exp.Ordered(this=value.copy(), desc=True, nulls_first=False)


def _not_before(moment: Expr) -> Expr:
    return exp.GTE(this=row("ts"), expression=moment.copy())
