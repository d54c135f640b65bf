"""Chance, told in the words the made packs and worlds need; the same seed makes the same things."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

Thing = TypeVar("Thing")


class Dice:
    """One stream of chance, from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def one(self, things: Sequence[Thing]) -> Thing:
        """One of several; what stands there twice comes twice as often."""
        return things[int(self._random.random() * len(things))]

    def some(self, things: Sequence[Thing], least: int = 1, most: int = 2) -> list[Thing]:
        """Between so many and so many of several, each once."""
        count = least + int(self._random.random() * (most - least + 1))
        return self._random.sample(list(things), min(count, len(things)))

    def once_in(self, times: int) -> bool:
        """True once in so many times."""
        return self._random.random() * times < 1

    def parts(self, most: int, **parts: Any) -> dict[str, Any]:
        """At most so many of some named parts, each made by calling it."""
        return {name: parts[name]() for name in self.some(tuple(parts), 0, most)}
