"""Call records under the schema: no number goes further, and what is told of digits and of the local clock is right."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ringfence.carrier.record import FARTHEST, SCHEMA, Read, Steps, records_of

KEY = bytes(32)
CALLS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 3_000_000), st.integers(0, 50)), min_size=1, max_size=30
)


def plainly(calls):
    """The step of each call, one after the other in the order of time."""
    last: dict[int, int] = {}
    steps: list[int | None] = [None] * len(calls)
    for place in sorted(range(len(calls)), key=lambda each: (calls[each][2], each)):
        line, recipient, _ = calls[place]
        if line in last:
            steps[place] = max(-FARTHEST, min(FARTHEST, recipient - last[line]))
        last[line] = recipient
    return steps


def columns(calls):
    return (np.array(column, np.int64) for column in zip(*calls, strict=True))


@given(CALLS)
def test_a_step_is_how_far_a_number_is_from_the_one_dialled_before(calls):
    assert Steps().of(*columns(calls)).to_pylist() == plainly(calls)


@given(CALLS, st.integers(1, 5))
def test_a_line_is_remembered_from_block_to_block_of_a_file_in_order(calls, at_once):
    in_order = sorted(calls, key=lambda call: call[2])
    steps, told = Steps(), []
    for first in range(0, len(in_order), at_once):
        told += steps.of(*columns(in_order[first : first + at_once])).to_pylist()
    assert told == plainly(in_order)


def made(ts, **rest):
    numbers = np.array([8613000000000 + number for number in range(len(ts))], np.int64)
    read = Read(numbers, numbers + 1, np.array(ts, np.int64), np.zeros(len(ts), np.int64), rest)
    return records_of(read, KEY, ZoneInfo("Europe/Paris"), Steps())


@given(st.lists(st.integers(1_700_000_000_000, 1_800_000_000_000), min_size=1, max_size=20))
def test_day_and_hour_are_the_local_clocks_on_whichever_side_of_a_change(ts):
    table = made(ts)
    for at, day, hour in zip(ts, table["day"].to_pylist(), table["hour"].to_pylist(), strict=True):
        local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo("Europe/Paris"))
        assert (day, hour) == ((local.date() - datetime(1970, 1, 1).date()).days, local.hour)


def test_a_table_has_the_schema_whatever_is_known_and_holds_no_number():
    bare, full = (
        made([0, 1], **rest)
        for rest in (
            {},
            {
                "ring": pa.array([3, None]), "status": pa.array([200, None]), "city": pa.array(["上海", None]), "cell": pa.array([None, "a"]),
                "device": pa.array(["imei-1", None]),
            },
        )
    )  # fmt: skip
    assert bare.schema == full.schema == SCHEMA
    assert full["device"].null_count == 1
    held = [value for name in SCHEMA.names for value in full[name].to_pylist()]
    assert not {8613000000000, 8613000000001, 8613000000002} & {
        value for value in held if isinstance(value, int)
    }


def test_neighbours_have_one_block_and_tokens_of_their_own():
    line = made(range(50))["line"].to_pylist()
    assert len({token >> 7 for token in line}) == 1
    assert len(set(line)) == 50


def test_the_digits_of_the_called_number_tell_its_segment_and_its_region():
    called = np.array([8613800138000, 8521234567, 12025550123], np.int64)
    zeros = np.zeros(3, np.int64)
    told = records_of(Read(called, called, zeros, zeros, {}), KEY, ZoneInfo("UTC"), Steps())
    assert told["segment"].to_pylist() == [861380013, 852123, 1202555]
    assert told["region"].to_pylist()[::2] == ["CN", "US"]
