"""The columnar mirror: how a list sees the ledger, without reading it row by row.

Beside the ledger's file, a folder of Parquet. Takes the ledger and a watermark (the last leaf it has seen); gives
DuckDB the ledger's relations as views. The first time it copies them whole, in key order; afterwards only the
people whom newer leaves are about, laid over the copy. Brought history, a list that was reserved, or too many
changes mean a new copy.
It can be thrown away at any time: it holds nothing that the ledger does not.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import adbc_driver_manager as adbc
import duckdb
import msgspec

from ringfence.call.errors import LedgerError
from ringfence.ledger.catalogue import CATALOGUE, FACTS
from ringfence.ledger.relation import Relation, Type
from ringfence.store.drawn_listings import Copies, draw_for_list
from ringfence.store.mirror_source import Source, reading, reading_alone
from ringfence.store.newest import changing, is_small, reserved, sealed_since
from ringfence.store.where import Where

MOST_CHANGED = 500_000
"""Beyond so many changed people a whole new copy costs less than laying them over the old one."""
FORMAT = 2
Reading = Callable[[Where], AbstractContextManager[Source]]


class Mark(msgspec.Struct, frozen=True):
    """How far a mirror has seen: leaves up to `seq`, whole copies up to `copied`."""

    seq: int = -1
    copied: int = -1
    format: int = FORMAT


class Refreshed(msgspec.Struct, frozen=True):
    """What a refresh did: whether all was copied, how many people were laid over, the leaf it now stands at."""

    copied: bool
    people: int
    seq: int


class Mirror:
    """The mirror of one ledger."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.folder = where.beside.with_name(where.beside.name + ".mirror")

    def refresh(self, read: Reading = reading) -> Refreshed:
        """Brings the mirror up to the ledger's newest leaf."""
        mark = self._mark()
        with read(self.where) as source:
            seq = source.one("SELECT COALESCE(MAX(seq), -1) FROM leaf")
            if mark.copied < 0 or self._brought_since(source, mark) or seq - mark.copied > MOST_CHANGED:
                return self._copy(source, seq)
            if not self._since(source, mark, changing(on_server=source.on_server)):
                return Refreshed(copied=False, people=0, seq=seq)
            return self._lay_over(source, mark, seq)

    def refresh_apart(self) -> Refreshed:
        """What `refresh` did, in a process of its own where the ledger is large: a gate's memory is not for copying it."""
        if is_small(self.where):
            return self.refresh()
        mark = self._mark()
        if mark.copied >= 0 and not (sealed := sealed_since(self.where, mark.seq)).changed:
            return Refreshed(copied=False, people=0, seq=sealed.newest)
        done = subprocess.run(
            [sys.executable, "-m", "ringfence.store.mirror"],
            # Not as an argument, which others can read: an address may hold a password.
            input=self.where.database, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            told = done.stderr.strip().splitlines()
            raise LedgerError(
                f"the mirror of `{self.where.name}` could not be made: {told[-1] if told else 'killed'}"
            )
        return msgspec.json.decode(done.stdout, type=Refreshed)

    def attach(self, db: duckdb.DuckDBPyConnection) -> None:
        """Makes the ledger's relations views of a DuckDB session."""
        for name in FACTS:
            whole = f"read_parquet('{self._file(name, 'whole')}')"
            changed = self._file(name, "changed")
            if "recipient" not in CATALOGUE[name].column_names or not changed.exists():
                db.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT * FROM {whole}')
                continue
            people = f"read_parquet('{self.folder / 'people.parquet'}')"
            db.execute(
                f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT w.* FROM {whole} AS w ANTI JOIN {people} AS p'
                f" ON p.recipient = w.recipient UNION ALL SELECT * FROM read_parquet('{changed}')"
            )

    def draw_listings(self, db: duckdb.DuckDBPyConnection) -> None:
        """Lays what listings kept whole have of the people in `asked` over the ledger's entries."""
        draw_for_list(db, Copies(self.where.beside))

    def forget(self) -> None:
        """Throws the mirror away; the next refresh copies anew."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _mark(self) -> Mark:
        try:
            mark = msgspec.json.decode((self.folder / "mark.json").read_bytes(), type=Mark)
        except (OSError, msgspec.DecodeError):
            return Mark()
        whole = all(self._file(name, "whole").exists() for name in FACTS)
        return mark if mark.format == FORMAT and whole else Mark()

    def _brought_since(self, source: Source, mark: Mark) -> bool:
        """Whether a leaf since then seals many rows at once: an import, or a list that was reserved."""
        return self._since(source, mark, f"kind = 'import' OR {reserved(on_server=source.on_server)}")

    def _since(self, source: Source, mark: Mark, condition: str) -> bool:
        """Whether there is such a leaf since then."""
        return bool(source.one(f"SELECT COUNT(*) FROM leaf WHERE seq > {mark.seq} AND ({condition})"))

    def _copy(self, source: Source, seq: int) -> Refreshed:
        self.forget()
        self.folder.mkdir(parents=True)
        with duckdb.connect() as db:
            for name in FACTS:
                self._write(db, source, CATALOGUE[name], self._file(name, "whole"), "")
        self._keep(Mark(seq=seq, copied=seq))
        return Refreshed(copied=True, people=0, seq=seq)

    def _lay_over(self, source: Source, mark: Mark, seq: int) -> Refreshed:
        people = f"SELECT DISTINCT recipient FROM leaf WHERE seq > {mark.copied} AND recipient IS NOT NULL"
        changed = f" WHERE recipient IN ({people})"
        with duckdb.connect() as db:
            count = self._write_people(db, source, people)
            for name in FACTS:
                of_people = "recipient" in CATALOGUE[name].column_names
                which, condition = ("changed", changed) if of_people else ("whole", "")
                self._write(db, source, CATALOGUE[name], self._file(name, which), condition)
        self._keep(Mark(seq=seq, copied=mark.copied))
        return Refreshed(copied=False, people=count, seq=seq)

    def _write_people(self, db: duckdb.DuckDBPyConnection, source: Source, people: str) -> int:
        db.register("rows", source.people(people))
        db.execute(
            f"COPY (SELECT recipient::UUID AS recipient FROM rows WHERE octet_length(recipient) = 16)"
            f" TO '{self.folder / 'people.parquet'}' (FORMAT parquet)"
        )
        ((found,),) = db.execute(
            f"SELECT COUNT(*) FROM read_parquet('{self.folder / 'people.parquet'}')"
        ).fetchall()
        return int(found)

    def _write(
        self, db: duckdb.DuckDBPyConnection, source: Source, relation: Relation, file: Path, condition: str
    ) -> None:
        """Writes a relation's rows to a Parquet file, under its final name only when it is whole."""
        kept = ", ".join(_kept(column.name, column.type) for column in relation.columns)
        part = file.with_suffix(".part")
        try:
            db.register("rows", source.rows(relation, condition))
            db.execute(
                f"COPY (SELECT {kept} FROM rows WHERE example = 0) TO '{part}'"
                " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
            )
        except (adbc.Error, sqlite3.Error, duckdb.Error, OSError) as error:
            raise LedgerError(
                f"the mirror of `{self.where.name}` could not be written: {error}; free some space"
            ) from error
        part.replace(file)

    def _keep(self, mark: Mark) -> None:
        part = self.folder / "mark.part"
        part.write_bytes(msgspec.json.encode(mark))
        part.replace(self.folder / "mark.json")

    def _file(self, relation: str, which: str) -> Path:
        return self.folder / f"{relation}.{which}.parquet"


def _kept(name: str, kind: Type) -> str:
    if kind == "token":
        return f'"{name}"::UUID AS "{name}"'
    if kind == "flag":
        return f'"{name}"::BOOLEAN AS "{name}"'
    return f'"{name}"'


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(Mirror(Where.of(sys.stdin.read())).refresh(reading_alone)))
