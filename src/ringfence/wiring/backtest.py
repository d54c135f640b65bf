"""A pack laid over calls that were made: what it would have stopped, and what that would have cost and spared.

Takes a file of calls with what came of them, packs, and perhaps complaints; gives counts. The history is asked in
order: a call that a pack stops is not made, so that later ones do not count it. Writes nothing into the ledger, whose
facts are read with their own dates: what nobody had looked up then is unknown then.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from ringfence.call.errors import ListError
from ringfence.caller.gate import CallerGate
from ringfence.doors.lists.columns import WHAT_CAME_OF_IT
from ringfence.doors.lists.intake import HowRead, Intake, take_in
from ringfence.doors.lists.whole import write_whole
from ringfence.doors.report.backtested import Backtested, Replayed
from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.answers import counts
from ringfence.engines.duckdb.asked import WORDS, ListFile, make_asked, open_list
from ringfence.engines.duckdb.complained import complaints, make_complained
from ringfence.engines.duckdb.replayed import (
    by_month,
    changed,
    keep_answers,
    look_back,
    people,
    sales_by_answer,
    undecided,
    yields,
)
from ringfence.evidence.token_sql import token_sql
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.rule import Pack
from ringfence.store.mirror import Mirror
from ringfence.wiring.screening import session

Progress = Callable[[str, float], None]
NO_MOMENT = -(2**62)
"""Stands where a row says no moment, until that is found out."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """One history under some packs; `days` is how far a complaint looks back for the calls it may be about."""

    gate: CallerGate
    mirror: Mirror
    source: ListFile
    packs: Sequence[Pack]
    side: Path
    how: HowRead = field(default_factory=HowRead)
    complaints: Path | None = None
    days: int = 30
    out: Path | None = None
    progress: Progress | None = None

    def run(self) -> Backtested:
        """What the packs would have made of the history."""
        began = time.monotonic()
        self._say("mirror", 0.0)
        self.mirror.refresh_apart()
        with (
            tempfile.TemporaryDirectory(prefix="ringfence-") as folder,
            session(Path(folder)) as db,
            self.mirror.attached(db),
        ):
            self._say("read", 0.1)
            if self.complaints is not None:
                self._take_complaints(db, self.complaints, Path(folder))
            intake = self._take_history(db, Path(folder))
            self.mirror.draw_listings(db)
            look_back(db)
            replays = [self._replayed(db, nth, pack) for nth, pack in enumerate(self.packs)]
            called, first, last = people(db)
            found = Backtested(
                intake.count, called, first, last, self.gate.pack.zone, self.days, replays,
                changed(db, "0", "1") if len(replays) > 1 else [],
                yields(db) if "sale" in intake.facts or "sale" in self.source.common else [], intake.bad, intake.side, 0.0,
                self.out,
            )  # fmt: skip
            if self.out is not None:
                self._write(db, self.out)
        self._say("done", 1.0)
        return replace(found, seconds=time.monotonic() - began)

    def _take_history(self, db: duckdb.DuckDBPyConnection, folder: Path) -> Intake:
        further = tuple(WHAT_CAME_OF_IT)
        intake = take_in(self.source.path, folder, self.side, replace(self.how, further=further))
        source = replace(self.source, path=intake.asked, at=NO_MOMENT, further=frozenset(further))
        if "at" not in intake.facts:
            raise ListError(
                "when were these calls made? no column is called at or 拨打时间; say which with --map at=COLUMN",
                1,
            )
        self._make_asked(db, source, (*WORDS, *further))
        unsaid = db.execute(f"SELECT COUNT(*) FROM asked WHERE t = {NO_MOMENT}").fetchall()[0][0]
        if unsaid:
            raise ListError(f"{unsaid} calls say no moment; fill it in or leave these rows out", None, "at")
        return intake

    def _take_complaints(self, db: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> None:
        apart = folder / "complaints"
        apart.mkdir()
        how = replace(self.how, mapping={}, shared=frozenset())
        intake = take_in(path, apart, path.with_suffix(".bad.csv"), how)
        if "at" not in intake.facts:
            raise ListError(f"when were the complaints of `{path.name}` made? name that column `at`", 1)
        self._make_asked(db, ListFile(intake.asked, {}, NO_MOMENT), ("id",))
        make_complained(db)

    def _make_asked(self, db: duckdb.DuckDBPyConnection, source: ListFile, words: Sequence[str]) -> None:
        token = token_sql(self.gate.people.keyring.current.token_key)
        make_asked(db, open_list(db, source), token, words)

    def _replayed(self, db: duckdb.DuckDBPyConnection, nth: int, pack: Pack) -> Replayed:
        self._say("judge", 0.2 + 0.7 * nth / len(self.packs))
        judge_list(db, compile_pack(pack), self.gate.lifetime, told=True)
        name = str(nth)
        keep_answers(db, name)
        answers, rules = counts(db)
        stood = None if self.complaints is None else complaints(db, name, self.days)
        months = by_month(db, name, self.gate.pack.zone)
        return Replayed(pack.label, answers, undecided(db), rules, sales_by_answer(db, name), months, stood)

    def _write(self, db: duckdb.DuckDBPyConnection, out: Path) -> None:
        """Each call's answers, by row and id, in the order of the history."""
        forms = {".parquet": "FORMAT parquet", ".csv": "FORMAT csv, HEADER"}
        if out.suffix.lower() not in forms:
            raise ListError(f"`{out.name}` is no file that answers are written to; name it .parquet or .csv")
        names = [str(nth) for nth in range(len(self.packs))]
        drawn = ", ".join(
            f'n{name}.answer AS "answer_{int(name) + 1}", n{name}.rule AS "rule_{int(name) + 1}"'
            for name in names
        )
        joins = " ".join(f"JOIN answers_{name} AS n{name} ON n{name}.row = a.row" for name in names)
        query = f"SELECT a.row, a.id, a.t AS at, {drawn} FROM asked AS a {joins} ORDER BY a.row"

        def write(part: Path) -> None:
            path = str(part).replace("'", "''")
            db.execute(f"COPY ({query}) TO '{path}' ({forms[out.suffix.lower()]})")

        write_whole(out, write)

    def _say(self, step: str, done: float) -> None:
        if self.progress is not None:
            self.progress(step, done)
