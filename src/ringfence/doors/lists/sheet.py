"""A list with its answers as a workbook: coloured, filterable, with a sheet that sums it up and one of its reasons.

The last step before an officer's Excel. XlsxWriter lays out the workbook; the rows of a long list it would write for
minutes, so they are put into its sheet as text made by the column. Whatever stands in a cell stands there as text or
number: nothing that was brought can run as a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet below its header."""
LONGEST: Final = 32_767
"""Signs that a cell holds."""
COLOURS: Final = ("#D5EFE3", "#D6E6F5", "#FCEFC9", "#F6D5D0")
"""Behind permit, divert, defer and refuse: told apart by the colour-blind by lightness, and by the word itself."""
FORBIDDEN: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
NUMBERS: Final = (pa.types.is_integer, pa.types.is_floating)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A small sheet: rows of cells under a header, some of them in per cent."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int | float | None]]
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook is made of: the list's name and size, which column is the answer, its words, and small sheets."""

    list_name: str
    heads: Sequence[str]
    rows: int
    answers: Sequence[str]
    sheets: Sequence[Sheet] = field(default_factory=tuple)


def write_book(out: Path, book: Book, slices: Iterator[pa.Table]) -> None:
    """Writes the workbook; the list's answer stands in the fourth column from behind."""
    bare = out.with_name(f".{out.name}.bare")
    try:
        parts = _lay_out(bare, book)
        with (
            zipfile.ZipFile(bare) as made,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as full,
        ):
            rows = _Rows(slices)
            for item in made.infolist():
                if item.filename in parts:
                    with full.open(item.filename, "w", force_zip64=True) as sheet:
                        _fill(sheet, made.read(item).decode(), rows, parts[item.filename], len(book.heads))
                else:
                    full.writestr(item.filename, made.read(item))
    finally:
        bare.unlink(missing_ok=True)


def _lay_out(bare: Path, book: Book) -> dict[str, int]:
    """A workbook without the list's rows; how many rows each of its list sheets is to hold, by the sheet's file."""
    with xlsxwriter.Workbook(str(bare)) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#EDEFF2", "bottom": 1})
        parts: dict[str, int] = {}
        left, place = book.rows, 0
        while left or not place:
            place += 1
            some = min(left, MOST_ROWS)
            sheet = workbook.add_worksheet(book.list_name if place == 1 else f"{book.list_name} {place}")
            _dress(workbook, sheet, book, some, head)
            parts[f"xl/worksheets/sheet{place}.xml"] = some
            left -= some
        for small in book.sheets:
            _small(workbook.add_worksheet(small.name), small, head)
    return parts


def _dress(workbook: xlsxwriter.Workbook, sheet: Worksheet, book: Book, rows: int, head: object) -> None:
    sheet.write_row(0, 0, book.heads, head)
    sheet.freeze_panes(1, 0)
    last = len(book.heads) - 1
    sheet.autofilter(0, 0, max(rows, 1), last)
    sheet.set_column(0, last, 14)
    sheet.set_column(last - 2, last - 2, 24)
    sheet.set_column(last - 1, last, 48)
    for answer, colour in zip(book.answers, COLOURS, strict=True):
        sheet.conditional_format(
            1, last - 3, max(rows, 1), last - 3,
            {"type": "cell", "criteria": "==", "value": f'"{answer}"', "format": workbook.add_format({"bg_color": colour})},
        )  # fmt: skip


def _small(sheet: Worksheet, small: Sheet, head: object) -> None:
    sheet.write_row(0, 0, small.heads, head)
    for place, width in enumerate(small.widths):
        sheet.set_column(place, place, width)
    for at, row in enumerate(small.rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, place, cell)
            elif cell is not None:
                sheet.write_number(at, place, cell)
    sheet.freeze_panes(1, 0)


def _fill(sheet: IO[bytes], bare: str, rows: _Rows, count: int, width: int) -> None:
    before, _, after = bare.partition("</sheetData>")
    last = f"{_letters(width)}{count + 1}"
    sheet.write(re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>', before).encode())
    for table in rows.next(count):
        sheet.write(_as_xml(table))
    sheet.write(f"</sheetData>{after}".encode())


def _as_xml(table: pa.Table) -> memoryview:
    """The rows as the format has them, all of a slice at once."""
    cells = [_cells(column.combine_chunks()) for column in table.columns]
    # Sixty-four-bit offsets: a slice of long remarks can be longer than two gigabytes.
    tags = [pa.scalar(tag, pa.large_string()) for tag in ("<row>", "</row>", "")]
    rows = pc.binary_join_element_wise(tags[0], *cells, tags[1], tags[2])
    _, offsets, signs = rows.buffers()
    bounds = memoryview(offsets).cast("q")
    return memoryview(signs)[bounds[rows.offset] : bounds[rows.offset + len(rows)]]


def _cells(column: pa.Array) -> pa.Array:
    if any(is_number(column.type) for is_number in NUMBERS):
        filled = pc.binary_join_element_wise("<c><v>", column.cast(pa.string()), "</v></c>", "")
    else:
        text = pc.utf8_slice_codeunits(column.cast(pa.string()), 0, LONGEST)
        text = pc.replace_substring_regex(text, FORBIDDEN, "")
        for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            text = pc.replace_substring(text, sign, written)
        filled = pc.binary_join_element_wise(
            '<c t="inlineStr"><is><t xml:space="preserve">', text, "</t></is></c>", ""
        )
    return pc.fill_null(filled, "<c/>").cast(pa.large_string())


def _letters(place: int) -> str:
    """The name of a column, the first being A."""
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class _Rows:
    """The list's rows, as many at a time as a sheet still takes."""

    def __init__(self, slices: Iterator[pa.Table]) -> None:
        self._slices = slices
        self._left: pa.Table | None = None

    def next(self, count: int) -> Iterator[pa.Table]:
        while count > 0:
            table = self._left if self._left is not None else next(self._slices)
            self._left = table.slice(count) if table.num_rows > count else None
            table = table.slice(0, count)
            count -= table.num_rows
            if table.num_rows:
                yield table
