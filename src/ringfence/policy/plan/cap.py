"""Compiles `cap`: how many calls surely and possibly count in the period. What it means: `policy/kinds/cap.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from ringfence.call.moments import DAY
from ringfence.policy.kinds.cap import ANSWERED, REACHED, UNANSWERED, CapTerms, Period
from ringfence.policy.plan.clause import Broken, CapCounts
from ringfence.policy.plan.clocks import period_bounds
from ringfence.policy.plan.envelope import about
from ringfence.policy.plan.logic import (
    FALSE,
    TRUE,
    Expr,
    among,
    at_most,
    both,
    call,
    case,
    either,
    equal,
    given,
    less,
    minus,
    missing,
    negate,
    nothing,
    number,
    one_of,
    plus,
    remainder,
    row,
    sooner,
    surely,
    text,
    unknown,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk, Found, Lookup, Over
from ringfence.policy.terms import When

# How many UTC days a calendar unit can touch, the day before and the day after included.
UNIT_DAYS = {"day": 1, "week": 7, "month": 31}


def broken_cap(desk: Desk, terms: CapTerms, when: When, most: int, guard: Expr) -> Broken:
    """Whether at least `most` calls count, and when so many have left that fewer do."""
    since, until, unclear, leave = _period(desk, terms)
    # Without a line there is nobody whose calls could be counted: unknown, not none.
    lost = either(unclear, missing(call("line"))) if terms.by_line else unclear
    lookup = _counted(desk, terms, when, both(guard, negate(lost)), since, until)
    figures = _Figures(desk, terms, lookup, most, leave)
    anchored = figures.anchored
    newest_sure = desk.figure(Found(lookup, "most", "sure", row("ts")))
    newest = desk.figure(Found(lookup, "most", "possible", row("ts")))
    is_sure = figures.is_full()
    return Broken(
        broken=case([(lost, unknown())], figures.full()),
        edge=case([(lost, nothing())], figures.edge(is_sure)),
        fact_at=case([(lost, nothing()), (is_sure, newest_sure)], newest),
        sure=is_sure,
        cap=CapCounts(
            most=most, counted=lookup, sure=figures.count("sure"), possible=figures.count("possible"), leaves=leave,
            since=since, until=until, lost=lost,
            lead="line" if terms.by_line else "recipient",
            words=tuple(word for word in (*terms.key, *terms.sum_over) if word not in _leads(terms)),
            counts=_counts_itself(terms, when), came_of=both(_reached(terms, call), _not_outcome(terms, call)), span=figures.span or None,
            surely=desk.figure(Found(lookup, "moments", "sure")) if anchored else None,
            possibly=desk.figure(Found(lookup, "moments", "possible")) if anchored else None,
        ),
    )  # fmt: skip


class _Figures:
    """How many calls count, surely and possibly, and what follows: whether the cap is full, and to when."""

    def __init__(self, desk: Desk, terms: CapTerms, lookup: Lookup, most: int, leave: Expr) -> None:
        self._desk, self._lookup, self._most, self._leave = desk, lookup, most, leave
        self.anchored = terms.period.mode == "anchored_first"
        self._counts: dict[Over, Expr] = {}
        self.span = terms.period.length if self.anchored and isinstance(terms.period.length, int) else 0

    def count(self, over: Over) -> Expr:
        """How many count."""
        if over not in self._counts:
            form: Literal["count", "anchored_count"] = "anchored_count" if self.anchored else "count"
            found = Found(self._lookup, form, over, n=self._most, span=self.span)
            self._counts[over] = self._desk.figure(found)
        return self._counts[over]

    def full(self) -> Expr:
        """Whether so many count, unknown if what is uncertain decides."""
        sure, possible, enough = self.count("sure"), self.count("possible"), number(self._most)
        # Periods that start at a first call start elsewhere if one more counts: then neither count bounds the other.
        few = case([(less(sure, enough), FALSE())], unknown()) if self.anchored else FALSE()
        return case([(less(possible, enough), few), (less(sure, enough), unknown())], TRUE())

    def is_full(self) -> Expr:
        """Whether so many surely count."""
        sure = at_most(number(self._most), self.count("sure"))
        return both(sure, at_most(number(self._most), self.count("possible"))) if self.anchored else sure

    def edge(self, is_full: Expr) -> Expr:
        """When fewer may count."""
        sure, possible = self._leaving("sure"), self._leaving("possible")
        if not self.anchored:
            return case([(is_full, sure)], possible)
        # A period that is over by one reading has no end to come.
        return sooner(*[case([(less(call("t"), end), end)], nothing()) for end in (sure, possible)])

    def _leaving(self, over: Over) -> Expr:
        if self.anchored:
            return self._desk.figure(Found(self._lookup, "anchored_edge", over, n=self._most, span=self.span))
        return self._desk.figure(Found(self._lookup, "nth", over, _leaving(self._leave), n=self._most))


def _leads(terms: CapTerms) -> tuple[str, ...]:
    return ("line",) if terms.by_line else ("recipient",)


def _period(desk: Desk, terms: CapTerms) -> tuple[Expr, Expr, Expr, Expr]:
    """First and last moment that counts (both included), whether they are unknown, when a call leaves."""
    mode, length = terms.period.mode, terms.period.length
    if mode in {"rolling", "anchored_first"} and isinstance(length, int):
        first = plus(minus(call("t"), number(length)), number(1))
        since = first if mode == "rolling" else number(0)
        return since, call("t"), FALSE(), plus(row("ts"), number(length))
    start, end, soonest, lost = period_bounds(desk.clocks(terms.period.zone), *period_columns(terms.period))
    # The first of the periods to end is when a call may first leave; asking again there finds the rest.
    return start, minus(end, number(1)), lost, soonest


def period_columns(period: Period) -> tuple[str, str]:
    """The columns of a clock in which a period of whole days begins and ends."""
    if period.mode == "consecutive_days" and isinstance(period.length, int):
        return f"days{period.length // DAY}_from", "day_to"
    return f"{period.length}_from", f"{period.length}_to"


def _leaving(leave: Expr) -> Expr:
    return case([(less(row("expires_at"), leave), row("expires_at"))], leave)


def _counted(desk: Desk, terms: CapTerms, when: When, needed: Expr, since: Expr, until: Expr) -> Lookup:
    lead = "line" if terms.by_line else "recipient"
    within = both(at_most(since, row("ts")), at_most(row("ts"), until))
    words = [word for word in (*terms.key, *terms.sum_over) if word != lead]
    alike = both(
        *[equal(row(word), call(word)) for word in dict.fromkeys(words)],
        _of(terms, when),
        _not_excluded(terms),
    )
    reached = _reached(terms, row)
    held = case([(given(row("expires_at")), less(call("t"), row("expires_at")))], reached)
    indexed = terms.by_line and terms.period.mode != "anchored_first"
    return desk.lookup(
        "cap", relation="call", key=((lead, call(lead)),), match=both(alike, held), within=within, needed=needed,
        index=_days(terms, since) if indexed else None, bounds=(since, until),
        earlier=True, told=both(alike, reached),
    )  # fmt: skip


def _of(terms: CapTerms, when: When) -> Expr:
    return about(terms.of if terms.of is not None else when, row)


def _counts_itself(terms: CapTerms, when: When) -> Expr:
    """Whether the call asked about would itself count, once reserved: over its own words alone."""
    flags = [word for word in ("asked_for", "warm") if word in terms.exclude]
    return both(
        about(terms.of if terms.of is not None else when),
        *[negate(surely(call(flag))) for flag in flags],
    )


def _reached(terms: CapTerms, of: Callable[[str], Expr]) -> Expr:
    parts: list[Expr] = []
    if terms.count != "attempt":
        parts.append(among(of("outcome"), REACHED[terms.count]))
    if terms.only_if is not None:
        parts.append(among(of("outcome"), UNANSWERED if terms.only_if == "unanswered" else ANSWERED))
    return both(*parts)


def _not_outcome(terms: CapTerms, of: Callable[[str], Expr]) -> Expr:
    """That what came of a call is nothing that is left out."""
    words = [word for word in dict.fromkeys(terms.exclude) if word not in {"inbound", "asked_for", "warm"}]
    return both(*[negate(surely(equal(of("outcome"), text(word)))) for word in words])


def _not_excluded(terms: CapTerms) -> Expr:
    parts: list[Expr] = []
    for word in dict.fromkeys(terms.exclude):
        if word == "inbound":
            parts.append(negate(equal(row("direction"), text("inbound"))))
        elif word in {"asked_for", "warm"}:
            parts.append(negate(surely(row(word))))
    return both(*parts, _not_outcome(terms, row))


def _days(terms: CapTerms, since: Expr) -> Expr:
    """The UTC days that the period can touch: how the one-call shape finds a line's calls."""
    length = terms.period.length
    days = -(-length // DAY) if isinstance(length, int) else UNIT_DAYS[length]
    first = minus(since, remainder(since, number(DAY)))
    options = [plus(first, number(day * DAY)) for day in range(days + 2)]
    return one_of(row("day"), options)
