"""A plan of the day: every call that may be made gets a moment and a line, in as many tries as it takes.

Takes a list, the lines of a day and the judge; gives the list with a moment and a line for each call that fits, and
for the others the reason. Calls are placed, all that are placed are judged as one list in the order of their moments,
and what is not permitted is placed anew with what was learnt. What is handed out was permitted, all of it together, by
the last judgement. Nothing is reserved and nothing sealed.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ringfence.call.moments import moment
from ringfence.caller.gate import CallerGate
from ringfence.caller.schedule.lines import DayLine
from ringfence.caller.schedule.places import Waiting
from ringfence.caller.schedule.plan import DayPlan
from ringfence.doors.lists.answered import FULL, FULL_SAID, Language, Speech
from ringfence.doors.lists.hand_back import Judged, hand_back
from ringfence.doors.lists.intake import HowRead, Intake, take_in
from ringfence.doors.lists.summary import text_of
from ringfence.doors.report.scheduled import LineUse, Scheduled
from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.asked import ListFile, TokenSql, keyed, make_asked, open_list
from ringfence.engines.duckdb.opened import Fact, Opened
from ringfence.engines.duckdb.subset import planned_anew
from ringfence.engines.duckdb.verdict_file import write_verdicts
from ringfence.engines.duckdb.verdicts import WORDED, see_verdicts, see_worded
from ringfence.evidence.token_sql import token_sql
from ringfence.policy.plan.compile import Plan, compile_pack
from ringfence.store.mirror import Mirror
from ringfence.wiring.screening import session

Progress = Callable[[str, float], None]
MOST_TRIES = 30
ANY_TIME = -(2**62)
"""The earliest moment of a call that names none."""
LAST_RANK = 2**62
"""The priority of a call that has none."""


@dataclass(frozen=True, slots=True)
class Scheduling:
    """One list laid into one day of the pack's zone."""

    gate: CallerGate
    mirror: Mirror
    source: ListFile
    lines: Sequence[DayLine]
    day: dt.date
    out: Path
    side: Path
    how: HowRead = field(default_factory=HowRead)
    language: Language = "en"
    progress: Progress | None = None

    def run(self) -> Scheduled:
        """Lays the list into the day and writes it."""
        began = time.monotonic()
        self._say("mirror", 0.0)
        self.mirror.refresh_apart()
        with (
            tempfile.TemporaryDirectory(prefix="ringfence-") as name,
            session(Path(name)) as db,
            self.mirror.attached(db),
        ):
            self._say("read", 0.1)
            intake = take_in(self.source.path, Path(name), self.side, self.how)
            opened = keyed(
                db, open_list(db, replace(self.source, path=intake.asked, at=ANY_TIME)), self._token()
            )
            plan = DayPlan(self.lines, *self._span(), self._calls(opened))
            tries = self._tried(db, opened, plan)
            self._say("write", 0.9)
            self._tell(db, opened, plan)
            found = self._summed(db, plan, intake)
            self._write(db, Path(name), intake, plan)
        self._say("done", 1.0)
        return replace(found, tries=tries, seconds=time.monotonic() - began)

    def _span(self) -> tuple[int, int]:
        """When the day begins and ends."""
        zone = ZoneInfo(self.gate.pack.zone)
        days = (self.day, self.day + dt.timedelta(days=1))
        begins, ends = (moment(dt.datetime.combine(day, dt.time(), zone)) for day in days)
        return begins, ends

    def _calls(self, opened: Opened) -> list[Waiting]:
        begins, rows = self._span()[0], opened.rows
        earliest, ranks = _listed(opened.t, rows), _listed(opened.priority, rows)
        agencies, wanted = (_listed(opened.facts.get(name), rows) for name in ("agency", "line"))
        ours = {each.line for each in self.lines}
        return [
            Waiting(
                row,
                LAST_RANK if rank is None else int(rank),
                max(at, begins),
                agency,
                line if line in ours else None,
            )
            for row, at, rank, agency, line in zip(
                range(rows), earliest, ranks, agencies, wanted, strict=True
            )
        ]

    def _tried(self, db: duckdb.DuckDBPyConnection, opened: Opened, plan: DayPlan) -> int:
        """Places and judges until whoever waits finds no place; how often that was."""
        rules = compile_pack(self.gate.pack, opened.places)
        see_worded(db, WORDED.empty_table())
        db.execute("CREATE OR REPLACE TEMP TABLE last_said AS SELECT * FROM worded")
        for tried in range(1, MOST_TRIES + 1):
            self._say("judge", 0.2 + 0.7 * tried / MOST_TRIES)
            if not plan.place():
                return tried - 1
            plan.learn(self._stopped(db, opened, plan, rules))
            if tried == 1:
                plan.start_over()
        return MOST_TRIES

    def _stopped(
        self, db: duckdb.DuckDBPyConnection, opened: Opened, plan: DayPlan, rules: Plan
    ) -> list[tuple[int, str, int | None]]:
        """What the judge does not permit of what is placed; what it said of each is kept."""
        rows = np.array(sorted(plan.placed), dtype=np.int64)
        places = [plan.placed[row] for row in rows.tolist()]
        moments = np.array([at for at, _ in places], dtype=np.int64)
        make_asked(
            db, planned_anew(opened, rows, moments, [line for _, line in places]), self._token(), rules.words
        )
        self.mirror.draw_listings(db)
        judge_list(db, rules, self.gate.lifetime)
        db.register("rows_placed", pa.table({"row": np.arange(len(rows)), "was": rows}))
        db.execute(
            "CREATE OR REPLACE TEMP TABLE said AS SELECT w.* REPLACE (p.was AS row) FROM worded AS w"
            " JOIN rows_placed AS p ON p.row = w.row WHERE w.answer <> 'permit'"
        )
        db.execute("DELETE FROM last_said WHERE row IN (SELECT row FROM said)")
        db.execute("INSERT INTO last_said SELECT * FROM said")
        return db.execute("SELECT row, answer, retry_at FROM said").fetchall()

    def _tell(self, db: duckdb.DuckDBPyConnection, opened: Opened, plan: DayPlan) -> None:
        """Makes `worded` and `verdicts` of all calls: what is said of whoever got no place.

        Who waits to the end found every line taken, whatever sent her away from a place before; but who was sent from
        line to line is told that.
        """
        make_asked(db, opened, self._token(), ())
        full = f"[{{'rule': '{FULL}', 'effect': 'defer', 'unknown': FALSE, 'until': NULL, 'fact_at': NULL, 'leaf': NULL}}]"
        db.register("rows_full", pa.table({"row": pa.array(sorted(plan.waiting), pa.int64())}))
        db.register("rows_placed", pa.table({"row": pa.array(sorted(plan.placed), pa.int64())}))
        db.execute(
            "CREATE OR REPLACE TEMP TABLE unplaced AS SELECT l.* FROM last_said AS l ANTI JOIN rows_placed USING (row)"
            " WHERE l.answer = 'divert' OR l.row NOT IN (SELECT row FROM rows_full)"
        )
        db.execute(
            f"INSERT INTO unplaced SELECT f.row, 2, 'defer', {full}, NULL, NULL FROM rows_full AS f ANTI JOIN unplaced USING (row)"
        )
        see_worded(db, db.sql("SELECT * FROM unplaced ORDER BY row").to_arrow_table())
        see_verdicts(db)

    def _summed(self, db: duckdb.DuckDBPyConnection, plan: DayPlan, intake: Intake) -> Scheduled:
        why = db.execute(
            'SELECT reasons[1].rule, answer, reasons[1]."unknown", COUNT(*) AS n FROM worded GROUP BY ALL ORDER BY n DESC, 1'
        ).fetchall()
        (later,) = db.execute("SELECT COUNT(*) FROM worded WHERE retry_at IS NOT NULL").fetchall()[0]
        used = Counter(line for _, line in plan.placed.values())
        begins = self._span()[0]
        lines = [
            LineUse(each.line, sum(1 for _ in each.moments(begins)), used[each.line]) for each in self.lines
        ]
        zone = ZoneInfo(self.gate.pack.zone)
        hours = Counter(
            dt.datetime.fromtimestamp(at / 1000, zone).strftime("%H:00") for at, _ in plan.placed.values()
        )
        return Scheduled(
            intake.count, len(plan.placed), later, self.day.isoformat(), self.gate.pack.zone, why, lines,
            sorted(hours.items()), intake.bad, intake.side, 0, 0.0, self.out,
        )  # fmt: skip

    def _write(self, db: duckdb.DuckDBPyConnection, folder: Path, intake: Intake, plan: DayPlan) -> None:
        verdicts, planned = folder / "verdicts.parquet", folder / "planned.parquet"
        write_verdicts(db, verdicts)
        places = [plan.placed.get(row) for row in range(intake.count)]
        moments = pa.array([place and place[0] for place in places], pa.int64()).cast(
            pa.timestamp("ms", tz="UTC")
        )
        pq.write_table(
            pa.table(
                {"at": moments, "line": pa.array([place and place[1] for place in places], pa.string())}
            ),
            planned,
        )
        said = {rule.id: text_of(rule, self.language) for rule in self.gate.pack.rules}
        speech = Speech(self.language, said | {FULL: FULL_SAID[self.language]}, self.gate.pack.zone)
        hand_back(
            Judged(intake.rows, verdicts, intake.count, intake.facts, self.how.region, planned),
            self.out,
            speech,
        )

    def _token(self) -> TokenSql:
        return token_sql(self.gate.people.keyring.current.token_key)

    def _say(self, step: str, done: float) -> None:
        if self.progress is not None:
            self.progress(step, done)


def _listed(fact: Fact, rows: int) -> list[Any]:
    """A fact of every call, one after the other."""
    return [fact] * rows if fact is None or isinstance(fact, str | int) else fact.to_pylist()
