"""One file of hers, read as far as it can be: its form told, its rows found, its length measured.

Where evidence comes in. Takes a kept file and the name she knows it by; gives its kind and what stands in it. A file that
cannot be read is evidence all the same: it was kept before it was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from ringfence.call.errors import ListError
from ringfence.doors.evidence.cells import json_cells, sheet_cells, text_cells
from ringfence.doors.evidence.markup import markup_cells
from ringfence.doors.evidence.paper import paper_cells
from ringfence.doors.evidence.table import MOST_ROWS, Read, read_rows
from ringfence.doors.evidence.told import Form, form_of
from ringfence.doors.evidence.values import Reader
from ringfence.redress.case import Kind

RECEIPT: Final = b'"ringfence": "receipt'
LOOKED_AT: Final = 1 << 12
TABLES: Final = {
    "sheet": sheet_cells, "text": text_cells, "json": json_cells, "xml": markup_cells, "pdf": paper_cells,
}  # fmt: skip
OF_A_HANDSET: Final = frozenset({"json", "xml"})


def read_file(
    path: Path, name: str, reader: Reader, said: Mapping[str, str] | None = None
) -> tuple[Kind, Read]:
    """The kind of a file, and its rows if it has some; ListError says what to do about one that is not opened."""
    form = form_of(path, name)
    if form in TABLES:
        if form == "json" and _is_receipt(path):
            return "receipt", Read()
        rows = list(islice(TABLES[form](path, name), MOST_ROWS + 1))
        read = read_rows(rows, reader, said or {})
        return _kind(form, read), read
    if form == "sound":
        return "recording", Read()
    return ("picture" if form == "picture" else "document"), Read()


def length_of(path: Path, name: str) -> int | None:
    """How many seconds a recording lasts; None where its form does not say."""
    from tinytag import TinyTag, TinyTagException  # noqa: PLC0415 - only recordings need it

    try:
        with path.open("rb") as file:
            found = TinyTag.get(filename=name, file_obj=file).duration
    except (TinyTagException, OSError, ValueError, KeyError, IndexError, OverflowError):
        return None
    return None if found is None else round(found)


def _is_receipt(path: Path) -> bool:
    with path.open("rb") as file:
        return RECEIPT in file.read(LOOKED_AT)


def _kind(form: Form, read: Read) -> Kind:
    if read.messages:
        return "messages"
    if read.missing and form == "pdf":
        return "document"
    return "call_log" if form in OF_A_HANDSET else "bill"


def nothing_read(error: ListError) -> Read:
    """What stands for a file that is kept and was not opened."""
    return Read(unread=[(0, str(error))])
