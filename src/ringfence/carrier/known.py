"""What a carrier knows of lines, and who complained: rows of files, as rows of the ledger.

At the carrier's door, beside the call records. Takes columns as a file has them; gives rows with tokens in the place of numbers, or
ListError with line and column of what cannot be read: of facts all are taken, or none. It fills in nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from ringfence.call.errors import ListError, RequestError
from ringfence.call.moments import moment
from ringfence.call.number import parse_numbers
from ringfence.evidence.mac import keyed
from ringfence.evidence.subscriber import subscriber_tokens
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.relation import Column

NUMBERS: Final = ("line", "complainant")
"""Columns in which a file has numbers, and the ledger tokens."""
OURS: Final = ("owner_token", "leaf")
"""Columns that the house fills by itself."""
YES: Final = frozenset({"true", "1", "yes", "y", "是", "已备案", "已报备"})
NO: Final = frozenset({"false", "0", "no", "n", "否", "未备案", "未报备"})
OWNERS: Final = b"ringfence.owner"
OWNER_PLACE: Final = 127
FIRST_LINE: Final = 2

Rows = list[dict[str, Any]]


def columns_taken(relation: str) -> list[str]:
    """The columns of a relation that a file may have."""
    return [name for name in CATALOGUE[relation].column_names if name not in OURS]


def known_rows(
    relation: str, blocks: Iterable[Mapping[str, Sequence[Any]]], key: bytes, region: str | None
) -> Iterable[Rows]:
    """The rows of a file, block by block, as the ledger keeps them, but for their leaf."""
    first = FIRST_LINE
    for block in blocks:
        columns = {name: block[name] for name in columns_taken(relation) if name in block}
        missing = next(
            (each.name for each in CATALOGUE[relation].columns if each.needed and each.name not in columns),
            None,
        )
        if missing is not None:
            raise ListError(f"the file has no column `{missing}`", 1, missing)
        read = {
            name: _column(CATALOGUE[relation].column(name), values, key, first, region)
            for name, values in columns.items()
        }
        if "owner" in read:
            read["owner_token"] = [None if each is None else owner_token(key, each) for each in read["owner"]]
        yield [dict(zip(read, row, strict=True)) for row in zip(*read.values(), strict=True)]
        first += len(next(iter(columns.values())))


def owner_token(key: bytes, owner: str) -> int:
    """The token of whoever holds lines: a number that no line has."""
    # Lines' tokens have a place from 0 to 99 in their last seven bits, so that this one is an owner's.
    return int.from_bytes(keyed(key, OWNERS)(owner.encode())[:7]) << 7 | OWNER_PLACE


def is_owner(token: int) -> bool:
    """Whether a token is an owner's and no line's."""
    return token & OWNER_PLACE == OWNER_PLACE


def _column(column: Column, values: Sequence[Any], key: bytes, first: int, region: str | None) -> list[Any]:
    if column.name in NUMBERS:
        parsed = parse_numbers(
            pa.array([None if each is None else str(each) for each in values], pa.string()), region
        )
        if parsed.numbers.null_count:
            place, fault = min(parsed.faults.items()) if parsed.faults else (0, "no number stands here")
            raise ListError(fault, first + place, column.name)
        tokens: list[Any] = subscriber_tokens(key, parsed.values).tolist()
        return tokens
    return [_value(column, value, first + place) for place, value in enumerate(values)]


def _value(column: Column, value: Any, line: int) -> Any:
    if value is None or value == "":
        if column.needed:
            raise ListError(f"nothing stands here; it needs {column.meaning}", line, column.name)
        return None
    if column.type == "flag":
        word = str(value).strip().lower()
        if word not in YES | NO:
            raise ListError(f"`{word[:20]}` is neither yes nor no", line, column.name)
        return word in YES
    if column.type == "moment":
        try:
            return moment(int(value) if str(value).lstrip("-").isdecimal() else str(value))
        except RequestError as error:
            raise ListError(str(error), line, column.name) from None
    return str(value)
