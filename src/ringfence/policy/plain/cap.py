"""`cap` in plain words: how many of the known calls count against one more.

One of the kinds a rule of a pack may be. Takes the rule's terms, its number and a world; says of any
moment whether the cap is full. What surely counts and what only may count are kept apart to the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ringfence.policy.kinds.cap import ANSWERED, REACHED, UNANSWERED, CapTerms
from ringfence.policy.plain.clock import KNOWN_FROM, KNOWN_TO, zones
from ringfence.policy.plain.kleene import Truth, all_of, same_word
from ringfence.policy.plain.matching import is_about
from ringfence.policy.plain.period import LocalPeriod, tumbling
from ringfence.policy.plain.validity import Validity
from ringfence.policy.terms import When
from ringfence.policy.world import PastCall, World


class Known(NamedTuple):
    """A past call that may count, and whether it surely does (reservations: until they expire)."""

    call: PastCall
    surely: bool


class Cap:
    """One rule's cap in one world."""

    def __init__(self, terms: CapTerms, when: When, validity: Validity, world: World) -> None:
        self.terms, self.validity, self.world = terms, validity, world
        self.of = when if terms.of is None else terms.of
        self.period = LocalPeriod(terms.period, zones(terms.period.zone, world.call))
        self.line_unknown = terms.by_line and world.call.line is None
        matched = ((past, self._matches(past)) for past in world.history)
        self.known = [Known(past, truth is True) for past, truth in matched if truth is not False]

    def broken(self, t: int) -> Truth:
        """Whether the cap is full at t, whether or not all that is uncertain counted; unknown if that decides."""
        sure, possible = self._counted(t, surely=True), self._counted(t, surely=False)
        most = self.validity.value(t)
        if sure is None or possible is None or most is None:
            return None
        # Where periods start at a first call, one more that counts may leave fewer in the period: neither bounds the other.
        full = {len(counted) >= most for counted in (sure, possible)}
        return full.pop() if len(full) == 1 else None

    def lifted(self, _t: int) -> Truth:
        """No: nothing lifts a cap but its own end."""
        return False

    def fact(self, t: int) -> tuple[int | None, int | None]:
        """The moment of the newest call that counts, surely so where the cap is surely full."""
        surely = self.broken(t) is True
        counted = self._counted(t, surely=surely)
        if counted is not None and self.terms.period.mode == "anchored_first":
            # Where the two readings part, the newest that may count is in neither's period for certain.
            counted = [past for past in self._running(t, surely=surely) if past.at <= t]
        return max((past.at for past in counted or ()), default=None), None

    def moments(self) -> Iterator[int]:
        """Every moment at which a call may begin or cease to count."""
        for past, _ in self.known:
            yield from self.period.moments(past.at)
            if past.expires_at is not None:
                yield past.expires_at
        if self.period.by_the_clock:
            yield from (KNOWN_FROM, KNOWN_TO)

    def next_on_the_clock(self, _t: int) -> int | None:
        """Nothing: a cap's moments are all dated."""
        return None

    def _counted(self, t: int, *, surely: bool) -> list[PastCall] | None:
        """The calls that count at t; None where the line or the period is not known."""
        if self.line_unknown:
            return None
        running = self._running(t, surely=surely)
        if self.terms.period.mode == "anchored_first":
            return tumbling(running, t, self.period.length)
        period = self.period.at(t)
        return None if period is None else [past for past in running if period.holds(past.at)]

    def _running(self, t: int, *, surely: bool) -> list[PastCall]:
        """The calls that count whatever the period, reservations only while they run."""
        return [
            known.call
            for known in self.known
            if (known.surely or not surely) and (known.call.expires_at is None or t < known.call.expires_at)
        ]

    def _matches(self, past: PastCall) -> Truth:
        """Whether a call counts, apart from the period and from whether a reservation still runs."""
        return all_of(
            (
                *(self._shares(past, word) for word in (*self.terms.key, *self.terms.sum_over)),
                is_about(self.of, past.words),
                past.expires_at is not None or self._reached(past),
                past.expires_at is not None or self._was_answered_so(past),
                not self._is_excluded(past),
            )
        )

    def _shares(self, past: PastCall, word: str) -> Truth:
        call = self.world.call
        if word == "recipient":
            return past.recipient == call.recipient
        if word == "line" and self.terms.by_line and past.words.get("line") is None:
            # A line is led by its own calls; one that went out over no known line is not among them.
            return False
        return same_word(past.words.get(word), getattr(call, word))

    def _reached(self, past: PastCall) -> Truth:
        if past.outcome is None:
            return True if self.terms.count == "attempt" else None
        return past.outcome in REACHED[self.terms.count]

    def _was_answered_so(self, past: PastCall) -> Truth:
        if self.terms.only_if is None:
            return True
        wanted = UNANSWERED if self.terms.only_if == "unanswered" else ANSWERED
        return None if past.outcome is None else past.outcome in wanted

    def _is_excluded(self, past: PastCall) -> bool:
        known_of_it = {
            "inbound": past.direction == "inbound",
            "asked_for": past.asked_for is True,
            "warm": past.warm is True,
        }
        return any(known_of_it.get(ground, past.outcome == ground) for ground in self.terms.exclude)
