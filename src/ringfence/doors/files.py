"""Files of rows: CSV and Parquet, read a piece at a time.

Where facts come in from other systems. Takes a path; gives rows as mappings, in the order of the file. A
CSV's values stay text, whatever they look like: a number read as an integer has lost its plus. What a value
means is for the gate to say.
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

BATCH: Final = 1 << 16
"""Rows of a Parquet file that are read at a time."""
CSV_BYTES: Final = 1 << 23
"""Bytes of a CSV that are read at a time: some tens of thousands of rows."""
READ_AS: Final = {".csv": "CSV", ".parquet": "Parquet"}


def read_rows(
    path: str | Path, progress: Callable[[float], object] | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a CSV (UTF-8, its first line the columns' names) or a Parquet file, told by its ending.

    `progress` is told after every few thousand rows which share was read, from 0 to 1.

    >>> next(read_rows("examples/campaign/contacts.parquet"))["month"]
    'may'
    """
    for batch in read_blocks(path, progress):
        yield from batch.to_pylist()


def read_blocks(
    path: str | Path, progress: Callable[[float], object] | None = None
) -> Iterator[pa.RecordBatch]:
    """The same rows by the column, a few thousand at a time: for many."""
    file = Path(path)
    kind = _kind(file)
    batches = _csv_batches if kind == "CSV" else _parquet_batches
    try:
        for batch, share in batches(file):
            yield batch
            if progress:
                progress(share)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        # Arrow quotes the row it could not read, numbers and all: only the kind of trouble may be told.
        advice = "is it whole, in UTF-8, with as many values in each line as names in the first?"
        raise ListError(f"`{file.name}` cannot be read as {kind}; {advice}") from None


def _kind(file: Path) -> str:
    if file.suffix.lower() not in READ_AS:
        raise ListError(f"`{file.name}` is no file this reads; give it as .csv or .parquet")
    if not file.is_file():
        raise ListError(f"there is no file `{file.name}` here; check the path")
    return READ_AS[file.suffix.lower()]


def _parquet_batches(file: Path) -> Iterator[tuple[pa.RecordBatch, float]]:
    opened, read = pq.ParquetFile(file), 0
    for batch in opened.iter_batches(BATCH):
        read += len(batch)
        yield batch, read / opened.metadata.num_rows


def _csv_batches(file: Path) -> Iterator[tuple[pa.RecordBatch, float]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        names = next(csv.reader(opened), [])
    if not names:
        raise ListError(f"`{file.name}` is empty; its first line names the columns", 1)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ListError("two columns have this name; leave one out", 1, twice)
    options = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
    with file.open("rb") as lines:
        read = pyarrow.csv.ReadOptions(block_size=CSV_BYTES)
        for batch in pyarrow.csv.open_csv(lines, read, parse_options=parse, convert_options=options):
            yield batch, lines.tell() / file.stat().st_size
