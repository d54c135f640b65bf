"""The side file: the rows of a list that cannot be judged, each with its line, the reason, and itself as it stood.

Beside the intake. Takes bad rows in any number; gives a CSV that Excel opens. The file is there only if a row is in it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from ringfence.doors.lists.reasons import in_both

HEADS = ("line", "column", "reason", "原因")


@dataclass(frozen=True, slots=True)
class Aside:
    """A row set aside: where it stood, which of its columns is wrong (None: the row itself), why."""

    line: int
    column: str | None
    reason: str
    cells: Sequence[str]


class SetAside:
    """Writes bad rows to a file that is made when the first one comes."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self._path, self._names = path, names
        self._file: IO[str] | None = None
        self._writer: Any = None
        self.count = 0
        self.first = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rows: Iterable[Aside]) -> None:
        """Adds the rows by their lines."""
        for row in sorted(rows, key=lambda each: each.line):
            if self._file is None:
                self._open()
            if not self.count:
                self.first = (
                    f"line {row.line}: " + (f"column `{row.column}`: " if row.column else "") + row.reason
                )
            self._writer.writerow([row.line, row.column or "", *in_both(row.reason), *row.cells])
            self.count += 1

    def _open(self) -> None:
        # With the mark by which Excel knows UTF-8.
        self._file = self._path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([*HEADS, *self._names])
