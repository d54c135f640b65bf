"""The columns of a call that a plan reads, as values to hand to a statement.

Between a call and the engine that is asked about it. Takes a call, a token and a moment; gives values in one order, with
the name and the type of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

import msgspec

from ringfence.call.words import FLAGS, Call, Place
from ringfence.ledger.relation import Type
from ringfence.policy.plan.clockwork import ClockReader, ClocksReader
from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.page import BOUNDS
from ringfence.policy.plan.situation import APART

MOST_SPOTS = 4096
"""How many different sets of places are kept read; the calls of one caller know a few hundred."""
Spot = tuple[tuple[Any, ...], tuple[str | None, ...]]
"""What a plan reads of a call's places, and the zone behind each of its clocks."""


class Known(msgspec.Struct, frozen=True, gc=False):
    """What is known of one call whatever the moment: its own words, those it has in common with many, its zones."""

    recipient: bytes
    own: tuple[Any, ...]
    common: tuple[tuple[Any, ...], ...]
    zones: tuple[str | None, ...]

    @property
    def words(self) -> tuple[Any, ...]:
        """All words, in the order of the columns."""
        return (*self.own, *chain.from_iterable(self.common))

    @property
    def met(self) -> Hashable:
        """What is the same for all calls of one situation: of a call's own words, which are given."""
        given = self.own.count(None) and tuple([word is None for word in self.own])
        return self.common, given


class CallColumns:
    """The columns of a call that a plan reads, as parameters: the person, the moment, then `words`, then the rest.

    A statement may be handed bounds of counts behind them (`page.BOUNDS`).
    """

    def __init__(self, plan: Plan) -> None:
        words = set(plan.needs.words)
        placed = sorted(name for name in words if _is_of_a_place(name))
        said = {"id", "line"} | words.difference(placed, ("t", "recipient"))
        own, common = sorted(said & APART), sorted(said - APART)
        self._own, self._common = _getter(own), _getter(common)
        clocks = [clock for clock, _ in plan.needs.clocks]
        self._clocks = ClocksReader(
            [ClockReader(names, plan.pack.calendars) for _, names in plan.needs.clocks]
        )
        clocked = [f"{clock.prefix}_{name}" for clock, names in plan.needs.clocks for name in names]
        self._begins = plan.needs.begins
        begins = [f"begins_{length}" for length in self._begins]
        self.words = (*own, *common, *placed, *begins)
        self.names = ("recipient", "t", *self.words, *clocked)
        self.places = {name: place for place, name in enumerate((*self.names, *BOUNDS))}
        self.types = {name: _type_of(name, clocked) for name in self.places}

        @lru_cache(maxsize=MOST_SPOTS)
        def spot(places: tuple[Place, ...] | None, caller_zone: str | None) -> Spot:
            there = places or ()
            zones = (zone_of(there, caller_zone, clock.prefix, clock.zone) for clock in clocks)
            return tuple(_of_a_place(there, name) for name in placed), tuple(zones)

        self._spot: Callable[[tuple[Place, ...] | None, str | None], Spot] = spot

    def known(self, call: Call, recipient: bytes) -> Known:
        """What is known of a call whatever the moment."""
        placed, zones = self._spot(call.places, call.caller_zone)
        line = call.line
        begins = tuple([line[:length] if line else None for length in self._begins])
        return Known(recipient, self._own(call), (self._common(call), placed, begins), zones)

    def taker(self, names: Sequence[str]) -> Callable[[list[Any]], Sequence[Any]]:
        """Takes the values of these names, in this order, out of all of them."""
        places = [self.places[name] for name in names]
        if len(places) < 2:
            return lambda values: [values[place] for place in places]
        return itemgetter(*places)

    def at(self, known: Known, t: int) -> list[Any]:
        """The values at a moment, in the order of `names`."""
        common, placed, begins = known.common
        values = [known.recipient, t, *known.own, *common, *placed, *begins]
        self._clocks.read_onto(values, known.zones, t)
        return values


def _getter(names: Sequence[str]) -> Callable[[Call], tuple[Any, ...]]:
    """Takes these words out of a call."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda call: tuple([getattr(call, name) for name in names])


def _type_of(name: str, clocked: Sequence[str]) -> Type:
    """What kind of value a column holds."""
    if name == "recipient":
        return "token"
    if name in FLAGS:
        return "flag"
    if name in clocked:
        # What a calendar says of a day is a word; all else that a clock says is a moment or a span.
        return "text" if re.search(r"_kind(_before)?$", name) else "moment"
    return "moment" if name in {"t", "place_count", *BOUNDS} else "text"


def _is_of_a_place(name: str) -> bool:
    word, _, place = name.rpartition("_")
    return name == "place_count" or (word in {"country", "region"} and place.isdigit())


def _of_a_place(places: Sequence[Place], name: str) -> Any:
    if name == "place_count":
        return len(places) or None
    word, _, place = name.rpartition("_")
    return getattr(places[int(place) - 1], word) if int(place) <= len(places) else None


def zone_of(places: Sequence[Place], caller_zone: str | None, prefix: str, fixed: str | None) -> str | None:
    """The zone behind one of a call's clocks."""
    if fixed is not None:
        return fixed
    if prefix == "own":
        return caller_zone
    if prefix == "num":
        return next((place.zone for place in places if place.source == "number"), None)
    place = int(prefix.removeprefix("p"))
    return places[place - 1].zone if place <= len(places) else None
