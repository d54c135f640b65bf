"""The rows of somebody's file as they stand, a block at a time, each with the line it stood on.

The first step of taking a list in. Takes CSV in any of the usual encodings and dividers, XLSX, Parquet, or a VICIdial
lead file; gives the columns' names and blocks of cells. A row that has more or fewer cells than the header, or signs
that its encoding does not have, comes apart from the others and is not lost. Knows nothing of calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ringfence.call.errors import ListError
from ringfence.doors.lists.blocks import BLOCK, Block, named, readable
from ringfence.doors.lists.text import Text, text_of

Kind = Literal["csv", "xlsx", "parquet", "vicidial"]
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
class Source:
    """A file that can be read: its columns' names, what kind it is, how it is written."""

    path: Path
    kind: Kind
    names: tuple[str, ...]
    written_as: dict[str, str] = field(default_factory=dict)
    sheet: pa.Table | None = field(default=None, repr=False)
    text: Text | None = field(default=None, repr=False)

    def blocks(self) -> Iterator[Block]:
        """Its rows in order; ListError if it cannot be read any further."""
        with readable(self.path):
            if self.kind == "parquet":
                yield from _parquet_blocks(self)
            elif self.kind == "xlsx":
                yield from _sheet_blocks(self)
            elif self.text is not None:
                yield from self.text.blocks(self.names, header=self.kind == "csv")


def source_of(path: Path) -> Source:
    """What this file is, by its ending and by what stands in it."""
    if not path.is_file():
        raise ListError(f"there is no file `{path.name}`; check the path")
    ending = path.suffix.lower()
    with readable(path):
        if ending == ".parquet":
            return Source(path, "parquet", tuple(pq.read_schema(path).names))
        if ending in {".xlsx", ".xlsm"}:
            return _sheet_source(path)
        if ending == ".xls":
            raise ListError(f"`{path.name}` is in Excel's old format; save it as .xlsx")
        return _text_source(path)


def _text_source(path: Path) -> Source:
    text = text_of(path)
    cells = text.first_row()
    written_as = {"encoding": text.encoding, "divider": text.divider}
    if _is_lead(cells):
        return Source(path, "vicidial", LEAD[: max(len(cells), FEWEST_OF_A_LEAD)], written_as, text=text)
    return Source(path, "csv", named(cells, path), written_as, text=text)


def _is_lead(cells: Sequence[str]) -> bool:
    """Whether the first row is a lead, not a header: a country's code and a number stand where VICIdial wants them."""
    if not FEWEST_OF_A_LEAD <= len(cells) <= len(LEAD):
        return False
    code, number = cells[3].strip(), cells[4].strip()
    return code.isdecimal() and len(code) <= 4 and number.isdecimal() and len(number) >= 6


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
    names = named(["" if each.startswith(UNNAMED) else each for each in table.column_names], path)
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
