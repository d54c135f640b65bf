"""A simulated network: who has which line, and the records of a day, made anew from a seed.

Beside the gates, for whoever tries a ladder before real people feel it. Takes how many subscribers of each kind there are;
gives lines, each day's call records and complaints, and what each line really is. Every day stands by itself: day 20 is the same
whether or not the days before it were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ringfence.call.moments import DAY, HOUR, SECOND
from ringfence.rehearsal.behaviours import BEHAVIOURS, Behaviour

FIRST_NUMBER: Final = 8613000000000
"""Numbers are handed out from here."""
APART: Final = 13
"""Every so manyth number is a line of this network; those between are other networks' subscribers."""
CITIES: Final = ("上海", "北京", "广州", "成都", "武汉", "西安", "南京", "长沙")
USUAL: Final[Mapping[str, int]] = {
    "ordinary": 20_000, "courier": 200, "driver": 300, "hospital": 20, "card_centre": 60, "telesales": 60, "sim_box": 40,
    "rotating_pool": 75,
}  # fmt: skip
"""How many lines of each kind there are, unless it is said otherwise."""
SPREAD: Final = 0.3
"""How different lines of a kind are: the standard deviation of the log of their volume."""
DAYTIME: Final = (8, 22)
LOCAL: Final = 8 * HOUR
"""The network's clock is eight hours before UTC."""

Integers = NDArray[np.int64]


class Day(NamedTuple):
    """A day's call records, and the complaints that were made on it."""

    records: pa.Table
    complaints: pa.Table


