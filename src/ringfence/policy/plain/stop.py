"""`stop` in plain words: whether anything somebody said still stands against a call.

One of the kinds a rule of a pack may be. Takes the rule's terms and a world; says of any moment
whether a stop is in force. A stop is obeyed from the very moment it is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.policy.kinds.stop import CountedDays, StopTerms
from ringfence.policy.plain.clock import day_begins, day_of, zones
from ringfence.policy.plain.kleene import Truth, all_of, any_of, opposite, same_word
from ringfence.policy.plain.proofs import Search
from ringfence.policy.world import StopEvent, World

ASKING_FOR_CONSENT = "consent_request"


class Stop:
    """One rule's stops in one world."""

    def __init__(self, terms: StopTerms, world: World) -> None:
        self.terms, self.world = terms, world
        self.releases = [Search(term, world) for term in terms.released_by if term != "inbound_request"]
        self.calls_in = self._calls_in() if "inbound_request" in terms.released_by else []
        agreeing = ((said, self._agrees(said)) for said in world.stops)
        self.stops = [(said, agrees) for said, agrees in agreeing if agrees is not False]
        self.ends = [self._ends(said) for said, _ in self.stops]

    def broken(self, t: int) -> Truth:
        """Whether any stop is in force at t."""
        return any_of(truth for _, truth in self._standing(t))

    def lifted(self, _t: int) -> Truth:
        """No: what releases a stop is weighed with each stop."""
        return False

    def fact(self, t: int) -> tuple[int | None, int | None]:
        """When the deciding stop was said, and its leaf: the last one in force, or else possibly in force."""
        standing = self._standing(t)
        sure = [said for said, truth in standing if truth is True]
        maybe = [said for said, truth in standing if truth is None]
        said = max(sure or maybe, key=lambda said: (said.said_at, -1 if said.leaf is None else said.leaf))
        return said.said_at, said.leaf

    def moments(self) -> Iterator[int]:
        """Every moment at which a stop may begin, end or be released."""
        yield from self.calls_in
        for search in self.releases:
            yield from search.moments()
        for (said, _), ends in zip(self.stops, self.ends, strict=True):
            yield said.said_at
            yield from (end for end in ends if end is not None)
            if said.ends_at is not None:
                yield said.ends_at
            if self.terms.cannot_be_reasked_for is not None:
                yield said.said_at + self.terms.cannot_be_reasked_for

    def next_on_the_clock(self, _t: int) -> int | None:
        """Nothing: a stop's moments are all dated."""
        return None

    def _standing(self, t: int) -> list[tuple[StopEvent, Truth]]:
        weighed = zip(self.stops, self.ends, strict=True)
        return [(said, self._in_force(said, agrees, ends, t)) for (said, agrees), ends in weighed]

    def _in_force(self, said: StopEvent, agrees: Truth, ends: tuple[int | None, ...], t: int) -> Truth:
        still_running = any_of(None if end is None else t < end for end in ends)
        return all_of(
            (
                agrees,
                said.said_at <= t,
                said.ends_at is None or t < said.ends_at,
                self.terms.duration == "forever" or still_running,
                any_of((opposite(self._released(said, t)), self._may_not_be_asked_again(said, t))),
            )
        )

    def _agrees(self, said: StopEvent) -> Truth:
        call = self.world.call
        return all_of(
            (
                said.trigger in self.terms.triggers,
                said.recipient == call.recipient,
                *(same_word(said.words.get(word), getattr(call, word)) for word in self.terms.same),
            )
        )

    def _ends(self, said: StopEvent) -> tuple[int | None, ...]:
        """When the rule's duration is over, at each place whose clock counts; None where that is unknown."""
        duration = self.terms.duration
        if isinstance(duration, CountedDays):
            clocks = zones(duration.zone, self.world.call)
            return tuple(_midnight_after(duration, zone, said.said_at) for zone in clocks)
        return (said.said_at + duration,) if isinstance(duration, int) else ()

    def _released(self, said: StopEvent, t: int) -> Truth:
        by_proof = (search.found(t, after=said.said_at) for search in self.releases)
        called_in = any(said.said_at < at <= t for at in self.calls_in)
        return any_of((called_in, *by_proof))

    def _may_not_be_asked_again(self, said: StopEvent, t: int) -> Truth:
        spared = self.terms.cannot_be_reasked_for
        if spared is None or t >= said.said_at + spared:
            return False
        return same_word(self.world.call.subject, ASKING_FOR_CONSENT)

    def _calls_in(self) -> list[int]:
        recipient = self.world.call.recipient
        return [
            past.at
            for past in self.world.history
            if past.direction == "inbound" and past.recipient == recipient
        ]


def _midnight_after(duration: CountedDays, zone: str | None, said_at: int) -> int | None:
    day = day_of(zone, said_at)
    if zone is None or day is None:
        return None
    first = day if duration.starts == "day_1_is_event" else day + 1
    return day_begins(zone, first + duration.days)
