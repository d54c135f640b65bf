"""The call record: what the network saw of one call, as every measure reads it.

At the carrier's door, behind whatever wrote the record. Takes columns that were read; gives them under one schema, every
subscriber a token, with what can be told of digits and of the local clock. No number goes further than this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.call.moments import DAY, HOUR, utc_offset
from ringfence.call.number import regions_of
from ringfence.evidence.subscriber import device_tokens, subscriber_tokens

SCHEMA: Final = pa.schema(
    [
        pa.field("line", pa.int64(), metadata={"meaning": "the token of the number that called"}),
        pa.field("recipient", pa.int64(), metadata={"meaning": "the token of the number that was called"}),
        pa.field("ts", pa.int64(), metadata={"meaning": "when it was made, UTC milliseconds"}),
        pa.field("day", pa.int32(), metadata={"meaning": "the day by the local calendar, days since 1970"}),
        pa.field("hour", pa.int8(), metadata={"meaning": "the hour by the local clock"}),
        pa.field("ring", pa.int32(), metadata={"meaning": "seconds it rang; null if unknown"}),
        pa.field("talk", pa.int32(), metadata={"meaning": "seconds they talked; 0 if nobody answered"}),
        pa.field("status", pa.int16(), metadata={"meaning": "how it ended, as SIP says it; null if unknown"}),
        pa.field(
            "step",
            pa.int32(),
            metadata={"meaning": "how far the number is from the one the line dialled before"},
        ),
        pa.field(
            "segment", pa.int64(), metadata={"meaning": "the called number without its last four digits"}
        ),
        pa.field(
            "region",
            pa.string(),
            metadata={
                "meaning": "the country or region of the called number by its plan, as ISO 3166 writes it"
            },
        ),
        pa.field("city", pa.string(), metadata={"meaning": "the city it was made from; null if unknown"}),
        pa.field(
            "cell", pa.string(), metadata={"meaning": "the cell or county it was made from; null if unknown"}
        ),
        pa.field("device", pa.int64(), metadata={"meaning": "the token of the device; null if unknown"}),
    ]
)
"""One record; what is null is unknown."""
FARTHEST: Final = 1_000_000
"""A step is told up to so far; beyond it is simply far."""
SEGMENT_OF: Final = 10_000

Integers = NDArray[np.int64]


class Read(NamedTuple):
    """Columns as a door has read them: numbers in E.164 as integers, moments in UTC milliseconds, the rest if known."""

    line: Integers
    recipient: Integers
    ts: Integers
    talk: Integers
    rest: Mapping[str, pa.Array]


class Steps:
    """How far each number is from the one its line dialled before; remembers each line's last number while a file is read."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}

    def of(self, lines: Integers, recipients: Integers, ts: Integers) -> pa.Array:
        """The step of each call, in their order; unknown for a line's first."""
        order = np.lexsort((ts, lines))
        line, recipient = lines[order], recipients[order]
        first = np.append(True, line[1:] != line[:-1]) if len(line) else np.zeros(0, bool)
        before = np.append(0, recipient[:-1]) if len(line) else recipient
        known = ~first
        for place in np.flatnonzero(first).tolist():
            last = self._last.get(int(line[place]))
            if last is not None:
                before[place], known[place] = last, True
        last_of = np.append(first[1:], True) if len(line) else first
        self._last.update(zip(line[last_of].tolist(), recipient[last_of].tolist(), strict=True))
        steps, told = np.zeros(len(line), np.int32), np.zeros(len(line), bool)
        steps[order] = np.clip(recipient - before, -FARTHEST, FARTHEST)
        told[order] = known
        return pa.array(steps, mask=~told)


def records_of(read: Read, key: bytes, zone: ZoneInfo, steps: Steps) -> pa.Table:
    """The records under the schema, in the order in which they were read."""
    day, hour = _clock(read.ts, zone)
    devices = read.rest.get("device")
    columns = {
        "line": pa.array(subscriber_tokens(key, read.line)),
        "recipient": pa.array(subscriber_tokens(key, read.recipient)),
        "ts": pa.array(read.ts, pa.int64()),
        "day": pa.array(day, pa.int32()),
        "hour": pa.array(hour, pa.int8()),
        "ring": _known(read, "ring", pa.int32()),
        "talk": pa.array(read.talk, pa.int32()),
        "status": _known(read, "status", pa.int16()),
        "step": steps.of(read.line, read.recipient, read.ts),
        "segment": pa.array(read.recipient // SEGMENT_OF, pa.int64()),
        "region": regions_of(read.recipient).cast(pa.string()),
        "city": _known(read, "city", pa.string()),
        "cell": _known(read, "cell", pa.string()),
        "device": _devices(devices, key, len(read.ts)),
    }
    return pa.table(columns, schema=SCHEMA)


def _known(read: Read, name: str, kind: pa.DataType) -> pa.Array:
    values = read.rest.get(name)
    return pa.nulls(len(read.ts), kind) if values is None else values.cast(kind)


def _devices(devices: pa.StringArray | None, key: bytes, rows: int) -> pa.Array:
    """Devices are told apart and not known."""
    if devices is None:
        return pa.nulls(rows, pa.int64())
    encoded = devices.dictionary_encode()
    tokens = pa.array(device_tokens(key, encoded.dictionary.to_pylist()), pa.int64())
    return tokens.take(encoded.indices)


def _clock(ts: Integers, zone: ZoneInfo) -> tuple[Integers, Integers]:
    """Day and hour by a zone's clock: its offset is looked up once for every hour that occurs."""
    hours, place = np.unique(ts // HOUR, return_inverse=True)
    offsets = [utc_offset(zone, hour * HOUR) for hour in hours.tolist()]
    local = ts + np.array(offsets, np.int64)[place]
    return local // DAY, local % DAY // HOUR
