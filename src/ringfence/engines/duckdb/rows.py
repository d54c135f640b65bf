"""A list's calls made ready for rule logic: their clocks and their people's facts stand beside their words.

Between the table `asked` and the plan. Takes rows and the moment each is asked for; gives a query with just the
columns that some pieces of logic read. The clocks come from `clockwork`: for every zone and day that occurs, the
stretches on which nothing but the time of day moves, so that one join gives all that a clock knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import duckdb
import pyarrow as pa

from ringfence.call.moments import DAY
from ringfence.engines.duckdb.figures import one_row
from ringfence.policy.plan.clocks import Clock
from ringfence.policy.plan.clockwork import DIRECT, Calendars, day_column, zone_offsets
from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.needs import Needs

WHOLE_DAYS = 2_000
"""Zones times days up to which every pair is laid out unseen; beyond it only those that occur."""
HELD = {"off": "off", "until": "ends", "next": "after", "lday": "lday"}


class Rows:
    """Makes calls ready; remembers the zones of the list and the days it has laid out for each clock."""

    def __init__(self, db: duckdb.DuckDBPyConnection, plan: Plan) -> None:
        self.db, self.plan = db, plan
        self._known: dict[str, set[tuple[str, int]]] = {}
        self._held: dict[str, set[str]] = {}
        # Invariant: the pieces asked for are the plan's own and live as long as it.
        self._queries: dict[tuple[object, ...], str] = {}
        self._zones = {clock.prefix: self._zones_of(clock) for clock, _ in plan.needs.clocks}
        for clock, names in plan.needs.clocks:
            self._known[clock.prefix], self._held[clock.prefix] = set(), set(names)
            dated = "".join(
                f', "{name}" {"VARCHAR" if "_kind" in name else "BIGINT"}' for name in _dated(names)
            )
            db.execute(
                f"CREATE OR REPLACE TEMP TABLE {_stretches(clock)}(zone VARCHAR, utc_day BIGINT, begun BIGINT,"
                f" over BIGINT, off BIGINT, ends BIGINT, after BIGINT, lday BIGINT{dated})"
            )
        self._lay_out("asked")

    def ready(
        self, source: str, exprs: Iterable[Expr], beside: Iterable[str] = (), *, later: bool = False, whole: bool = False
    ) -> str:  # fmt: skip
        """A query: the calls that `source` names by `row`, with the columns that these pieces of logic read.

        `source` is `asked` itself or a table of some of its rows; if `whole`, a query that has all their words. If `later`,
        it is a table of askings, numbered by `row`: each `of` a call of `speaking`, at a moment `t`. `beside` names columns
        of it that come along.
        """
        if later:
            self._lay_out(source)
        exprs, beside = list(exprs), list(beside)
        key = (source, later, tuple(map(id, exprs)), tuple(beside))
        if key not in self._queries:
            whole = whole or source == "asked"
            self._queries[key] = self._query(source, exprs, beside, later=later, whole=whole)
        return self._queries[key]

    def words_of(self, exprs: Iterable[Expr]) -> list[str]:
        """The columns of `asked` that calls are made ready from for these pieces of logic, each once."""
        return self._words(self.plan.needs_for(list(exprs)))

    @property
    def words(self) -> list[str]:
        """The columns of `asked` that calls are made ready from, whatever the plan reads of them."""
        return self._words(self.plan.needs)

    def _words(self, needs: Needs) -> list[str]:
        zones = (_zone_word(clock) for clock, _ in needs.clocks if clock.zone is None)
        words = (word for word in needs.words if word != "t")
        return list(dict.fromkeys(("row", "ord", "t", "recipient", "line", *words, *zones)))

    def _query(self, source: str, exprs: list[Expr], beside: list[str], *, later: bool, whole: bool) -> str:
        needs = self.plan.needs_for(exprs)
        a = "s" if whole else "a"
        t = "s.t" if later else f"{a}.t"
        calls = "speaking AS a ON a.row = s.of" if later else "asked AS a ON a.row = s.row"
        words = dict.fromkeys(("recipient", "line", *(word for word in needs.words if word != "t")))
        columns = ["s.row", f"{a}.ord", f"{t} AS t", *(f"s.{each}" for each in beside)]
        columns += [f'{a}."{each}"' for each in words]
        joins = [] if whole else [f"JOIN {calls}"]
        for clock, wanted in needs.clocks:
            z = f"z_{clock.prefix}"
            joins.append(
                f"LEFT JOIN {_stretches(clock)} AS {z} ON {z}.zone = {_zone(clock, a)}"
                f" AND {z}.utc_day = {t} - {t} % {DAY} AND {z}.begun <= {t} AND {t} < {z}.over"
            )
            columns += [f'{_column(z, each, t)} AS "{clock.prefix}_{each}"' for each in wanted]
        more_joins, more_columns = self._of_the_ledger(needs, a)
        joins += more_joins
        columns += more_columns
        columns += [
            f"(SELECT MAX(checked_at) FROM listing WHERE name = '{each}') AS \"listing_{each}_at\""
            for each in needs.listings
        ]
        return f"SELECT {', '.join(columns)} FROM {source} AS s {' '.join(joins)}"

    def _of_the_ledger(self, needs: Needs, told: str) -> tuple[list[str], list[str]]:
        """What the ledger knows of the call's person, line and institutions; `told` is the table of its words."""
        joins, columns = [], []
        if needs.person:
            joins.append(f"LEFT JOIN recipient AS p ON p.recipient = {told}.recipient")
            columns += [f'p."{each}" AS "recipient_{each}"' for each in needs.person]
        if needs.line:
            joins.append(f"LEFT JOIN line AS n ON n.line = {told}.line")
            columns += [f'n."{each}" AS "line_{each}"' for each in needs.line]
        columns += [f"left({told}.line::VARCHAR, {length}) AS begins_{length}" for length in needs.begins]
        for word in needs.institutions:
            joins.append(f"LEFT JOIN institution AS i_{word} ON i_{word}.institution = {told}.{word}")
            columns.append(f"i_{word}.proofs_checked_at AS {word}_proofs_checked_at")
        return joins, columns

    def reach_of(
        self, clocks: Iterable[Clock], first: str, last: str, span: tuple[int, int]
    ) -> tuple[int, int] | None:
        """The earliest and latest these columns of the clocks can be while calls are asked within a span of time."""
        found = [
            one_row(
                self.db,
                f'SELECT MIN("{first}"), MAX("{last}") FROM {_stretches(clock)} WHERE begun <= {span[1]} AND over > {span[0]}',
            )
            for clock in clocks
            # What no piece of logic reads of a clock is not laid out, and reaches nowhere.
            if {first, last} <= self._held.get(clock.prefix, set())
        ]
        starts, ends = (
            [each[0] for each in found if each[0] is not None],
            [each[1] for each in found if each[1] is not None],
        )
        return (min(starts), max(ends)) if starts and ends else None

    def _zones_of(self, clock: Clock) -> list[str]:
        if clock.zone is not None:
            return [clock.zone]
        found = self.db.execute(f"SELECT DISTINCT {_zone(clock, 'a')}::VARCHAR FROM asked AS a").fetchall()
        return [each for (each,) in found if each is not None]

    def _lay_out(self, source: str) -> None:
        """Adds, for every clock, the stretches of the days and zones that occur and are not there yet."""
        first, last = one_row(self.db, f"SELECT MIN(t) // {DAY}, MAX(t) // {DAY} FROM {source}")
        if first is None:
            return
        for clock, names in self.plan.needs.clocks:
            known = self._known[clock.prefix]
            fresh = self._occurring(clock, source, range(first, last + 1)) - known
            known |= fresh
            dated, calendars = _dated(names), self.plan.pack.calendars
            made = [row for zone, day in sorted(fresh) for row in stretches(zone, day, dated, calendars)]
            if made:
                heads = ["zone", "utc_day", "begun", "over", "off", "ends", "after", "lday", *dated]
                columns = [pa.array(list(column)) for column in zip(*made, strict=True)]
                self.db.register("fresh_days", pa.table(columns, names=heads))
                self.db.execute(f"INSERT INTO {_stretches(clock)} SELECT * FROM fresh_days")
                self.db.unregister("fresh_days")

    def _occurring(self, clock: Clock, source: str, days: range) -> set[tuple[str, int]]:
        """The zones and UTC days that occur or, where they are few, every pair of them."""
        zones = self._zones[clock.prefix]
        if len(days) * len(zones) <= WHOLE_DAYS:
            return {(zone, day * DAY) for zone in zones for day in days}
        zone = _zone(clock, "a")
        calls = "asked AS a ON a.row = s.row" if source == "asked" else "speaking AS a ON a.row = s.of"
        found = self.db.execute(
            f"SELECT DISTINCT {zone}::VARCHAR, s.t - s.t % {DAY} FROM {source} AS s JOIN {calls}"
            f" WHERE {zone} IS NOT NULL"
        )
        return set(found.fetchall())


