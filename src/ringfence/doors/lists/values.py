"""What a cell of a list says of a call: the gate's own words, from those that people write.

Where a list is taken in. Takes a column of text; gives the words as the gate knows them, null where nobody said, and a
reason for every value that is none. Each distinct value is looked at once. It must never take a word for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ringfence.call.errors import RequestError
from ringfence.call.moments import moment
from ringfence.call.number import parse_line, parse_numbers
from ringfence.call.words import FLAGS, OPEN
from ringfence.caller.brought import shown
from ringfence.engines.duckdb.checked import UNKNOWN, base_of, fault_of

CHINESE: Final[dict[str, dict[str, str]]] = {
    "purpose": {
        "营销": "marketing", "服务": "service", "提醒": "reminder", "还款提醒": "reminder", "欺诈警示": "fraud_alert",
        "反诈提醒": "fraud_alert", "催收": "collection", "调查": "survey", "回访": "survey", "回拨": "callback", "紧急": "emergency",
    },
    "party": {
        "客户": "customer", "潜在客户": "prospect", "债务人": "debtor", "本人": "debtor", "担保人": "guarantor",
        "共债配偶": "spouse_joint", "联系人": "contact", "用人单位": "employer", "律师": "lawyer",
    },
    "speaker": {"真人": "human", "人工": "human", "人工智能": "ai", "机器人": "ai", "录音": "recording"},
    "channel": {"语音": "voice", "电话": "voice", "短信": "sms", "邮件": "email", "推送": "push", "即时消息": "im", "信函": "letter"},
    "style": {"互动": "interactive", "通知": "notification"},
    "outcome": {
        "有效通话": "conversation", "通话": "conversation", "接通": "connect", "机器应答": "machine", "语音信箱": "machine",
        "错号": "wrong_number", "未接": "unanswered", "无人接听": "unanswered", "未接听": "unanswered", "未振铃": "failed",
        "空号": "failed", "停机": "failed", "关机": "failed", "呼叫失败": "failed", "系统故障": "system_fault",
        "送达": "delivered", "未送达": "undelivered",
    },
    **{flag: {"是": "true", "否": "false"} for flag in (*FLAGS, "sale")},
}  # fmt: skip
"""The field's Chinese words for the gate's; `本人` of a collector's list is the debtor."""
FREE: Final = frozenset({"id", *OPEN} - {"line"})
"""Facts that may be any word: nothing can be wrong with one."""
NOBODY_SAID: Final = frozenset({*UNKNOWN, "未知", "不详", "null", "none", "n/a", "-"})
WRITTEN: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?\s*(Z|[+-]\d{2}:?\d{2}|)"
)
Reasons = dict[int, str]
"""Why the value in a row cannot be taken, by the row's place."""


@dataclass(frozen=True, slots=True)
class Clerk:
    """Reads the cells of one list: `region` is where numbers without a country code are at home, `zone` whose clock
    moments without a zone are read by. Neither is guessed.
    """

    region: str | None = None
    zone: str | None = None

    def read(self, fact: str, cells: pa.ChunkedArray) -> tuple[pa.Array, Reasons]:
        """The cells as the gate knows them, and why some are not: numbers in E.164, moments in UTC milliseconds."""
        if fact == "recipient":
            return self._recipients(cells)
        if fact in FREE:
            return _free(cells), {}
        words = cells.combine_chunks().dictionary_encode()
        if isinstance(words, pa.ChunkedArray):
            words = words.combine_chunks()
        reader, kind = (self._moment, pa.int64()) if fact == "at" else (self._reader(fact), pa.string())
        read: list[object] = []
        wrong: dict[int, str] = {}
        for code, value in enumerate(words.dictionary.to_pylist()):
            try:
                read.append(None if _is_unsaid(value) else reader(value.strip()))
            except RequestError as error:
                read.append(None)
                wrong[code] = str(error)
        return pa.array(read, kind).take(words.indices), _rows_of(words.indices, wrong)

    def _recipients(self, cells: pa.ChunkedArray) -> tuple[pa.Array, Reasons]:
        parsed = parse_numbers(cells, self.region)
        faults = parsed.faults if parsed.numbers.null_count else {}
        named = "or name the region with --region, as in --region CN"
        return parsed.numbers, {
            row: fault.replace("or name the region", named) for row, fault in faults.items()
        }

    def _reader(self, fact: str) -> Callable[[str], str]:
        if fact == "line":
            return lambda value: parse_line(value, self.region)
        translated, base = CHINESE.get(base_of(fact), {}), base_of(fact)

        def word(value: str) -> str:
            meant = translated.get(value, value)
            fault = fault_of(base, meant)
            if fault is not None:
                raise RequestError(fault.replace(f"`{value}`", f"`{shown(value)}`"))
            return meant

        return word

    def _moment(self, value: str) -> int:
        return read_moment(value, None if self.zone is None else ZoneInfo(self.zone))


def read_moment(value: str, zone: ZoneInfo | None) -> int:
    """A moment as people and programs write it, in UTC milliseconds; `zone` is whose clock it is by if it names none.

    >>> read_moment("2026/3/10 15:00", ZoneInfo("Asia/Shanghai"))
    1773126000000
    """
    told = WRITTEN.fullmatch(value)
    if told is None:
        raise RequestError(f"`{shown(value)}` is not a moment; write it like 2026-03-10T15:00:00+08:00")
    year, month, day, hour, minute, second, offset = told.groups()
    text = f"{year}-{month:>02}-{day:>02}T{hour:>02}:{minute}:{second or '00'}{offset}"
    if offset:
        return moment(text)
    if zone is None:
        advice = "add one, or say whose clock it is with --zone, as in --zone Asia/Shanghai"
        raise RequestError(f"`{shown(value)}` names no zone; {advice}")
    return _by_the_clock(text, zone)


def _by_the_clock(text: str, zone: ZoneInfo) -> int:
    try:
        first, second = (datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    except ValueError:
        raise RequestError(f"`{shown(text)}` is no moment of any day; correct it") from None
    if first.utcoffset() != second.utcoffset():
        raise RequestError(
            f"`{shown(text)}` happens twice or never on that clock; add its offset, as in +01:00"
        )
    return moment(first)


def _free(cells: pa.ChunkedArray) -> pa.Array:
    said = pc.utf8_trim_whitespace(cells)
    unsaid = pc.is_in(pc.utf8_lower(said), pa.array(sorted(NOBODY_SAID)))
    return pc.if_else(unsaid, pa.scalar(None, pa.string()), said).combine_chunks()


def _is_unsaid(value: str | None) -> bool:
    return value is None or value.strip().casefold() in NOBODY_SAID


def _rows_of(indices: pa.Array, wrong: dict[int, str]) -> Reasons:
    if not wrong:
        return {}
    codes = pc.fill_null(indices, -1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(np.isin(codes, list(wrong)))
    return {int(row): wrong[int(codes[row])] for row in rows}
