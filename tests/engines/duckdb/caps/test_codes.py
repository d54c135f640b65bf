"""Numbers in place of values: equal values share one, and no two others do."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ringfence.engines.duckdb.caps.codes import codes_of, joined, token_codes

HALVES = st.tuples(st.integers(0, 3).map(lambda n: n << 60), st.integers(0, 2))


@given(st.lists(HALVES, min_size=1))
def test_tokens_that_share_their_first_bits_are_told_apart(halves):
    codes = token_codes(np.array(halves, dtype=np.uint64)).tolist()

    for code, half in zip(codes, halves, strict=True):
        assert [each for each in codes if each == code] == [code] * halves.count(half)


def test_an_unknown_value_has_no_number():
    assert codes_of(pa.chunked_array([["a", None], ["b", "a"]])).tolist() == [0, -1, 1, 0]


def test_a_column_of_kept_words_is_numbered_across_its_parts():
    parts = [pa.array(["a", "b"]).dictionary_encode(), pa.array(["b", None, "a"]).dictionary_encode()]

    assert codes_of(pa.chunked_array(parts)).tolist() == [0, 1, 1, -1, 0]


def test_tokens_are_numbered_as_sixteen_bytes():
    tokens = [b"a" * 16, b"b" * 16, b"a" * 16]

    first, second, third = codes_of(pa.chunked_array([pa.array(tokens, pa.binary(16))])).tolist()

    assert first == third != second


def test_no_column_at_all_has_no_numbers():
    assert codes_of(pa.chunked_array([], pa.string())).tolist() == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 3)), min_size=1))
def test_pairs_share_a_number_only_if_both_halves_do(pairs):
    left, right = (np.array(each, dtype=np.int64) for each in zip(*pairs, strict=True))
    codes = joined(left, right).tolist()

    assert len(set(zip(codes, pairs, strict=True))) == len(set(codes)) == len(set(pairs))
