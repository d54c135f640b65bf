"""Calls whose end is far off, followed one by one, while the database is asked for all of them at once.

After the rounds, for the few calls that wait for many closed days to pass. Each call follows its rules by itself, as
one call is settled; whenever some of them want to know what stands in the way at a moment, they are all asked
together, and the same time of the following days with them, since that is what they will want next.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np

from ringfence.call.moments import DAY, FOREVER
from ringfence.engines.duckdb.figures import register
from ringfence.engines.duckdb.sitting import Sitting

ENDLESS, CUT = FOREVER, FOREVER + 1
MOST_AHEAD = 200_000
"""Askings that may be made ahead of time in one go."""
Standing = dict[int, int | None]
"""What stands in the way at a moment: the numbers of the rules, each with the next moment it names."""
Ends = tuple[dict[int, int], int]
Followed = Generator[int, Standing, Ends]


def follow(sitting: Sitting, ask: Callable[[str], None]) -> None:
    """Adds the calls of `slow` to `first_ends` and `retries`; `ask` fills `standing` for a query of moments."""
    starts = sitting.db.execute(
        "SELECT row, rule, moment, last FROM starts SEMI JOIN slow USING (row) ORDER BY row"
    ).fetchall()
    if not starts:
        return
    calls: dict[int, _Call] = {}
    for row, rule, moment, last in starts:
        calls.setdefault(row, _Call(last)).starts.append((rule, None if moment == ENDLESS else moment))
    waiting = dict(calls)
    while waiting:
        waiting = {row: call for row, call in waiting.items() if call.goes_on()}
        _ask_ahead(sitting, ask, waiting)
    _write(sitting, calls)


class _Call:
    """One call on its way: what it knows of later moments, which it wants to know, and what it found."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.starts: list[tuple[int, int | None]] = []
        self.known: dict[int, Standing] = {}
        self.wants: int | None = None
        self.found: Ends | None = None
        self._followed: Followed | None = None

    def goes_on(self) -> bool:
        """Whether there is a moment it must know before it can go on; it goes as far as it can."""
        try:
            if self._followed is None:
                self._followed = follow_call(self.starts, self.last)
                self.wants = next(self._followed)
            while self.wants in self.known:
                self.wants = self._followed.send(self.known[self.wants])
        except StopIteration as done:
            self.found = done.value
            return False
        return True


def follow_call(starts: list[tuple[int, int | None]], last: int) -> Followed:
    """Until when each rule stands in the way, and when nothing does; yields each moment it must know."""
    firsts: dict[int, int] = {}
    for rule, moment in starts:
        firsts[rule] = yield from _end_of(rule, moment, last)
    ends = list(firsts.values())
    while max(ends) < FOREVER:
        latest = max(ends)
        standing = yield latest
        if not standing:
            return firsts, latest
        ends = []
        for rule, moment in standing.items():
            ends.append((yield from _end_of(rule, moment, last)))
    return firsts, ENDLESS if ENDLESS in ends else CUT


def _end_of(rule: int, moment: int | None, last: int) -> Generator[int, Standing, int]:
    """The first moment at which a rule stands in the way no more, or ENDLESS, or CUT."""
    while moment is not None and moment <= last:
        standing = yield moment
        if rule not in standing:
            return moment
        moment = standing[rule]
    return ENDLESS if moment is None else CUT


def _ask_ahead(sitting: Sitting, ask: Callable[[str], None], waiting: dict[int, _Call]) -> None:
    if not waiting:
        return
    days = max(1, min(400, MOST_AHEAD // len(waiting)))
    wanted = [
        (row, moment)
        for row, call in waiting.items()
        if call.wants is not None
        for moment in range(call.wants, min(call.last, call.wants + (days - 1) * DAY) + 1, DAY)
        if moment not in call.known
    ]
    register(
        sitting.db,
        "moments",
        {"row": _numbers(row for row, _ in wanted), "t": _numbers(t for _, t in wanted)},
    )
    ask("SELECT row, t FROM moments")
    for row, moment in wanted:
        waiting[row].known[moment] = {}
    found = sitting.db.execute(
        "SELECT s.row, s.t, s.rule, s.edge FROM standing AS s SEMI JOIN moments AS m ON m.row = s.row AND m.t = s.t"
    ).fetchall()
    for row, moment, rule, edge in found:
        waiting[row].known[moment][rule] = edge


def _numbers(values: object) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.fromiter(values, dtype=np.int64)  # type: ignore[call-overload, no-any-return]  # any iterable of integers


def _write(sitting: Sitting, calls: dict[int, _Call]) -> None:
    sitting.db.execute("DELETE FROM first_ends WHERE row IN (SELECT row FROM slow)")
    found = [(row, *call.found) for row, call in calls.items() if call.found is not None]
    ends = [(row, rule, end) for row, firsts, _ in found for rule, end in firsts.items()]
    names = ("row", "rule", "until")
    register(
        sitting.db, "moments", {name: _numbers(each[i] for each in ends) for i, name in enumerate(names)}
    )
    sitting.db.execute("INSERT INTO first_ends SELECT row, rule, until FROM moments")
    register(
        sitting.db,
        "moments",
        {"row": _numbers(row for row, *_ in found), "t": _numbers(end for *_, end in found)},
    )
    sitting.db.execute("INSERT INTO retries SELECT row, t FROM moments")
