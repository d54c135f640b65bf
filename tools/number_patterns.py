"""Digit patterns turned into intervals: exactly the n-digit strings that a numbering plan's pattern accepts.

Stands in the workshop, not on the call's way: `tools/make_number_ranges.py` feeds it the patterns of the
`phonenumbers` metadata and gets sorted arrays `[from, to, from, to, …]` (half open). A pattern is read into a
tree, the tree into a nondeterministic automaton, and the automaton is walked digit by digit, so nothing is
sampled and nothing is left out. It must never accept a construct it does not understand.
"""

from __future__ import annotations

from dataclasses import dataclass
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


class Automaton:
    """States and arrows over digits; state 0 is the hard end, where `$` leads and nothing follows."""

    def __init__(self) -> None:
        self.arrows: list[list[tuple[frozenset[int], int]]] = [[]]
        self.jumps: list[list[int]] = [[]]
        self.begin = self.end = self.state()
        self.sets: dict[frozenset[int], int] = {}
        self.members: list[frozenset[int]] = []
        self.onward: dict[int, tuple[int, ...]] = {}
        self.walked: dict[tuple[int, int], tuple[int, ...]] = {}

    def state(self) -> int:
        """A new state without arrows."""
        self.arrows.append([])
        self.jumps.append([])
        return len(self.arrows) - 1

    def add(self, node: Node, start: int) -> int:
        """Draw `node` from `start` on; the state in which it ends."""
        match node:
            case Digit(among):
                end = self.state()
                self.arrows[start].append((among, end))
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

    def closure(self, states: set[int]) -> int:
        """The place in `members` of all states reached from `states` without reading a digit."""
        todo = list(states)
        while todo:
            for target in self.jumps[todo.pop()]:
                if target not in states:
                    states.add(target)
                    todo.append(target)
        found = frozenset(states)
        if found not in self.sets:
            self.sets[found] = len(self.members)
            self.members.append(found)
        return self.sets[found]

    def after(self, place: int) -> tuple[int, ...]:
        """The places in `members` of the states after each of the ten digits."""
        if place not in self.onward:
            arrows = [arrow for state in self.members[place] for arrow in self.arrows[state]]
            self.onward[place] = tuple(
                self.closure({target for among, target in arrows if digit in among}) for digit in range(10)
            )
        return self.onward[place]

    def spans(self, place: int, left: int) -> tuple[int, ...]:
        """The numbers whose `left` digits lead from there to the end, as bounds of intervals."""
        known = self.walked.get((place, left))
        if known is None:
            known = self.walked[place, left] = self._spans(place, left)
        return known

    def _spans(self, place: int, left: int) -> tuple[int, ...]:
        if not left:
            return (0, 1) if self.members[place] & {0, self.end} else ()
        if not self.members[place]:
            return ()
        bounds: list[int] = []
        for digit, target in enumerate(self.after(place)):
            first = digit * 10 ** (left - 1)
            for bound in self.spans(target, left - 1):
                if bounds and bounds[-1] == first + bound:
                    bounds.pop()  # this interval goes on where the one before ended
                else:
                    bounds.append(first + bound)
        return tuple(bounds)


@cache
def _matcher(pattern: str) -> tuple[Automaton, int]:
    automaton = Automaton()
    automaton.end = automaton.add(Reader(pattern).read(), automaton.begin)
    return automaton, automaton.closure({automaton.begin})


@cache
def _cutter(head: str, tail: str | None) -> tuple[Automaton, int]:
    automaton = Automaton()
    middle = automaton.add(Reader(head).read(), automaton.begin)
    # The closure is taken before the tail is joined on: an empty head is no head.
    start = automaton.closure({automaton.begin})
    automaton.end = automaton.state()
    automaton.jumps[middle].append(automaton.end)
    if tail is None:
        automaton.arrows[automaton.end].append((DIGITS, automaton.end))
    else:
        automaton.end = automaton.add(Reader(tail).read(), automaton.end)
    return automaton, start


def whole(pattern: str, length: int) -> Spans:
    r"""The `length`-digit numbers that `pattern` accepts from the first digit to the last.

    >>> whole("1(?:0|[23]\\d)", 3).tolist()
    [120, 140]
    """
    automaton, start = _matcher(pattern)
    return np.array(automaton.spans(start, length), dtype=np.int64)


def headed(head: str, tail: str | None, length: int) -> Spans:
    r"""The `length`-digit numbers that begin with at least one digit of `head` and go on as `tail`.

    Without a tail anything may follow.

    >>> headed("0", "5\\d", 3).tolist()
    [50, 60]
    >>> headed("12?", None, 2).tolist()
    [10, 20]
    """
    automaton, start = _cutter(head, tail)
    return np.array(automaton.spans(start, length), dtype=np.int64)


def alone(pattern: str, digit: int) -> bool:
    """Whether `digit` by itself fulfils `pattern` and nothing longer that begins with it does.

    >>> alone("0|180020", 0), alone("0|180020", 1), alone("0(?:15)?", 0)
    (True, False, False)
    """
    automaton, start = _matcher(pattern)
    states = automaton.members[automaton.after(start)[digit]]
    return automaton.end in states and 0 not in states and not any(automaton.arrows[at] for at in states)


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
    turns: Spans = points[held != np.append(False, held[:-1])]
    return turns
