"""A list opened becomes `asked`: a row for each call, as narrow as what the plan reads.

The last step before the judge. Takes an opened list and what makes tokens of its numbers; gives `asked` in a DuckDB
session, a view of the table `asked_rows`. What all calls share takes no room: it stands in the view. Few words are kept
as numbers (ENUM) and compared as such. The numbers themselves are gone once their tokens are made.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ringfence.call.words import DESCRIBED, FLAGS, MOST_PLACES
from ringfence.engines.duckdb.checked import YES
from ringfence.engines.duckdb.listed import PLACE_WORDS, ListFile
from ringfence.engines.duckdb.opened import Fact, Opened, open_list, suffix_of
from ringfence.engines.duckdb.planned import places_in_order
from ringfence.engines.duckdb.recipients import TokenSql, given_tokens, in_blocks, is_uuid, keyed_numbers

__all__ = ["WORDS", "ListFile", "Opened", "TokenSql", "keyed", "make_asked", "open_list", "read_asked"]

ZONES = (*(f"zone_{place}" for place in range(1, MOST_PLACES + 1)), "zone_number", "caller_zone")
WORDS = (
    *DESCRIBED, *FLAGS, "place_count",
    *(f"{word}_{place}" for place in range(1, MOST_PLACES + 1) for word in PLACE_WORDS[:2]),
)  # fmt: skip
FEW = 60_000
"""Words of a column up to which they are kept as numbers."""
VERY_FEW = 8
"""Words of a column up to which a call's is chosen among them one by one."""
KINDS = {
    "row": "BIGINT",
    "ord": "BIGINT",
    "t": "BIGINT",
    "recipient": "UUID",
    "place_count": "BIGINT",
    **dict.fromkeys(FLAGS, "BOOLEAN"),
}


def read_asked(db: duckdb.DuckDBPyConnection, source: ListFile, token: TokenSql) -> int:
    """Makes `asked` with every word there is; how many calls there are."""
    return make_asked(db, open_list(db, source), token, WORDS)


def make_asked(db: duckdb.DuckDBPyConnection, opened: Opened, token: TokenSql, words: Collection[str]) -> int:
    """Makes the temporary view `asked` with these words of its calls; how many calls there are.

    Always there: `row`, `ord` (the place in asking order), `t`, `recipient`, `id`, `line` and every zone.
    """
    always = ("row", "ord", "t", "recipient", "id", "line", *ZONES)
    facts: dict[str, Fact] = {
        "row": pa.array(np.arange(opened.rows)),
        "recipient": _recipients(db, opened, token),
    }
    facts |= {name: _fact_of(opened, name) for name in (*always, *words) if name not in facts}
    columns = [_Column.of(name, fact) for name, fact in facts.items()]
    for column in columns:
        if column.words is not None:
            # Told as a table: as text, tens of thousands of words are parsed for longer than the list is read.
            db.register("words_told", pa.table({"word": column.words}))
            db.execute(
                f"CREATE OR REPLACE TEMP TYPE {column.type_name} AS ENUM (SELECT word FROM words_told)"
            )
            db.unregister("words_told")
    held = {column.name: column.held for column in columns if column.held is not None}
    db.register("held", in_blocks(pa.table(held)))
    kept = ", ".join(f'{column.kept} AS "{column.name}"' for column in columns if column.name in held)
    db.execute(f"CREATE OR REPLACE TEMP TABLE asked_rows AS SELECT {kept} FROM held")
    db.unregister("held")
    db.execute(
        f"CREATE OR REPLACE TEMP VIEW asked AS SELECT {', '.join(column.drawn for column in columns)} FROM asked_rows"
    )
    return opened.rows


