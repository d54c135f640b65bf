"""Columns of cells read into call records: numbers, moments, seconds and endings, whole columns at a time.

Behind the reading of files. Takes the cells of some rows as text; gives what they say, and each row that cannot be read with its line,
its column and why. What is said twice is read once. It guesses nothing, and shows no whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ringfence.call.errors import RequestError
from ringfence.call.number import parse_numbers
from ringfence.carrier.record import Read
from ringfence.doors.lists.set_aside import Aside
from ringfence.doors.lists.values import read_moment
from ringfence.doors.records.forms import ANSWERED, Form

LONGEST: Final = 7 * 24 * 3600
"""Seconds: whatever says that it lasted longer is no call."""
STATUSES: Final = range(100, 700)
MILLISECONDS: Final = 13
"""Digits that milliseconds since 1970 have now."""
SECONDS: Final = 10
TEXTS: Final = ("city", "cell", "device")

Cells = Mapping[str, pa.StringArray]
Wrong = dict[int, tuple[str, str]]
"""Rows that cannot be read: which column of each, and why."""
Integers = NDArray[np.int64]


class Readings(NamedTuple):
    """Some rows as they were read, and those that were not."""

    read: Read
    aside: list[Aside]


class Told(NamedTuple):
    """What a column says, and in which rows it says anything that can be read."""

    values: Integers
    known: NDArray[np.bool_]


def readings(
    lines: Sequence[int],
    cells: Cells,
    torn: Sequence[Aside],
    form: Form,
    region: str | None,
    zone: ZoneInfo | None,
) -> Readings:
    """The records of some rows, and those rows that are none."""
    told = {fact: _column(cells, names) for fact, names in form.facts.items()}
    rows, wrong = len(lines), Wrong()
    numbers = {name: _numbers(told[name], rows, region, name, wrong) for name in ("recipient", "line")}
    ts = _moments(told["ts"], rows, zone, wrong)
    rest, talk = _ending(told, cells, form, rows, wrong)
    _note(wrong, ~ts.known, "ts", "no moment stands here")
    kept = np.ones(rows, bool)
    kept[list(wrong)] = False
    rest |= {name: _text(column) for name in TEXTS if (column := told.get(name)) is not None}
    read = Read(
        numbers["line"][kept], numbers["recipient"][kept], ts.values[kept], talk.values[kept],
        {name: values.filter(pa.array(kept)) for name, values in rest.items()},
    )  # fmt: skip
    aside = [
        Aside(lines[place], column, reason, _row(cells, place)) for place, (column, reason) in wrong.items()
    ]
    return Readings(read, [*torn, *aside])


def _ending(
    told: Mapping[str, pa.StringArray | None], cells: Cells, form: Form, rows: int, wrong: Wrong
) -> tuple[dict[str, pa.Array], Told]:
    """How each call rang and ended; and how long they talked."""
    # A word for an ending that nobody knows is unknown, and the row still counts.
    status = _each(told.get("status"), rows, "status", {}, lambda value: _status(value, form))
    said = _each(told.get("talk"), rows, "talk", wrong, _talked)
    # Nobody talked on a call that the network ended otherwise than answered; else the record must say how long.
    in_vain = status.known & (status.values > ANSWERED)
    talk = Told(np.where(in_vain, 0, said.values), said.known | in_vain)
    _note(
        wrong,
        ~talk.known,
        "talk",
        "nothing says whether anybody answered; give seconds talked, or the status",
    )
    if form.whole is None:
        ring = _each(told.get("ring"), rows, "ring", wrong, _seconds)
    else:
        whole = _each(cells.get(form.whole), rows, "ring", wrong, _seconds)
        ring = Told(np.maximum(0, whole.values - np.where(said.known, said.values, 0)), whole.known)
    return {
        name: pa.array(each.values, mask=~each.known) for name, each in (("ring", ring), ("status", status))
    }, talk


def _row(cells: Cells, place: int) -> list[str]:
    return [str(values[place].as_py() or "") for values in cells.values()]


def _column(cells: Cells, names: Sequence[str]) -> pa.StringArray | None:
    """The first of these columns that is there; of several that are, what the first says where it says something."""
    found = [cells[name] for name in names if name in cells]
    if len(found) < 2:
        return found[0] if found else None
    return pc.coalesce(*(_text(column) for column in found))


def _text(column: pa.StringArray) -> pa.StringArray:
    """What stands in each cell; unknown where nothing but blanks does."""
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _note(wrong: Wrong, rows: NDArray[np.bool_], column: str, reason: str) -> None:
    for place in np.flatnonzero(rows).tolist():
        wrong.setdefault(place, (column, reason))


def _numbers(
    column: pa.StringArray | None, rows: int, region: str | None, name: str, wrong: Wrong
) -> Integers:
    parsed = parse_numbers(pa.nulls(rows, pa.string()) if column is None else column, region)
    for place in np.flatnonzero(parsed.values == 0).tolist():
        wrong[place] = (name, parsed.faults.get(place, "no number stands here"))
    return parsed.values


def _moments(column: pa.StringArray | None, rows: int, zone: ZoneInfo | None, wrong: Wrong) -> Told:
    if column is not None and not column.null_count and rows and _are_milliseconds(column):
        return Told(column.cast(pa.int64()).to_numpy(), np.ones(rows, bool))
    return _each(column, rows, "ts", wrong, lambda value: _moment(value, zone))


def _are_milliseconds(column: pa.StringArray) -> bool:
    """Whether every cell is milliseconds since 1970, as programs write them: then a column is read at once."""
    return bool(pc.all(pc.match_substring_regex(column, f"^[0-9]{{{MILLISECONDS}}}$")).as_py())


def _each(
    column: pa.StringArray | None, rows: int, name: str, wrong: Wrong, read: Callable[[str], int]
) -> Told:
    """What each cell says; unknown where nothing stands, and where what stands is wrong."""
    if column is None:
        return Told(np.zeros(rows, np.int64), np.zeros(rows, bool))
    encoded = column.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    words = encoded.dictionary.to_pylist()
    # One more than there are: the last stands for what nobody said.
    values, known = np.zeros(len(words) + 1, np.int64), np.zeros(len(words) + 1, bool)
    faults: dict[int, str] = {}
    for code, word in enumerate(words):
        if word == "":
            continue
        try:
            values[code], known[code] = read(word), True
        except RequestError as error:
            faults[code] = str(error)
    if faults:
        for place in np.flatnonzero(np.isin(codes, list(faults))).tolist():
            wrong.setdefault(place, (name, faults[int(codes[place])]))
    return Told(values[codes], known[codes])


def _moment(value: str, zone: ZoneInfo | None) -> int:
    """Seconds or milliseconds since 1970, or a clock with its zone or by the file's."""
    text = value.strip()
    whole, _, fraction = text.partition(".")
    if whole.isdecimal() and (not fraction or fraction.isdecimal()) and len(whole) in {10, 13}:
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


def _talked(value: str) -> int:
    """Whole seconds; one that was hardly begun is a second, for the call was answered."""
    return _seconds(value) or int(float(value) > 0)


def _status(value: str, form: Form) -> int:
    text = value.strip()
    if text in form.endings:
        return form.endings[text]
    if text.isdecimal() and int(text) in STATUSES:
        return int(text)
    raise RequestError("unknown", "status")
