"""A list with its answers beside it: the rows as they stood, then what the gate says of each.

Between the verdicts and the file that is handed back. Takes the list's rows and the verdicts of the same rows; gives
tables of both, a slice at a time: the original's columns untouched, then the answer, when to ask again, the weightiest
reason in words, and the ids of all rules that spoke. It must never change a cell that was brought.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ringfence.doors.lists.intake import LINE
from ringfence.doors.lists.rows import source_of

Language = Literal["zh", "en"]
SLICE = 1 << 16
ANSWERS: dict[str, tuple[str, str]] = {
    "permit": ("准许", "permit"),
    "divert": ("改道", "divert"),
    "defer": ("延后", "defer"),
    "refuse": ("拒绝", "refuse"),
}
HEADS: dict[Language, tuple[str, str, str, str]] = {
    "zh": ("答复", "可再问", "理由", "规则"),
    "en": ("answer", "ask again", "reason", "rules"),
}
PLANNED: dict[Language, tuple[str, str]] = {"zh": ("拨打时间", "线路"), "en": ("at", "line")}
"""What a plan's moment and line are called: names by which a list is read again."""
FULL = "day.full"
"""Stands as the reason of a call for which a plan of the day found no room."""
FULL_SAID: dict[Language, str] = {"zh": "当日各线路已无空位", "en": "no line has room left on this day"}
UNKNOWN = {"zh": "事实不明：", "en": "not known: "}
NO_MOMENT = {"zh": "400 天之内没有这样的时刻", "en": "no moment within 400 days"}


@dataclass(frozen=True, slots=True)
class Speech:
    """How answers are put: in which language, each rule's own words in it, and by whose clock moments are told."""

    language: Language
    texts: Mapping[str, str]
    zone: str

    def answer(self, answer: str) -> str:
        """The answer's word."""
        return ANSWERS[answer][self.language == "en"]


def originals(rows: Path) -> Iterator[pa.Table]:
    """The rows as they stood, in the order in which they were judged."""
    for block in source_of(rows).blocks():
        table = block.cells
        yield table.drop_columns([LINE]) if LINE in table.column_names else table


def answered(rows: Path, verdicts: Path, speech: Speech, planned: Path | None = None) -> Iterator[pa.Table]:
    """The list's rows with their answers beside them; of a plan also each call's moment and line."""
    told = _in_slices(batch for batch in pq.ParquetFile(verdicts).iter_batches(SLICE))
    places = None if planned is None else _in_slices(iter(pq.ParquetFile(planned).iter_batches(SLICE)))
    for table in originals(rows):
        if places is not None:
            table = _with_places(table, places(table.num_rows), speech)  # noqa: PLW2901 - grown column by column
        beside = columns_of(told(table.num_rows), speech)
        for name, column in zip(_free(HEADS[speech.language], table.column_names), beside, strict=True):
            table = table.append_column(name, column)  # noqa: PLW2901 - grown column by column
        yield table


def _with_places(table: pa.Table, places: pa.Table, speech: Speech) -> pa.Table:
    local = places.column("at").cast(pa.timestamp("s", tz=speech.zone), safe=False)
    # With its offset, and so as a list of calls may say it: what was planned can be screened as it is.
    written = pc.strftime(local, format="%Y-%m-%dT%H:%M:%S%z")
    for name, column in zip(
        _free(PLANNED[speech.language], table.column_names), (written, places.column("line")), strict=True
    ):
        table = table.append_column(name, column)
    return table


def columns_of(told: pa.Table, speech: Speech) -> list[pa.Array]:
    """What the gate says of some calls: answer, when to ask again, reason, rules."""
    reasons = told.column("reasons").combine_chunks()
    return [
        _in_words(told.column("answer").cast(pa.string()).combine_chunks(), {each: speech.answer(each) for each in ANSWERS}),
        _again(told, speech),
        _reason(reasons, speech),
        _rules(reasons),
    ]  # fmt: skip


def _again(told: pa.Table, speech: Speech) -> pa.Array:
    local = told.column("retry_at").combine_chunks().cast(pa.timestamp("s", tz=speech.zone), safe=False)
    moments = pc.strftime(local, format="%Y-%m-%d %H:%M:%S%z")
    noted = pc.if_else(
        pc.is_valid(told.column("retry_note").combine_chunks()), NO_MOMENT[speech.language], None
    )
    return pc.coalesce(moments, noted.cast(pa.string()))


def _reason(reasons: pa.ListArray, speech: Speech) -> pa.Array:
    """The words of the weightiest reason; reasons come with the strongest first."""
    some = pc.greater(pc.list_value_length(reasons), 0)
    first = pc.list_element(reasons.filter(some), 0) if pc.any(some).as_py() else None
    if first is None:
        return pa.nulls(len(reasons), pa.string())
    text = _in_words(pc.struct_field(first, "rule").cast(pa.string()), speech.texts)
    text = pc.if_else(
        pc.struct_field(first, "unknown"),
        pc.binary_join_element_wise(UNKNOWN[speech.language], text, ""),
        text,
    )
    return pc.replace_with_mask(pa.nulls(len(reasons), pa.string()), some, text)


def _rules(reasons: pa.ListArray) -> pa.Array:
    ids = pc.struct_field(reasons.flatten(), "rule").cast(pa.string())
    offsets = pc.subtract(reasons.offsets, reasons.offsets[0])
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, ids), " ")
    return pc.if_else(pc.equal(joined, ""), None, joined)


def _in_words(column: pa.Array, words: Mapping[str, str]) -> pa.Array:
    coded = column.dictionary_encode()
    told = pa.array([words.get(each, each) for each in coded.dictionary.to_pylist()], pa.string())
    return told.take(coded.indices)


def _free(names: Sequence[str], taken: list[str]) -> list[str]:
    """The names, each marked if the list has a column of that name itself."""
    return [f"{name} (Ringfence)" if name in taken else name for name in names]


class _in_slices:  # noqa: N801 - used as a function that remembers
    """Hands out the next so many rows of a stream of batches."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._batches, self._left = batches, []  # type: ignore[var-annotated]

    def __call__(self, count: int) -> pa.Table:
        parts: list[pa.RecordBatch] = []
        while count:
            if not self._left:
                self._left = [next(self._batches)]
            batch = self._left.pop()
            parts.append(batch.slice(0, count))
            if len(batch) > count:
                self._left = [batch.slice(count)]
            count -= len(parts[-1])
        return pa.Table.from_batches(parts) if parts else pa.table({})
