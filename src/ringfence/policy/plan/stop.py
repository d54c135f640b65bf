"""Compiles `stop`: whether one is in force, and when the last one ends. What it means: `policy/kinds/stop.py`."""

from __future__ import annotations

from ringfence.call.moments import DAY, FOREVER, HOUR
from ringfence.policy.kinds.stop import CountedDays, StopTerms
from ringfence.policy.plan.clause import Broken
from ringfence.policy.plan.clocks import Clock, if_exists, period_bounds
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
    filled,
    later,
    less,
    missing,
    negate,
    nothing,
    number,
    plus,
    row,
    sooner,
    text,
    unknown,
    unless_forever,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk, Found, Lookup, Over
from ringfence.policy.plan.proofs import newest, nobody_looked

# A counted day ends within so much of a round 24 hours, whatever clocks and date lines do.
SLACK = 26 * HOUR


def broken_stop(desk: Desk, terms: StopTerms, guard: Expr, *, unknown_blocks: bool) -> Broken:
    """Whether a stop said before now still holds; `unknown_blocks` if one that may hold stands in the way as well."""
    released, coming = _released(desk, terms, guard)
    in_force, end = _in_force(desk, terms, released, unknown_blocks=unknown_blocks)
    lookup = desk.lookup(
        "stop", relation="stop", key=(("recipient", call("recipient")),), needed=guard,
        within=at_most(row("said_at"), call("t")),
        match=both(
            among(row("trigger"), terms.triggers),
            *[equal(row(word), call(word)) for word in terms.same],
            in_force,
        ),
    )  # fmt: skip
    sure = equal(desk.figure(Found(lookup, "degree")), number(2))

    def ends(over: Over) -> Expr:
        latest = Found(lookup, "most", over, filled(end, number(FOREVER)))
        return unless_forever(desk.figure(latest))

    return Broken(
        broken=desk.truth(lookup, FALSE()), bare=FALSE(), reach=lookup, sure=sure,
        edge=sooner(case([(sure, ends("sure"))], ends("possible")), *coming),
        fact_at=case(
            [(sure, _last(desk, lookup, "sure", "said_at"))], _last(desk, lookup, "possible", "said_at")
        ),
        leaf=case([(sure, _last(desk, lookup, "sure", "leaf"))], _last(desk, lookup, "possible", "leaf")),
    )  # fmt: skip


def _last(desk: Desk, lookup: Lookup, over: Over, column: str) -> Expr:
    order = (row("said_at"), filled(row("leaf"), number(-1)))
    return desk.figure(Found(lookup, "last", over, row(column), order))


def _in_force(desk: Desk, terms: StopTerms, released: Expr, *, unknown_blocks: bool) -> tuple[Expr, Expr]:
    """Whether this stop holds now, and the first moment at which it may cease to."""
    t = call("t")
    own_end = either(missing(row("ends_at")), less(t, row("ends_at")))
    lasting, ends = _lasting(desk, terms, unknown_blocks=unknown_blocks)
    binding = negate(released)
    boundaries = [row("ends_at"), *ends]
    if terms.cannot_be_reasked_for is not None:
        reask_end = plus(row("said_at"), number(terms.cannot_be_reasked_for))
        binding = either(binding, both(equal(call("subject"), text("consent_request")), less(t, reask_end)))
        # Where nothing released the stop, it binds with or without the time in which nobody may ask again.
        may_end = nothing() if unknown_blocks else reask_end
        boundaries.append(case([(negate(released), nothing()), (released, reask_end)], may_end))
    return both(own_end, lasting, binding), sooner(
        *[case([(less(t, each), each)], nothing()) for each in boundaries]
    )


def _lasting(desk: Desk, terms: StopTerms, *, unknown_blocks: bool) -> tuple[Expr, list[Expr]]:
    if terms.duration == "forever":
        return TRUE(), []
    if isinstance(terms.duration, int):
        end = plus(row("said_at"), number(terms.duration))
        return less(call("t"), end), [end]
    return _counted(desk, terms.duration, unknown_blocks=unknown_blocks)


def _counted(desk: Desk, duration: CountedDays, *, unknown_blocks: bool) -> tuple[Expr, list[Expr]]:
    """So many local days: it holds while the day it was said on is not further back than that."""
    days = duration.days + (duration.starts == "next_day")
    clocks = desk.clocks(duration.zone)
    parts = [if_exists(clock, _since_day(clock, days), FALSE()) for clock in clocks]
    _, _, _, lost = period_bounds(clocks, f"days{days}_from", "day_to")
    holds = either(*parts)
    # Law: with several places the strictest decides, so it holds while it holds at any.
    tomorrow = sooner(*[if_exists(clock, clock.column("day_to"), nothing()) for clock in clocks])
    round_end = plus(row("said_at"), number((days - 1) * DAY - SLACK))
    end = later(tomorrow, round_end)
    # Where a clock is unknown the days there are never surely over.
    end = case([(lost, nothing())], end) if unknown_blocks else end
    return either(holds, both(lost, unknown())), [end]


def _since_day(clock: Clock, days: int) -> Expr:
    return at_most(clock.column(f"days{days}_from"), row("said_at"))


def _released(desk: Desk, terms: StopTerms, guard: Expr) -> tuple[Expr, list[Expr]]:
    """Whether something that releases came after the stop, and when something next may."""
    grounds: list[Expr] = []
    coming: list[Expr] = []
    for term in terms.released_by:
        if term == "inbound_request":
            came, next_at = _came_back(desk, guard)
            grounds.append(case([(less(row("said_at"), came), TRUE())], FALSE()))
            coming.append(next_at)
            continue
        sure, possible, next_at = newest(desk, term, guard)
        absent = case([(nobody_looked(term), unknown())], FALSE())
        grounds.append(
            case([(less(row("said_at"), sure), TRUE()), (less(row("said_at"), possible), unknown())], absent)
        )
        coming.append(next_at)
    return either(*grounds), coming


def _came_back(desk: Desk, guard: Expr) -> tuple[Expr, Expr]:
    inbound = equal(row("direction"), text("inbound"))
    key = (("recipient", call("recipient")),)

    def calls(within: Expr) -> Lookup:
        return desk.lookup("inbound", relation="call", key=key, match=inbound, within=within, needed=guard)

    past = calls(at_most(row("ts"), call("t")))
    ahead = calls(less(call("t"), row("ts")))
    return (
        desk.figure(Found(past, "most", "sure", row("ts"))),
        desk.figure(Found(ahead, "least", "sure", row("ts"))),
    )
