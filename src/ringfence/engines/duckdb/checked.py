"""The words of a list, each looked at once: is it a word for this, a zone, a line, a yes or a no.

Between the file and the table `asked`. Takes a column as a dictionary; gives it with what is unknown as null and its
words in order, or says which line and column is wrong. Guesses no word.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from ringfence.call.errors import ListError, NumberError, nearest
from ringfence.call.number import parse_line
from ringfence.call.words import CLOSED, FLAGS, OUTCOMES, PLACE_SOURCES
from ringfence.policy.plan.clockwork import zone_offsets

UNKNOWN = frozenset({"", "unknown"})
YES = frozenset({"true", "t", "yes", "y", "1"})
NO = frozenset({"false", "f", "no", "n", "0"})
CHOSEN = {**CLOSED, "source": PLACE_SOURCES, "outcome": OUTCOMES}
"""The words that each of these facts chooses from."""


def checked_column(name: str, column: pa.ChunkedArray) -> pa.DictionaryArray | str | None:
    """The column's words in the order of their letters, null where unknown; the one word that all calls share."""
    parts = _as_words(column)
    told = parts[0].dictionary.to_pylist() if parts else []
    known = sorted({word for word in told if word is not None and word not in UNKNOWN})
    _refuse_wrong(name, parts, told, known)
    if not known:
        return None
    place = {word: code for code, word in enumerate(known)}
    moved = pa.array([place.get(word) for word in told], _numbers(len(known)))
    if len(known) == 1 and not moved.null_count and not column.null_count:
        return known[0]
    codes = pa.concat_arrays([moved.take(part.indices) for part in parts])
    return pa.DictionaryArray.from_arrays(codes, pa.array(known, pa.string()))


def _refuse_wrong(
    name: str, parts: list[pa.DictionaryArray], told: list[str | None], known: list[str]
) -> None:
    """Tells the first row whose word is none for this column; words that no row has are nobody's fault."""
    wrong = {word for word in known if fault_of(base_of(name), word) is not None}
    begun = 0
    for part in parts if wrong else ():
        codes = pa.array([code for code, word in enumerate(told) if word in wrong], part.indices.type)
        row = pc.index(pc.is_in(part.indices, codes), value=True).as_py()
        if row >= 0:
            raise ListError(str(fault_of(base_of(name), part[row].as_py())), begun + row + 2, name)
        begun += len(part)


def _numbers(words: int) -> pa.DataType:
    """The narrowest numbers for so many words."""
    return next(kind for kind in (pa.int8(), pa.int16(), pa.int32()) if words <= 1 << (kind.bit_width - 1))


def checked_word(name: str, value: str) -> str | None:
    """A word that all calls share, or none if it is unknown."""
    if value in UNKNOWN:
        return None
    if (fault := fault_of(base_of(name), value)) is not None:
        raise ListError(fault, None, name)
    return value


def plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of free words, null where unknown."""
    text = column.cast(pa.string())
    unknown = pc.is_in(text, pa.array(sorted(UNKNOWN)))
    return pc.if_else(unknown, pa.scalar(None, pa.string()), text) if pc.any(unknown).as_py() else text


def _as_words(column: pa.ChunkedArray) -> list[pa.DictionaryArray]:
    """The column's parts, all with the same dictionary."""
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    if not pa.types.is_string(column.type.value_type):
        column = column.cast(pa.dictionary(column.type.index_type, pa.string()))
    return list(column.unify_dictionaries().chunks)


def base_of(name: str) -> str:
    """The word that a column is about: that of `zone_2` is `zone`."""
    return name[:-2] if name[-2:] in {"_2", "_3", "_4"} else name


def fault_of(word: str, value: str) -> str | None:
    """What is wrong with a value, and what to do; nothing if it is right."""
    if word in CHOSEN:
        known = CHOSEN[word]
        hint = nearest(value, known) or f"it is one of {', '.join(known)}"
        return None if value in known else f"`{value}` is not a word for this; {hint}"
    if word in {"zone", "caller_zone"}:
        return None if zone_offsets(value) else f"`{value}` is not a zone; write one such as Asia/Shanghai"
    if word in (*FLAGS, "sale"):
        return None if value.lower() in YES | NO else f"`{value}` is neither yes nor no; write true or false"
    if word == "priority":
        return None if _is_whole(value) else f"`{value}` is not a whole number; the smaller is asked first"
    return _line_fault(value) if word == "line" else None


def _is_whole(value: str) -> bool:
    return value.removeprefix("-").isdecimal() and len(value) < 19


def _line_fault(value: str) -> str | None:
    try:
        parse_line(value)
    except NumberError as error:
        return str(error)
    return None
