"""A list screened: the ledger's mirror, DuckDB and the gate's own log, joined for one run.

Takes a file of calls; gives a file of verdicts, their counts, and one leaf over all of them. A list is its calls
asked in order; nothing is reserved by screening it unless that is wanted, and then all that was permitted, or nothing.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from ringfence.call.errors import EngineError, ListError, RequestError
from ringfence.call.verdict import GENTLE
from ringfence.caller.gate import CallerGate
from ringfence.caller.reserve import reserve
from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.answers import RuleCount, counts, permitted_calls
from ringfence.engines.duckdb.asked import WORDS, ListFile, make_asked, open_list
from ringfence.engines.duckdb.rooted import rows_root
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


@dataclass(frozen=True, slots=True)
class Sealed:
    """The leaf over a list, and how many calls were reserved under it."""

    leaf: int | None
    reserved: int | None


Writing = Callable[[Callable[[Transaction], Sealed | None]], Sealed | None]


@dataclass(frozen=True, slots=True)
class Screening:
    """One run over one list."""

    gate: CallerGate
    mirror: Mirror
    source: ListFile
    out: Path | None
    progress: Progress | None = None
    reserve: bool = False

    def run(self, write: Writing) -> Screened:
        """Judges the list, seals it with a leaf of its own, reserves it if wanted, and writes the file."""
        began = time.monotonic()
        if self.out is not None and not self.out.parent.is_dir():
            raise ListError(f"the folder of `{self.out.name}` does not exist; make it first")
        if self.reserve and not self.gate.seals:
            raise RequestError("a list is reserved only where answers are sealed", "reserve")
        for _ in range(MOST_TURNS):
            with tempfile.TemporaryDirectory(prefix="ringfence-") as folder, session(Path(folder)) as db:
                screened = self._once(db, write)
            if screened is not None:
                self._say("done")
                return replace(screened, seconds=time.monotonic() - began)
        raise EngineError(
            f"calls were answered or told each of the {MOST_TURNS} times that this list was judged, and nothing was"
            " reserved; try again when the gate is quieter"
        )

    def _once(self, db: duckdb.DuckDBPyConnection, write: Writing) -> Screened | None:
        """What became of the list; None if the ledger moved on before its places could be reserved."""
        stands_at = self._refreshed(db)
        rows = self._judged(db)
        self._say("seal")
        answers, rules = counts(db)
        sealed = self._sealed(db, write, answers, stands_at) if self.gate.seals else Sealed(None, None)
        if sealed is None:
            return None
        self._say("write")
        if self.out is not None:
            write_verdicts(db, self.out)
        warned = {rule.rule: rule.rows for rule in rules if rule.effect in GENTLE}
        spoken = [rule for rule in rules if rule.effect not in GENTLE]
        return Screened(rows, answers, spoken, 0.0, self.out, sealed.leaf, warned, sealed.reserved)

    def _refreshed(self, db: duckdb.DuckDBPyConnection) -> int:
        """The leaf that the mirror stands at."""
        self._say("mirror")
        refreshed = self.mirror.refresh_apart()
        self.mirror.attach(db)
        return refreshed.seq

    def _judged(self, db: duckdb.DuckDBPyConnection) -> int:
        self._say("read")
        opened = open_list(db, self.source)
        plan = compile_pack(self.gate.pack, opened.places)
        token = token_sql(self.gate.people.keyring.current.token_key)
        # Who reserves writes every word of a call down; who only judges, what the rules read.
        rows = make_asked(db, opened, token, WORDS if self.reserve else plan.words)
        del opened  # the numbers go with it
        self._say("judge")
        judge_list(db, plan, self.gate.lifetime)
        return rows

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
