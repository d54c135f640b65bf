"""Digit patterns turned into intervals: exactly the n-digit strings that a numbering plan's pattern accepts.

Stands in the workshop, not on the call's way: `tools/make_number_ranges.py` feeds it the patterns of the
`phonenumbers` metadata and gets sorted arrays `[from, to, from, to, …]` (half open). A pattern is read into a
tree, the tree into a nondeterministic automaton, and the automaton is walked digit by digit, so nothing is
sampled and nothing is left out. It must never accept a construct it does not understand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Spans = NDArray[np.int64]

DIGITS = frozenset(range(10))


@dataclass(frozen=True)
class Digit:
    """One digit out of `among`."""

    among: frozenset[int]


@dataclass(frozen=True)
class Chain:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Choice:
    """Any one of the ways."""

    ways: tuple[Node, ...]


@dataclass(frozen=True)
class Times:
    """A part, `least` to `most` times."""

    part: Node
    least: int
    most: int


@dataclass(frozen=True)
class End:
    """The `$`: nothing may follow."""


Node = Digit | Chain | Choice | Times | End


class Reader:
    r"""Reads one pattern from left to right: `\d`, digits, `[2-57]`, groups, `|`, `?`, `{n,m}` and `$`."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def read(self) -> Node:
        """The whole pattern as a tree; ValueError where it holds something else."""
        tree = self._choice()
        if self.at != len(self.pattern):
            raise ValueError(f"cannot read `{self.pattern}` at {self.at}")
        return tree

    def _take(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def _choice(self) -> Node:
        ways = [self._chain()]
        while self._take("|"):
            ways.append(self._chain())
        return ways[0] if len(ways) == 1 else Choice(tuple(ways))

    def _chain(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            parts.append(self._repeated(self._atom()))
        return Chain(tuple(parts))

    def _atom(self) -> Node:
        if self._take("\\d"):
            return Digit(DIGITS)
        if self._take("$"):
            return End()
        if self._take("["):
            return Digit(self._class())
        if self._take("(?:") or self._take("("):
            inner = self._choice()
            if not self._take(")"):
                raise ValueError(f"unclosed group in `{self.pattern}`")
            return inner
        sign = self.pattern[self.at]
        if sign not in "0123456789":
            raise ValueError(f"cannot read `{sign}` in `{self.pattern}`")
        self.at += 1
        return Digit(frozenset({int(sign)}))

    def _class(self) -> frozenset[int]:
        body, _, _ = self.pattern[self.at :].partition("]")
        self.at += len(body) + 1
        among: set[int] = set()
        for index, sign in enumerate(body):
            if sign == "-":
                among.update(range(int(body[index - 1]), int(body[index + 1]) + 1))
            else:
                among.add(int(sign))
        return frozenset(among)

    def _repeated(self, part: Node) -> Node:
        if self._take("?"):
            return Times(part, 0, 1)
        if not self._take("{"):
            return part
        body, _, _ = self.pattern[self.at :].partition("}")
        self.at += len(body) + 1
        least, _, most = body.partition(",")
        return Times(part, int(least), int(most or least))


@dataclass
class Automaton:
    """States and arrows over digits; state 0 is the hard end, where `$` leads and nothing follows."""

    steps: list[list[tuple[frozenset[int], int]]] = field(default_factory=lambda: [[]])
    jumps: list[list[int]] = field(default_factory=lambda: [[]])

    def state(self) -> int:
        """A new state without arrows."""
        self.steps.append([])
        self.jumps.append([])
        return len(self.steps) - 1

    def add(self, node: Node, start: int) -> int:
        """Draw `node` from `start` on; the state in which it ends."""
        match node:
            case Digit(among):
                end = self.state()
                self.steps[start].append((among, end))
                return end
            case Chain(parts):
                for part in parts:
                    start = self.add(part, start)
                return start
            case Choice(ways):
                end = self.state()
                for way in ways:
                    self.jumps[self.add(way, start)].append(end)
                return end
            case Times(part, least, most):
                return self._times(part, least, most, start)
            case End():
                self.jumps[start].append(0)
                return self.state()

    def _times(self, part: Node, least: int, most: int, start: int) -> int:
        for _ in range(least):
            start = self.add(part, start)
        end = self.state()
        self.jumps[start].append(end)
        for _ in range(most - least):
            start = self.add(part, start)
            self.jumps[start].append(end)
        return end

    def closure(self, states: frozenset[int]) -> frozenset[int]:
        """All states reached from `states` without reading a digit."""
        seen, todo = set(states), list(states)
        while todo:
            for target in self.jumps[todo.pop()]:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return frozenset(seen)

    def after(self, states: frozenset[int], digit: int) -> frozenset[int]:
        """The states after reading `digit`."""
        targets = {target for state in states for among, target in self.steps[state] if digit in among}
        return self.closure(frozenset(targets))

    def spans(self, start: frozenset[int], end: int, length: int) -> Spans:
        """The numbers whose `length` digits lead from `start` to `end` or to the hard end, as intervals."""

        @cache
        def walk(states: frozenset[int], left: int) -> tuple[int, ...]:
            if not left:
                return (0, 1) if states & {0, end} else ()
            bounds: list[int] = []
            for digit in range(10):
                target = self.after(states, digit)
                first = digit * 10 ** (left - 1)
                for bound in walk(target, left - 1) if target else ():
                    if bounds and bounds[-1] == first + bound:
                        bounds.pop()  # this interval goes on where the one before ended
                    else:
                        bounds.append(first + bound)
            return tuple(bounds)

        return np.array(walk(start, length), dtype=np.int64)


@cache
def whole(pattern: str, length: int) -> Spans:
    r"""The `length`-digit numbers that `pattern` accepts from the first digit to the last.

    >>> whole("1(?:0|[23]\\d)", 3).tolist()
    [120, 140]
    """
    automaton = Automaton()
    start = automaton.state()
    end = automaton.add(Reader(pattern).read(), start)
    return automaton.spans(automaton.closure(frozenset({start})), end, length)


@cache
def headed(pattern: str, tail: str | None, length: int) -> Spans:
    r"""The `length`-digit numbers that begin with at least one digit of `pattern` and go on as `tail`.

    Without a tail anything may follow.

    >>> headed("0", "5\\d", 3).tolist()
    [50, 60]
    >>> headed("12?", None, 2).tolist()
    [10, 20]
    """
    automaton = Automaton()
    start = automaton.state()
    middle = automaton.add(Reader(pattern).read(), start)
    # The closure is taken before the tail is joined on: an empty head is no head.
    first = automaton.closure(frozenset({start}))
    after = automaton.state()
    automaton.jumps[middle].append(after)
    if tail is None:
        automaton.steps[after].append((DIGITS, after))
        return automaton.spans(first, after, length)
    return automaton.spans(first, automaton.add(Reader(tail).read(), after), length)


def within(spans: Spans, points: Spans) -> NDArray[np.bool_]:
    """Which of `points` lie in the intervals.

    >>> within(np.array([120, 140]), np.array([119, 120, 139, 140])).tolist()
    [False, True, True, False]
    """
    inside: NDArray[np.bool_] = np.searchsorted(spans, points, side="right") % 2 == 1
    return inside


def combine(rule: Callable[..., NDArray[np.bool_]], *sets: Spans) -> Spans:
    """The intervals in which `rule`, asked of the memberships in each of `sets`, holds.

    >>> combine(np.logical_and, np.array([0, 5]), np.array([3, 9])).tolist()
    [3, 5]
    """
    points: Spans = np.unique(np.concatenate(sets))
    held = rule(*(within(spans, points) for spans in sets))
    return points[np.diff(held, prepend=False)]
