"""Some rows of a file as they stand: what every reader of files gives, whatever the file is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from csv import Error
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.call.errors import ListError

BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Torn:
    """A row that is no row of this table."""

    line: int
    reason: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole rows: the line of each, and its cells by column; and those between them that are torn."""

    lines: NDArray[np.int64]
    cells: pa.Table
    torn: Sequence[Torn] = ()


def named(names: Sequence[str], path: Path) -> tuple[str, ...]:
    """The names of a table's columns; ListError if there is none, or one stands twice."""
    told = tuple(name.strip().lstrip("\ufeff") for name in names)
    if not any(told):
        raise ListError(f"`{path.name}` is empty; its first row names the columns", 1)
    twice = next((name for name in told if name and told.count(name) > 1), None)
    if twice is not None:
        raise ListError(f"`{twice}` stands twice in the header; keep one of them", 1, twice)
    # A column without a name is kept under its place, as a spreadsheet counts.
    return tuple(name or f"column {place}" for place, name in enumerate(told, 1))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Whatever a library says of a file it cannot read is told without quoting the file."""
    try:
        yield
    except (pa.ArrowException, Error, UnicodeError, EOFError, KeyError) as error:
        raise ListError(
            f"`{path.name}` cannot be read: is it whole? save it again as CSV, XLSX or Parquet"
        ) from error
