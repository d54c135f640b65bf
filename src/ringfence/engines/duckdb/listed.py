"""The file that somebody exported, read once: the columns a call has, every word of them known by its number.

The first step of a list's way to the judge. Takes CSV (a header, then lines, divided by comma, semicolon, tab or bar)
or Parquet; gives an Arrow table in memory, its words as dictionaries, or says what cannot be read. Must never write
anything: the numbers of a list stand in it.
"""

from __future__ import annotations

import csv
import mmap
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ringfence.call.errors import ListError
from ringfence.call.words import CLOSED, FLAGS, MOST_PLACES, OPEN

PLACE_WORDS = ("country", "region", "zone", "source")
COLUMNS = (
    "id", "recipient", "token", "at", "priority", *OPEN, *CLOSED, *FLAGS, "caller_zone",
    *PLACE_WORDS, *(f"{word}_{place}" for place in range(2, MOST_PLACES + 1) for word in PLACE_WORDS),
)  # fmt: skip
# What is another for almost every call: a dictionary of it would be as long as the list.
SELDOM_TWICE = frozenset({"id", "recipient", "token", "at", "account", "occasion"})
WORD = pa.dictionary(pa.int32(), pa.string())
MOMENT = pa.timestamp("ms", tz="UTC")
DIVIDERS = ",;\t|"
HEADER_BYTES = 1 << 16
BLOCK_BYTES = 1 << 20
THREADS = 2
"""How many parts of a Parquet file are read at a time."""
PART_ROWS = 500_000
"""Rows of a Parquet file that are read together, if its groups of rows are smaller."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list to be read: where it lies, what all its calls share, the moment of those without one.

    `further` facts are read beside those of a call: what came of it, if it was made.
    """

    path: Path
    common: Mapping[str, str]
    at: int
    further: frozenset[str] = frozenset()


def columns_of(source: ListFile) -> list[str]:
    """The names of a list's columns, in its own order."""
    if not source.path.exists():
        raise ListError(f"there is no list `{source.path.name}`; check the path")
    with _readable(source.path):
        return (
            list(pq.read_schema(source.path).names) if _is_parquet(source.path) else _header(source.path)[0]
        )


def read_list(source: ListFile, wanted: list[str]) -> pa.Table:
    """The wanted columns in the list's order; moments as UTC milliseconds where all of them are plain."""
    read = _read_parquet if _is_parquet(source.path) else _read_csv
    with _readable(source.path):
        try:
            return read(source.path, wanted, MOMENT)
        except pa.ArrowInvalid as error:
            if "timestamp" not in str(error):
                raise
        # Some moment is written otherwise, or is none: as text, it can be looked at by itself.
        return read(source.path, wanted, pa.string())


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        # What the reader says may show a whole line, and with it a number.
        ragged = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", str(error))
        if ragged:
            line, there, here = ragged.groups()
            raise ListError(
                f"{here} values stand where the header has {there}; check its quotes and commas", int(line)
            ) from None
        raise ListError(f"`{path.name}` cannot be read as a list; save it as UTF-8 CSV or Parquet") from None


def _read_parquet(path: Path, wanted: list[str], moment: pa.DataType) -> pa.Table:
    """The columns, read part by part: what a part took on its way is there for the next one to use again."""
    metadata = pq.read_metadata(path)
    schema, parts = metadata.schema.to_arrow_schema(), _parts(metadata)
    words = [name for name in wanted if name not in SELDOM_TWICE and _is_text(schema.field(name).type)]

    def read(groups: list[int]) -> pa.Table:
        with pq.ParquetFile(path, metadata=metadata, read_dictionary=words, pre_buffer=True) as file:
            part = file.read_row_groups(groups, columns=wanted, use_threads=len(parts) < THREADS)
        if "at" not in wanted or not _is_text(schema.field("at").type):
            return part
        place = part.column_names.index("at")
        return part.set_column(place, pa.field("at", moment), part.column("at").cast(moment))

    if not parts:
        return pa.table({name: pa.array([], schema.field(name).type) for name in wanted})
    with ThreadPoolExecutor(THREADS) as threads:
        return pa.concat_tables(threads.map(read, parts))


def _parts(metadata: pq.FileMetaData) -> list[list[int]]:
    """The groups of a file's rows, in order, as many together as make a part."""
    parts: list[list[int]] = []
    rows = PART_ROWS
    for group in range(metadata.num_row_groups):
        if rows >= PART_ROWS:
            parts.append([])
            rows = 0
        parts[-1].append(group)
        rows += metadata.row_group(group).num_rows
    return parts


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _read_csv(path: Path, wanted: list[str], moment: pa.DataType) -> pa.Table:
    names, divider = _header(path)
    types = {name: pa.string() if name in SELDOM_TWICE else WORD for name in names} | {"at": moment}
    quoted = _has_quotes(path)

    def read(*, threads: bool) -> pa.Table:
        return pa_csv.read_csv(
            path,
            read_options=pa_csv.ReadOptions(block_size=BLOCK_BYTES, use_threads=threads),
            parse_options=pa_csv.ParseOptions(
                delimiter=divider, quote_char='"' if quoted else False, newlines_in_values=quoted
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=wanted, column_types=types, strings_can_be_null=True, null_values=[""]
            ),
        )

    try:
        return read(threads=True)
    except pa.ArrowInvalid as error:
        if "Expected" not in str(error):
            raise
        return read(threads=False)  # fails again, and then knows the line


def _header(path: Path) -> tuple[list[str], str]:
    """The columns' names, and what divides them."""
    with pa.input_stream(str(path)) as file:
        first = file.read(HEADER_BYTES).partition(b"\n")[0].decode("utf-8-sig")
    divider = max(DIVIDERS, key=first.count)
    names = next(csv.reader([first], delimiter=divider), [])
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ListError(f"`{twice}` stands twice in the header; keep one of them", 1, twice)
    return names, divider


def _has_quotes(path: Path) -> bool:
    """Whether any quote stands in the file: a list without one is read faster."""
    if path.suffix.lower() not in {".csv", ".txt", ".tsv"} or not path.stat().st_size:
        return True
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return text.find(b'"') >= 0
