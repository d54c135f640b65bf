"""A bill or a call log in rows: a sheet, a CSV, or what a PDF's lines were read into.

Where bills come in. Takes rows of cells; gives calls with the row each stands in, and the rows that cannot be read with
the reason. Above the names of the columns a bill says its span and much else; that is looked at, not read as calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ringfence.call.errors import ListError
from ringfence.doors.evidence.columns import FACTS, columns_of, heads_in, missing
from ringfence.doors.evidence.values import Reader, is_clock, not_answered, seconds, span_said, to_her
from ringfence.redress.case import Message, Ring

ABOVE: Final = 40
"""Rows among which the names of the columns are looked for."""
MOST_ROWS: Final = 200_000


@dataclass(slots=True)
class Read:
    """What a file came to: its calls or messages, the rows that could not be read, and what she must be asked.

    `rows` are the rows of `rings` or `messages` in the file, one each. `names` are the columns if she must say which is which,
    `samples` the first rows under them.
    """

    rings: list[Ring] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    samples: list[list[str]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


def read_rows(
    rows: Sequence[Sequence[str]], reader: Reader, said: Mapping[str, str], above: str = ""
) -> Read:
    """The calls of a table of cells; `above` is text that stood before it."""
    if len(rows) > MOST_ROWS:
        raise ListError(f"there are more than {MOST_ROWS:,} rows; bring the months that matter")
    head = heads_in(rows[:ABOVE], said)
    if head is None:
        best = max(range(min(len(rows), ABOVE)), key=lambda place: sum(map(bool, rows[place])), default=None)
        names = [] if best is None else list(rows[best])
        samples = [] if best is None else [list(row) for row in rows[best + 1 : best + 4]]
        return Read(
            missing=missing(columns_of(names, said)) or ["at", "number"], names=names, samples=samples
        )
    places = columns_of(rows[head], said)
    before = "\n".join([above, *(" ".join(row) for row in rows[:head])])
    reader = replace(reader, years=span_said(before, reader.zone) or reader.years)
    # What she says of all rows at once: that all of them are calls to her, say.
    fixed = {fact: value for fact, value in said.items() if value not in rows[head]}
    read = Read(
        columns={fact: rows[head][places[fact]] for fact in FACTS if fact in places}, names=list(rows[head])
    )
    for line, row in enumerate(rows[head + 1 :], head + 2):
        _read_row(row, line, places, fixed, reader, read)
    return read


def _read_row(
    row: Sequence[str],
    line: int,
    places: Mapping[str, int],
    fixed: Mapping[str, str],
    reader: Reader,
    read: Read,
) -> None:
    cells = {fact: row[place].strip() if place < len(row) else "" for fact, place in places.items()} | dict(
        fixed
    )
    said = [cell for cell in cells.values() if cell]
    # Sums, headings of a month, and the names of columns once more at the top of a page.
    if len(said) < 2 or heads_in([list(row)], {}) is not None:
        return
    try:
        if "text" in cells:
            read.messages.append(_message(cells, reader))
        else:
            read.rings.append(_ring(cells, reader))
    except ValueError as error:
        read.unread.append((line, str(error)))
        return
    read.rows.append(line)


def _ring(cells: Mapping[str, str], reader: Reader) -> Ring:
    way, length = cells.get("direction", ""), seconds(cells.get("seconds", ""))
    came = to_her(way)
    if came is None:
        raise ValueError("it does not say whether she was called or called herself")
    answered = False if not_answered(way) else (None if length is None else length > 0)
    return Ring(
        at=reader.moment(_moment_in(cells)),
        number=reader.number(cells["number"]),
        to_her=came,
        answered=answered,
        seconds=length,
    )


def _moment_in(cells: Mapping[str, str]) -> str:
    """The text of the moment; a day in a column of its own stands before a bare time of day."""
    if "at" not in cells:
        return f"{cells['date']} {cells['time']}"
    return f"{cells['date']} {cells['at']}" if "date" in cells and is_clock(cells["at"]) else cells["at"]


def _message(cells: Mapping[str, str], reader: Reader) -> Message:
    came = to_her(cells.get("direction", ""))
    if came is None:
        raise ValueError("it does not say whether she got this message or sent it")
    return Message(
        at=reader.moment(_moment_in(cells)),
        number=reader.number(cells["number"]),
        text=cells["text"],
        to_her=came,
    )


def cells_of(path: Path, name: str) -> Iterator[list[str]]:
    """The rows of a sheet or a CSV as text, from the first."""
    from ringfence.doors.evidence.cells import sheet_cells, text_cells  # noqa: PLC0415 - sheets bring their reader with them

    yield from (sheet_cells if name.lower().endswith((".xlsx", ".xlsm")) else text_cells)(path, name)
