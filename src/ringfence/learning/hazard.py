"""The odds that something happens tomorrow, as a sum of causes: fitted to what happened, beginning from what is believed.

Below every room that forecasts an event by the day. Takes rows of causes and whether it happened; gives coefficients with their
spread. `P(event) = 1 - exp(-h)`, `1/h = 1/exp(level + sum(coefficient * cause)) + 1/ceiling`: a discrete-time hazard, in which each cause
multiplies the odds, the less the nearer they are to a ceiling, and none lowers them. With no rows the belief is the answer; with many it
is forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
LEAST: Final = 1e-12
WIDTH: Final = 1.96
"""Standard deviations either way of an interval of 95 %."""
HIGHEST: Final = 3.0
"""A log hazard above which tomorrow is certain anyway; keeps the search where numbers are."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed before anything is seen: the log hazard of a day without causes, each cause's weight, and how sure.

    `ceiling` is the log hazard that no day passes, however much comes together.
    """

    level: float
    level_spread: float
    weights: tuple[float, ...]
    spreads: tuple[float, ...]
    ceiling: float = 0.0
    ceiling_spread: float = 1.0


@dataclass(frozen=True, slots=True)
class Hazard:
    """A fitted hazard: level and weights, and how they vary together, below a ceiling; `events` is from how many it learned."""

    level: float
    weights: Numbers
    covariance: Numbers
    events: int
    means: Numbers
    ceiling: float = 0.0

    def log_hazard(self, causes: Numbers) -> Numbers:
        """The log hazard of each row; a cause that is not known (NaN) is taken to be as it is on average."""
        return _below(self._summed(causes), self.ceiling)

    def _summed(self, causes: Numbers) -> Numbers:
        return self.level + self._filled(causes) @ self.weights

    def odds(self, causes: Numbers, days: int = 1, factor: float = 1.0) -> Numbers:
        """The probability that it happens within so many days, all of them like tomorrow."""
        return -np.expm1(-np.exp(np.minimum(self.log_hazard(causes), HIGHEST)) * days * factor)

    def interval(self, causes: Numbers, days: int = 1, factor: float = 1.0) -> tuple[Numbers, Numbers]:
        """Between which two probabilities that one lies, by 95 %."""
        rows = np.column_stack([np.ones(len(causes)), self._filled(causes)])
        spread = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", rows, self.covariance, rows), 0))
        middle = self._summed(causes)
        ends = (_below(middle + side * WIDTH * spread, self.ceiling) for side in (-1, 1))
        low, high = (-np.expm1(-np.exp(np.minimum(end, HIGHEST)) * days * factor) for end in ends)
        return low, high

    def _filled(self, causes: Numbers) -> Numbers:
        return np.where(np.isnan(causes), self.means, causes)


def fit(belief: Belief, causes: Numbers, happened: NDArray[np.bool_]) -> Hazard:
    """The hazard that is likeliest after these rows, given what was believed; no weight is below nothing.

    `causes` has a row for each day at risk and a column for each cause, NaN where one is not known.

    >>> belief = Belief(-6.0, 0.5, (0.5,), (0.3,))
    >>> fit(belief, np.zeros((0, 1)), np.zeros(0, bool)).level
    -6.0
    """
    means = _means(causes)
    filled = np.where(np.isnan(causes), means, causes)
    rows = np.column_stack([np.ones(len(filled)), filled])
    centre = np.array([belief.level, *belief.weights, belief.ceiling])
    precision = 1 / np.square(np.array([belief.level_spread, *belief.spreads, belief.ceiling_spread]))
    if len(rows):
        from scipy.optimize import minimize  # noqa: PLC0415 - takes a third of a gate's start, and few gates learn

        bounds: Sequence[tuple[float | None, float | None]] = [
            (None, None),
            *([(0, None)] * (rows.shape[1] - 1)),
            (None, None),
        ]
        found = minimize(
            _against,
            centre,
            args=(rows, happened, centre, precision),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
        )
        centre = found.x
    information = np.diag(precision[:-1]) + _information(rows, centre)
    return Hazard(
        float(centre[0]),
        centre[1:-1],
        np.asarray(np.linalg.inv(information), np.float64),
        int(happened.sum()),
        means,
        float(centre[-1]),
    )


def _below(log_hazard: Numbers, ceiling: float) -> Numbers:
    """A log hazard that nears a ceiling and never passes it."""
    held: Numbers = -np.logaddexp(-log_hazard, -ceiling)
    return held


def _means(causes: Numbers) -> Numbers:
    """What each cause is on average where it is known; nothing where it never is."""
    known = ~np.isnan(causes)
    counts = known.sum(axis=0)
    return np.where(counts > 0, np.where(known, causes, 0).sum(axis=0) / np.maximum(counts, 1), 0.0)


def _against(
    point: Numbers, rows: Numbers, happened: NDArray[np.bool_], centre: Numbers, precision: Numbers
) -> tuple[float, Numbers]:
    """What speaks against a point: the surprise of what happened, and how far it is from what was believed; and the slope."""
    held = _below(rows @ point[:-1], point[-1])
    hazard, under = np.exp(np.minimum(held, HIGHEST)), np.exp(held - point[-1])
    chance = np.maximum(-np.expm1(-hazard), LEAST)
    away = point - centre
    value = np.where(happened, -np.log(chance), hazard).sum() + 0.5 * (precision * away * away).sum()
    slope = np.where(happened, -hazard * np.exp(-hazard) / chance, hazard)
    # What is held down by the ceiling moves with it, and so much less with its causes.
    return float(value), np.append(rows.T @ (slope * (1 - under)), (slope * under).sum()) + precision * away


def _information(rows: Numbers, point: Numbers) -> Numbers:
    """How much the rows say of level and weights (expected information)."""
    if not len(rows):
        return np.zeros((len(point) - 1, len(point) - 1))
    held = _below(rows @ point[:-1], point[-1])
    hazard, free = np.exp(np.minimum(held, HIGHEST)), -np.expm1(held - point[-1])
    weight = hazard * hazard / np.maximum(np.expm1(hazard), LEAST) * free * free
    weighed: Numbers = (rows * weight[:, None]).T @ rows
    return weighed
