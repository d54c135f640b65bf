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


def checked_column(name: str, column: pa.ChunkedArray) -> pa.DictionaryArray:
    """The column's words in the order of their letters, null where unknown."""
    words = _as_words(column)
    told = words.dictionary.to_pylist()
    known = sorted({word for word in told if word is not None and word not in UNKNOWN})
    wrong = {word for word in known if fault_of(base_of(name), word) is not None}
    if wrong:
        codes = pa.array([code for code, word in enumerate(told) if word in wrong], words.indices.type)
        row = pc.index(pc.is_in(words.indices, codes), value=True).as_py()
        if row >= 0:
            fault = fault_of(base_of(name), words[row].as_py())
            raise ListError(str(fault), row + 2, name)
    place = {word: code for code, word in enumerate(known)}
    moved = pa.array([place.get(word) for word in told], pa.int32())
    return pa.DictionaryArray.from_arrays(moved.take(words.indices), pa.array(known, pa.string()))


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


def _as_words(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # a column without rows has no chunk
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    return pa.DictionaryArray.from_arrays(whole.indices, whole.dictionary.cast(pa.string()))


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
