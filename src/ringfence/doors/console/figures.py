"""A day's answers arranged for the eye: by answer, by hour, by the rules that spoke for them.

Between the counted quarters of an hour and the desk's first screen. Takes counts and whose clock; gives rows. Invents
nothing: an hour without an answer is an hour without one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ringfence.call.verdict import ANSWERS
from ringfence.caller.tally import Counted

SHADES = 5


@dataclass(frozen=True, slots=True)
class Day:
    """One local day in figures."""

    total: int
    answers: dict[str, int]
    hours: dict[str, tuple[tuple[int, int], ...]]
    """Of each answer, the count and the shade (0 to 5) of each of the 24 hours."""
    rules: tuple[tuple[str, str, int], ...]
    """Rule, answer and how often it spoke for it, the most first."""

    @property
    def longest(self) -> int:
        """How often the rule spoke that spoke most."""
        return max((count for *_, count in self.rules), default=1)


def bounds(day: dt.date, zone: str) -> tuple[int, int]:
    """The moments between which a local day lies.

    >>> bounds(dt.date(2026, 3, 10), "Asia/Shanghai")[0]
    1773072000000
    """
    begins, ends = (
        dt.datetime.combine(each, dt.time(), ZoneInfo(zone)) for each in (day, day + dt.timedelta(days=1))
    )
    return int(begins.timestamp() * 1000), int(ends.timestamp() * 1000)


def arranged(counted: Sequence[Counted], zone: str) -> Day:
    """The figures of a day."""
    clock = ZoneInfo(zone)
    answers: Counter[str] = Counter()
    hours: Counter[tuple[str, int]] = Counter()
    rules: Counter[tuple[str, str]] = Counter()
    for each in counted:
        if each.rule:
            rules[each.rule, each.answer] += each.count
            continue
        answers[each.answer] += each.count
        hours[each.answer, dt.datetime.fromtimestamp(each.quarter / 1000, clock).hour] += each.count
    most = max(hours.values(), default=0)
    return Day(
        total=answers.total(),
        answers={answer: answers[answer] for answer in ANSWERS},
        hours={
            answer: tuple((hours[answer, hour], _shade(hours[answer, hour], most)) for hour in range(24))
            for answer in ANSWERS
        },
        rules=tuple((rule, answer, count) for (rule, answer), count in rules.most_common()),
    )


def _shade(count: int, most: int) -> int:
    return -(-SHADES * count // most) if count else 0
