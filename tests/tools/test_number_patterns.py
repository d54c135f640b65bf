"""Patterns become intervals without loss: held to Python's own regular expressions."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.number_patterns import Reader, alone, combine, headed, whole, within

pytestmark = pytest.mark.long

ATOMS = st.sampled_from(["0", "1", "7", "\\d", "[2-57]", "[09]", "[1-35-9]"])


def grown(parts):
    group = st.lists(parts, min_size=1, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})")
    times = st.tuples(group | ATOMS, st.sampled_from(["", "?", "{2}", "{1,3}"])).map("".join)
    return st.lists(times, min_size=1, max_size=3).map("".join)


PATTERNS = st.recursive(ATOMS, grown, max_leaves=8)


def accepted(test, length):
    return [number for number in range(10**length) if test(f"{number:0{length}d}")]


def listed(spans):
    return [number for start, end in spans.reshape(-1, 2).tolist() for number in range(start, end)]


@given(PATTERNS, st.integers(1, 3))
def test_a_whole_pattern_gives_just_the_numbers_its_regular_expression_matches(pattern, length):
    assert listed(whole(pattern, length)) == accepted(re.compile(pattern).fullmatch, length)


@given(PATTERNS, PATTERNS, st.integers(1, 3))
def test_a_head_and_a_tail_give_just_the_numbers_that_can_be_cut_between_them(head, tail, length):
    def cut(text):
        return any(
            re.fullmatch(head, text[:at]) and re.fullmatch(tail, text[at:]) for at in range(1, len(text) + 1)
        )

    assert listed(headed(head, tail, length)) == accepted(cut, length)


@given(PATTERNS, st.integers(1, 3))
def test_a_head_alone_gives_the_numbers_that_begin_so(head, length):
    def begins(text):
        return any(re.fullmatch(head, text[:at]) for at in range(1, len(text) + 1))

    assert listed(headed(head, None, length)) == accepted(begins, length)


@given(PATTERNS, st.integers(0, 9))
def test_a_digit_that_stands_alone_has_no_longer_companion(pattern, digit):
    if alone(pattern, digit):
        assert re.fullmatch(pattern, str(digit))
        for length in (2, 3):
            assert not any(str(number)[0] == str(digit) for number in listed_text(pattern, length))


def listed_text(pattern, length):
    return [f"{number:0{length}d}" for number in listed(whole(pattern, length))]


def test_a_dollar_ends_the_number():
    assert listed(headed("(5\\d)$|1", None, 2)) == [*range(10, 20), *range(50, 60)]
    assert listed(headed("(5\\d)$|1", None, 3)) == [*range(100, 200)]


def test_intervals_that_touch_are_one():
    assert whole("[0-4]\\d|5\\d", 2).tolist() == [0, 60]


@pytest.mark.parametrize("pattern", ["a", "1+", "(?=1)", "(12", "1)", ".", "1*"])
def test_what_is_not_understood_is_refused(pattern):
    with pytest.raises(ValueError, match=r"."):
        Reader(pattern).read()


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_combining_intervals_is_combining_their_members(one, other):
    def spans(members):
        return np.array(
            [bound for member in sorted(members) for bound in (member, member + 1)], dtype=np.int64
        )

    # Neighbours share a bound, which is twice in the list and changes nothing.
    both = combine(lambda a, b: a & ~b, spans(one), spans(other))
    assert {number for number in range(31) if within(both, np.array([number]))[0]} == one - other
