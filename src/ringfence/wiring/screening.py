"""A list screened: the ledger's mirror, DuckDB and the gate's own log, joined for one run.

Takes a file of calls; gives a file of verdicts, their counts, and one leaf over all of them. A list is its calls
asked in order; nothing is reserved by screening it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ringfence.call.errors import ListError
from ringfence.caller.gate import CallerGate
from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.answers import RuleCount, counts, rows_root, write_verdicts
from ringfence.engines.duckdb.asked import ListFile, make_asked, open_list
from ringfence.evidence.log import write_leaf
from ringfence.evidence.token_sql import token_sql
from ringfence.ledger.ledger import Transaction
from ringfence.policy.plan.compile import compile_pack
from ringfence.store.mirror import Mirror

Progress = Callable[[str, float], None]
STEPS = ("mirror", "read", "judge", "write", "seal")
MEMORY = "4GB"


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


@dataclass(frozen=True, slots=True)
class Screening:
    """One run over one list."""

    gate: CallerGate
    mirror: Mirror
    source: ListFile
    out: Path | None
    progress: Progress | None = None

    def run(self, write: Callable[[Callable[[Transaction], int]], int]) -> Screened:
        """Judges the list, writes the file, and seals it with a leaf of its own."""
        began = time.monotonic()
        if self.out is not None and not self.out.parent.is_dir():
            raise ListError(f"the folder of `{self.out.name}` does not exist; make it first")
        with tempfile.TemporaryDirectory(prefix="ringfence-") as folder:
            db = session(Path(folder))
            try:
                rows = self._judged(db)
                self._say("write")
                answers, rules = counts(db)
                if self.out is not None:
                    write_verdicts(db, self.out)
                self._say("seal")
                leaf = None
                if self.gate.seals:
                    # Worked out before the only writer is asked for: nobody's answer waits for it.
                    root = rows_root(db)
                    leaf = write(lambda tx: self._seal(tx, rows, answers, root))
            finally:
                db.close()
        warned = {rule.rule: rule.rows for rule in rules if rule.effect == "warn"}
        spoken = [rule for rule in rules if rule.effect != "warn"]
        return Screened(rows, answers, spoken, time.monotonic() - began, self.out, leaf, warned)

    def _judged(self, db: duckdb.DuckDBPyConnection) -> int:
        self._say("mirror")
        self.mirror.refresh_apart()
        self.mirror.attach(db)
        self._say("read")
        opened = open_list(db, self.source)
        plan = compile_pack(self.gate.pack, opened.places)
        token = token_sql(self.gate.people.keyring.current.token_key)
        rows = make_asked(db, opened, token, plan.words)
        del opened
        self._say("judge")
        judge_list(db, plan, self.gate.lifetime)
        return rows

    def _seal(self, tx: Transaction, rows: int, answers: dict[str, int], root: bytes) -> int:
        facts: dict[str, object] = {
            "pack": self.gate.pack.label, "digest": self.gate.pack.digest, "rows": rows,
            "answers": dict(answers), "root": root.hex(),
        }  # fmt: skip
        return write_leaf(tx, "list", self.gate.clock(), facts)

    def _say(self, step: str) -> None:
        if self.progress is not None:
            self.progress(step, STEPS.index(step) / len(STEPS))


def session(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB session whose tables may spill into a folder of its own."""
    db = duckdb.connect(str(folder / "list.duckdb"))
    db.execute(f"SET memory_limit = '{MEMORY}'")
    db.execute(f"SET temp_directory = '{folder / 'spill'}'")
    db.execute("SET enable_progress_bar = false")
    return db
