"""Whose clock a rule reads: the call's columns for each basis, and arithmetic on them.

A clock is a column prefix of the call: `p1` … `p4` the places, `num` the place the number points to, `own`
where the caller sits, `f_<zone>` a fixed zone. The columns behind it (`<clock>_off`, `_until`, `_next`, `_lday`,
`_lms`, the period bounds) are filled by `clockwork`, the same way for one call and for a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ringfence.call.moments import DAY
from ringfence.call.words import MOST_PLACES
from ringfence.policy.plan.logic import (
    Expr,
    at_most,
    both,
    call,
    case,
    either,
    later,
    less,
    minus,
    missing,
    nothing,
    number,
    plus,
    sooner,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a call; `place` is which known place it stands at, if it is a place's."""

    prefix: str
    zone: str | None = None
    place: int | None = None
    sure: bool = True

    def column(self, name: str) -> Expr:
        """A column behind this clock."""
        return call(f"{self.prefix}_{name}")

    @property
    def exists(self) -> Expr | None:
        """Whether the place is there at all; None for a clock that always is."""
        if self.sure or self.place is None:
            return None
        return at_most(number(self.place), call("place_count"))


def clocks_of(basis: str, places: int | None = None) -> tuple[Clock, ...]:
    """The clocks a basis reads, the strictest deciding where there are several.

    `places` is how many places every call has, if that is known. A call without any still has one clock,
    which is unknown.

    >>> [clock.prefix for clock in clocks_of("all_known_locations", places=2)]
    ['p1', 'p2']
    """
    if basis == "called_location":
        return (Clock("p1", place=1),)
    if basis == "all_known_locations":
        most = MOST_PLACES if places is None else max(places, 1)
        return tuple(
            Clock(f"p{place}", place=place, sure=place == 1 or places is not None)
            for place in range(1, most + 1)
        )
    if basis == "number_region":
        return (Clock("num"),)
    if basis == "caller":
        return (Clock("own"),)
    zone = basis.removeprefix("fixed(").removesuffix(")")
    return (Clock("f_" + re.sub(r"\W", "_", zone).lower(), zone=zone),)


def if_exists(clock: Clock, value: Expr, otherwise: Expr) -> Expr:
    """The value where the clock's place is known to be there; `otherwise` where there is no such place."""
    if clock.exists is None:
        return value
    return case([(clock.exists, value)], otherwise)


def moment_at(clock: Clock, local: Expr) -> Expr:
    """The UTC moment at which the clock reads `local`, from today's row or the one after.

    In the hour that a change leaves out it is the moment of the change; an hour that comes twice gives its first.
    """
    today = minus(local, clock.column("off"))
    after = minus(local, clock.column("next"))
    until = clock.column("until")
    return case([(less(today, until), today), (less(after, until), until)], after)


def next_reading(clock: Clock, spot: Expr) -> Expr:
    """The next moment (after now) at which the clock reads `spot` milliseconds after midnight."""
    today = plus(clock.column("lday"), spot)
    tomorrow = plus(today, number(DAY))
    return case([(less(clock.column("lms"), spot), moment_at(clock, today))], moment_at(clock, tomorrow))


def next_of(clock: Clock, spots: tuple[int, ...]) -> Expr:
    """The next moment at which the clock reads any of these, or is set anew."""
    if not spots:
        return sooner(clock.column("until"), nothing())
    ordered = sorted(set(spots))
    lms, lday = clock.column("lms"), clock.column("lday")
    today = [(less(lms, number(spot)), moment_at(clock, plus(lday, number(spot)))) for spot in ordered]
    tomorrow = moment_at(clock, plus(lday, number(ordered[0] + DAY)))
    # A change of the clock may itself open what is closed: it is asked at too, never passed over.
    return sooner(case(today, tomorrow), clock.column("until"))


def period_bounds(clocks: tuple[Clock, ...], first: str, last: str) -> tuple[Expr, Expr, Expr, Expr]:
    """The earliest start and latest end over the clocks, the soonest end, and whether any clock is unknown."""
    starts = [if_exists(clock, clock.column(first), nothing()) for clock in clocks]
    ends = [if_exists(clock, clock.column(last), nothing()) for clock in clocks]
    lost = either(
        *[
            missing(clock.column(first))
            if clock.exists is None
            else both(clock.exists, missing(clock.column(first)))
            for clock in clocks
        ]
    )
    return sooner(*starts), later(*ends), sooner(*ends), lost
