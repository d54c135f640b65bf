"""A list taken in: every row of somebody's file either ready to be judged or set aside with the reason.

Between a person's file and the judge. Takes CSV, XLSX, Parquet or a VICIdial lead file; gives the rows as they stood,
the same rows in the gate's own words, and a file of those that cannot be judged. What goes in comes out on one of the
two sides: no row stops another, and none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ringfence.call.errors import ListError
from ringfence.doors.lists.blocks import Block
from ringfence.doors.lists.columns import Choose, facts_in
from ringfence.doors.lists.rows import Kind, Source, source_of
from ringfence.doors.lists.set_aside import Aside, SetAside
from ringfence.doors.lists.values import Clerk

LINE: Final = "line in the file"
"""The column of the rows as they stood that says on which line each stood."""
Progress = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Intake:
    """A list taken in.

    `rows` is a Parquet file of the good rows as they stood, led by `line in the file`; `asked` the same rows in the
    gate's words; `facts` says which column said what; `side` is the file of the bad ones, None if there are none.
    """

    rows: Path
    asked: Path
    facts: dict[str, str]
    count: int
    bad: int
    side: Path | None
    kind: Kind
    written_as: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HowRead:
    """What somebody says of a list: which column is which fact, where numbers are at home, whose clock it is.

    `shared` are the facts that `--set` gives all calls: no column is asked for them. `further` are looked for too.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    region: str | None = None
    zone: str | None = None
    shared: frozenset[str] = frozenset()
    further: tuple[str, ...] = ()
    choose: Choose | None = None


def reads_itself(path: Path, how: HowRead) -> bool:
    """Whether the judge can read the file by itself, as long as nothing in it is wrong."""
    if how.mapping or how.region or how.zone or path.suffix.lower() not in {".csv", ".parquet"}:
        return False
    source = source_of(path)
    own = source.kind != "vicidial" and source.written_as.get("encoding", "utf-8-sig") == "utf-8-sig"
    known = facts_in(source.names, choose=lambda _fact, _columns: None) if own else {}
    return own and all(fact == column for fact, column in known.items())


def take_in(
    path: Path, folder: Path, side: Path, how: HowRead | None = None, progress: Progress | None = None
) -> Intake:  # fmt: skip
    """The list of a file, its working files in `folder`, its bad rows in `side`.

    ListError if the file cannot be read, if no column says whom the calls are to, or if no row is good.
    """
    how = how or HowRead()
    source = source_of(path)
    facts = facts_of(source, how)
    clerk = Clerk(how.region, how.zone)
    made = Intake(
        folder / "rows.parquet", folder / "asked.parquet", facts, 0, 0, side, source.kind, source.written_as
    )
    with SetAside(side, source.names) as aside, _Writers(made.rows, made.asked) as writers:
        for block in source.blocks():
            asked, reasons = read_block(block, facts, clerk, source.kind)
            aside.add(
                [
                    *(Aside(each.line, None, each.reason, each.cells) for each in block.torn),
                    *_aside(block, reasons),
                ]
            )
            good = np.ones(len(block.lines), dtype=bool)
            good[list(reasons)] = False
            writers.write(block, asked, pa.array(good))
            if progress:
                progress(share_read(source, int(block.lines[-1]) if len(block.lines) else 0))
        if not writers.any:
            # A list without rows is a list all the same.
            nothing = pa.table({name: pa.array([], pa.string()) for name in source.names})
            empty = Block(np.zeros(0, np.int64), nothing, [])
            writers.write(empty, read_block(empty, facts, clerk, source.kind)[0], pa.array([], pa.bool_()))
    if not writers.count and aside.count:
        raise ListError(f"{aside.first}; no row of `{path.name}` can be judged, and all are in `{side.name}`")
    return replace(made, count=writers.count, bad=aside.count, side=side if aside.count else None)


def facts_of(source: Source, how: HowRead) -> dict[str, str]:
    """Which column says which fact; VICIdial's own layout says it by itself, as far as nobody says otherwise."""
    if source.kind == "vicidial":
        return {"id": "vendor_lead_code", "recipient": "phone_number", **how.mapping}
    return facts_in(source.names, how.mapping, how.choose, how.shared, how.further)


def read_block(
    block: Block, facts: Mapping[str, str], clerk: Clerk, kind: Kind
) -> tuple[pa.Table, dict[int, tuple[str, str]]]:
    """A block in the gate's words, and for each bad row the column and the reason."""
    columns: dict[str, pa.Array] = {}
    wrong: dict[int, tuple[str, str]] = {}
    for fact, column in facts.items():
        cells = (
            _numbers_of_leads(block)
            if kind == "vicidial" and fact == "recipient"
            else as_text(block.cells.column(column))
        )
        columns[fact], reasons = clerk.read(fact, cells)
        for row, reason in reasons.items():
            wrong.setdefault(row, (column, reason))
    return pa.table(columns), wrong


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells as text: a whole number loses the point that a spreadsheet gives it, a moment is written as ISO has it."""
    kind = column.type
    if pa.types.is_floating(kind):
        whole = pc.equal(pc.floor(column), column)
        integers = pc.cast(pc.if_else(whole, column, None), pa.int64(), safe=False).cast(pa.string())
        return pc.coalesce(integers, column.cast(pa.string()))
    if pa.types.is_timestamp(kind):
        ending = "" if kind.tz is None else "+00:00"
        utc = column.cast(pa.timestamp("s", tz=None if kind.tz is None else "UTC"), safe=False)
        return pc.strftime(utc, format=f"%Y-%m-%dT%H:%M:%S{ending}")
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "true", "false")
    return column.cast(pa.string())


def _numbers_of_leads(block: Block) -> pa.ChunkedArray:
    """A lead's number: its country's code, then the number itself."""
    code, number = block.cells.column("phone_code"), block.cells.column("phone_number")
    return pc.binary_join_element_wise("+", code, number, "")


def _aside(block: Block, wrong: Mapping[int, tuple[str, str]]) -> Iterator[Aside]:
    for row in sorted(wrong):
        column, reason = wrong[row]
        cells: Sequence[object] = [each[row].as_py() for each in block.cells.columns]
        yield Aside(
            int(block.lines[row]), column, reason, ["" if cell is None else str(cell) for cell in cells]
        )


def share_read(source: Source, line: int) -> float:
    """Which share of a file was read when this line was, as far as that can be known."""
    rows = source.sheet.num_rows if source.sheet is not None else 0
    # How many lines a text has is not known before its end; most are some hundred bytes long.
    return min(0.99, line / (rows or max(1, source.path.stat().st_size // 100)))


class _Writers:
    """The two working files: the rows as they stood, and the same in the gate's words."""

    def __init__(self, rows: Path, asked: Path) -> None:
        self._paths = rows, asked
        self._open: list[pq.ParquetWriter] = []
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._open:
            writer.close()

    @property
    def any(self) -> bool:
        """Whether there are files yet."""
        return bool(self._open)

    def write(self, block: Block, asked: pa.Table, good: pa.Array) -> None:
        lines = pa.table({LINE: pa.array(block.lines)})
        rows = lines
        for name, column in zip(block.cells.column_names, block.cells.columns, strict=True):
            rows = rows.append_column(name, column)
        some = [each if pc.all(good).as_py() else each.filter(good) for each in (rows, asked)]
        if not self._open:
            self._open = [
                pq.ParquetWriter(
                    path, each.schema, compression="lz4", use_dictionary=False, write_statistics=False
                )
                for path, each in zip(self._paths, some, strict=True)
            ]
        for writer, table in zip(self._open, some, strict=True):
            writer.write_table(table)
        self.count += some[0].num_rows
