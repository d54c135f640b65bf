"""A made firm's lines and their closures: to see whether odds learn and admit what they do not know.

Beside the forecast, for whoever tries it. The truth here is not of the forecast's form: volume acts in steps, complaints and short calls
act together, each region has a tendency of its own that nobody sees, and carriers may change their policy on a day. That odds pass
here shows that they learn, not that any figure holds in the world.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ringfence.caller.lines.causes import LineDay

REGIONS: Final = 12
REGION_SPREAD: Final = 0.35
BASE: Final = 0.03 / 30
"""The true share of lines closed on a day while nothing speaks against them; the beliefs say 0.0224 / 30."""
CHURN: Final = 0.02
"""How much a line's habits move from day to day."""


@dataclass(frozen=True, slots=True)
class Lived:
    """A line on one evening, whether it was closed on the next day, and what its true odds of that were."""

    line: int
    day: int
    evening: LineDay
    closed: bool
    truth: float


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm with so many lines at a time; a closed one is replaced. The same seed lives the same days."""

    lines: int
    seed: int = 1
    base: float = BASE
    policy_from: int | None = None
    policy: float = 2.0

    def lived(self, days: int) -> list[Lived]:
        """Every line on every evening."""
        chance = np.random.default_rng([self.seed, self.lines])
        regions = np.exp(chance.normal(0, REGION_SPREAD, REGIONS))
        told: list[Lived] = []
        names = list(range(self.lines))
        habits = [_habits(chance) for _ in names]
        ages = chance.integers(0, 400, self.lines).astype(float).tolist()
        for day in range(days):
            for place, name in enumerate(names):
                evening = _evening(habits[place], ages[place], chance)
                truth = self._truth(evening, regions[name % REGIONS], day)
                closed = bool(chance.random() < truth)
                told.append(Lived(name, day, evening, closed, truth))
                ages[place] += 1
                habits[place] = _moved(habits[place], chance)
                if closed:
                    names[place], ages[place], habits[place] = max(names) + 1, 0.0, _habits(chance)
        return told

    def _truth(self, day: LineDay, region: float, at: int) -> float:
        hazard = self.base * region
        hazard *= (
            1.0 if day.volume <= 250 else 1.4 if day.volume <= 350 else 2.2 if day.volume <= 500 else 3.5
        )
        complaints, short = day.complaints or 0, day.short or 0.0
        hazard *= 1 + 0.5 * min(complaints, 6)
        hazard *= 1.5 if short > 0.5 else 1.0
        # Complaints of calls that people hang up on weigh more than either alone.
        hazard *= 1.6 if complaints and short > 0.5 else 1.0
        hazard *= 1 + 1.5 * (0 if day.away_filed else day.away or 0.0)
        hazard *= 2.5 if (day.arrears_days or 0) > 5 else 1.0
        hazard *= 1.7 if (day.age_days or 99) < 14 else 1.0
        hazard *= 1.0 if day.registered else 1.5
        if self.policy_from is not None and at >= self.policy_from:
            hazard *= self.policy
        return float(min(0.5, -np.expm1(-hazard)))


def held_out(lived: list[Lived], every: int = 3) -> tuple[list[Lived], list[Lived]]:
    """The days of two thirds of the lines, and those of the rest: no line is in both, and every region is."""
    out = [each.line // REGIONS % every == 0 for each in lived]
    return [each for each, held in zip(lived, out, strict=True) if not held], [
        each for each, held in zip(lived, out, strict=True) if held
    ]


def _habits(chance: np.random.Generator) -> NDArray[np.float64]:
    """How a line is used: volume, complaints a week, short share, answer share, share away, arrears, registered."""
    return np.array(
        [
            float(np.exp(chance.normal(5.3, 0.5))), chance.gamma(0.5, 0.8), chance.beta(3, 5), chance.beta(4, 7),
            chance.choice([0.0, 0.0, 0.0, chance.random()]), chance.choice([0.0] * 9 + [chance.integers(1, 25)]),
            float(chance.random() < 0.7),
        ]
    )  # fmt: skip


def _moved(habits: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    moved = habits.copy()
    moved[0] *= float(np.exp(chance.normal(0, CHURN * 4)))
    moved[2] = float(np.clip(moved[2] + chance.normal(0, CHURN), 0, 1))
    moved[3] = float(np.clip(moved[3] + chance.normal(0, CHURN), 0.02, 1))
    # A bill is paid, or becomes overdue, now and then.
    moved[5] = 0.0 if chance.random() < 0.1 else moved[5] + (1 if moved[5] or chance.random() < 0.01 else 0)
    return moved


def _evening(habits: NDArray[np.float64], age: float, chance: np.random.Generator) -> LineDay:
    volume, complaints, short, answered, away, arrears, registered = habits.tolist()
    planned = float(chance.poisson(volume))
    day = LineDay(
        volume=planned, complaints=int(chance.poisson(complaints)), short=short, answered=answered, usual_answer=answered, away=away,
        away_filed=False, arrears_days=arrears, age_days=age, registered=bool(registered), usual_volume=volume,
    )  # fmt: skip
    # Whoever looks at a line does not always know all of it.
    return replace(day, arrears_days=None) if chance.random() < 0.1 else day
