"""A list opened: its columns found, its words, zones and lines checked, its places counted.

Between the file and the judge. Takes a list's file; gives its columns in memory, one fact a column, or says which
line and column is wrong. What all calls share is held once. Knows no token and makes no table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ringfence.call.errors import ListError, nearest
from ringfence.call.moments import moment
from ringfence.call.words import MOST_PLACES
from ringfence.engines.duckdb.checked import checked_column, checked_word, plain_column
from ringfence.engines.duckdb.listed import (
    COLUMNS,
    PLACE_WORDS,
    SELDOM_TWICE,
    ListFile,
    columns_of,
    read_list,
)
from ringfence.engines.duckdb.planned import moments_of

Fact: TypeAlias = Any
"""A fact of every call: an Arrow column, or the text or number that all share; None where nobody gave it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A list in memory: `facts` by the name of its columns, `t` and `priority` for its order.

    `whom` is the column of numbers or of tokens as it was given, `places` how many known places every call has, if
    all have the same number (0 if none), else None.
    """

    rows: int
    facts: dict[str, Fact]
    t: Fact
    priority: Fact
    whom: Fact
    by_token: bool
    place_count: Fact
    places: int | None


def open_list(db: duckdb.DuckDBPyConnection, source: ListFile) -> Opened:
    """The list of a file, its words checked; `db` reads the moments that are not written plainly."""
    for name in source.common:
        if name not in COLUMNS:
            raise ListError(
                f"`{name}` is not a fact of a call; {nearest(name, COLUMNS) or 'see --help'}", None, name
            )
    columns = columns_of(source)
    _look_for_recipients(columns, source)
    known = {*COLUMNS, *source.further}
    given = [column for column in columns if column in known and column not in source.common]
    table = read_list(source, given)
    facts = {
        name: _fact(name, table.column(name)) for name in given if name not in {"recipient", "token", "at"}
    }
    facts |= {
        name: checked_word(name, value)
        for name, value in source.common.items()
        if name not in {"recipient", "token", "at"}
    }
    t = moments_of(db, table, source.at) if "at" in given else _common_moment(source)
    by_token = "token" in given or "token" in source.common
    whom = "token" if by_token else "recipient"
    place_count = _place_count(facts, table.num_rows)
    return Opened(
        table.num_rows, facts, t, facts.pop("priority", None), source.common.get(whom) or table.column(whom), by_token,
        place_count, _places(place_count),
    )  # fmt: skip


def _look_for_recipients(columns: list[str], source: ListFile) -> None:
    if not {"recipient", "token"} & {*columns, *source.common}:
        hint = next((near for each in columns if (near := nearest(each, ["recipient"]))), None)
        raise ListError(
            f"whom are these calls to? name the column of numbers `recipient`{f'; {hint}' if hint else ''}"
        )
    for column in columns:
        if (
            column not in {*COLUMNS, *source.further}
            and (near := nearest(column, COLUMNS))
            and len(column) > 3
        ):
            raise ListError(
                f"`{column}` is nearly a fact of a call; {near} rename it, or leave it out", 1, column
            )


def _fact(name: str, column: pa.ChunkedArray) -> Fact:
    if name not in SELDOM_TWICE:
        return checked_column(name, column)
    plain = plain_column(column)
    return None if plain.null_count == len(plain) else plain


def _common_moment(source: ListFile) -> int:
    return moment(source.common["at"]) if "at" in source.common else source.at


def suffix_of(place: int) -> str:
    """What the columns of a place end with: nothing for the best-known one."""
    return "" if place == 1 else f"_{place}"


def _place_count(facts: dict[str, Fact], rows: int) -> Fact:
    """How many places each call has: the last one of which anything is known."""
    count: int | np.ndarray = 0
    for place in range(1, MOST_PLACES + 1):
        told = [facts.get(f"{word}{suffix_of(place)}") for word in PLACE_WORDS]
        if any(isinstance(each, str) for each in told):
            count = place
            continue
        known = np.zeros(rows, dtype=bool)
        for each in told:
            if each is not None:
                known |= pc.is_valid(each).to_numpy(zero_copy_only=False)
        if known.any():
            count = np.where(known, place, count)
    if isinstance(count, int) or not rows:
        return count or None
    least = int(count.min())
    if least == count.max():
        return least or None
    return pa.array(count, pa.int64(), mask=count == 0)


def _places(place_count: Fact) -> int | None:
    return place_count or 0 if place_count is None or isinstance(place_count, int) else None
