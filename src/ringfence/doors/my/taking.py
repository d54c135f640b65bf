"""A file of hers taken in: kept first, then read, then joined to her case.

Behind both the page and the command. Takes a name and bytes; gives what came of it, in plain words. What cannot be read is
kept all the same, and said; what is not evidence at all (a program, a packed file that swells) is not kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from ringfence.call.errors import EvidenceError, ListError
from ringfence.doors.evidence.read import length_of, nothing_read, read_file
from ringfence.doors.evidence.table import Read
from ringfence.doors.evidence.values import Reader
from ringfence.redress.case import Case, KeptFile, Kind
from ringfence.redress.evidence import with_file, without_file
from ringfence.redress.folder import Folder
from ringfence.redress.sealed import read_receipts


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: how it is kept, the calls and messages it tells, and what she must be asked.

    `missing` are facts no column was found for, `names` the columns it has, `samples` the first rows under them; `before`
    says that the very same file was there already, `alike` that one of its name with other bytes was.
    """

    kept: KeptFile
    calls: int = 0
    messages: int = 0
    unread: list[tuple[int, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    samples: list[list[str]] = field(default_factory=list)
    before: bool = False


def take(
    folder: Folder, name: str, pieces: Iterable[bytes], said: Mapping[str, str] | None = None, whose: str = ""
) -> Taken:
    """What came of a file that she brings; `said` is which column says which fact, `whose` whose telephone it is about.

    ListError if it cannot be kept.
    """
    digest, size = folder.keep(pieces, name)
    return _read_in(folder, digest, name, size, said, whose)


def read_again(folder: Folder, digest: str, said: Mapping[str, str], whose: str | None = None) -> Taken:
    """What comes of a kept file now that she has said which column says which fact."""
    kept = next((each for each in folder.case().files if each.digest == digest), None)
    if kept is None:
        raise EvidenceError("there is no such file in the case; bring it first")
    return _read_in(folder, digest, kept.name, kept.size, said, kept.whose if whose is None else whose)


def leave_out(folder: Folder, digest: str) -> Case:
    """The case without a file; the file itself stays in the folder as it came."""
    return folder.change(lambda case: without_file(case, digest))


def _read_in(
    folder: Folder, digest: str, name: str, size: int, said: Mapping[str, str] | None, whose: str
) -> Taken:  # fmt: skip
    path, case = folder.file(digest), folder.case()
    reader = Reader(ZoneInfo(case.person.zone))
    kind: Kind = "document"
    try:
        kind, read = read_file(path, name, reader, said)
    except ListError as error:
        read = nothing_read(error)
    if kind == "receipt":
        kind, read = _receipts(path.read_bytes(), read)
    if _is_transcript(name, kind, read, case):
        kind, read = "transcript", Read()
    seconds = length_of(path, name) if kind == "recording" else None
    before = next((each for each in case.files if each.digest == digest), None)
    kept = KeptFile(
        digest=digest, name=name, kind=kind, size=size, whose=whose, rows=len(read.rows), unread=len(read.unread),
        taken_at=before.taken_at if before else int(time.time() * 1000), seconds=seconds, columns=read.columns,
        note=_note(read),
    )  # fmt: skip
    changed = folder.change(lambda case: with_file(case, kept, read.rings, read.messages, read.rows))
    kept = next(each for each in changed.files if each.digest == digest)
    return Taken(
        kept,
        len(read.rings),
        len(read.messages),
        read.unread,
        read.missing,
        read.names,
        read.samples,
        before is not None,
    )


def _receipts(written: bytes, read: Read) -> tuple[Kind, Read]:
    """Receipts that hold stay receipts; those that do not are kept as a document, and it is said why."""
    try:
        read_receipts(written)
    except EvidenceError as error:
        read.unread.append((0, str(error)))
        return "document", read
    return "receipt", read


def _is_transcript(name: str, kind: Kind, read: Read, case: Case) -> bool:
    """Whether a text of no calls is named like a recording that she brought."""
    if kind not in {"bill", "document"} or read.rings or read.messages or not name.lower().endswith(".txt"):
        return False
    return any(each.kind == "recording" and Path(each.name).stem == Path(name).stem for each in case.files)


def _note(read: Read) -> str:
    """Why nothing was read, if nothing was."""
    return read.unread[0][1] if read.unread and not read.rows else ""


def with_person(case: Case, **said: object) -> Case:
    """The case with what she says of herself."""
    return msgspec.structs.replace(case, person=msgspec.structs.replace(case.person, **said))
