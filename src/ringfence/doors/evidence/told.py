"""What kind of file somebody brings, told by its first bytes and its ending, and whether it may be opened at all.

The first step of evidence. Takes a path and the name she knows it by; gives the form, or says in plain words why it is
not opened: a packed file that swells, a PDF under a password, an ending that lies. Opens nothing that it doubts.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final, Literal

from ringfence.call.errors import ListError

Form = Literal["sheet", "text", "json", "xml", "pdf", "sound", "picture", "unknown"]

HEAD: Final = 4096
MOST_UNPACKED: Final = 200 << 20
"""Bytes that a packed file may swell to; a bill of ten years has a hundredth of it."""
MOST_PACKED_FILES: Final = 2_000
MOST_SWELLING: Final = 300
MOST_READ: Final = 64 << 20
"""Bytes of a file whose rows are read; recordings and pictures are kept whole and not read."""

SOUNDS: Final = (
    b"RIFF",
    b"ID3",
    b"OggS",
    b"fLaC",
    b"#!AMR",
    b"\xff\xfb",
    b"\xff\xf3",
    b"\xff\xf2",
    b"\xff\xf1",
    b"\xff\xf9",
)
PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
BY_ENDING: Final[dict[str, Form]] = {
    ".xlsx": "sheet", ".xlsm": "sheet", ".csv": "text", ".txt": "text", ".tsv": "text", ".json": "json", ".xml": "xml",
    ".pdf": "pdf", ".wav": "sound", ".mp3": "sound", ".m4a": "sound", ".amr": "sound", ".ogg": "sound", ".aac": "sound",
    ".flac": "sound", ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".gif": "picture", ".webp": "picture",
    ".heic": "picture", ".bmp": "picture", ".tif": "picture", ".tiff": "picture",
}  # fmt: skip


def form_of(path: Path, name: str) -> Form:
    """The form of a file; ListError says what to do about one that is not what its name says, or not to be opened."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    said, is_ = BY_ENDING.get(Path(name).suffix.lower(), "unknown"), _by_bytes(head)
    if is_ == "program":
        raise ListError(f"`{name}` is a program, not evidence; it was not opened")
    if is_ == "packed":
        _look_into(path, name)
        if said != "sheet":
            raise ListError(f"`{name}` is a packed file; unpack it and bring what is inside")
        return "sheet"
    if is_ is None and said in {"text", "json", "xml"}:
        form: Form = _of_text(head, said)
    elif is_ is None:
        form = "unknown" if said in {"sheet", "pdf"} else said
    else:
        form = is_
    if said not in {"unknown", form} and not {said, form} <= {"text", "json", "xml"}:
        raise ListError(
            f"`{name}` is not what its ending says: it looks like {form}; check where it came from"
        )
    if form in {"sheet", "text", "json", "xml", "pdf"} and path.stat().st_size > MOST_READ:
        raise ListError(f"`{name}` is longer than {MOST_READ >> 20} MB; bring the months that matter")
    return form


def _by_bytes(head: bytes) -> Form | Literal["packed", "program"] | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "packed"
    if head.startswith((b"MZ", b"\x7fELF", b"#!/")):
        return "program"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[4:8] == b"ftyp":
        return "picture" if head[8:12] in {b"heic", b"heix", b"mif1", b"avif"} else "sound"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "picture"
    if head.startswith(SOUNDS):
        return "sound"
    return "picture" if head.startswith(PICTURES) else None


def _of_text(head: bytes, said: Form) -> Form:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml") or (said == "xml" and start.startswith(b"<")):
        return "xml"
    return "json" if start.startswith((b"{", b"[")) and said != "text" else said


def _look_into(path: Path, name: str) -> None:
    """Refuses a packed file that would swell; what it holds is counted, not unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            inside = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ListError(f"`{name}` is not whole; save it again and bring it anew") from None
    unpacked = sum(each.file_size for each in inside)
    if (
        len(inside) > MOST_PACKED_FILES
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_SWELLING * max(path.stat().st_size, 1)
    ):
        raise ListError(
            f"`{name}` would swell to {unpacked >> 20} MB; it was not opened. Save it again as CSV"
        )
    if any(each.flag_bits & 1 for each in inside):
        raise ListError(f"`{name}` is under a password; open it, save it without one, and bring that")
