"""A list screened: the ledger's mirror, DuckDB and the gate's own log, joined for one run.

Takes a file of calls; gives a file of verdicts, their counts, and one leaf over all of them. A list is its calls
asked in order; nothing is reserved by screening it unless that is wanted, and then all that was permitted, or nothing.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from ringfence.call.errors import EngineError, ListError, RequestError
from ringfence.call.verdict import GENTLE
from ringfence.caller.coverage import Missing, coverage
from ringfence.caller.gate import CallerGate
from ringfence.caller.request import FIELDS
from ringfence.caller.reserve import reserve
from ringfence.doors.lists.answered import Language, Speech
from ringfence.doors.lists.hand_back import Judged, hand_back, may_call
from ringfence.doors.lists.intake import HowRead, Intake, reads_itself, take_in
from ringfence.doors.lists.summary import summary_sheets, text_of
from ringfence.doors.report.of_list import list_page
from ringfence.doors.report.page import write_page
from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.answers import RuleCount, counts, permitted_calls
from ringfence.engines.duckdb.asked import WORDS, ListFile, Opened, make_asked, open_list
from ringfence.engines.duckdb.rooted import rows_root
from ringfence.engines.duckdb.summed import Share, by_hour, by_word, unknowns
from ringfence.engines.duckdb.verdict_file import write_verdicts
from ringfence.evidence.log import write_leaf
from ringfence.evidence.token_sql import token_sql
from ringfence.ledger.ledger import Transaction
from ringfence.policy.plan.compile import compile_pack
from ringfence.store.mirror import Mirror

Progress = Callable[[str, float], None]
STEPS = {"mirror": 0.0, "read": 0.1, "judge": 0.2, "seal": 0.85, "write": 0.95, "done": 1.0}
"""What is done one after another, and which share of a run lies before it."""
MEMORY = "4GB"
BATCH_ROWS = 1 << 14
SUMMED = ("agency", "line", "purpose", "product", "campaign")
"""The words by which a list is summed up, as far as it says them."""
MOST_TURNS = 3
"""How often a list is judged at most, when calls are answered or told while it is judged."""


@dataclass(frozen=True, slots=True)
class Screened:
    """What became of a list."""

    rows: int
    answers: dict[str, int]
    by_rule: list[RuleCount]
    seconds: float
    out: Path | None
    leaf: int | None
    warned: dict[str, int]
    reserved: int | None = None
    intake: Intake | None = None
    may_call: int | None = None
    by: dict[str, list[Share]] = field(default_factory=dict)
    hours: list[tuple[str, int]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The leaf over a list, and how many calls were reserved under it."""

    leaf: int | None
    reserved: int | None


Writing = Callable[[Callable[[Transaction], Sealed | None]], Sealed | None]


