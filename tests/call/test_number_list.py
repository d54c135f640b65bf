"""A column of numbers is read row for row as each text is read alone."""

from collections import defaultdict
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from benchmarks.number_sample import Sample, examples, samples
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call import number_list
from ringfence.call.errors import NumberError
from ringfence.call.number_list import parse_numbers
from ringfence.call.number_ranges import is_valid, region_of
from ringfence.call.number_text import parse_number

SIGNS = st.text("+00112389 -().\t/x０＋年\n", max_size=18)


def written(sample: Sample, random: Random) -> str:
    """The sample in one of the ways in which lists hold numbers, the odd ones included."""
    number, home = sample.international, sample.national
    return random.choice([
        number,
        home,
        f"0{home}",
        f"00{number[1:]}",
        number[1:],
        f"+{sample.calling_code}0{home}",
        f"{home[:3]} {home[3:]}",
        f"{home[:3]}.{home[3:]}",
        f"({number[:3]}) {number[3:6]}-{number[6:]}",
        f" {number}\n",
        f"{number}x",
        f"{home}.0",
    ])  # fmt: skip


def one_by_one(texts, region):
    return [alone(text, region) for text in texts]


def alone(text, region):
    try:
        number = parse_number(text or "", region)
    except NumberError as error:
        return None, False, None, str(error)
    return number, is_valid(number), region_of(number), None


def at_once(column, region=None):
    parsed = parse_numbers(column, region)
    faults = [parsed.faults.get(row) for row in range(len(parsed.numbers))]
    columns = (parsed.numbers.to_pylist(), parsed.valid.tolist(), parsed.regions.to_pylist(), faults)
    return list(zip(*columns, strict=True))


def test_every_region_is_read_at_once_as_one_by_one():
    random, by_region = Random(1), defaultdict(list)
    for sample in samples(2_500, seed=21):
        by_region[None if sample.region == "001" else sample.region].append(written(sample, random))
    for region, texts in by_region.items():
        assert at_once(pa.array(texts), region) == one_by_one(texts, region)
        assert at_once(pa.array(texts)) == one_by_one(texts, None)


@given(
    st.lists(st.none() | SIGNS | st.text(max_size=8), max_size=12),
    st.sampled_from([None, "CN", "US", "IT", "RU"]),
)
def test_any_column_is_read_at_once_as_one_by_one(texts, region):
    assert at_once(pa.array(texts, pa.string()), region) == one_by_one(texts, region)


@given(
    st.lists(
        st.sampled_from([sample for known in examples().values() for sample in known]), min_size=1, max_size=9
    ),
    st.randoms(use_true_random=False),
    st.data(),
)
def test_any_writing_of_numbers_is_read_at_once_as_one_by_one(known, random, data):
    texts = [written(sample, random) for sample in known]
    region = data.draw(
        st.sampled_from([None, *(sample.region for sample in known if sample.region != "001")])
    )
    assert at_once(pa.array(texts), region) == one_by_one(texts, region)


@given(st.lists(st.lists(st.none() | SIGNS, max_size=4), max_size=4), st.integers(0, 5), st.integers(0, 9))
def test_slices_and_chunks_make_no_difference(chunks, start, length):
    column = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks], pa.string()).slice(
        start, length
    )
    assert at_once(column, "CN") == one_by_one(column.to_pylist(), "CN")


def test_blocks_make_no_difference(monkeypatch):
    texts = [sample.international for sample in samples(500, seed=22)]
    whole = at_once(pa.array(texts))
    monkeypatch.setattr(number_list, "BLOCK", 7)
    assert at_once(pa.array(texts)) == whole


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_every_kind_of_text_column_is_read(kind):
    column = pa.array(["+86 138 0013 8000", None, "x"]).cast(kind)
    assert [row[0] for row in at_once(column)] == ["+8613800138000", None, None]


def test_numbers_that_a_file_held_as_integers_are_read_at_home():
    column = pa.array([13800138000, None, 95588])
    assert [row[0] for row in at_once(column, "CN")] == ["+8613800138000", None, None]


@pytest.mark.parametrize(
    "column", [pa.array([], pa.string()), pa.chunked_array([], pa.string()), pa.nulls(3), pa.array([""])]
)
def test_a_column_of_nothing_is_read(column):
    parsed = parse_numbers(column)
    assert parsed.numbers.null_count == len(column) == len(parsed.valid) == len(parsed.regions)
    assert set(parsed.faults.values()) <= {"no number is given: write it with `+` and the country code"}


def test_a_clean_column_comes_back_as_it_is():
    column = pa.array(["+8613800138000", "+442079460000"])
    parsed = parse_numbers(column)
    assert parsed.numbers == column
    assert parsed.faults == {}
    assert parsed.regions.to_pylist() == ["CN", "GB"]
    assert parsed.valid.dtype == np.bool_


def test_a_null_row_is_null_whatever_bytes_lie_under_it():
    hidden = pa.StringArray.from_buffers(
        2, *pa.array(["+8613800138000", "+8613900139000"]).buffers()[1:], pa.py_buffer(b"\x02")
    )
    assert [row[0] for row in at_once(hidden)] == [None, "+8613900139000"]


def test_a_region_that_does_not_exist_is_refused_before_any_row():
    with pytest.raises(NumberError, match="is no region"):
        parse_numbers(pa.array(["+8613800138000"]), "ZZ")