def _dated(names: Iterable[str]) -> tuple[str, ...]:
    """Those columns of a clock that hang on the local day."""
    return tuple(name for name in names if name not in DIRECT)


def _stretches(clock: Clock) -> str:
    return f"stretches_{clock.prefix}"


def _zone(clock: Clock, table: str) -> str:
    if clock.zone is not None:
        return f"'{clock.zone}'"
    return f'{table}."{_zone_word(clock)}"'


def _zone_word(clock: Clock) -> str:
    """The word of a call that names a clock's zone."""
    return {"own": "caller_zone", "num": "zone_number"}.get(clock.prefix, f"zone_{clock.place}")


def _column(z: str, name: str, t: str) -> str:
    if name == "lms":
        return f"({t} + {z}.off - {z}.lday)"
    return f'{z}."{HELD.get(name, name)}"'


def stretches(
    zone: str, day: int, dated: tuple[str, ...], calendars: Calendars
) -> Iterator[tuple[object, ...]]:
    """The stretches of one UTC day in a zone: on each, offset, local day and all that hangs on them stand still."""
    offsets = zone_offsets(zone)
    if offsets is None:
        return
    for since, until, ends, off, after, shift in spans_of(zone):
        begun, over = max(since, day), min(until, day + DAY)
        while begun < over:
            lday = (begun + off) - (begun + off) % DAY
            end = min(over, lday + DAY - off)
            hung = [day_column(offsets, lday + shift, lday, each, calendars) for each in dated]
            yield (zone, day, begun, end, off, ends, after, lday, *hung)
            begun = end


@lru_cache(maxsize=1024)
def spans_of(zone: str) -> tuple[tuple[int, int, int, int, int, int], ...]:
    """A zone's stretches of one offset; where clocks go back over midnight, the repeated part apart.

    In that part (`shift` of a day) the clock reads yesterday while today has begun.
    """
    offsets = zone_offsets(zone)
    assert offsets is not None
    made = []
    for row, off in enumerate(offsets.off):
        since, until = offsets.since[row], offsets.until(row)
        after = offsets.off[min(row + 1, len(offsets.off) - 1)]
        midnight = (since + off) - (since + off) % DAY + DAY
        back_over = row > 0 and since + offsets.off[row - 1] > midnight
        again = midnight - off
        if back_over and since < again < until:
            made.append((since, again, until, off, after, DAY))
            since = again
        made.append((since, until, until, off, after, 0))
    return tuple(made)
