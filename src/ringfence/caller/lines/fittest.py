"""Which line to call from: those least likely to be closed first, and no more from each than keeps it so.

Behind the forecast. Takes lines with their odds; gives them in order, or calls dealt out among them. A call that fits on no line stays
unplaced: no limit is ever overridden, and a line that rests gets nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ringfence.ledger.ledger import Transaction

UNKNOWN: Final = 1_000_001
"""Lines of which nothing was forecast come after all others."""
MOST_LINES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Dealt:
    """How many of some calls each line makes, and how many fit on none."""

    by_line: Mapping[str, int]
    unplaced: int


def fittest_first(tx: Transaction, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of lines, the least likely to be closed first; where nothing was forecast they stay as they are."""
    told = {row["line"]: row for row in tx.rows("line_health", {}, MOST_LINES)}
    if not told:
        return list(lines)

    def place(row: dict[str, Any]) -> tuple[bool, int]:
        health = told.get(row["line"])
        return (health is not None and not health["most"], UNKNOWN if health is None else health["odds"])

    return sorted(lines, key=place)


def deal(calls: int, lines: Sequence[tuple[str, int, int]]) -> Dealt:
    """Calls dealt out among lines, each given by name, odds (in a million) and the most it may still make: evenly over the fit.

    >>> deal(5, [("a", 900, 2), ("b", 100, 2), ("c", 5000, 0)])
    Dealt(by_line={'b': 2, 'a': 2}, unplaced=1)
    """
    fit = [(name, most) for name, _, most in sorted(lines, key=lambda line: (line[1], line[0])) if most > 0]
    by_line: dict[str, int] = dict.fromkeys((name for name, _ in fit), 0)
    left = calls
    # Each line's risk rises with its volume, so calls go round rather than fill one line after the other.
    while left:
        room = [(name, most - by_line[name]) for name, most in fit if most > by_line[name]]
        if not room:
            break
        each = max(1, left // len(room))
        for name, more in room:
            given = min(each, more, left)
            by_line[name] += given
            left -= given
    return Dealt({name: count for name, count in by_line.items() if count}, left)
