"""One column of facts as somebody wrote it, read into what the ledger keeps.

Beside `bring`, which knows rows and relations; this module knows values. Takes a column of the catalogue
and its values in the order of their lines; gives them as integers, words and lines, or says on which line
one cannot be read. Each distinct value is read once. It must never guess, and no error shows a number in
full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from ringfence.call.errors import ListError, RequestError, nearest
from ringfence.call.moments import DAY, HOUR, MINUTE, day_number, moment
from ringfence.call.number import parse_line, parse_numbers
from ringfence.call.words import (
    ACCOUNT_FACTS,
    ATTESTATIONS,
    CLOSED,
    DIRECTIONS,
    GRADES,
    KEPT_AS,
    NEEDS,
    OUTCOMES,
    TRIGGERS,
)
from ringfence.ledger.relation import Column, Type

WORDS: Final[dict[str, tuple[str, ...]]] = {
    **CLOSED,
    "direction": DIRECTIONS,
    "outcome": OUTCOMES,
    "trigger": TRIGGERS,
    "need": NEEDS,
    "grade": GRADES,
    "kept_as": KEPT_AS,
    "fact": ACCOUNT_FACTS,
    "attestation": ATTESTATIONS,
}
"""The columns that take only certain words."""
ANY: Final = "any"
"""In a proof's word: it covers all."""
UNKNOWN: Final = ("", "unknown", None)
"""What is written for a fact that nobody has."""
# A whole number outside these years is a moment in seconds, or no moment at all but, say, a telephone number.
MOMENTS: Final = range(moment("1990-01-01T00:00:00+00:00"), moment("2100-01-01T00:00:00+00:00"))
FLAGS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
PLAIN_MOMENT: Final = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][+-][01][0-9]:[0-5][0-9]$"
CLOCK: Final = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
MOST_DIGITS: Final = 6
MOST_LINES: Final = 1 << 16
"""How many lines are kept read from one block of a file to the next."""


def read_column(
    column: Column, values: Sequence[Any], first: int, *, any_word: bool = False, region: str | None = None
) -> list[Any]:
    """The values as the ledger keeps them, None for unknown; `first` is the line of the first of them.

    `any_word` lets words say `any`; `region` is where lines without a country's code are at home. ListError names the
    line and the column of a value that cannot be read.

    >>> read_column(Column("ts", "moment", "when"), ["2026-03-10T15:00:00+08:00", "unknown"], first=2)
    [1773126000000, None]
    """
    if column.type == "moment" and (moments := _plain_moments(values)) is not None:
        return moments
    read = _reader(column, any_word=any_word, region=region)
    try:
        known: dict[Any, Any] = dict.fromkeys(values)
    except TypeError:
        place, value = next((i, each) for i, each in enumerate(values) if isinstance(each, list | dict | set))
        raise _fault(f"`{shown(value)}` is more than one value; give one", first + place, column) from None
    for value in known:
        try:
            known[value] = None if value in UNKNOWN else read(value)
        except RequestError as error:
            raise _fault(str(error), first + values.index(value), column) from None
    _refuse_gaps(column, known, values, first)
    return [known[value] for value in values]


def read_recipients(
    column: Column, values: Sequence[Any], first: int, region: str | None = None
) -> list[str]:
    """The numbers of the people in E.164, every row's own; ListError at the first that cannot be read.

    `region` is where numbers without a country's code are at home.
    """
    if set(map(type, values)) != {str}:
        place = next(place for place, value in enumerate(values) if not isinstance(value, str))
        message = "a number is text such as +8613…; format the column as text and export it again"
        raise _fault(message, first + place, column)
    numbers: list[str] = read_numbers(column, pa.array(values, pa.string()), first, region).to_pylist()
    return numbers


def read_numbers(column: Column, values: pa.Array, first: int, region: str | None = None) -> pa.StringArray:
    """The same of a column in Arrow's form."""
    parsed = parse_numbers(values, region)
    if parsed.numbers.null_count:
        place, fault = min(parsed.faults.items())
        raise _fault(fault, first + place, column)
    return parsed.numbers


# Law: no error holds a whole telephone number, in whatever column it strayed.
def shown(value: object) -> str:
    """A value as an error may show it: in full, or no more than its beginning if it has many digits.

    >>> shown("marketting"), shown("+8613800138000")
    ('marketting', '+86138…')
    """
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in str(value)[:60])
    return text if sum(map(str.isdigit, text)) <= MOST_DIGITS else f"{text[:MOST_DIGITS]}…"


