"""Compiles `window`: closed or open on each clock, by integers alone. What it means: `policy/kinds/window.py`."""

from __future__ import annotations

from ringfence.call.moments import DAY, FOREVER
from ringfence.policy.kinds.window import WEEKDAYS, Range, WindowTerms
from ringfence.policy.plan.clause import Broken
from ringfence.policy.plan.clocks import Clock, if_exists, next_of, next_reading
from ringfence.policy.plan.fold import worked_out
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
    missing,
    negate,
    nothing,
    number,
    plus,
    remainder,
    sooner,
    text,
    unknown,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk
from ringfence.policy.plan.proofs import lift, within_hours

WEEK = 7 * DAY
NEVER = FOREVER - 1
"""An end that is in nobody's sight, told apart from none at all: the verdict says that no moment was found."""
# 1970-01-01 was a Thursday: three days on, weeks begin with Monday.
MONDAY_SHIFT = 3 * DAY


def broken_window(
    desk: Desk, terms: WindowTerms, guard: Expr, *, unknown_blocks: bool, last_day: int | None
) -> Broken:
    """Whether any clock of the rule is closed and no proof lifts it.

    `unknown_blocks` says that a clock nobody knows stands in the way too: then no hour of another ends it.
    `last_day` is the last that the rule's calendar knows (the local midnight, read as milliseconds).
    """
    clocks = desk.clocks(terms.zone)
    closed = either(*[if_exists(clock, _closed(clock, terms), FALSE()) for clock in clocks])
    edge = sooner(*[if_exists(clock, _edge(clock, terms), nothing()) for clock in clocks])
    if never := _never_again(clocks, terms, last_day, unknown_blocks=unknown_blocks):
        edge = case([(either(*never), number(NEVER))], edge)
    lifts = [lift(desk, term, both(guard, closed), terms.zone) for term in terms.lift_by]
    edge = sooner(edge, *[each.opens_at for each in lifts])
    if unknown_blocks:
        # A clock that nobody knows has no end at all, by no hours of its own or agreed; not even one out of sight.
        lost = either(*[if_exists(clock, missing(clock.column("lms")), FALSE()) for clock in clocks])
        edge = case([(lost, nothing())], edge)
    broken = both(closed, *[negate(each.found) for each in lifts])
    return Broken(broken=broken, edge=sooner(edge, *[each.next_at for each in lifts]), bare=closed)


def _never_again(
    clocks: tuple[Clock, ...], terms: WindowTerms, last_day: int | None, *, unknown_blocks: bool
) -> list[Expr]:
    """From when on each clock is closed for good: by the week alone, or once its calendar has ended."""
    if terms.party_preference == "replaces" or not _closed_all_week(terms, unknown_blocks=unknown_blocks):
        return []
    if terms.holidays is None or last_day is None:
        return [TRUE()]
    # The day after the last one may still be open with what is carried over midnight from it.
    ended = [less(number(last_day + DAY), clock.column("lday")) for clock in clocks]
    return [if_exists(clock, each, FALSE()) for clock, each in zip(clocks, ended, strict=True)]


def _closed_all_week(terms: WindowTerms, *, unknown_blocks: bool) -> bool:
    """Whether, on days that no calendar knows, there is no time of any weekday at which the rule lets a call pass."""
    clock = Clock("week")
    closed = _closed_by_rule(clock, terms)
    spots = {0, *(edge % DAY for span in terms.ranges for edge in (span.since, span.until))}
    kinds = {} if terms.holidays is None else dict.fromkeys(
        (f"week_{terms.holidays.calendar}_kind", f"week_{terms.holidays.calendar}_kind_before")
    )  # fmt: skip
    week = [
        worked_out(closed, {"week_lday": weekday * DAY, "week_lms": spot, **kinds})
        for weekday in range(1, 8)
        for spot in spots
    ]
    return all(truth is True or (truth is None and unknown_blocks) for truth in week)


def _closed(clock: Clock, terms: WindowTerms) -> Expr:
    by_rule = _closed_by_rule(clock, terms)
    if terms.party_preference is None:
        return case([(missing(clock.column("lms")), unknown())], by_rule)
    since, until = call("recipient_hours_from"), call("recipient_hours_to")
    wished = both(given(since), given(until))
    outside = negate(within_hours(clock.column("lms"), since, until))
    if terms.party_preference == "replaces":
        closed = case([(wished, outside)], by_rule)
    else:
        closed = either(by_rule, case([(wished, outside)], FALSE()))
    return case([(missing(clock.column("lms")), unknown())], closed)


def _closed_by_rule(clock: Clock, terms: WindowTerms) -> Expr:
    today = either(
        *[both(_part(clock, span, carried=False), _day_fits(clock, span, terms)) for span in terms.ranges]
    )
    carried = either(
        *[
            both(_part(clock, span, carried=True), _day_fits(clock, span, terms, before=True))
            for span in terms.ranges
            if span.spans_midnight
        ]
    )
    shut: Expr = FALSE()
    if terms.holidays is not None and terms.holidays.treat_as == "closed":
        shut = equal(_kind(clock, terms), text("holiday"))
    if terms.forbid is not None:
        return either(today, carried, shut)
    return negate(either(both(today, negate(shut)), carried))


def _part(clock: Clock, span: Range, *, carried: bool) -> Expr:
    lms = clock.column("lms")
    if carried:
        return less(lms, number(span.until))
    since = at_most(number(span.since), lms)
    return since if span.spans_midnight else both(since, less(lms, number(span.until)))


def _day_fits(clock: Clock, span: Range, terms: WindowTerms, *, before: bool = False) -> Expr:
    if span.days is None:
        return TRUE()
    kind = _kind(clock, terms, before=before) if terms.holidays else unknown()
    as_sunday = terms.holidays is not None and terms.holidays.treat_as == "sunday"
    holiday = equal(kind, text("holiday"))
    weekdays = [WEEKDAYS.index(day) * DAY for day in span.days if day in WEEKDAYS[:6]]
    fits: list[Expr] = []
    if weekdays:
        by_weekday = among(_weekday(clock, before=before), weekdays)
        fits.append(both(by_weekday, negate(holiday)) if as_sunday else by_weekday)
    if "sun" in span.days:
        sunday = among(_weekday(clock, before=before), (WEEKDAYS.index("sun") * DAY,))
        fits.append(either(sunday, holiday) if as_sunday else sunday)
    if "working" in span.days:
        fits.append(equal(kind, text("work")))
    if "off" in span.days:
        fits.append(among(kind, ("off", "holiday") if as_sunday else ("off",)))
    if "holiday" in span.days:
        fits.append(holiday)
    return either(*fits)


def _weekday(clock: Clock, *, before: bool) -> Expr:
    shift = number(MONDAY_SHIFT - DAY if before else MONDAY_SHIFT)
    return remainder(plus(clock.column("lday"), shift), number(WEEK))


def _kind(clock: Clock, terms: WindowTerms, *, before: bool = False) -> Expr:
    assert terms.holidays is not None
    return clock.column(f"{terms.holidays.calendar}_kind{'_before' if before else ''}")


def _edge(clock: Clock, terms: WindowTerms) -> Expr:
    spots = {edge % DAY for span in terms.ranges for edge in (span.since, span.until)}
    dated = any(span.days for span in terms.ranges) or (
        terms.holidays is not None and terms.holidays.treat_as != "none"
    )
    if dated:
        spots.add(0)
    edges = [next_of(clock, tuple(spots))]
    if terms.party_preference is not None:
        edges += [next_reading(clock, call(f"recipient_hours_{end}")) for end in ("from", "to")]
    return sooner(*edges)
