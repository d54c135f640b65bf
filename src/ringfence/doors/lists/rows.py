"""The rows of somebody's file as they stand, a block at a time, each with the line it stood on.

The first step of taking a list in. Takes CSV in any of the usual encodings and dividers, XLSX, Parquet, or a VICIdial
lead file; gives the columns' names and blocks of cells. A row that has more or fewer cells than the header, or signs
that its encoding does not have, comes apart from the others and is not lost. Knows nothing of calls.
"""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ringfence.call.errors import ListError

Kind = Literal["csv", "xlsx", "parquet", "vicidial"]
BLOCK: Final = 1 << 16
DIVIDERS: Final = ",;\t|"
SNIFFED: Final = 1 << 22
"""Bytes that are decoded at a time to see which encoding a file has."""
STRANGE: Final = "\ufffd"
LEAD: Final = (
    "vendor_lead_code", "source_id", "list_id", "phone_code", "phone_number", "title", "first_name", "middle_initial",
    "last_name", "address1", "address2", "address3", "city", "state", "province", "postal_code", "country_code", "gender",
    "date_of_birth", "alt_phone", "email", "security_phrase", "comments", "rank", "owner",
)  # fmt: skip
"""VICIdial's standard lead file: these columns in this order, no header."""
FEWEST_OF_A_LEAD: Final = 6
UNNAMED: Final = "__UNNAMED__"
"""How the reader of sheets calls a column without a name."""
FIRST_ROW: Final = 2
"""The row of a sheet below its header."""


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


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read: its columns' names, what kind it is, how it is written."""

    path: Path
    kind: Kind
    names: tuple[str, ...]
    written_as: dict[str, str] = field(default_factory=dict)
    sheet: pa.Table | None = field(default=None, repr=False)

    def blocks(self) -> Iterator[Block]:
        """Its rows in order; ListError if it cannot be read any further."""
        with readable(self.path):
            if self.kind == "parquet":
                yield from _parquet_blocks(self)
            elif self.kind == "xlsx":
                yield from _sheet_blocks(self)
            else:
                yield from _text_blocks(self)


def source_of(path: Path) -> Source:
    """What this file is, by its ending and by what stands in it."""
    if not path.is_file():
        raise ListError(f"there is no list `{path.name}`; check the path")
    ending = path.suffix.lower()
    with readable(path):
        if ending == ".parquet":
            return Source(path, "parquet", tuple(pq.read_schema(path).names))
        if ending in {".xlsx", ".xlsm"}:
            return _sheet_source(path)
        if ending == ".xls":
            raise ListError(f"`{path.name}` is in Excel's old format; save it as .xlsx")
        return _text_source(path)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Whatever a library says of a file it cannot read is told without quoting the file."""
    try:
        yield
    except (pa.ArrowException, csv.Error, UnicodeError, EOFError, KeyError) as error:
        raise ListError(
            f"`{path.name}` cannot be read: is it whole? save it again as CSV, XLSX or Parquet"
        ) from error


def _named(names: Sequence[str], path: Path) -> tuple[str, ...]:
    told = tuple(name.strip().lstrip("\ufeff") for name in names)
    if not any(told):
        raise ListError(f"`{path.name}` is empty; its first row names the columns", 1)
    twice = next((name for name in told if name and told.count(name) > 1), None)
    if twice is not None:
        raise ListError(f"`{twice}` stands twice in the header; keep one of them", 1, twice)
    # A column without a name is kept under its place, as a spreadsheet counts.
    return tuple(name or f"column {place}" for place, name in enumerate(told, 1))


# ---- text


def _text_source(path: Path) -> Source:
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(1 << 20)
    divider = max(DIVIDERS, key=first.count)
    cells = next(csv.reader([first], delimiter=divider), [])
    written_as = {"encoding": encoding, "divider": divider}
    if _is_lead(cells):
        return Source(path, "vicidial", LEAD[: max(len(cells), FEWEST_OF_A_LEAD)], written_as)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        header: list[str] = next(_reader(file, divider), [])
    return Source(path, "csv", _named(header, path), written_as)


def _is_lead(cells: Sequence[str]) -> bool:
    """Whether the first row is a lead, not a header: a country's code and a number stand where VICIdial wants them."""
    if not FEWEST_OF_A_LEAD <= len(cells) <= len(LEAD):
        return False
    code, number = cells[3].strip(), cells[4].strip()
    return code.isdecimal() and len(code) <= 4 and number.isdecimal() and len(number) >= 6


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        first = file.read(4)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        return "utf-8-sig" if _decodes(file, "utf-8") else "gb18030"


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while part := file.read(SNIFFED):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _reader(file: IO[str], divider: str) -> Any:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    return csv.reader(file, delimiter=divider)


def _text_blocks(source: Source) -> Iterator[Block]:
    divider, encoding = source.written_as["divider"], source.written_as["encoding"]
    with source.path.open(encoding=encoding, errors="replace", newline="") as file:
        rows = _numbered(_reader(file, divider))
        if source.kind == "csv":
            next(rows, None)
        while some := list(islice(rows, BLOCK)):
            yield _text_block(source, some)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; blank lines are no rows."""
    begun = 1
    for row in reader:
        if row:
            yield begun, row
        begun = reader.line_num + 1


def _text_block(source: Source, rows: Sequence[tuple[int, list[str]]]) -> Block:
    width, torn = len(source.names), []
    whole: list[tuple[int, list[str]]] = []
    for line, cells in rows:
        if len(cells) != width:
            reason = f"{len(cells)} values stand where the header has {width}; check its quotes and dividers"
            torn.append(Torn(line, reason, cells))
        elif any(STRANGE in cell for cell in cells):
            torn.append(Torn(line, "some signs are not of this file's encoding; save it as UTF-8", cells))
        else:
            whole.append((line, cells))
    lines = np.fromiter((line for line, _ in whole), np.int64, len(whole))
    columns = list(zip(*(cells for _, cells in whole), strict=True)) or [()] * width
    return Block(lines, pa.table([pa.array(each, pa.string()) for each in columns], list(source.names)), torn)


# ---- tables


def _parquet_blocks(source: Source) -> Iterator[Block]:
    with pq.ParquetFile(source.path) as file:
        begun = 1
        for batch in file.iter_batches(BLOCK):
            yield Block(np.arange(begun, begun + len(batch)), pa.Table.from_batches([batch]))
            begun += len(batch)


def _sheet_source(path: Path) -> Source:
    import fastexcel  # noqa: PLC0415 - only who brings a sheet waits for it

    try:
        book = fastexcel.read_excel(path)
        read = book.load_sheet(0, schema_sample_rows=None)
        table, name = pa.table(read), book.sheet_names[0]
    except (fastexcel.FastExcelError, IndexError, ValueError) as error:
        raise ListError(
            f"`{path.name}` cannot be read as a sheet: is it whole? save it again as .xlsx"
        ) from error
    names = _named(["" if each.startswith(UNNAMED) else each for each in table.column_names], path)
    return Source(path, "xlsx", names, {"sheet": name}, table.rename_columns(list(names)))


def _sheet_blocks(source: Source) -> Iterator[Block]:
    table = source.sheet
    assert table is not None
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        filled |= column.is_valid().to_numpy()
    for begun in range(0, table.num_rows, BLOCK):
        some = np.flatnonzero(filled[begun : begun + BLOCK])
        yield Block(some + begun + FIRST_ROW, table.slice(begun, BLOCK).take(pa.array(some)))
