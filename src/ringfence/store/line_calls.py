"""How many calls a line has at most, remembered from one transaction to the next.

Beside the ledger's file, whose only writer this process mostly is: a cap on a line's day would otherwise count the same
rows anew for every call. Takes what was counted and what was written since; gives a number that is never too small, which
settles most questions; what it does not settle is counted in full. Forgets everything as soon as anybody else wrote, and
when a transaction is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

MOST_KEPT = 1 << 14
"""So many counts are kept; a line has one for each cap and day."""


class _Count(NamedTuple):
    """What was counted, and how many calls of the line this process had written by then."""

    rows: int
    written: int


class LineCalls:
    """Upper bounds of how many calls lines have, each by what was asked of it."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._trusted = True
        self._counts: dict[tuple[str, Hashable], _Count] = {}
        self._written: dict[str, int] = {}

    def begin(self, version: int) -> None:
        """Told at a transaction's beginning: `version` is another whenever somebody else has written meanwhile."""
        if version != self._version or not self._trusted:
            self.forget()
        self._version, self._trusted = version, True

    def at_most(self, line: str, asked: Hashable, enough: int, count: Callable[[], int]) -> int | None:
        """A number that this line's calls do not exceed, or `enough` of them; None where nothing can be remembered.

        `count` counts the rows that `asked` stands for; it is done the first time, and again where `enough` could be
        reached by what was written since.
        """
        if not self._trusted:
            return None
        written = self._written.get(line, 0)
        found = self._counts.get((line, asked))
        if found is None or found.rows < enough <= found.rows + written - found.written:
            if len(self._counts) >= MOST_KEPT:
                self._counts.clear()
            found = self._counts[line, asked] = _Count(count(), written)
        return found.rows + written - found.written

    def called(self, line: str | None) -> None:
        """Told of every call that is written."""
        if line is not None:
            self._written[line] = self._written.get(line, 0) + 1

    def forget(self) -> None:
        """Lets go of every count: calls were written that it was not told of, or rows it was counted among are undone."""
        self._counts.clear()
        self._written.clear()

    def mistrust(self) -> None:
        """Remembers nothing until the next transaction: somebody may write without telling."""
        self._trusted = False
