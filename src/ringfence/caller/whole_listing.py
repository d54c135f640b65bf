"""A listing that comes whole, millions of numbers at a time: read, keyed and put in order, to be kept as one copy.

Beside `bring`, which takes facts row by row. Takes rows a door has read; gives the keys of the numbers in order, each
once, with the day since which it is listed, and seals what holds from now on in the one transaction it is handed. It
takes every row or none, keeps no number, and must never fill in a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ringfence.call.errors import ListError, nearest
from ringfence.call.moments import DAY
from ringfence.caller.bring import FIRST_LINE, Brought
from ringfence.caller.brought import read_column, read_numbers, read_recipients, shown
from ringfence.evidence.log import write_leaf
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.ledger import Transaction
from ringfence.ledger.listing_copy import FIRST_DAY, LAST_DAY, ListingCopy

ENTRY: Final = CATALOGUE["listing_entry"]
TAKEN: Final = ("recipient", "listing", "listed", "listed_on")
"""What a row of a whole listing may say; `checked_at` is that of the copy."""
COMPARED_AT_ONCE: Final = 1 << 20

Keys = npt.NDArray[np.uint64]
Days = npt.NDArray[np.uint16]
Keyed = Callable[[pa.StringArray], Keys]
"""Makes the keys of numbers in E.164: the first 64 bits of their tokens."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A listing as it came: `rows` of a file, the keys of the numbers in order, and their days as a copy keeps them."""

    rows: int
    keys: Keys
    days: Days


def take_whole(blocks: Iterable[pa.Table], name: str, keyed: Keyed, region: str | None) -> Whole:
    """The listing that these rows are; of a number that stands there twice, the last row counts.

    `region` is where numbers without a country's code are at home. ListError names line and column of what cannot be
    taken.
    """
    keys: list[Keys] = [np.empty(0, np.uint64)]
    days: list[Days] = [np.empty(0, np.uint16)]
    rows = 0
    for block in blocks:
        kept = _listed(block, name, rows + FIRST_LINE)
        keys.append(keyed(_numbers(block, rows + FIRST_LINE, region))[kept])
        days.append(_days(block, rows + FIRST_LINE)[kept])
        rows += block.num_rows
    every, since = np.concatenate(keys), np.concatenate(days)
    keys.clear()
    order = np.argsort(every, kind="stable")
    every, since = every[order], since[order]
    last = np.append(every[1:] != every[:-1], values=True)[: len(every)]
    return Whole(rows, every[last], since[last])


def compared(whole: Whole, before: ListingCopy | None) -> Brought:
    """What is new against the copy that holds, what has another day, what is as it was, and what is gone."""
    told = Brought(rows=whole.rows)
    for begin in range(0, len(whole.keys), COMPARED_AT_ONCE):
        some = slice(begin, begin + COMPARED_AT_ONCE)
        size = len(whole.keys[some])
        if before is None:
            told.added += size
            continue
        there, since = before.find_many(whole.keys[some])
        same = int((there & (since == whole.days[some])).sum())
        told.same += same
        told.changed += int(there.sum()) - same
        told.added += size - int(there.sum())
    told.gone = 0 if before is None else before.count - told.same - told.changed
    return told


def keep_whole(tx: Transaction, name: str, copy: str, told: Brought, checked_at: int, at: int) -> None:
    """Makes a copy the one that holds, from this transaction on, and seals it, `at` in UTC milliseconds.

    What looks at single numbers of the listing had said before is superseded by the copy. Nothing is written if the
    same copy of the same moment holds already.
    """
    held = tx.row("listing", {"name": name})
    if held is not None and held["copy"] == copy and held["checked_at"] == checked_at:
        return
    facts: dict[str, object] = {
        "relation": "listing", "listing": name, "rows": told.rows, "digest": copy, "checked_at": checked_at,
    }  # fmt: skip
    told.leaf = write_leaf(tx, "import", at, facts)
    tx.bring("listing", [{"name": name, "checked_at": checked_at, "copy": copy, "leaf": told.leaf}])
    tx.remove("listing_entry", {"listing": name})


def _listed(block: pa.Table, name: str, first: int) -> npt.NDArray[np.bool_]:
    """Which rows say that a number is listed: all of them, unless they say so one by one."""
    for column in block.column_names:
        if column not in TAKEN:
            raise ListError(
                f"`{shown(column)}` is not a column of a whole listing; {nearest(column, TAKEN) or 'it takes ' + ', '.join(TAKEN)}",
                1,
            )
    if "recipient" not in block.column_names:
        raise ListError(
            "a listing needs a column of numbers; say which with --map recipient=COLUMN", 1, "recipient"
        )
    if "listing" in block.column_names:
        for place, said in enumerate(block["listing"].to_pylist()):
            if said != name:
                raise ListError(f"this row is of `{shown(said)}`, not of `{name}`", first + place, "listing")
    if "listed" not in block.column_names:
        return np.ones(block.num_rows, np.bool_)
    read = read_column(ENTRY.column("listed"), block["listed"].to_pylist(), first)
    if None in read:
        raise ListError(
            "a whole listing says of each number whether it is listed", first + read.index(None), "listed"
        )
    return np.array(read, np.bool_)


def _numbers(block: pa.Table, first: int, region: str | None) -> pa.StringArray:
    column = ENTRY.column("recipient")
    if not (pa.types.is_string(block["recipient"].type) or pa.types.is_large_string(block["recipient"].type)):
        return pa.array(read_recipients(column, block["recipient"].to_pylist(), first, region), pa.string())
    return read_numbers(column, block["recipient"], first, region)


def _days(block: pa.Table, first: int) -> Days:
    """The days as a copy keeps them, 0 where a row says none."""
    if "listed_on" not in block.column_names:
        return np.zeros(block.num_rows, np.uint16)
    # Of days there are few: each different one is read once.
    told = block["listed_on"].combine_chunks().dictionary_encode()
    places = told.indices.fill_null(len(told.dictionary)).to_numpy()
    said = [*told.dictionary.to_pylist(), None]
    try:
        days = [_day(value) for value in said]
    except ListError:
        for row, place in enumerate(places.tolist()):
            _day(said[place], first + row)
        raise
    kept: Days = np.array(days, np.uint16)[places]
    return kept


@lru_cache(maxsize=1 << 16)
def _day(value: object, line: int = 0) -> int:
    """One day as a copy keeps it."""
    (midnight,) = read_column(ENTRY.column("listed_on"), [value], line)
    if midnight is None:
        return 0
    if not FIRST_DAY <= midnight // DAY <= LAST_DAY:
        raise ListError("a day of listing lies between 1990 and 2169", line, "listed_on")
    return int(midnight // DAY - FIRST_DAY + 1)