def _fault(message: str, line: int, column: Column) -> ListError:
    return ListError(message, line, column.name)


def _refuse_gaps(column: Column, known: dict[Any, Any], values: Sequence[Any], first: int) -> None:
    if column.needed:
        for value, read in known.items():
            if read is None:
                message = f"nothing stands here; it needs {column.meaning}"
                raise _fault(message, first + values.index(value), column)


def _reader(column: Column, *, any_word: bool, region: str | None) -> Callable[[Any], Any]:
    words = WORDS.get(column.name)
    reader: Callable[[Any], Any] = READERS[column.type]
    if words is not None:
        reader = _word_of(words)
    elif column.name == "line":
        reader = partial(_line, region=region)
    return _or_any(reader) if any_word and column.type == "text" else reader


def _or_any(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: ANY if value == ANY else reader(value)


def _word_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            hint = nearest(str(value), words) or f"it is one of {', '.join(words)}"
            raise RequestError(f"`{shown(value)}` is not a word for this; {hint}")
        return str(value)

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise RequestError(f"`{shown(value)}` is not text; store the column as text")
    return value


def _line(value: Any, region: str | None) -> str:
    return _read_line(_text(value), region)


_read_line = lru_cache(maxsize=MOST_LINES)(parse_line)


def _plain_moments(values: Sequence[Any]) -> list[Any] | None:
    """The moments of a column that is written in the one usual form throughout, read all at once; else None."""
    if set(map(type, values)) != {str}:
        return None
    written = pa.array(values, pa.string())
    if not pc.all(pc.match_substring_regex(written, PLAIN_MOMENT)).as_py():
        return None
    try:
        # Both are proleptic Gregorian and take no leap second; the regular expression keeps to what both read.
        read: list[Any] = written.cast(pa.timestamp("ms", tz="UTC")).cast(pa.int64()).to_pylist()
    except pa.ArrowInvalid:
        return None
    return read


def _moment(value: Any) -> int:
    if isinstance(value, str) and INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and value in MOMENTS and not isinstance(value, bool):
        return value
    try:
        if isinstance(value, str | datetime):
            return moment(value)
    except RequestError as error:
        if "names no zone" in str(error):
            advice = "add one, as in 2026-03-10T15:00:00+08:00"
            raise RequestError(f"`{shown(value)}` names no zone; {advice}") from None
    advice = "write it like 2026-03-10T15:00:00+08:00, or in milliseconds since 1970"
    raise RequestError(f"`{shown(value)}` is not a moment; {advice}")


def _day(value: Any) -> int:
    if isinstance(value, str) and not INTEGER.fullmatch(value):
        try:
            return day_number(date.fromisoformat(value))
        except ValueError:
            pass
    elif isinstance(value, date) and not isinstance(value, datetime):
        return day_number(value)
    elif INTEGER.fullmatch(str(value)) and int(value) in MOMENTS and int(value) % DAY == 0:
        return int(value)
    raise RequestError(f"`{shown(value)}` is not a day; write it like 2026-03-10")


def read_span(value: Any) -> int:
    """A time of day in milliseconds, from `20:00` or from milliseconds.

    >>> read_span("20:00")
    72000000
    """
    clock = CLOCK.fullmatch(value) if isinstance(value, str) else None
    span = int(clock[1]) * HOUR + int(clock[2]) * MINUTE if clock else None
    if span is None and INTEGER.fullmatch(str(value)):
        span = int(value)
    if span is None or not 0 <= span <= DAY:
        raise RequestError(f"`{shown(value)}` is not a time of day; write it like 20:00")
    return span


def _flag(value: Any) -> bool:
    flag = FLAGS.get(str(value).lower())
    if flag is None:
        raise RequestError(f"`{shown(value)}` is neither true nor false; write one, or nothing if unknown")
    return flag


def _count(value: Any) -> int:
    if not INTEGER.fullmatch(str(value)) or int(value) < 0:
        raise RequestError(f"`{shown(value)}` is not a whole number; write it like 1200")
    return int(value)


READERS: Final[dict[Type, Callable[[Any], Any]]] = {
    "text": _text,
    "moment": _moment,
    "day": _day,
    "span": read_span,
    "flag": _flag,
    "count": _count,
}
"""How a value of each type is read; what the ledger counts or keys by itself is never brought."""
