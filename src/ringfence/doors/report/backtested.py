"""What came of a backtest: what is shown of it, on a page and at the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ringfence.engines.duckdb.answers import RuleCount
from ringfence.engines.duckdb.complained import Complaints
from ringfence.engines.duckdb.replayed import Changed, Yield


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one pack would have made of a history.

    `undecided` are the calls it would have stopped for want of facts alone; `sales` those on calls that get each
    answer; `months` the calls and those not made, by month.
    """

    pack: str
    answers: dict[str, int]
    undecided: int
    by_rule: list[RuleCount]
    sales: dict[str, int]
    months: list[tuple[str, int, int]]
    complaints: Complaints | None

    @property
    def stopped(self) -> int:
        """How many calls would not have been made."""
        return sum(self.answers.values()) - self.answers.get("permit", 0)

    @property
    def lost(self) -> int:
        """How many sales were made on those."""
        return sum(sales for answer, sales in self.sales.items() if answer != "permit")


@dataclass(frozen=True, slots=True)
class Backtested:
    """What came of a backtest; moments in UTC milliseconds. `yields` is empty where the history tells no sales."""

    rows: int
    people: int
    first: int
    last: int
    zone: str
    days: int
    replays: list[Replayed]
    changes: list[Changed]
    yields: list[Yield]
    bad: int
    side: Path | None
    seconds: float
    out: Path | None
