"""Line-days out of what a firm's ledger knows: what each line did on each day, and what is known of it.

Between the ledger and the forecast. Takes counts of calls by line and day, and rows of lines; gives a `LineDay` for each evening on which
a line was at risk. What a ledger does not know stays unknown: it has no seconds talked, so that short calls are not known from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ringfence.call.moments import DAY
from ringfence.caller.lines.causes import LineDay

FORTNIGHT: Final = 14
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Counts:
    """What a line did on one day: its calls, and how many of those whose ending is known were answered."""

    calls: int
    answered: int
    known: int
    short: int | None = None


@dataclass(slots=True)
class Pool:
    """One firm's lines: what each did by day (days since 1970), what is known of each, complaints by day, and closures by line."""

    counts: Mapping[str, Mapping[int, Counts]]
    known: Mapping[str, Mapping[str, Any]]
    complaints: Mapping[int, int] = field(default_factory=dict)
    closed: Mapping[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """Every line of which anything is known, but those that are closed."""
        return sorted((set(self.counts) | set(self.known)) - set(self.closed))

    def evening(self, line: str, day: int, volume: float | None = None) -> LineDay:
        """The line on the evening of a day, with what is planned for the next; as usual if nothing is said."""
        counts, known = self.counts.get(line, {}), self.known.get(line, {})
        last = [counts[each] for each in range(day - FORTNIGHT + 1, day + 1) if each in counts]
        usual = sum(each.calls for each in last) / len(last) if last else None
        today = counts.get(day)
        return LineDay(
            volume=usual or 0.0 if volume is None else volume,
            complaints=self._complaints(day),
            short=_share(None if today is None else today.short, 0 if today is None else today.answered),
            answered=_share(None if today is None else today.answered, 0 if today is None else today.known),
            usual_answer=_share(sum(each.answered for each in last), sum(each.known for each in last)),
            away=_away(known), away_filed=known.get("filed"), arrears_days=_arrears(known), age_days=_age(known, day),
            registered=known.get("registered"), usual_volume=usual,
        )  # fmt: skip

    def at_risk(self, first: int, last: int) -> Iterable[tuple[str, int, LineDay, bool]]:
        """Every line on every evening of these days on which it called, and whether it was closed on the next day."""
        for line, counts in self.counts.items():
            closed = self.closed.get(line)
            for day in sorted(counts):
                if first <= day < last and (closed is None or day < closed):
                    tomorrow = counts.get(day + 1)
                    planned = None if tomorrow is None else float(tomorrow.calls)
                    yield line, day, self.evening(line, day, planned), closed == day + 1

    def _complaints(self, day: int) -> int | None:
        """Complaints of the last week, for each line: they stay with the firm, whichever line they came by."""
        told = sum(self.complaints.get(each, 0) for each in range(day - WEEK + 1, day + 1))
        return round(told / max(1, len(self.lines) + len(self.closed)))


def counts_of(rows: Iterable[tuple[str, int, int, int, int]]) -> dict[str, dict[int, Counts]]:
    """Counts by line and day out of rows of line, day, calls, answered, and calls whose ending is known."""
    told: dict[str, dict[int, Counts]] = defaultdict(dict)
    for line, day, calls, answered, known in rows:
        told[line][day] = Counts(calls, answered, known)
    return dict(told)


def _share(part: int | None, whole: int) -> float | None:
    return None if part is None or not whole else part / whole


def _away(known: Mapping[str, Any]) -> float | None:
    home, located = known.get("home"), known.get("located")
    return None if home is None or located is None else float(home != located)


def _arrears(known: Mapping[str, Any]) -> float | None:
    """Days unpaid: none if it is paid; that it is not does not say for how long."""
    return 0.0 if known.get("arrears") is False else None


def _age(known: Mapping[str, Any], day: int) -> float | None:
    opened = known.get("opened_at")
    return None if opened is None else float(day - opened // DAY)
