"""What diallers and switches write down of their calls, as calls of the ledger.

Where history comes in. Takes an export as its program writes it (VICIdial's call export, Asterisk's `Master.csv`,
FreeSWITCH's `cdr_csv`); gives blocks of columns under the ledger's names. How a call ended is told in the gate's words
where the program's word has one meaning; where it has not, the outcome stays unknown. Whose calls they were and to
what end stands in no export: that is said beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from ringfence.call.errors import ListError, RequestError, nearest
from ringfence.doors.lists.blocks import readable
from ringfence.doors.lists.text import text_of
from ringfence.doors.lists.values import read_moment

BLOCK: Final = 1 << 14
USUAL_BYTES: Final = 160
"""How long a line is, more or less: how many there are is not known before the end."""


@dataclass(frozen=True, slots=True)
class Export:
    """How a program writes its calls: its columns (none: they stand in the first row), which say what, its endings.

    `told` are facts that hold for every call of such an export. Of an ending in `timed` the column of the time talked
    says whether anybody answered.
    """

    columns: tuple[str, ...] | None
    facts: Mapping[str, str]
    ending: str
    outcomes: Mapping[str, str]
    told: Mapping[str, str]
    timed: Mapping[str, str] = field(default_factory=dict)


EXPORTS: Final[dict[str, Export]] = {
    "vicidial": Export(
        None,
        {"recipient": "phone_number_dialed", "ts": "call_date", "id": "uniqueid", "campaign": "campaign_id"},
        "status",
        {
            **dict.fromkeys(("NA", "N", "NEW"), "unanswered"), **dict.fromkeys(("A", "AA", "AM", "AL"), "machine"),
            **dict.fromkeys(("B", "AB", "DC", "ADC", "ADCT"), "failed"), **dict.fromkeys(("DROP", "PDROP", "XDROP"), "connect"),
            **dict.fromkeys(("SALE", "NI", "NP", "DEC", "CALLBK", "DNC", "XFER"), "conversation"), "ERI": "system_fault",
        },
        {"direction": "outbound", "channel": "voice"},
    ),
    "asterisk": Export(
        (
            "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer",
            "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield",
        ),
        {"recipient": "dst", "line": "src", "ts": "start", "id": "uniqueid"},
        "disposition",
        {"ANSWERED": "connect", "NO ANSWER": "unanswered", "BUSY": "failed", "FAILED": "failed", "CONGESTION": "failed"},
        {"channel": "voice"},
    ),
    "freeswitch": Export(
        (
            "caller_id_name", "caller_id_number", "destination_number", "context", "start_stamp", "answer_stamp", "end_stamp",
            "duration", "billsec", "hangup_cause", "uuid", "bleg_uuid", "accountcode",
        ),
        {"recipient": "destination_number", "line": "caller_id_number", "ts": "start_stamp", "id": "uuid"},
        "hangup_cause",
        {
            **dict.fromkeys(("NO_ANSWER", "ORIGINATOR_CANCEL", "NO_USER_RESPONSE"), "unanswered"),
            **dict.fromkeys(("USER_BUSY", "UNALLOCATED_NUMBER", "CALL_REJECTED", "SUBSCRIBER_ABSENT", "NUMBER_CHANGED"), "failed"),
            **dict.fromkeys(("NORMAL_TEMPORARY_FAILURE", "NETWORK_OUT_OF_ORDER", "SWITCH_CONGESTION"), "system_fault"),
        },
        {"channel": "voice"},
        {"NORMAL_CLEARING": "billsec"},
    ),
}  # fmt: skip
"""The programs whose exports are known. A busy line never rang, so that it is `failed`; that somebody answered a switch
is a `connect`: whether anybody talked, a switch does not know."""


def read_export(
    path: Path, kind: str, zone: str | None, progress: Callable[[float], object] | None = None
) -> Iterator[pa.Table]:
    """The calls of an export, some thousand at a time. ListError names the line that cannot be read."""
    if kind not in EXPORTS:
        hint = nearest(kind, EXPORTS) or f"it is one of {', '.join(EXPORTS)}"
        raise RequestError(f"`{kind}` is no program whose exports are known; {hint}", "--from")
    export, text, size = EXPORTS[kind], text_of(path), max(path.stat().st_size, 1)
    with readable(path), path.open(encoding=text.encoding, newline="") as file:
        rows = csv.reader(file, delimiter=text.divider if export.columns is None else ",")
        names = export.columns or tuple(next(rows, ()))
        missing = next(
            (column for column in (*export.facts.values(), export.ending) if column not in names), None
        )
        if missing is not None:
            raise ListError(f"this is no export of {kind}: it has no column `{missing}`", 1)
        line = 1 if export.columns is None else 0
        while block := list(islice(rows, BLOCK)):
            yield _read(block, names, export, zone, line + 1)
            line += len(block)
            if progress:
                progress(min(0.99, line * USUAL_BYTES / size))
    if progress:
        progress(1.0)


def _read(
    block: list[list[str]], names: tuple[str, ...], export: Export, zone: str | None, first: int
) -> pa.Table:
    place = {name: number for number, name in enumerate(names)}
    least = 1 + max(place[column] for column in (*export.facts.values(), export.ending))
    short = next((number for number, row in enumerate(block) if row and len(row) < least), None)
    if short is not None:
        raise ListError(
            f"{len(block[short])} values stand where there should be {least} or more", first + short
        )
    rows = [row for row in block if row]
    columns: dict[str, list[str | int | None]] = {
        fact: [row[place[column]].strip() or None for row in rows] for fact, column in export.facts.items()
    }
    columns["ts"] = [
        _moment(str(told or ""), zone, first + number) for number, told in enumerate(columns["ts"])
    ]
    columns["outcome"] = [_outcome(row, place, export) for row in rows]
    columns |= {fact: [value] * len(rows) for fact, value in export.told.items()}
    return pa.table(columns)


def _outcome(row: list[str], place: Mapping[str, int], export: Export) -> str | None:
    ending = row[place[export.ending]].strip()
    if ending in export.timed:
        # Hung up as calls are: answered, if anybody could talk at all.
        return "connect" if row[place[export.timed[ending]]].strip() not in {"", "0"} else "unanswered"
    return export.outcomes.get(ending)


def _moment(text: str, zone: str | None, line: int) -> int:
    try:
        return read_moment(text, None if zone is None else ZoneInfo(zone))
    except RequestError as error:
        raise ListError(str(error), line) from None
