"""The columnar mirror: how a list sees the ledger, without reading it row by row.

Beside the ledger's file, a folder of Parquet. Takes the ledger and a watermark (the last leaf it has seen); gives
DuckDB the ledger's relations as views. The first time it copies them whole, in key order; afterwards only the
people whom newer leaves are about, laid over the copy. Brought history, a list that was reserved, or too many
changes mean a new copy.
Many may look at once, while it is brought further. It can be thrown away: it holds nothing that the ledger does not.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import adbc_driver_manager as adbc
import duckdb
import msgspec

from ringfence.call.errors import LedgerError
from ringfence.ledger.catalogue import CATALOGUE, FACTS
from ringfence.ledger.relation import Type
from ringfence.store.drawn_listings import Copies, draw_for_list
from ringfence.store.from_outside import changing, is_small, reserved, sealed_since
from ringfence.store.mirror_files import Mark, MirrorFiles
from ringfence.store.mirror_source import Source, reading, reading_alone
from ringfence.store.where import Where

MOST_CHANGED = 500_000
"""Beyond so many changed people a whole new copy costs less than laying them over the old one."""
CHANGED: Final = "{}.changed"
"""What is laid over a relation; the people whom it is about are in `PEOPLE`."""
PEOPLE: Final = "people"
Reading = Callable[[Where], AbstractContextManager[Source]]


class Refreshed(msgspec.Struct, frozen=True):
    """What a refresh did: whether all was copied, how many people were laid over, the leaf it now stands at."""

    copied: bool
    people: int
    seq: int


class Mirror:
    """The mirror of one ledger."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.files = MirrorFiles(where.beside.with_name(where.beside.name + ".mirror"))

    def refresh(self, read: Reading = reading) -> Refreshed:
        """Brings the mirror up to the ledger's newest leaf; LedgerError if it cannot be written."""
        try:
            with self.files.changing(), read(self.where) as source:
                return self._brought_further(source)
        except (adbc.Error, sqlite3.Error, duckdb.Error, OSError) as error:
            raise LedgerError(
                f"the mirror of `{self.where.name}` could not be written: {error}; free some space"
            ) from error

    def _brought_further(self, source: Source) -> Refreshed:
        mark = self.files.mark()
        seq = source.one("SELECT COALESCE(MAX(seq), -1) FROM leaf")
        if not mark.exists or self._brought_since(source, mark) or seq - mark.copied > MOST_CHANGED:
            return self._copy(source, seq)
        if not self._since(source, mark, changing(on_server=source.on_server)):
            return Refreshed(copied=False, people=0, seq=seq)
        return self._lay_over(source, mark, seq)

    def refresh_apart(self) -> Refreshed:
        """What `refresh` did, in a process of its own where the ledger is large: a gate's memory is not for copying it."""
        if is_small(self.where):
            return self.refresh()
        mark = self.files.mark()
        if mark.exists and not (sealed := sealed_since(self.where, mark.seq)).changed:
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

    @contextmanager
    def attached(self, db: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """The ledger's relations as views of a DuckDB session, which stay as they are however often others refresh."""
        with self.files.reading() as mark:
            if not mark.exists:
                raise LedgerError(f"the mirror of `{self.where.name}` was thrown away meanwhile; try again")
            for name in FACTS:
                db.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {self._seen(mark, name)}')
            yield

    def _seen(self, mark: Mark, name: str) -> str:
        whole = f"SELECT w.* FROM {self._parquet(mark.files[name])} AS w"
        if (changed := mark.files.get(CHANGED.format(name))) is None:
            return whole
        people = self._parquet(mark.files[PEOPLE])
        return (
            f"{whole} ANTI JOIN {people} AS p ON p.recipient = w.recipient"
            f" UNION ALL SELECT * FROM {self._parquet(changed)}"
        )

    def _parquet(self, name: str) -> str:
        return f"read_parquet('{self.files.path(name)}')"

    def draw_listings(self, db: duckdb.DuckDBPyConnection) -> None:
        """Lays what listings kept whole have of the people in `asked` over the ledger's entries."""
        draw_for_list(db, Copies(self.where.beside))

    def _brought_since(self, source: Source, mark: Mark) -> bool:
        """Whether a leaf since then seals many rows at once: an import, or a list that was reserved."""
        return self._since(source, mark, f"kind = 'import' OR {reserved(on_server=source.on_server)}")

    def _since(self, source: Source, mark: Mark, condition: str) -> bool:
        """Whether there is such a leaf since then."""
        return bool(source.one(f"SELECT COUNT(*) FROM leaf WHERE seq > {mark.seq} AND ({condition})"))

    def _copy(self, source: Source, seq: int) -> Refreshed:
        with duckdb.connect() as db:
            files = {name: self._write(db, source, name, name) for name in FACTS}
        self.files.keep(Mark(seq, seq, files))
        return Refreshed(copied=True, people=0, seq=seq)

    def _lay_over(self, source: Source, mark: Mark, seq: int) -> Refreshed:
        people = f"SELECT DISTINCT recipient FROM leaf WHERE seq > {mark.copied} AND recipient IS NOT NULL"
        changed = f" WHERE recipient IN ({people})"
        files = dict(mark.files)
        with duckdb.connect() as db:
            files[PEOPLE], count = self._write_people(db, source, people)
            for name in FACTS:
                if "recipient" in CATALOGUE[name].column_names:
                    what = CHANGED.format(name)
                    files[what] = self._write(db, source, name, what, changed)
                else:
                    files[name] = self._write(db, source, name, name)
        self.files.keep(Mark(seq, mark.copied, files))
        return Refreshed(copied=False, people=count, seq=seq)

    def _write_people(self, db: duckdb.DuckDBPyConnection, source: Source, people: str) -> tuple[str, int]:
        """The new file's name, and how many people it names."""
        file = self.files.named(PEOPLE)
        db.register("rows", source.people(people))
        db.execute(
            f"COPY (SELECT recipient::UUID AS recipient FROM rows WHERE octet_length(recipient) = 16)"
            f" TO '{self.files.path(file)}' (FORMAT parquet)"
        )
        ((found,),) = db.execute(f"SELECT COUNT(*) FROM {self._parquet(file)}").fetchall()
        return file, int(found)

    def _write(
        self, db: duckdb.DuckDBPyConnection, source: Source, name: str, what: str, condition: str = ""
    ) -> str:
        """The name of the new file that holds a relation's rows."""
        kept = ", ".join(_kept(column.name, column.type) for column in CATALOGUE[name].columns)
        file = self.files.named(what)
        db.register("rows", source.rows(CATALOGUE[name], condition))
        db.execute(
            f"COPY (SELECT {kept} FROM rows WHERE example = 0) TO '{self.files.path(file)}'"
            " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )
        return file


def _kept(name: str, kind: Type) -> str:
    if kind == "token":
        return f'"{name}"::UUID AS "{name}"'
    if kind == "flag":
        return f'"{name}"::BOOLEAN AS "{name}"'
    return f'"{name}"'


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(Mirror(Where.of(sys.stdin.read())).refresh(reading_alone)))
