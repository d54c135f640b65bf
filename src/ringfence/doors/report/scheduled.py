"""What came of a plan of the day: what is shown of it, on a page and at the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LineUse:
    """A line on the day: how many moments it has and how many calls got one."""

    line: str
    moments: int
    calls: int


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What came of a plan: of `rows` calls `placed` got a moment and a line.

    `why` says why the others did not, by the weightiest rule (`day.full` where no line had room), with how many could
    be made later; `hours` counts the placed by hour of the day; `tries` is how often the list was judged.
    """

    rows: int
    placed: int
    later: int
    day: str
    zone: str
    why: list[tuple[str, str, bool, int]]
    lines: list[LineUse]
    hours: list[tuple[str, int]]
    bad: int
    side: Path | None
    tries: int
    seconds: float
    out: Path
