"""How true odds are: whether what was said to happen once in twenty times did.

Beside every forecast. Takes odds that were told and what happened; gives scores and the rows of a reliability picture. It mends
nothing: a level that has drifted is told, and corrected where it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
LEAST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Group:
    """Forecasts of like odds: how many, what was expected of them on average, and what happened."""

    count: int
    expected: float
    happened: float


@dataclass(frozen=True, slots=True)
class Score:
    """How good odds were: Brier's score and the surprise (log loss), each with its skill against always telling the base rate; and
    how many events there were for each that was expected.
    """

    brier: float
    brier_skill: float
    surprise: float
    surprise_skill: float
    observed_over_expected: float


def score(odds: Numbers, happened: NDArray[np.bool_]) -> Score:
    """The score of odds that were told before.

    >>> told = score(np.array([0.5, 0.5]), np.array([True, False]))
    >>> told.brier, told.observed_over_expected
    (0.25, 1.0)
    """
    base = float(happened.mean())
    brier = float(np.square(odds - happened).mean())
    surprise, of_base = _surprise(odds, happened), _surprise(np.full(len(odds), base), happened)
    of_all = base * (1 - base)
    return Score(
        brier,
        1 - brier / of_all if of_all else 0.0,
        surprise,
        1 - surprise / of_base if of_base else 0.0,
        float(happened.sum() / max(odds.sum(), LEAST)),
    )


def reliability(odds: Numbers, happened: NDArray[np.bool_], groups: int = 10) -> list[Group]:
    """Forecasts in groups of the same expected events, from the least likely to the likeliest: expected against happened."""
    order = np.argsort(odds, kind="stable")
    share = np.cumsum(odds[order])
    place = np.minimum((share / max(share[-1], LEAST) * groups).astype(int), groups - 1)
    told = []
    for number in range(groups):
        chosen = order[place == number]
        if len(chosen):
            told.append(Group(len(chosen), float(odds[chosen].mean()), float(happened[chosen].mean())))
    return told


def drift(expected: float, observed: float, strength: float = 20.0) -> float:
    """By how much the level has moved lately: observed over expected events, held near one while there are few.

    With `strength` twenty a firm's ordinary fortnight moves it by a tenth; a carrier that closes twice as many is followed in some weeks.

    >>> round(drift(10, 20), 2)
    1.33
    """
    return (strength + observed) / (strength + expected)


def _surprise(odds: Numbers, happened: NDArray[np.bool_]) -> float:
    told = np.clip(odds, LEAST, 1 - LEAST)
    return float(-np.where(happened, np.log(told), np.log1p(-told)).mean())
