"""A line's odds of being closed tomorrow, within a week, within a month: with their interval, their causes, and what would lower them.

Between what was measured of a line and whoever plans tomorrow's calls. Takes line-days, and closures if a firm has had any; gives odds in
words. Without closures they are the stated beliefs and say so. The first advice is to call less and to mend the cause, never to change
the number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from ringfence.caller.lines.causes import ADVICE, BELIEF, CAUSES, HOUSE_LIMIT, LineDay, measured
from ringfence.learning.calibration import drift
from ringfence.learning.hazard import Belief, Hazard, fit

HORIZONS: Final = (1, 7, 30)
"""Days for which odds are told."""
FORTNIGHT_DAYS: Final = 14
"""Days by which the level is held against what happened of late."""
ENOUGH: Final = 20
"""Closures from which on odds are called learned."""
WORTH_TELLING: Final = 1.05
"""A cause that multiplies the odds by less is not told."""
MOST_A_DAY: Final = 2_000


@dataclass(frozen=True, slots=True)
class Raised:
    """One cause of a line's odds: by what it multiplies them, and its words; `help` is what would take it away."""

    name: str
    factor: float
    zh: str
    en: str
    help: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A line's odds by horizon, each with its interval; the causes from the strongest; what is not known.

    `most` is the largest volume that keeps the odds of a month below the house's limit; 0 if none does. `basis` is what the odds rest on.
    """

    odds: dict[int, float]
    low: dict[int, float]
    high: dict[int, float]
    raised: tuple[Raised, ...]
    unknown: tuple[str, ...]
    most: int
    basis: Literal["belief", "learned"]


@dataclass(frozen=True, slots=True)
class Odds:
    """The odds of one firm's lines: what it believed, and what its own closures taught it."""

    hazard: Hazard
    level: float = 1.0
    limit: float = HOUSE_LIMIT
    belief: Belief = field(default=BELIEF, repr=False)

    @property
    def basis(self) -> Literal["belief", "learned"]:
        """Whether there were closures enough to call it learned."""
        return "learned" if self.hazard.events >= ENOUGH else "belief"

    def of(self, day: LineDay, days: int = 1) -> float:
        """The odds that a line is closed within so many days like this one."""
        return float(self.hazard.odds(np.array([measured(day)]), days, self.level)[0])

    def forecast(self, day: LineDay) -> Forecast:
        """A line's odds, with their causes in words."""
        causes = np.array([measured(day)])
        odds, low, high = {}, {}, {}
        for days in HORIZONS:
            odds[days] = float(self.hazard.odds(causes, days, self.level)[0])
            below, above = self.hazard.interval(causes, days, self.level)
            low[days], high[days] = float(below[0]), float(above[0])
        return Forecast(
            odds, low, high, self._raised(day, causes[0]), _unknown(causes[0]), self.most(day), self.basis
        )

    def most(self, day: LineDay) -> int:
        """The largest volume with which the odds of a month stay below the limit; never above the trade's advice.

        0 if even a line that hardly calls is above it: then it is rested until its causes are mended.
        """
        last = HORIZONS[-1]
        if self.of(replace(day, volume=1), last) > self.limit:
            return 0
        below, above = 1, min(ADVICE, MOST_A_DAY)
        if self.of(replace(day, volume=above), last) <= self.limit:
            return above
        while above - below > 1:
            middle = (below + above) // 2
            if self.of(replace(day, volume=middle), last) <= self.limit:
                below = middle
            else:
                above = middle
        return below

    def _raised(
        self, day: LineDay, causes: np.ndarray[tuple[int], np.dtype[np.float64]]
    ) -> tuple[Raised, ...]:
        told = []
        for cause, value, weight in zip(CAUSES, causes.tolist(), self.hazard.weights.tolist(), strict=True):
            factor = 1.0 if math.isnan(value) else math.exp(weight * value)
            if factor >= WORTH_TELLING:
                told.append(Raised(cause.name, factor, cause.zh(day), cause.en(day), cause.help))
        return tuple(sorted(told, key=lambda each: -each.factor))


def learned(
    days: Sequence[LineDay], closed: Sequence[bool], lately: Sequence[bool] = (), limit: float = HOUSE_LIMIT
) -> Odds:
    """The odds after a firm's own line-days, each with whether the line was closed on it; without any, the beliefs.

    `lately` marks the days of the last fortnight: if more closed on them than was expected, the level follows.
    """
    causes = np.array([measured(day) for day in days]) if days else np.zeros((0, len(CAUSES)))
    happened = np.array(closed, bool)
    hazard = fit(BELIEF, causes, happened)
    chosen = np.array(lately, bool) if len(lately) else np.zeros(len(happened), bool)
    expected = float(hazard.odds(causes[chosen]).sum()) if chosen.any() else 0.0
    return Odds(hazard, drift(expected, float(happened[chosen].sum())), limit)


def _unknown(causes: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[str, ...]:
    return tuple(
        cause.name for cause, value in zip(CAUSES, causes.tolist(), strict=True) if math.isnan(value)
    )
