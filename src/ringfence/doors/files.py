"""Files of rows: CSV and Parquet, read a piece at a time.

Where facts come in from other systems. Takes a path; gives rows as mappings, in the order of the file. A CSV's
values stay text, whatever they look like: a number read as an integer has lost its plus. What a value means is
for the gate to say.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from ringfence.call.errors import ListError

Progress = Callable[[int, int | None], object]
"""Is told how much is done, and of how much, if that is known."""
BATCH: Final = 1 << 14
"""Rows of a Parquet file that are read at a time."""
READ_AS: Final = {".csv": "CSV", ".parquet": "Parquet"}


def row_count(path: str | Path) -> int | None:
    """How many rows a file holds, if it says so itself; a CSV does not.

    >>> row_count("examples/campaign/contacts.parquet")
    33358
    """
    return int(pq.read_metadata(path).num_rows) if _kind(Path(path)) == "Parquet" else None


def read_rows(path: str | Path, progress: Progress | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a CSV (UTF-8, names of the columns in its first line) or a Parquet file, told by its ending.

    `progress` is told after every few thousand rows how many were read, and how many there are, if that is known.

    >>> next(read_rows("examples/campaign/contacts.parquet"))["month"]
    'may'
    """
    file = Path(path)
    kind, read = _kind(file), 0
    try:
        total = row_count(file)
        for batch in _csv_batches(file) if kind == "CSV" else pq.ParquetFile(file).iter_batches(BATCH):
            yield from batch.to_pylist()
            read += len(batch)
            if progress:
                progress(read, total)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        # Arrow quotes the row it could not read, numbers and all: only the kind of trouble may be told.
        advice = "check that it is whole, in UTF-8, and that each line has as many values as the first has names"
        raise ListError(f"`{file.name}` cannot be read as {kind}: {advice}") from (
            error if isinstance(error, UnicodeDecodeError) else None
        )


def _kind(file: Path) -> str:
    if file.suffix.lower() not in READ_AS:
        raise ListError(f"`{file.name}` is no file this reads; give it as .csv or .parquet")
    if not file.is_file():
        raise ListError(f"there is no file `{file.name}` here; check the path")
    return READ_AS[file.suffix.lower()]


def _csv_batches(file: Path) -> Iterator[pa.RecordBatch]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        names = next(csv.reader(opened), [])
    if not names:
        raise ListError(f"`{file.name}` is empty; its first line names the columns", 1)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ListError("two columns have this name; leave one out", 1, twice)
    options = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
    yield from pyarrow.csv.open_csv(file, parse_options=parse, convert_options=options)
