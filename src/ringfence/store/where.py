"""Where a ledger is, and what lies beside it.

Used by whoever opens one. Takes a file's path or a PostgreSQL address; gives both as one thing: the database, and the place
after which keyring, whole listings and mirror are named. An address is never shown whole: it may hold a password.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

SCHEMES: Final = ("postgresql://", "postgres://")
BESIDE: Final = "RINGFENCE_BESIDE"
"""The variable that names the folder in which lies what belongs to a ledger on a server; else the current folder."""


@dataclass(frozen=True, slots=True)
class Where:
    """One ledger's place."""

    database: str
    beside: Path

    @classmethod
    def of(cls, db: str | Path) -> Where:
        """The place that a path or an address names.

        >>> Where.of("out/ledger.db").name
        'ledger.db'
        >>> Where.of("postgresql://gate:secret@db.internal/ringfence").name
        'ringfence at db.internal'
        """
        text = str(db)
        if not text.startswith(SCHEMES):
            return cls(text, Path(db))
        database = unquote(urlsplit(text).path.strip("/")) or "ringfence"
        return cls(text, Path(os.environ.get(BESIDE, ".")) / database.replace("/", "_"))

    @property
    def on_server(self) -> bool:
        """Whether it lies on a PostgreSQL server."""
        return self.database.startswith(SCHEMES)

    @property
    def read_only(self) -> str:
        """The address at which SQLite opens a ledger in a file for reading alone, also where nothing can be written."""
        log = self.beside.with_name(f"{self.beside.name}-wal")
        unfinished = log.exists() and log.stat().st_size > 0
        # SQLite keeps a file of its own beside one that others write; where nobody can, it is told that nobody does.
        still = "" if unfinished or self.writable else "&immutable=1"
        return f"{self.beside.absolute().as_uri()}?mode=ro{still}"

    @property
    def writable(self) -> bool:
        """Whether a ledger in a file lies where this program may write."""
        there = [path for path in (self.beside, self.beside.parent) if path.exists()]
        return all(os.access(path, os.W_OK) for path in there)

    @property
    def name(self) -> str:
        """How it is named to people."""
        if not self.on_server:
            return self.beside.name
        return f"{self.beside.name} at {urlsplit(self.database).hostname or 'this machine'}"
