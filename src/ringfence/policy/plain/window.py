"""`window` in plain words: whether a moment is closed on the clocks a rule looks at.

One of the kinds a rule of a pack may be. Takes the rule's terms and a world; says of any moment
whether the window is broken. A clock nobody knows is unknown, and so is a day its calendar does not have.
"""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.call.moments import DAY
from ringfence.policy.kinds.window import WEEKDAYS, Range, WindowTerms
from ringfence.policy.plain.clock import next_mark, reading, within, written_day, zones
from ringfence.policy.plain.kleene import Truth, all_of, any_of, opposite
from ringfence.policy.plain.proofs import Search
from ringfence.policy.rule import Pack
from ringfence.policy.world import World

NO_FACT = (None, None)


class Window:
    """One rule's window in one world."""

    def __init__(self, terms: WindowTerms, pack: Pack, world: World) -> None:
        self.terms = terms
        self.zones = zones(terms.zone, world.call)
        self.hours = world.hours if terms.party_preference else None
        self.lifts = [Search(term, world) for term in terms.lift_by]
        self.treat_as = terms.holidays.treat_as if terms.holidays else "none"
        name = terms.holidays.calendar if terms.holidays else None
        calendars = {**pack.calendars, **world.calendars}
        self.calendar = calendars.get(name, {}) if name else {}
        self.marks = frozenset(self._marks())

    def broken(self, t: int) -> Truth:
        """Whether t is closed at any of the places."""
        return any_of(self._closed(zone, t) for zone in self.zones)

    def lifted(self, t: int) -> Truth:
        """Whether a proof lifts the window at t; agreed hours must be so at every place."""
        return any_of(search.found(t, zones=self.zones) for search in self.lifts)

    def fact(self, _t: int) -> tuple[int | None, int | None]:
        """Nothing: the time of day decides, no fact of the ledger."""
        return NO_FACT

    def moments(self) -> Iterator[int]:
        """The dated moments at which the answer may change: those of the proofs."""
        for search in self.lifts:
            yield from search.moments()

    def next_on_the_clock(self, t: int) -> int | None:
        """The next moment after t at which a clock may change the answer; None if no clock is known."""
        found = [next_mark(zone, t, self.marks) for zone in self.zones]
        return min((moment for moment in found if moment is not None), default=None)

    def _closed(self, zone: str | None, t: int) -> Truth:
        shown = reading(zone, t)
        if shown is None:
            return None
        if self.hours is None:
            return self._closed_by_rule(*shown)
        outside_her_hours = not within(*self.hours, shown.ms)
        if self.terms.party_preference == "replaces":
            return outside_her_hours
        return any_of((self._closed_by_rule(*shown), outside_her_hours))

    def _closed_by_rule(self, day: int, ms: int) -> Truth:
        holiday = self._is_closed_holiday(day)
        ranges = self.terms.ranges
        if self.terms.allow is None:
            return any_of((holiday, *(self._covers(span, day, ms) for span in ranges)))
        fresh = any_of(self._covers_fresh(span, day, ms) for span in ranges)
        carried = any_of(self._covers_carried(span, day, ms) for span in ranges)
        return opposite(any_of((all_of((fresh, opposite(holiday))), carried)))

    def _covers(self, span: Range, day: int, ms: int) -> Truth:
        return any_of((self._covers_fresh(span, day, ms), self._covers_carried(span, day, ms)))

    def _covers_fresh(self, span: Range, day: int, ms: int) -> Truth:
        """Whether a range that starts on this day covers the time of day."""
        reached = span.since <= ms and (span.spans_midnight or ms < span.until)
        return reached and self._is_on(span, day)

    def _covers_carried(self, span: Range, day: int, ms: int) -> Truth:
        """Whether a range that started on the day before reaches over midnight to the time of day."""
        return span.spans_midnight and ms < span.until and self._is_on(span, day - 1)

    def _is_on(self, span: Range, day: int) -> Truth:
        """Whether a range is in use on the day it starts."""
        return True if span.days is None else any_of(self._is_called(name, day) for name in span.days)

    def _is_called(self, name: str, day: int) -> Truth:
        kind = self.calendar.get(written_day(day))
        holiday = None if kind is None else kind == "holiday"
        if name == "working":
            return None if kind is None else kind == "work"
        if name == "off":
            return (
                None if kind is None else kind == "off" or (kind == "holiday" and self.treat_as == "sunday")
            )
        if name == "holiday":
            return holiday
        # 1970-01-01 was a Thursday, the fourth day of its week.
        weekday = WEEKDAYS[(day + 3) % 7] == name
        if self.treat_as != "sunday":
            return weekday
        return any_of((weekday, holiday)) if name == "sun" else all_of((weekday, opposite(holiday)))

    def _is_closed_holiday(self, day: int) -> Truth:
        if self.treat_as != "closed":
            return False
        kind = self.calendar.get(written_day(day))
        return None if kind is None else kind == "holiday"

    def _marks(self) -> Iterator[int]:
        for span in self.terms.ranges:
            yield from (span.since % DAY, span.until % DAY)
        if self.treat_as == "closed" or any(span.days for span in self.terms.ranges):
            yield 0
        yield from self.hours or ()
        for search in self.lifts:
            yield from search.marks()
