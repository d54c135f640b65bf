"""The cells of a sheet, of a text, or of records of JSON, all of them as text, from the first row on.

Beside `table`, which knows what a bill is. Takes a path; gives rows of cells. A formula comes as the value that was
saved with it: nothing in a sheet runs.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ringfence.call.errors import ListError
from ringfence.doors.lists.text import DIVIDERS, text_of

HEAD_LINES: Final = 40
MOST_CELL: Final = 4_000
LONGEST_CELL: Final = 1 << 20


def sheet_cells(path: Path, name: str) -> Iterator[list[str]]:
    """The rows of a workbook's first sheet."""
    import fastexcel  # noqa: PLC0415 - only who brings a sheet waits for it

    try:
        book = fastexcel.read_excel(path.read_bytes())
        sheet = book.load_sheet(0, header_row=None, dtypes="string").to_arrow()
    except (fastexcel.FastExcelError, IndexError, ValueError) as error:
        raise ListError(f"`{name}` cannot be read as a sheet: is it whole? save it again as .xlsx") from error
    columns = [column.to_pylist() for column in sheet.columns]
    for row in zip(*columns, strict=True):
        yield ["" if cell is None else str(cell)[:MOST_CELL] for cell in row]


def text_cells(path: Path, name: str) -> Iterator[list[str]]:
    """The rows of a CSV in whatever encoding, divided by what divides most of its first lines."""
    written = text_of(path)
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=written.encoding, errors="replace", newline="") as file:
        head = [file.readline(LONGEST_CELL) for _ in range(HEAD_LINES)]
        divider = max(DIVIDERS, key=lambda each: sum(line.count(each) for line in head))
        file.seek(0)
        try:
            for row in csv.reader(file, delimiter=divider):
                yield [cell.strip("\ufeff").strip()[:MOST_CELL] for cell in row]
        except csv.Error as error:
            raise ListError(f"`{name}` cannot be read: {error}; save it again as CSV in UTF-8") from None


def json_cells(path: Path, name: str) -> Iterator[list[str]]:
    """The rows of a list of records, their keys as the first row."""
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise ListError(f"`{name}` is not whole JSON; export it again") from None
    records = _records(found)
    if not records:
        raise ListError(f"`{name}` holds no list of calls or messages; export the call log itself")
    names = list(dict.fromkeys(key for record in records for key in record))
    yield names
    for record in records:
        yield ["" if record.get(key) is None else str(record[key])[:MOST_CELL] for key in names]


def _records(found: Any) -> list[dict[str, Any]]:
    """The longest list of records in it, at the top or one step below."""
    lists = [found] if isinstance(found, list) else list(found.values()) if isinstance(found, dict) else []
    records = [[each for each in some if isinstance(each, dict)] for some in lists if isinstance(some, list)]
    return max(records, key=len, default=[])