def keyed(db: duckdb.DuckDBPyConnection, opened: Opened, token: TokenSql) -> Opened:
    """The list with tokens in place of its numbers, for whoever makes `asked` of it several times."""
    return replace(opened, whom=_recipients(db, opened, token), by_token=True)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of `asked`: what the view draws for it and, unless all calls share it, its rows and how they are kept.

    `words` are those of which it has few: they become a type of their own.
    """

    name: str
    drawn: str
    kept: str = ""
    held: pa.Array | pa.ChunkedArray | None = None
    words: pa.Array | None = None

    @property
    def type_name(self) -> str:
        """What the type of its few words is called."""
        return f"words_of_{self.name}"

    @classmethod
    def of(cls, name: str, fact: Fact) -> _Column:
        kind, drawn = KINDS.get(name, "VARCHAR"), f'"{name}"'
        if fact is None or isinstance(fact, str | int):
            shared = f'"{fact}"' if name == "ord" else _literal(fact)
            return cls(name, f'{shared}::{kind} AS "{name}"')
        if not isinstance(fact, pa.DictionaryArray):
            return cls(name, drawn, f"{drawn}::{kind}", fact)
        words = fact.dictionary
        if not 0 < len(words) <= FEW:
            return cls(name, drawn, f"{drawn}::{kind}", fact.cast(pa.string()))
        kept = replace(cls(name, drawn), held=fact, words=words)
        if len(words) > VERY_FEW:
            return replace(kept, kept=f"{drawn}::{kept.type_name}")
        # Chosen by their numbers, not looked up by their letters: a third of the time.
        chosen = " ".join(
            f"WHEN {code} THEN {_literal(word)}::{kept.type_name}"
            for code, word in enumerate(words.to_pylist())
        )
        return replace(kept, kept=f"CASE {drawn} {chosen} END", held=fact.indices)


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _recipients(db: duckdb.DuckDBPyConnection, opened: Opened, token: TokenSql) -> Fact:
    whom = opened.whom
    if isinstance(whom, str):
        column = pa.chunked_array([[whom]], pa.string())
        made = given_tokens(db, column) if opened.by_token else keyed_numbers(db, column, token)
        return str(made[0].as_py())
    if opened.by_token:
        return whom if is_uuid(whom) else given_tokens(db, whom)
    return keyed_numbers(db, whom, token)


def _fact_of(opened: Opened, name: str) -> Fact:
    """What is known of the calls under a name of `asked`."""
    if name == "t":
        return opened.t
    if name == "ord":
        places = places_in_order(opened.t, opened.priority, opened.rows)
        return "row" if places is None else pa.array(places)
    if name == "place_count":
        return opened.place_count
    if name == "zone_number":
        return _zone_of_number(opened)
    word, _, place = name.rpartition("_")
    listed = f"{word}{suffix_of(int(place))}" if word in PLACE_WORDS and place.isdigit() else name
    fact = opened.facts.get(listed)
    return _yes_or_no(fact) if name in FLAGS else fact


def _yes_or_no(fact: Fact) -> Fact:
    if isinstance(fact, pa.DictionaryArray):
        truths = pa.array([word.lower() in YES for word in fact.dictionary.to_pylist()], pa.bool_())
        return truths.take(fact.indices)
    return None if fact is None else str(str(fact).lower() in YES)


def _zone_of_number(opened: Opened) -> Fact:
    """The zone that a call's number points to: that of the first place known by it."""
    found: Fact = None
    for place in range(MOST_PLACES, 0, -1):
        source = opened.facts.get(f"source{suffix_of(place)}")
        zone = opened.facts.get(f"zone{suffix_of(place)}")
        if source == "number":
            found = zone
        elif isinstance(source, pa.DictionaryArray) and "number" in source.dictionary.to_pylist():
            mask = pc.equal(source.cast(pa.string()), "number").fill_null(fill_value=False)
            found = pc.if_else(mask, _as_text(zone), _as_text(found)).dictionary_encode()
    return found


def _as_text(fact: Fact) -> pa.Array | pa.Scalar:
    return fact.cast(pa.string()) if isinstance(fact, pa.DictionaryArray) else pa.scalar(fact, pa.string())
