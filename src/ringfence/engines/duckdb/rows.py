"""A list's calls made ready for rule logic: their clocks and their people's facts stand beside their words.

Between the table `asked` and the plan. Takes rows and the moment each is asked for; makes a table with every
column the plan reads. The clocks come from `clockwork`, once for each zone and local day that occurs.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from ringfence.call.moments import DAY
from ringfence.policy.plan.clocks import Clock
from ringfence.policy.plan.clockwork import DIRECT, day_column, zone_offsets
from ringfence.policy.plan.compile import Plan


class Rows:
    """Makes tables of calls ready; remembers the zones it has seen."""

    def __init__(self, db: duckdb.DuckDBPyConnection, plan: Plan) -> None:
        self.db, self.plan = db, plan
        self._spans: set[str] = set()
        self._days: dict[str, set[tuple[str, int, int]]] = {}
        db.execute(
            "CREATE OR REPLACE TEMP TABLE zone_span"
            "(zone VARCHAR, since BIGINT, until BIGINT, ends BIGINT, off BIGINT, next BIGINT, shift BIGINT)"
        )

    def ready(self, name: str, source: str, form: str = "TABLE") -> None:
        """Makes `name` from the rows of `source` (`row`, `ord`, `t`), with the words of `asked`.

        As a `VIEW` nothing is copied: right for the whole list, whose rows are read once or in small parts.
        """
        needs = self.plan.needs
        words = [word for word in needs.words if word != "t"]
        columns = [
            "s.row",
            "s.ord",
            "s.t",
            *(f'a."{word}"' for word in dict.fromkeys(("recipient", "line", *words))),
        ]
        joins = ["JOIN asked AS a ON a.row = s.row"] if source != "asked" else []
        if source == "asked":
            columns = [column.replace("a.", "s.", 1) for column in columns]
        for clock, wanted in needs.clocks:
            zone = self._zone(clock, "s" if source == "asked" else "a")
            self._know_zones(source, zone)
            joins.append(self._span_join(clock, zone))
            columns += self._clock_columns(clock, wanted)
            dated = [each for each in wanted if each not in DIRECT]
            if dated:
                joins.append(self._day_join(clock, zone, dated, source, joins))
                columns += [f'd_{clock.prefix}."{each}" AS "{clock.prefix}_{each}"' for each in dated]
        more_joins, more_columns = self._known("s" if source == "asked" else "a")
        joins += more_joins
        columns += more_columns
        columns += [
            f"(SELECT MAX(checked_at) FROM listing WHERE name = '{each}') AS \"listing_{each}_at\""
            for each in needs.listings
        ]
        self.db.execute(
            f"CREATE OR REPLACE TEMP {form} {name} AS SELECT {', '.join(columns)} FROM {source} AS s {' '.join(joins)}"
        )

    def _known(self, told: str) -> tuple[list[str], list[str]]:
        """What the ledger knows of the call's person, line and institutions; `told` is the table of its words."""
        needs, joins, columns = self.plan.needs, [], []
        if needs.person:
            joins.append(f"LEFT JOIN recipient AS p ON p.recipient = {told}.recipient")
            columns += [f'p."{each}" AS "recipient_{each}"' for each in needs.person]
        if needs.line:
            joins.append(f"LEFT JOIN line AS n ON n.line = {told}.line")
            columns += [f'n."{each}" AS "line_{each}"' for each in needs.line]
        columns += [f"left({told}.line, {length}) AS begins_{length}" for length in needs.begins]
        for word in needs.institutions:
            joins.append(f"LEFT JOIN institution AS i_{word} ON i_{word}.institution = {told}.{word}")
            columns.append(f"i_{word}.proofs_checked_at AS {word}_proofs_checked_at")
        return joins, columns

    def _zone(self, clock: Clock, table: str) -> str:
        if clock.zone is not None:
            return f"'{clock.zone}'"
        column = {"own": "caller_zone", "num": "zone_number"}.get(clock.prefix, f"zone_{clock.place}")
        return f'{table}."{column}"'

    def _know_zones(self, source: str, zone: str) -> None:
        joined = "" if source == "asked" else "JOIN asked AS a ON a.row = s.row"
        found = self.db.execute(
            f"SELECT DISTINCT {zone} FROM {source} AS s {joined} WHERE {zone} IS NOT NULL"
        )
        fresh = {row[0] for row in found.fetchall()} - self._spans
        rows = [row for each in sorted(fresh) for row in spans_of(each)]
        if rows:
            self.db.executemany("INSERT INTO zone_span VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._spans |= fresh

    def _span_join(self, clock: Clock, zone: str) -> str:
        z = f"z_{clock.prefix}"
        return f"LEFT JOIN zone_span AS {z} ON {z}.zone = {zone} AND {z}.since <= s.t AND s.t < {z}.until"

    def _clock_columns(self, clock: Clock, wanted: tuple[str, ...]) -> list[str]:
        z = f"z_{clock.prefix}"
        local = f"(s.t + {z}.off)"
        forms = {
            "off": f"{z}.off",
            "until": f"{z}.ends",
            "next": f"{z}.next",
            "lms": f"{local} % {DAY}",
            "lday": f"{local} - {local} % {DAY}",
        }
        return [f'{forms[each]} AS "{clock.prefix}_{each}"' for each in wanted if each in DIRECT]

    def _day_join(self, clock: Clock, zone: str, dated: list[str], source: str, joins: list[str]) -> str:
        """Joins what depends on the local day alone; computed for the days that occur and are not known yet."""
        z, d = f"z_{clock.prefix}", f"d_{clock.prefix}"
        lday = f"((s.t + {z}.off) - (s.t + {z}.off) % {DAY})"
        table = f"zone_day_{clock.prefix}"
        seen = self._days.setdefault(clock.prefix, set())
        found = self.db.execute(
            f"SELECT DISTINCT {zone} AS zone, {lday} AS lday, {z}.shift FROM {source} AS s {' '.join(joins)}"
            f" WHERE {z}.off IS NOT NULL"
        ).fetchall()
        fresh = sorted(set(found) - seen)
        kinds = ", ".join(f'"{each}" {"VARCHAR" if "_kind" in each else "BIGINT"}' for each in dated)
        if not seen:
            self.db.execute(
                f"CREATE OR REPLACE TEMP TABLE {table} (zone VARCHAR, lday BIGINT, shift BIGINT, {kinds})"
            )
        rows = [(each, day, shift, *self._dated(each, day, shift, dated)) for each, day, shift in fresh]
        if rows:
            columns = [pa.array(list(column)) for column in zip(*rows, strict=True)]
            made = pa.table(columns, names=["zone", "lday", "shift", *dated])
            self.db.register("fresh_days", made)
            self.db.execute(f"INSERT INTO {table} SELECT * FROM fresh_days")
            self.db.unregister("fresh_days")
        seen |= set(fresh)
        return (
            f"LEFT JOIN {table} AS {d} ON {d}.zone = {zone} AND {d}.lday = {lday} AND {d}.shift = {z}.shift"
        )

    def _dated(self, zone: str, lday: int, shift: int, dated: list[str]) -> list[int | str | None]:
        offsets = zone_offsets(zone)
        assert offsets is not None
        return [day_column(offsets, lday + shift, lday, each, self.plan.pack.calendars) for each in dated]


def spans_of(zone: str) -> list[tuple[str, int, int, int, int, int, int]]:
    """A zone's stretches of one offset; where clocks go back over midnight, the repeated part apart.

    In that part (`shift` of a day) the clock reads yesterday while today has begun.
    """
    offsets = zone_offsets(zone)
    if offsets is None:
        return []
    made = []
    for row, off in enumerate(offsets.off):
        since, until = offsets.since[row], offsets.until(row)
        after = offsets.off[min(row + 1, len(offsets.off) - 1)]
        midnight = (since + off) - (since + off) % DAY + DAY
        back_over = row > 0 and since + offsets.off[row - 1] > midnight
        again = midnight - off
        if back_over and since < again < until:
            made.append((zone, since, again, until, off, after, DAY))
            since = again
        made.append((zone, since, until, until, off, after, 0))
    return made
