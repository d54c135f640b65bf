"""Files of facts: XLSX, CSV or Parquet as other systems export them, their columns under the ledger's names.

Where facts come in. Takes a path and the names a relation has; gives blocks of columns in the order of the file. Text
stays text, whatever it looks like: a number read as an integer has lost its plus. A row that is no row of the table
refuses the file: of facts all are taken, or none. What a value means is for the gate to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from ringfence.call.errors import ListError, nearest
from ringfence.doors.lists.columns import NAMES, plain
from ringfence.doors.lists.intake import as_text, share_read
from ringfence.doors.lists.rows import source_of

READS = (".csv", ".txt", ".tsv", ".xlsx", ".parquet")
_OTHERWISE = {name: fact for fact, names in NAMES.items() for name in names.split()}
_KEPT = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_timestamp,
    pa.types.is_date,
    pa.types.is_binary,
)


def read_rows(
    path: str | Path, progress: Callable[[float], object] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a file, told by its ending.

    `progress` is told after every few thousand rows which share was read, from 0 to 1.

    >>> next(read_rows("examples/campaign/contacts.parquet"))["month"]
    'may'
    """
    for block in read_blocks(path, progress):
        yield from block.to_pylist()


def read_blocks(
    path: str | Path, progress: Callable[[float], object] | None = None, known: Collection[str] = (),
    mapping: Mapping[str, str] | None = None,
) -> Iterator[pa.Table]:  # fmt: skip
    """The same rows by the column, a few thousand at a time: for many.

    Columns that are not `known` get the known name that people mean by theirs; `mapping` (known name to column) has the
    last word.
    """
    file = Path(path)
    if file.suffix.lower() not in READS:
        raise ListError(f"`{file.name}` is no file this reads; give it as .xlsx, .csv or .parquet")
    source = source_of(file)
    names = read_names(source.names, known, mapping or {})
    for block in source.blocks():
        if block.torn:
            torn = min(block.torn, key=lambda each: each.line)
            raise ListError(torn.reason, torn.line)
        # A program means the types that it wrote; what stands in a sheet is what a person sees.
        own = source.kind == "parquet"
        columns = [column if own else as_text(column) for column in block.cells.columns]
        yield pa.table(columns, names=names)
        if progress and len(block.lines):
            progress(share_read(source, int(block.lines[-1])))
    if progress:
        progress(1.0)


def read_names(names: Collection[str], known: Collection[str], mapping: Mapping[str, str]) -> list[str]:
    """The names of a file's columns as the house has them, where that is clear; `mapping` has the last word."""
    for fact, column in mapping.items():
        if column not in names:
            raise ListError(
                f"the file has no column `{column}`; {nearest(column, names) or 'see its first row'}", 1, fact
            )
    told = {column: fact for fact, column in mapping.items()}
    taken = {*told.values(), *(name for name in names if name in known)}
    for name in names:
        fact = _OTHERWISE.get(plain(name), "")
        if name not in told and name not in known and fact in known and fact not in taken:
            told[name] = fact
            taken.add(fact)
    return [told.get(name, name) for name in names]