@dataclass(frozen=True)
class Network:
    """Lines of every kind. The same seed, lines and behaviours make the same network."""

    lines: Mapping[str, int] = field(default_factory=lambda: dict(USUAL))
    seed: int = 1
    behaviours: Mapping[str, Behaviour] = field(default_factory=lambda: dict(BEHAVIOURS))

    @cached_property
    def kinds(self) -> list[str]:
        """The kind of each line, in the order of their numbers."""
        return [kind for kind, count in self.lines.items() for _ in range(count)]

    @cached_property
    def places(self) -> dict[str, slice]:
        """Where the lines of each kind stand."""
        found, first = {}, 0
        for kind, count in self.lines.items():
            found[kind] = slice(first, first + count)
            first += count
        return found

    @property
    def size(self) -> int:
        """How many lines there are."""
        return len(self.kinds)

    @cached_property
    def homes(self) -> Integers:
        """The city of each line."""
        return self._chance("homes").integers(0, len(CITIES), self.size)

    @cached_property
    def factors(self) -> NDArray[np.float64]:
        """By how much each line calls more or less than its kind."""
        return np.exp(self._chance("factors").normal(0, SPREAD, self.size))

    def facts(self, first_day: int) -> pa.Table:
        """What the carrier knows of each line on the first day (days since 1970), and `kind`, which it does not."""
        chance = self._chance("facts")
        ages = np.concatenate(
            [chance.exponential(self.behaviours[kind].age, count) for kind, count in self.lines.items()]
        )
        owners = [
            f"{kind}-{number // self.behaviours[kind].lines}"
            for kind, count in self.lines.items()
            for number in range(count)
        ]
        of_kind = [self.behaviours[kind] for kind in self.kinds]
        opened = (first_day - 1 - ages.astype(np.int64)) * DAY
        return pa.table(
            {
                "line": _text(np.arange(self.size) * APART),
                "owner": owners,
                "home": [CITIES[home] for home in self.homes],
                "opened_at": opened,
                "registered": [each.registered for each in of_kind],
                "registered_at": [
                    int(at) if each.registered else None for at, each in zip(opened, of_kind, strict=True)
                ],
                "purpose": [each.purpose for each in of_kind],
                "off_site_filed": [False] * self.size,
                "public_service": [each.public_service for each in of_kind],
                "kind": self.kinds,
                "nuisance": [each.nuisance for each in of_kind],
            }
        )

    def day(self, day: int) -> Day:
        """The records and complaints of one day (days since 1970 by the local calendar)."""
        calls = self.calls(day)
        complained = calls.pop("complained").astype(bool)
        return Day(_records(calls), _complaints(calls, complained))

    def calls(self, day: int) -> dict[str, NDArray[Any]]:
        """The calls of a day as columns in order of time: numbers from 0, and cities by their place in `CITIES`."""
        made = [self._of_kind(kind, day) for kind, count in self.lines.items() if count]
        calls = {name: np.concatenate([each[name] for each in made]) for name in made[0]}
        back = self._called_back(calls, day)
        calls = {name: np.concatenate([calls[name], back[name]]) for name in calls}
        order = np.argsort(calls["ts"], kind="stable")
        return {name: values[order] for name, values in calls.items()}

    def _chance(self, *what: object) -> np.random.Generator:
        return np.random.default_rng([self.seed, *(int.from_bytes(str(each).encode()[:8]) for each in what)])

    def _of_kind(self, kind: str, day: int) -> dict[str, NDArray[Any]]:
        """The calls that lines of one kind made on a day."""
        how, where = self.behaviours[kind], self.places[kind]
        chance = self._chance(kind, day)
        lines = np.arange(where.start, where.stop)
        line = np.repeat(lines, chance.poisson(how.a_day * self.factors[where]))
        size = len(line)
        ts = self._moments(how, day, size, chance)
        order = np.lexsort((ts, line))
        line, ts = line[order], ts[order]
        answered = chance.random(size) < how.answered
        return {
            "line": line * APART,
            "recipient": self._people(how, line, chance),
            "ts": ts,
            "ring": np.where(answered, chance.integers(3, 25, size), chance.integers(8, 50, size)),
            "talk": np.where(answered, _talks(how, size, chance), 0),
            "status": _statuses(how, answered, chance),
            "city": np.where(chance.random(size) < how.away, (self.homes[line] + 1 + line % 3) % len(CITIES), self.homes[line]),
            "device": line * 16 + chance.integers(0, how.devices, size),
            "complained": chance.random(size) < how.complained,
            "back": chance.random(size) < how.called_back,
        }  # fmt: skip

    def _moments(self, how: Behaviour, day: int, size: int, chance: np.random.Generator) -> Integers:
        """When calls are made: in the daytime, some of them at night."""
        begins, ends = DAYTIME
        by_day = chance.integers(begins * HOUR, ends * HOUR, size)
        by_night = chance.integers(ends * HOUR, (24 + begins) * HOUR, size) % DAY
        return day * DAY - LOCAL + np.where(chance.random(size) < how.night, by_night, by_day)

    def _people(self, how: Behaviour, line: Integers, chance: np.random.Generator) -> Integers:
        """Whom they call: people they know, the next number, or anybody."""
        ordinary = self.places["ordinary"].stop
        size = len(line)
        anybody = chance.integers(0, ordinary, size)
        known = (line * 7919 + chance.integers(0, how.known, size) * 104_729) % ordinary
        people = np.where(chance.random(size) < how.again, known, anybody) * APART
        if how.neighbours:
            # The next number after the one before, over and over, from wherever the line happens to be.
            first = np.flatnonzero(np.diff(line, prepend=-1))
            since = np.arange(size) - np.repeat(first, np.diff(np.append(first, size)))
            people = np.where(
                chance.random(size) < how.neighbours, (line * 3571 + since) % (ordinary * APART), people
            )
        return np.where(people == line * APART, people + APART, people)

    def _called_back(self, calls: dict[str, NDArray[Any]], day: int) -> dict[str, NDArray[Any]]:
        """The calls that came back: some time later, from whoever was called."""
        chosen = np.flatnonzero(calls.pop("back"))
        chance = self._chance("back", day)
        size = len(chosen)
        back = {name: values[chosen] for name, values in calls.items()}
        line, recipient = back["recipient"], back["line"]
        home = self.homes[line // APART % self.size]
        return {
            **back,
            "line": line, "recipient": recipient,
            "ts": back["ts"] + chance.integers(10 * 60 * SECOND, 2 * HOUR, size),
            "ring": chance.integers(3, 25, size), "talk": _talks(self.behaviours["ordinary"], size, chance),
            "status": np.full(size, 200), "city": home, "device": line * 16,
            "complained": np.zeros(size, bool),
        }  # fmt: skip


def _talks(how: Behaviour, size: int, chance: np.random.Generator) -> Integers:
    short = chance.integers(1, 11, size)
    whole = 10 + np.exp(chance.normal(np.log(how.talk), 0.8, size)).astype(np.int64)
    return np.where(chance.random(size) < how.short, short, np.minimum(whole, 3600))


def _statuses(how: Behaviour, answered: NDArray[np.bool_], chance: np.random.Generator) -> Integers:
    size = len(answered)
    refused = chance.random(size) < how.refused
    unanswered = chance.choice(np.array([480, 486, 487]), size)
    unwanted = chance.choice(np.array([603, 607]), size)
    return np.where(answered, 200, np.where(refused, unwanted, unanswered))


def _text(numbers: Integers) -> pa.Array:
    return pc.binary_join_element_wise("+", pa.array(FIRST_NUMBER + numbers).cast(pa.string()), "")


def _records(calls: Mapping[str, NDArray[Any]]) -> pa.Table:
    """Call records in the plain form: numbers in E.164, moments in UTC milliseconds."""
    return pa.table(
        {
            "line": _text(calls["line"]),
            "recipient": _text(calls["recipient"]),
            **{name: pa.array(calls[name], pa.int64()) for name in ("ts", "ring", "talk", "status")},
            "city": pa.DictionaryArray.from_arrays(
                pa.array(calls["city"], pa.int32()), pa.array(CITIES)
            ).cast(pa.string()),
            "device": pa.array(calls["device"]).cast(pa.string()),
        }
    )


def _complaints(calls: Mapping[str, NDArray[Any]], complained: NDArray[np.bool_]) -> pa.Table:
    return pa.table(
        {
            "line": _text(calls["line"][complained]),
            "complainant": _text(calls["recipient"][complained]),
            "ts": calls["ts"][complained] + HOUR,
            "channel": ["hotline"] * int(complained.sum()),
        }
    )
