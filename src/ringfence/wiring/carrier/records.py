"""Files of call records taken up: once each, in any order, what they come to by the hour kept, themselves not.

Joins the door that reads them, the tokens, DuckDB and the ledger. A file is taken up whole or not at all: what it came to lies under
its digest before the ledger names it, and what no ledger names is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

import duckdb
import pyarrow.parquet as pq

from ringfence.call.errors import ListError
from ringfence.call.moments import HOUR
from ringfence.carrier.measures.compose import kept_of_a_file
from ringfence.carrier.record import SCHEMA, Steps, records_of
from ringfence.doors.lists.set_aside import SetAside
from ringfence.doors.lists.whole import write_whole
from ringfence.doors.records.read import How, read_records
from ringfence.engines.duckdb.measured import keep
from ringfence.evidence.log import write_leaf
from ringfence.ledger.ledger import Transaction

KEPT: Final = ("call_part", "pairs_part")
MOST_FILES: Final = 10_000_000

Write = Callable[[Callable[[Transaction], Any]], Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file came to: its records, what was set aside and where, and whether it had been taken up before."""

    name: str
    rows: int
    bad: int
    side: Path | None
    again: bool = False
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class RecordFiles:
    """The records of one carrier: a folder beside the ledger, and the relation that names what in it counts."""

    folder: Path
    key: bytes
    zone: ZoneInfo
    memory: str = "4GB"

    def take(
        self, path: Path, how: How, write: Write, at: int, side: Path | None = None,
        progress: Callable[[float], object] | None = None,
    ) -> Taken:  # fmt: skip
        """A file taken up, or found to have been; bad rows go to `side`, or beside the file."""
        if not path.is_file():
            raise ListError(f"there is no file `{path.name}`; check the path")
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        before = write(lambda tx: tx.row("record_file", {"digest": digest}))
        if before is not None:
            return Taken(path.name, before["rows"], before["bad"], None, again=True, leaf=before["leaf"])
        aside = side or path.with_name(f"{path.name}.bad.csv")
        with TemporaryDirectory() as working, duckdb.connect() as db:
            db.execute(
                f"SET memory_limit = '{self.memory}'; SET temp_directory = {quoted_path(Path(working) / 'spill')}"
            )
            rows, bad = self._read(path, how, Path(working) / "records.parquet", aside, progress)
            first, last = self._keep(db, Path(working) / "records.parquet", digest)
        row = {
            "digest": digest, "name": path.name, "rows": rows, "bad": bad, "first_at": first, "last_at": last, "taken_at": at,
        }  # fmt: skip
        leaf = write(lambda tx: _note(tx, row, at))
        return Taken(path.name, rows, bad, aside if bad else None, leaf=leaf)

    def views(
        self, db: duckdb.DuckDBPyConnection, files: list[dict[str, Any]], since: int, until: int
    ) -> None:
        """Views of what the files came to from one moment to another (whole hours): `call_part`, `pairs_part`, …"""
        wanted = [
            row["digest"]
            for row in files
            if row["first_at"] is not None and row["first_at"] < until and row["last_at"] >= since
        ]
        for name in KEPT:
            paths = [quoted_path(self.folder / digest[:16] / f"{name}.parquet") for digest in wanted]
            source = f"read_parquet([{', '.join(paths)}])" if paths else _empty(name)
            hours = f"since_hour >= {since // HOUR} AND since_hour < {until // HOUR}"
            db.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {source} WHERE {hours}")

    def _read(
        self, path: Path, how: How, out: Path, side: Path, progress: Callable[[float], object] | None
    ) -> tuple[int, int]:
        steps, rows = Steps(), 0
        with SetAside(side, ()) as aside, pq.ParquetWriter(out, SCHEMA) as writer:
            for readings in read_records(path, how, progress):
                table = records_of(readings.read, self.key, self.zone, steps)
                writer.write_table(table)
                rows += table.num_rows
                aside.add(readings.aside)
            return rows, aside.count

    def _keep(
        self, db: duckdb.DuckDBPyConnection, records: Path, digest: str
    ) -> tuple[int | None, int | None]:
        db.execute(f"CREATE TEMP VIEW call AS SELECT * FROM read_parquet({quoted_path(records)})")
        folder = self.folder / digest[:16]
        folder.mkdir(parents=True, exist_ok=True)
        for name in keep(db, kept_of_a_file()):
            write_whole(folder / f"{name}.parquet", partial(_copy, db, name))
        return db.execute("SELECT min(ts), max(ts) FROM call").fetchone() or (None, None)


def _copy(db: duckdb.DuckDBPyConnection, name: str, part: Path) -> None:
    db.execute(f"COPY (SELECT * FROM {name}) TO {quoted_path(part)} (FORMAT parquet, COMPRESSION zstd)")


def quoted_path(path: Path) -> str:
    """A path as it stands in SQL, whatever signs are in it."""
    return "'" + str(path).replace("'", "''") + "'"


def _note(tx: Transaction, row: dict[str, Any], at: int) -> int:
    facts: dict[str, object] = {name: row[name] for name in ("digest", "name", "rows", "bad")}
    leaf = write_leaf(tx, "records", at, facts)
    tx.bring("record_file", [{**row, "leaf": leaf}])
    return leaf


def _empty(name: str) -> str:
    """No rows, with the columns that a file would have left: what it comes to of no calls."""
    with duckdb.connect() as db:
        db.register("call", SCHEMA.empty_table())
        keep(db, kept_of_a_file())
        columns = db.execute(f"DESCRIBE {name}").fetchall()
    values = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind, *_ in columns)
    return f"(SELECT {values} WHERE false)"


def files_of(tx: Transaction) -> list[dict[str, Any]]:
    """Every file that was taken up."""
    return tx.rows("record_file", {}, MOST_FILES)
