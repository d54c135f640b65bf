"""Call records read: a file of any known form as blocks of numbers and moments, and the rows that cannot be read.

Where call records come in. Takes a file as its program wrote it; gives its rows some thousand at a time, and beside them each
row that cannot be read, with its line, its column and why. It stops at nothing, guesses nothing, and shows no whole number.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from ringfence.call.errors import ListError, RequestError, nearest
from ringfence.call.number import parse_numbers
from ringfence.carrier.record import Read
from ringfence.doors.files import READS, read_names
from ringfence.doors.lists.blocks import Block
from ringfence.doors.lists.intake import as_text, share_read
from ringfence.doors.lists.rows import source_of
from ringfence.doors.lists.set_aside import Aside
from ringfence.doors.lists.text import text_of
from ringfence.doors.lists.values import read_moment
from ringfence.doors.records.forms import ANSWERED, FORMS, NEEDED, Form

BLOCK: Final = 1 << 16
USUAL_BYTES: Final = 160
LONGEST: Final = 7 * 24 * 3600
"""Seconds: whatever says that it lasted longer is no call."""
STATUSES: Final = range(100, 700)

Rows = tuple[float, list[int], dict[str, list[Any]], list[Aside]]
"""Some rows: which share of the file was read with them, the line of each, their cells by column, and what is no row."""
Wrong = dict[int, tuple[str, str]]
"""Rows that cannot be read: which column of each, and why."""


class Readings(NamedTuple):
    """Some rows as they were read, and those that were not."""

    read: Read
    aside: list[Aside]


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
        yield _readings(lines, cells, torn, form, how)
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
            name: as_text(column).to_pylist() for name, column in zip(names, block.cells.columns, strict=True)
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
                name: [row[place] if place < len(row) else None for _, row in whole]
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
                    row = json.loads(written)
                except ValueError:
                    row = None
                if isinstance(row, dict):
                    rows.append((number, row))
                else:
                    torn.append(Aside(number, None, "this line is no JSON object", [written.strip()[:200]]))
            line += len(block)
            names = {name for _, row in rows for name in row}
            cells = {name: [_cell(row.get(name)) for _, row in rows] for name in names}
            yield _share_of(line, size), [number for number, _ in rows], cells, torn


def _cell(value: Any) -> str | None:
    return None if value is None else str(value)


def _readings(
    lines: list[int], cells: Mapping[str, list[Any]], torn: list[Aside], form: Form, how: How
) -> Readings:
    told = {fact: _column(cells, names) for fact, names in form.facts.items()}
    rows, wrong = len(lines), Wrong()
    numbers = {name: _numbers(told[name], rows, how.region, name, wrong) for name in ("recipient", "line")}
    ts = _each(told["ts"], rows, "ts", wrong, lambda value: _moment(value, how.zone))
    rest, talk = _ending(told, cells, form, rows, wrong)
    for place, moment in enumerate(ts):
        if moment is None:
            wrong.setdefault(place, ("ts", "no moment stands here"))
    kept = [place for place in range(rows) if place not in wrong]
    chosen = np.array(kept, np.int64)
    read = Read(
        numbers["line"][chosen], numbers["recipient"][chosen],
        np.array([ts[place] for place in kept], np.int64), np.array([talk[place] for place in kept], np.int64),
        {name: [values[place] for place in kept] for name, values in rest.items()},
    )  # fmt: skip
    aside = [
        Aside(lines[place], column, reason, _row(cells, place)) for place, (column, reason) in wrong.items()
    ]
    return Readings(read, [*torn, *aside])


def _ending(
    told: Mapping[str, list[Any] | None], cells: Mapping[str, list[Any]], form: Form, rows: int, wrong: Wrong
) -> tuple[dict[str, list[Any]], list[int | None]]:
    """How each call rang and ended, where and with what it was made; and how long they talked."""
    # A word for an ending that nobody knows is unknown, and the row still counts.
    status = _each(told.get("status"), rows, "status", {}, lambda value: _status(value, form))
    said = _each(told.get("talk"), rows, "talk", wrong, _seconds)
    # Nobody talked on a call that the network ended otherwise than answered; else the record must say how long.
    talk = [0 if end is not None and end > ANSWERED else one for one, end in zip(said, status, strict=True)]
    for place, value in enumerate(talk):
        if value is None:
            wrong.setdefault(
                place, ("talk", "nothing says whether anybody answered; give seconds talked, or the status")
            )
    if form.whole is None:
        ring = _each(told.get("ring"), rows, "ring", wrong, _seconds)
    else:
        whole = _each(cells.get(form.whole), rows, "ring", wrong, _seconds)
        ring = [
            None if all_of is None else max(0, all_of - (one or 0))
            for all_of, one in zip(whole, said, strict=True)
        ]
    rest: dict[str, list[Any]] = {"ring": ring, "status": status}
    for name in ("city", "cell", "device"):
        column = told.get(name)
        if column is not None:
            rest[name] = [(each or "").strip() or None for each in column]
    return rest, talk


def _row(cells: Mapping[str, list[Any]], place: int) -> list[str]:
    return [str(values[place] or "") for values in cells.values()]


def _column(cells: Mapping[str, list[Any]], names: Sequence[str]) -> list[Any] | None:
    """The first of these columns that is there; of several that are, what the first says where it says something."""
    found = [cells[name] for name in names if name in cells]
    if not found:
        return None
    return (
        found[0]
        if len(found) == 1
        else [next((each for each in row if each), None) for row in zip(*found, strict=True)]
    )


def _numbers(
    column: list[Any] | None, rows: int, region: str | None, name: str, wrong: Wrong
) -> np.ndarray[Any, np.dtype[np.int64]]:
    parsed = parse_numbers(pa.array(column or [None] * rows, pa.string()), region)
    for place in np.flatnonzero(parsed.values == 0).tolist():
        wrong[place] = (name, parsed.faults.get(place, "no number stands here"))
    return parsed.values


def _each(
    column: list[Any] | None, rows: int, name: str, wrong: Wrong, read: Callable[[str], int]
) -> list[int | None]:
    """What each cell says; None where nothing stands, and where what stands is wrong."""
    if column is None:
        return [None] * rows
    known: dict[str, int | str] = {}
    values: list[int | None] = []
    for place, cell in enumerate(column):
        if cell is None or cell == "":
            values.append(None)
            continue
        found = known.get(cell)
        if found is None:
            try:
                found = read(cell)
            except RequestError as error:
                found = str(error)
            known[cell] = found
        values.append(found if isinstance(found, int) else None)
        if isinstance(found, str):
            wrong.setdefault(place, (name, found))
    return values


def _moment(value: str, zone: ZoneInfo | None) -> int:
    """Seconds or milliseconds since 1970, or a clock with its zone or by the file's."""
    text = value.strip()
    whole, _, fraction = text.partition(".")
    if whole.isdigit() and (not fraction or fraction.isdigit()) and len(whole) in {10, 13}:
        return int(whole) * (1000 if len(whole) == 10 else 1)
    return read_moment(text, zone)


def _seconds(value: str) -> int:
    try:
        found = int(float(value))
    except (ValueError, OverflowError):
        raise RequestError("these are no seconds", "talk") from None
    if not 0 <= found <= LONGEST:
        raise RequestError(f"no call lasts {found:,} seconds", "talk")
    return found


def _status(value: str, form: Form) -> int:
    text = value.strip()
    if text in form.endings:
        return form.endings[text]
    if text.isdigit() and int(text) in STATUSES:
        return int(text)
    raise RequestError("unknown", "status")


def _share_of(line: int, size: int) -> float:
    """Which share of a file of text was read with this line, more or less: how many there are is not known before the end."""
    return min(0.99, line * USUAL_BYTES / size)
