"""A judged list handed back: as XLSX, CSV or Parquet, whole under its final name or not there at all.

Where a list leaves the house. Takes the list's rows, the verdicts of the same rows and how to speak; gives the file, and
on wish another with only what may be called, as a list again or as VICIdial takes leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ringfence.call.errors import ListError
from ringfence.call.number import parse_number
from ringfence.call.number_ranges import ranges
from ringfence.doors.lists.answered import ANSWERS, HEADS, Speech, answered, originals
from ringfence.doors.lists.intake import as_text
from ringfence.doors.lists.rows import LEAD
from ringfence.doors.lists.sheet import Book, Sheet, write_book
from ringfence.doors.lists.whole import write_whole

FORMS = (".xlsx", ".csv", ".parquet")
LEADS = ".vicidial"


@dataclass(frozen=True, slots=True)
class Judged:
    """A list that was judged: its rows as they stood, their verdicts, how many, which columns are which facts.

    `planned` has the moment and line of each call that got one, if the list was laid into a day.
    """

    rows: Path
    verdicts: Path
    count: int
    facts: dict[str, str] = field(default_factory=dict)
    region: str | None = None
    planned: Path | None = None


def hand_back(judged: Judged, out: Path, speech: Speech, sheets: Sequence[Sheet] = ()) -> None:
    """Writes the list with its answers; the ending of `out` says in which form. A workbook gets these sheets behind."""
    ending = out.suffix.lower()
    if ending == ".xlsx":
        write_whole(out, lambda part: _book(judged, part, speech, sheets))
    elif ending == ".csv":
        write_whole(
            out, lambda part: _text(part, answered(judged.rows, judged.verdicts, speech, judged.planned))
        )
    elif ending == ".parquet":
        write_whole(out, lambda part: _parquet(judged, part))
    else:
        raise ListError(f"`{out.name}` is no form of a list; end it in {', '.join(FORMS)}")


def may_call(judged: Judged, out: Path) -> int:
    """Writes only the rows that may be called, as they stood; how many they are."""
    ending = out.suffix.lower()
    count = 0

    def permitted() -> Iterator[pa.Table]:
        nonlocal count
        for table in _permitted(judged):
            count += table.num_rows
            yield table

    if ending == LEADS:
        write_whole(out, lambda part: _leads(part, permitted(), judged))
    elif ending == ".csv":
        write_whole(out, lambda part: _text(part, permitted()))
    elif ending == ".parquet":
        write_whole(out, lambda part: _tables(part, permitted()))
    else:
        raise ListError(f"`{out.name}` is no form of a list of calls; end it in .csv, .parquet or {LEADS}")
    return count


def _book(judged: Judged, part: Path, speech: Speech, sheets: Sequence[Sheet]) -> None:
    slices = answered(judged.rows, judged.verdicts, speech, judged.planned)
    first = next(slices, None)
    names = first.column_names if first is not None else list(HEADS[speech.language])
    answers = [speech.answer(each) for each in ANSWERS]
    book = Book("名单" if speech.language == "zh" else "List", names, judged.count, answers, sheets)

    def again() -> Iterator[pa.Table]:
        if first is not None:
            yield _readable(first)
        yield from map(_readable, slices)

    write_book(part, book, again())


def _readable(table: pa.Table) -> pa.Table:
    """Numbers stay numbers; everything else is written as text."""
    for place, field_ in enumerate(table.schema):
        if not (pa.types.is_integer(field_.type) or pa.types.is_floating(field_.type)):
            table = table.set_column(place, field_.name, as_text(table.column(place)))
    return table


def _text(part: Path, tables: Iterator[pa.Table]) -> None:
    writer: pa_csv.CSVWriter | None = None
    with part.open("wb") as file:
        # With the mark by which Excel knows UTF-8.
        file.write(b"\xef\xbb\xbf")
        for table in tables:
            plain = pa.table([as_text(column) for column in table.columns], table.column_names)
            writer = writer or pa_csv.CSVWriter(
                file, plain.schema, write_options=pa_csv.WriteOptions(quoting_style="needed")
            )
            writer.write_table(plain)
        if writer is not None:
            writer.close()


def _tables(part: Path, tables: Iterator[pa.Table]) -> None:
    writer: pq.ParquetWriter | None = None
    for table in tables:
        writer = writer or pq.ParquetWriter(part, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _parquet(judged: Judged, part: Path) -> None:
    """The verdicts as programs read them, the original's columns behind."""
    verdicts = pq.ParquetFile(judged.verdicts)
    places = None if judged.planned is None else pq.read_table(judged.planned)
    begun = 0
    schema: pa.Schema | None = None
    writer: pq.ParquetWriter | None = None
    rows = originals(judged.rows)
    left: pa.Table | None = None
    for batch in verdicts.iter_batches():
        parts, wanted = [], len(batch)
        while wanted:
            table = left if left is not None else next(rows)
            parts.append(table.slice(0, wanted))
            left = table.slice(wanted) if table.num_rows > wanted else None
            wanted -= parts[-1].num_rows
        beside = pa.concat_tables(parts)
        whole = pa.Table.from_batches([batch])
        if places is not None:
            some = places.slice(begun, len(batch))
            whole = whole.append_column("planned_at", some.column("at"))
            whole = whole.append_column("planned_line", some.column("line"))
            begun += len(batch)
        for name, column in zip(beside.column_names, beside.columns, strict=True):
            # What the list calls as a verdict does, such as its `id`, stands behind under a name of its own.
            whole = whole.append_column(f"list.{name}" if name in whole.column_names else name, column)
        schema = schema or whole.schema
        writer = writer or pq.ParquetWriter(part, schema, compression="zstd")
        writer.write_table(whole)
    if writer is None:
        pq.write_table(verdicts.read(), part)
    else:
        writer.close()


def _permitted(judged: Judged) -> Iterator[pa.Table]:
    answers = pq.read_table(judged.verdicts, columns=["answer"]).column("answer")
    begun = 0
    for table in originals(judged.rows):
        some = answers.slice(begun, table.num_rows).cast(pa.string())
        begun += table.num_rows
        yield table.filter(pc.equal(some, "permit").combine_chunks())


def _leads(part: Path, tables: Iterator[pa.Table], judged: Judged) -> None:
    """What may be called as VICIdial loads leads: its fields in their order, divided by tabs, no header."""
    with part.open("w", encoding="utf-8", newline="") as file:
        for table in tables:
            file.writelines("\t".join(_lead(row, judged)) + "\n" for row in table.to_pylist())


def _lead(row: dict[str, object], judged: Judged) -> list[str]:
    """One lead; a number is divided into its country's code and the rest."""
    told = {name: " ".join(str(row.get(name) or "").split()) for name in LEAD}
    if not (told["phone_code"] and told["phone_number"]):
        number = parse_number(str(row[judged.facts.get("recipient", "recipient")]), judged.region)
        code = code_length_of(number)
        told["phone_code"], told["phone_number"] = number[1:code], number[code:]
    told["vendor_lead_code"] = told["vendor_lead_code"] or str(row.get(judged.facts.get("id", "id")) or "")
    return list(told.values())


def code_length_of(number: str) -> int:
    """Where in a number in E.164 its country's code ends.

    >>> number = "+8613800138000"
    >>> number[: code_length_of(number)]
    '+86'
    """
    return 1 + int(ranges().code_lengths[int(number[1:4])])