@dataclass(frozen=True, slots=True)
class Screening:
    """One run over one list; `how` is what somebody says of its columns, `side` where its bad rows go."""

    gate: CallerGate
    mirror: Mirror
    source: ListFile
    out: Path | None
    progress: Progress | None = None
    reserve: bool = False
    how: HowRead = field(default_factory=HowRead)
    side: Path = Path("list.bad.csv")
    may_call: Path | None = None
    html: Path | None = None
    language: Language = "en"

    def run(self, write: Writing) -> Screened:
        """Judges the list, seals it with a leaf of its own, reserves it if wanted, and writes the file."""
        began = time.monotonic()
        if self.out is not None and not self.out.parent.is_dir():
            raise ListError(f"the folder of `{self.out.name}` does not exist; make it first")
        if self.reserve and not self.gate.seals:
            raise RequestError("a list is reserved only where answers are sealed", "reserve")
        for _ in range(MOST_TURNS):
            with (
                tempfile.TemporaryDirectory(prefix="ringfence-") as folder,
                session(Path(folder)) as db,
                ExitStack() as held,
            ):
                screened = self._once(db, Path(folder), write, held)
            if screened is not None:
                self._say("done")
                return replace(screened, seconds=time.monotonic() - began)
        raise EngineError(
            f"calls were answered or told each of the {MOST_TURNS} times that this list was judged, and nothing was"
            " reserved; try again when the gate is quieter"
        )

    def _once(
        self, db: duckdb.DuckDBPyConnection, folder: Path, write: Writing, held: ExitStack
    ) -> Screened | None:
        """What became of the list; None if the ledger moved on before its places could be reserved.

        `held` holds what the list sees of the ledger.
        """
        opened, intake, stands_at = self._opened_beside_the_mirror(db, folder)
        held.enter_context(self.mirror.attached(db))
        try:
            rows = self._judged(db, opened)
        except ListError as error:
            if intake is not None or not _of_a_row(error):
                raise
            # What is wrong with a number is seen where it is keyed: the list is taken in then, its bad rows aside.
            opened, intake = self._taken_in(db, folder)
            rows = self._judged(db, opened)
        del opened  # the numbers go with it
        self._say("seal")
        answers, rules = counts(db)
        sealed = self._sealed(db, write, answers, stands_at) if self.gate.seals else Sealed(None, None)
        if sealed is None:
            return None
        self._say("write")
        screened = Screened(
            rows, answers, [rule for rule in rules if rule.effect not in GENTLE], 0.0, self.out, sealed.leaf,
            {rule.rule: rule.rows for rule in rules if rule.effect in GENTLE}, sealed.reserved, intake,
            by={word: shares for word in SUMMED if (shares := by_word(db, word))},
            hours=by_hour(db, self.gate.pack.zone), missing=coverage(self.gate.pack, unknowns(db, FIELDS)),
        )  # fmt: skip
        if self.html is not None:
            page = list_page(screened, self.gate.pack, self.source.path.name, sealed.leaf, self.language)
            write_page(page, self.html)
        return replace(screened, may_call=self._handed_back(db, folder, screened))

    def _handed_back(self, db: duckdb.DuckDBPyConnection, folder: Path, screened: Screened) -> int | None:
        """Writes what is wanted of the list; how many of its calls may be made, if they were written apart."""
        pack, intake, own = self.gate.pack, screened.intake, self.out
        if own is not None and intake is None and own.suffix.lower() == ".parquet":
            # A list in the gate's own words is a program's: it joins the verdicts to its rows itself.
            write_verdicts(db, own)
            own = None
        if own is None and self.may_call is None:
            return None
        verdicts = folder / "verdicts.parquet"
        write_verdicts(db, verdicts)
        rows, facts = (self.source.path, {}) if intake is None else (intake.rows, intake.facts)
        judged = Judged(rows, verdicts, screened.rows, facts, self.how.region)
        speech = Speech(
            self.language, {rule.id: text_of(rule, self.language) for rule in pack.rules}, pack.zone
        )
        if own is not None:
            hand_back(judged, own, speech, summary_sheets(screened, pack, self.language))
        return None if self.may_call is None else may_call(judged, self.may_call)

    def _opened_beside_the_mirror(
        self, db: duckdb.DuckDBPyConnection, folder: Path
    ) -> tuple[Opened, Intake | None, int]:
        """The list opened, and the leaf that the mirror stands at, which is brought up to date meanwhile."""
        self._say("mirror")
        with ThreadPoolExecutor(1) as beside:
            refreshed = beside.submit(self.mirror.refresh_apart)
            self._say("read")
            opened, intake = self._opened(db, folder)
            stands_at = refreshed.result().seq
        return opened, intake, stands_at

    def _judged(self, db: duckdb.DuckDBPyConnection, opened: Opened) -> int:
        plan = compile_pack(self.gate.pack, opened.places)
        token = token_sql(self.gate.people.keyring.current.token_key)
        # Who reserves writes every word of a call down; who only judges, what the rules read.
        rows = make_asked(db, opened, token, WORDS if self.reserve else plan.words)
        self.mirror.draw_listings(db)
        self._say("judge")
        judge_list(db, plan, self.gate.lifetime)
        return rows

    def _opened(self, db: duckdb.DuckDBPyConnection, folder: Path) -> tuple[Opened, Intake | None]:
        """The list opened: as it is where it is in the gate's own words and without a fault, else taken in first."""
        if reads_itself(self.source.path, self.how):
            try:
                return open_list(db, self.source), None
            except ListError as error:
                if not _of_a_row(error):
                    raise
        return self._taken_in(db, folder)

    def _taken_in(self, db: duckdb.DuckDBPyConnection, folder: Path) -> tuple[Opened, Intake]:
        intake = take_in(self.source.path, folder, self.side, self.how)
        return open_list(db, replace(self.source, path=intake.asked)), intake

    def _sealed(
        self, db: duckdb.DuckDBPyConnection, write: Writing, answers: dict[str, int], stands_at: int
    ) -> Sealed | None:
        """The leaf and what was reserved under it; None, and nothing written, if the ledger has moved on."""
        # Worked out before the only writer is asked for: nobody's answer waits for it.
        root = rows_root(db)
        permitted = permitted_calls(db) if self.reserve else None

        def seal(tx: Transaction) -> Sealed | None:
            facts: dict[str, object] = {
                "pack": self.gate.pack.label, "digest": self.gate.pack.digest, "rows": sum(answers.values()),
                "answers": dict(answers), "root": root.hex(),
            }  # fmt: skip
            reserved = None
            if permitted is not None:
                # Invariant: what was judged is what the ledger holds now, so no cap can have filled meanwhile.
                if tx.next_seq() != stands_at + 1:
                    return None
                calls = (call for batch in permitted.to_batches(BATCH_ROWS) for call in batch.to_pylist())
                reserved = reserve(tx, calls, self.gate.lifetime)
                facts["reserved"] = reserved
            return Sealed(write_leaf(tx, "list", self.gate.clock(), facts), reserved)

        return write(seal)

    def _say(self, step: str) -> None:
        if self.progress is not None:
            self.progress(step, STEPS[step])


def session(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB session whose tables may spill into a folder of its own."""
    db = duckdb.connect(str(folder / "list.duckdb"))
    db.execute(f"SET memory_limit = '{MEMORY}'")
    db.execute(f"SET temp_directory = '{folder / 'spill'}'")
    db.execute("SET enable_progress_bar = false")
    return db


def _of_a_row(error: ListError) -> bool:
    """Whether a fault is that of one row, which may be set aside, and not of the whole list."""
    return error.line is not None and error.line > 1
