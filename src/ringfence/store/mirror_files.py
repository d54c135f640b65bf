"""The files of a mirror: which are current, who reads them, and when older ones go.

Beneath the mirror. Takes its folder; gives the mark that names the current files, a place for new ones, and the two
locks: one process changes a mirror at a time, and what anybody reads is not taken away. A file that was written is
never written again. It knows nothing of ledgers.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

FORMAT: Final = 3
MARK: Final = "mark.json"
CHANGING, READING = "changing.lock", "reading.lock"
KEPT: Final = {MARK, CHANGING, READING}


class Mark(msgspec.Struct, frozen=True):
    """How far a mirror has seen: leaves up to `seq`, whole copies up to `copied`; and the files that say it."""

    seq: int = -1
    copied: int = -1
    files: dict[str, str] = {}
    format: int = FORMAT

    @property
    def exists(self) -> bool:
        """Whether there is a mirror at all."""
        return bool(self.files)


class MirrorFiles:
    """One mirror's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mark(self) -> Mark:
        """The mark as it stands; that of no mirror if a file is missing or of another format."""
        try:
            mark = msgspec.json.decode((self.folder / MARK).read_bytes(), type=Mark)
        except (OSError, msgspec.DecodeError):
            return Mark()
        whole = all(self.path(name).exists() for name in mark.files.values())
        return mark if mark.format == FORMAT and whole else Mark()

    def path(self, name: str) -> Path:
        """Where a file lies."""
        return self.folder / name

    @staticmethod
    def named(what: str) -> str:
        """A name for a new file that says something; no other file ever had it."""
        return f"{what}.{time.time_ns():x}.parquet"

    def keep(self, mark: Mark) -> None:
        """Makes this the mark from now on."""
        part = self.path("mark.part")
        part.write_bytes(msgspec.json.encode(mark))
        part.replace(self.path(MARK))

    @contextmanager
    def changing(self) -> Iterator[None]:
        """The right to change the mirror, which one holds at a time; others wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked(CHANGING, fcntl.LOCK_EX):
            yield
            self._sweep()

    @contextmanager
    def reading(self) -> Iterator[Mark]:
        """The mark, whose files stay where they are as long as the context."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked(READING, fcntl.LOCK_SH):
            yield self.mark()
        # Whoever changes the mirror now will look after older files.
        with suppress(BlockingIOError), self._locked(CHANGING, fcntl.LOCK_EX | fcntl.LOCK_NB):
            self._sweep()

    def _sweep(self) -> None:
        """Takes away what is no longer current, unless somebody may be reading it."""
        with suppress(BlockingIOError), self._locked(READING, fcntl.LOCK_EX | fcntl.LOCK_NB):
            current = KEPT | set(self.mark().files.values())
            for path in self.folder.iterdir():
                if path.name not in current:
                    path.unlink(missing_ok=True)

    @contextmanager
    def _locked(self, name: str, how: int) -> Iterator[None]:
        handle = os.open(self.path(name), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)
