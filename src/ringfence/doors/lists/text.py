"""A list as text: its encoding and its divider found out, its rows read a block at a time.

Beside `rows`, for CSV and VICIdial leads. Takes a path; gives blocks. Arrow reads what is in good order; whatever is
not (values over several lines, blank lines, signs of no encoding) is read row by row, and both say the same.
"""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from ringfence.doors.lists.blocks import BLOCK, Block, Torn

DIVIDERS: Final = ",;\t|"
READ_AT_ONCE: Final = 1 << 22
"""Bytes that are looked at, or decoded, at a time."""
STRANGE: Final = "\ufffd"
UTF8: Final = "utf-8-sig"
HEADER: Final = 1 << 20
"""Bytes within which the first row ends."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file of text: how it is encoded (`whole`: throughout), what divides its cells, whether its first row is a header."""

    path: Path
    encoding: str
    whole: bool
    divider: str

    def first_row(self) -> list[str]:
        """The cells of its first row."""
        with self._open() as file:
            row: list[str] = next(_reader(file, self.divider), [])
            return row

    def blocks(self, names: Sequence[str], *, header: bool) -> Iterator[Block]:
        """Its rows below the header, if it has one, under these names."""
        if header and self._is_in_order(names):
            yield from self._by_arrow(names)
            return
        with self._open() as file:
            rows = _numbered(_reader(file, self.divider))
            if header:
                next(rows, None)
            while some := list(islice(rows, BLOCK)):
                yield _block(names, some)

    def _open(self) -> IO[str]:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def _is_in_order(self, names: Sequence[str]) -> bool:
        """Whether each line is a row: then a row's line is known by its place."""
        if not self.whole or self.encoding == "utf-16":
            return False
        lines = _lines(self.path)
        torn: list[Any] = []
        try:
            rows = _read(self, torn, include=names[:1], names=names).num_rows
        except pa.ArrowInvalid:
            return False
        return bool(rows + len(torn) + 1 == lines)

    def _by_arrow(self, names: Sequence[str]) -> Iterator[Block]:
        torn: list[Any] = []
        line, told = 2, 0
        for batch in _stream(self, torn, names):
            fresh, told = torn[told:], len(torn)
            lines = _lines_between(line, len(batch), [each.number for each in fresh])
            line += len(batch) + len(fresh)
            bad = [_torn(each.number, _cells_of(each.text, self.divider), names) for each in fresh]
            yield Block(lines, pa.Table.from_batches([batch]).rename_columns(list(names)), bad)
        if len(torn) > told:
            rest = [_torn(each.number, _cells_of(each.text, self.divider), names) for each in torn[told:]]
            yield Block(
                np.zeros(0, np.int64), pa.table([pa.array([], pa.string())] * len(names), list(names)), rest
            )


def text_of(path: Path) -> Text:
    """What kind of text a file is."""
    encoding, whole = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(HEADER)
    return Text(path, encoding, whole, max(DIVIDERS, key=first.count))


def _encoding(path: Path) -> tuple[str, bool]:
    with path.open("rb") as file:
        first = file.read(4)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", _decodes(file, "utf-16")
        if _decodes(file, UTF8):
            return UTF8, True
        return "gb18030", _decodes(file, "gb18030")


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while part := file.read(READ_AT_ONCE):
            # A sign that stands for what could not be read was lost before, and is as strange as one that cannot be.
            if STRANGE in decoder.decode(part):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(path: Path) -> int:
    """How many lines a file has; 0, which no table has, if some end otherwise or hold signs that are no text."""
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        while part := file.read(READ_AT_ONCE):
            if b"\x00" in part or part.count(b"\r") != part.count(b"\r\n") + part.endswith(b"\r"):
                return 0
            lines += part.count(b"\n")
            last = part[-1:]
    return lines + (last != b"\n")


def _parsing(torn: list[Any], divider: str) -> pa_csv.ParseOptions:
    def keep(row: Any) -> str:
        torn.append(row)
        return "skip"

    return pa_csv.ParseOptions(delimiter=divider, newlines_in_values=True, invalid_row_handler=keep)


def _converting(names: Sequence[str], include: Sequence[str] = ()) -> pa_csv.ConvertOptions:
    types = dict.fromkeys(names, pa.string())
    return pa_csv.ConvertOptions(
        column_types=types, include_columns=list(include) or None, strings_can_be_null=False
    )


def _reading(text: Text, names: Sequence[str]) -> pa_csv.ReadOptions:
    encoding = "utf8" if text.encoding == UTF8 else text.encoding
    return pa_csv.ReadOptions(
        encoding=encoding, column_names=list(names), skip_rows=1, use_threads=False, block_size=READ_AT_ONCE
    )


def _read(text: Text, torn: list[Any], include: Sequence[str], names: Sequence[str]) -> pa.Table:
    return pa_csv.read_csv(
        text.path, _reading(text, names), _parsing(torn, text.divider), _converting(names, include)
    )


def _stream(text: Text, torn: list[Any], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    with pa_csv.open_csv(
        text.path, _reading(text, names), _parsing(torn, text.divider), _converting(names)
    ) as reader:
        yield from reader


def _lines_between(first: int, rows: int, torn: Sequence[int]) -> NDArray[np.int64]:
    """The lines of so many rows from a line on, those of torn rows left out."""
    lines = np.arange(first, first + rows + len(torn))
    return lines[~np.isin(lines, torn)][:rows] if torn else lines


def _cells_of(text: str, divider: str) -> list[str]:
    return next(csv.reader([text], delimiter=divider), [])


def _reader(file: IO[str], divider: str) -> Any:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    return csv.reader(file, delimiter=divider)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; blank lines are no rows."""
    begun = 1
    for row in reader:
        if row:
            yield begun, row
        begun = reader.line_num + 1


def _block(names: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Block:
    width, torn = len(names), []
    whole: list[tuple[int, list[str]]] = []
    for line, cells in rows:
        if len(cells) != width:
            torn.append(_torn(line, cells, names))
        elif any(STRANGE in cell for cell in cells):
            torn.append(Torn(line, "some signs are not of this file's encoding; save it as UTF-8", cells))
        else:
            whole.append((line, cells))
    lines = np.fromiter((line for line, _ in whole), np.int64, len(whole))
    columns = list(zip(*(cells for _, cells in whole), strict=True)) or [()] * width
    return Block(lines, pa.table([pa.array(each, pa.string()) for each in columns], list(names)), torn)


def _torn(line: int, cells: Sequence[str], names: Sequence[str]) -> Torn:
    reason = f"{len(cells)} values stand where the header has {len(names)}; check its quotes and dividers"
    return Torn(line, reason, cells)
