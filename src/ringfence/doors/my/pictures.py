"""Pictures of what happened, as shapes for the page: each day a bar, each hour of the week a square.

Takes counts; gives where to draw what. The same figures stand in words beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ringfence.redress.happened import Happened

MOST_BARS: Final = 120
SHADES: Final = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: its date, how many contacts, how many of them after her refusal, and where its bar stands (in per cent)."""

    day: dt.date
    count: int
    after: int
    left: float
    width: float
    height: float
    after_height: float


def days(what: Happened) -> list[Bar]:
    """A bar for each day from the first contact to the last, those of the last months where there are too many."""
    counts = what.by_day()
    if not counts:
        return []
    first, last = min(counts), max(counts)
    first = max(first, last - dt.timedelta(days=MOST_BARS - 1))
    refused = what.first_refusal
    after = [what.clock(each).date() for each in what.after_refusal] if refused else []
    most, span = max(counts.values()), (last - first).days + 1
    made = []
    for nth in range(span):
        day = first + dt.timedelta(days=nth)
        count, late = counts.get(day, 0), after.count(day)
        made.append(
            Bar(day, count, late, 100 * nth / span, 100 / span, 100 * count / most, 100 * late / most)
        )
    return made


def hours(what: Happened) -> Sequence[Sequence[tuple[int, int]]]:
    """For each weekday and hour how many contacts, and the shade it is drawn in, 0 being none."""
    counts = what.by_hour()
    most = max(counts.values(), default=1)
    return [
        [(count, -(-count * SHADES // most)) for hour in range(24) for count in (counts.get((day, hour), 0),)]
        for day in range(7)
    ]
