"""Her folder: every file as it came, named by its digest, and the case beside them; nothing of hers lies elsewhere.

Where the person's side keeps what it knows. Takes files and changes; what was taken is on the disk before it is
answered. A file that is kept is never written again: one that differs is named. Nobody but her account may read it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from ringfence.call.errors import EvidenceError, ListError
from ringfence.redress.case import Case

MOST_BYTES: Final = 512 << 20
"""No file is longer than that: an hour's recording is a tenth of it."""
AT_ONCE: Final = 1 << 20
Back = TypeVar("Back")


class Folder:
    """One person's folder; made if it is not there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.parent.is_dir():
            raise EvidenceError(f"the folder of `{path.name}` does not exist; make it first")
        for each in (path, self.evidence, self.incoming, self.dossiers):
            each.mkdir(mode=0o700, exist_ok=True)

    @property
    def evidence(self) -> Path:
        """Where files lie as they came."""
        return self.path / "evidence"

    @property
    def incoming(self) -> Path:
        """Where files lie while they come in."""
        return self.path / "incoming"

    @property
    def dossiers(self) -> Path:
        """Where dossiers are made."""
        return self.path / "dossiers"

    @property
    def case_file(self) -> Path:
        """Where the case is written."""
        return self.path / "case.json"

    def case(self) -> Case:
        """The case as it stands; an empty one if there is none yet."""
        try:
            return msgspec.json.decode(self.case_file.read_bytes(), type=Case)
        except FileNotFoundError:
            return Case()
        except (OSError, msgspec.DecodeError) as error:
            raise EvidenceError(
                f"`{self.case_file}` cannot be read: {error}; restore it from a copy"
            ) from None

    def change(self, how: Callable[[Case], Case]) -> Case:
        """The case after a change, on the disk before this returns; changes wait for one another."""
        with self._alone():
            case = how(self.case())
            part = self.path / "case.part"
            with part.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(case), indent=1))
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o600)
            part.replace(self.case_file)
            _settle(self.path)
        return case

    def keep(self, pieces: Iterable[bytes], name: str) -> tuple[str, int]:
        """The digest and the length of a file that is now kept; a ListError if it is too long to be evidence."""
        part = self.incoming / secrets.token_hex(8)
        digest, size = sha256(), 0
        try:
            with part.open("wb") as file:
                for piece in pieces:
                    size += len(piece)
                    if size > MOST_BYTES:
                        raise ListError(
                            f"`{name}` is longer than {MOST_BYTES >> 20} MB; cut the part that matters, or bring it by its hash"
                        )
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise ListError(f"`{name}` is empty; bring it again")
            part.chmod(0o400)
            part.replace(self.file(digest.hexdigest()))
            _settle(self.evidence)
        finally:
            part.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def file(self, digest: str) -> Path:
        """Where the file of this digest lies."""
        return self.evidence / digest

    def altered(self, case: Case) -> Iterator[tuple[str, str]]:
        """Every kept file that is gone or is not as it came: its name and what is wrong with it."""
        for kept in case.files:
            path = self.file(kept.digest)
            if not path.is_file():
                yield kept.name, "gone"
            elif digest_of(path) != kept.digest:
                yield kept.name, "altered"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file's bytes, a piece at a time."""
    with path.open("rb") as file:
        while piece := file.read(AT_ONCE):
            yield piece


def _settle(folder: Path) -> None:
    """Has the disk know what lies in a folder."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
