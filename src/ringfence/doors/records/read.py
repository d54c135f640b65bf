"""Call records read: a file of any known form as blocks of numbers and moments, and the rows that cannot be read.

Where call records come in. Takes a file as its program wrote it; gives its rows some thousand at a time, and beside them each
row that cannot be read, with its line, its column and why. It stops at nothing, guesses nothing, and shows no whole number.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from ringfence.call.errors import ListError, RequestError, nearest
from ringfence.doors.files import READS, read_names
from ringfence.doors.lists.blocks import Block
from ringfence.doors.lists.intake import as_text, share_read
from ringfence.doors.lists.rows import source_of
from ringfence.doors.lists.set_aside import Aside
from ringfence.doors.lists.text import text_of
from ringfence.doors.records.forms import FORMS, NEEDED, Form
from ringfence.doors.records.readings import Cells, Readings, readings

BLOCK: Final = 1 << 16
USUAL_BYTES: Final = 160

Rows = tuple[float, list[int], Cells, list[Aside]]
"""Some rows: which share of the file was read with them, the line of each, their cells by column, and what is no row."""


@dataclass(frozen=True, slots=True)
class How:
    """How a file is read: its form, where numbers without a country's code are at home, by whose clock it was written."""

    form: str = "plain"
    region: str | None = None
    zone: ZoneInfo | None = None
    mapping: Mapping[str, str] | None = None


def read_records(
    path: Path, how: How, progress: Callable[[float], object] | None = None
) -> Iterator[Readings]:
    """The records of a file, block by block. ListError if it is no file of that form at all."""
    form = FORMS.get(how.form)
    if form is None:
        hint = nearest(how.form, FORMS) or f"it is one of {', '.join(FORMS)}"
        raise RequestError(f"`{how.form}` is no form of call records; {hint}", "--from")
    size = max(path.stat().st_size, 1)
    for share, lines, cells, torn in _blocks(path, form, how, size):
        yield readings(lines, cells, torn, form, how.region, how.zone)
        if progress is not None:
            progress(share)
    if progress is not None:
        progress(1.0)


def _blocks(path: Path, form: Form, how: How, size: int) -> Iterator[Rows]:
    if form.json:
        yield from _json_lines(path, size)
    elif form.columns is not None:
        yield from _unnamed(path, form.columns, size)
    else:
        yield from _named(path, how)


def _named(path: Path, how: How) -> Iterator[Rows]:
    if path.suffix.lower() not in READS:
        raise ListError(f"`{path.name}` is no file this reads; give it as .csv, .xlsx or .parquet")
    source = source_of(path)
    names = read_names(source.names, tuple(FORMS["plain"].facts), how.mapping or {})
    missing = next((name for name in NEEDED if name not in names), None)
    if missing is not None:
        raise ListError(
            f"the file has no column `{missing}`; say which is it: --map {missing}=COLUMN", 1, missing
        )
    for block in source.blocks():
        cells = {
            name: as_text(column).combine_chunks().cast(pa.string())
            for name, column in zip(names, block.cells.columns, strict=True)
        }
        lines = block.lines.tolist()
        yield share_read(source, lines[-1] if lines else 0), lines, cells, _torn(block)


def _torn(block: Block) -> list[Aside]:
    return [Aside(each.line, None, each.reason, each.cells) for each in block.torn]


def _unnamed(path: Path, columns: tuple[str, ...], size: int) -> Iterator[Rows]:
    text, line = text_of(path), 0
    with path.open(encoding=text.encoding, newline="", errors="replace") as file:
        reader = csv.reader(file)
        while block := list(islice(reader, BLOCK)):
            rows = [(line + number, row) for number, row in enumerate(block, 1) if row]
            line += len(block)
            whole = [(number, row) for number, row in rows if len(row) >= len(columns) - 1]
            torn = [
                Aside(number, None, f"{len(row)} values stand where there should be {len(columns)}", row)
                for number, row in rows
                if len(row) < len(columns) - 1
            ]
            cells = {
                name: pa.array([row[place] if place < len(row) else None for _, row in whole], pa.string())
                for place, name in enumerate(columns)
            }
            yield _share_of(line, size), [number for number, _ in whole], cells, torn


def _json_lines(path: Path, size: int) -> Iterator[Rows]:
    line = 0
    with path.open(encoding="utf-8", errors="replace") as file:
        while block := list(islice(file, BLOCK)):
            rows, torn = [], []
            for number, written in enumerate(block, line + 1):
                if not written.strip():
                    continue
                try:
                    # A log says first when it was written and by whom.
                    row = json.loads(written[max(written.find("{"), 0) :])
                except ValueError:
                    row = None
                if isinstance(row, dict):
                    rows.append((number, row))
                else:
                    torn.append(Aside(number, None, "this line is no JSON object", [written.strip()[:200]]))
            line += len(block)
            names = {name for _, row in rows for name in row}
            cells = {name: pa.array([_cell(row.get(name)) for _, row in rows], pa.string()) for name in names}
            yield _share_of(line, size), [number for number, _ in rows], cells, torn


def _cell(value: Any) -> str | None:
    return None if value is None else str(value)


def _share_of(line: int, size: int) -> float:
    """Which share of a file of text was read with this line, more or less: how many there are is not known before the end."""
    return min(0.99, line * USUAL_BYTES / size)
