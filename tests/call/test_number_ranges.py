"""The table of numbers says what `phonenumbers` says, interval by interval and number by number."""

from functools import cache
from random import Random

import numpy as np
import phonenumbers
import pytest
from benchmarks.number_sample import samples
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber
from tools.make_number_ranges import assigned, make, plan_of

from ringfence.call.number_ranges import (
    LONGEST,
    PATH,
    REWRITTEN,
    SHORTEST,
    VALID,
    calling_code_of,
    code_of,
    codes_of,
    is_valid,
    ranges,
    region_of,
)

COUNTRY_CODES = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
SAME_VERSION = ranges().version == phonenumbers.__version__
ALLOWED = 0 if SAME_VERSION else 0.005
"""The share of numbers that may differ: none, but numbering plans do change with the metadata."""

# E.164 has at most 15 digits and these doors take none under 7; `phonenumbers` holds some longer and shorter
# numbers of these regions valid too (German pagers, freephone behind long prefixes). They are refused here.
LONGER_THAN_E164 = {"DE", "ID", "JP", "KR", "NG", "UY"}
SHORTER_THAN_OURS = {"AT", "DE", "IR"}


def exact(digits: int) -> PhoneNumber | None:
    """The number as it stands, without the prefix stripping that parsing does; None without a country."""
    text = str(digits)
    for size in (1, 2, 3):
        if int(text[:size]) in COUNTRY_CODES:
            national = text[size:]
            zeros = min(len(national) - len(national.lstrip("0")), len(national) - 1)
            return PhoneNumber(
                country_code=int(text[:size]),
                national_number=int(national),
                italian_leading_zero=zeros > 0 or None,
                number_of_leading_zeros=zeros or None,
            )
    return None


def told(digits):
    number = exact(digits)
    if number is None:
        return False, None
    return phonenumbers.is_valid_number(number), phonenumbers.region_code_for_number(number)


def held(digits):
    return is_valid(f"+{digits}"), region_of(f"+{digits}")


def differing(numbers):
    numbers = [number for number in numbers if SHORTEST <= len(str(number)) <= LONGEST]
    wrong = [number for number in numbers if told(number) != held(number)]
    return wrong if len(wrong) > ALLOWED * len(numbers) else []


@cache
def lengths_assigned(lengths):
    return {
        region
        for code, regions in COUNTRY_CODES.items()
        for region in regions
        for digits in lengths
        if len(assigned(plan_of(code, region), digits - len(str(code))))
    }


@pytest.mark.long
def test_the_committed_table_is_what_the_installed_metadata_gives():
    if not SAME_VERSION:
        pytest.skip(f"made from phonenumbers {ranges().version}, {phonenumbers.__version__} is installed")
    with np.load(PATH) as file:
        for name, array in make()._asdict().items():
            assert np.array_equal(file[name], array), name


def test_the_table_agrees_on_both_sides_of_its_steps():
    steps = Random(2).sample(ranges().plain_starts[1:], 2_000)
    assert differing(number for step in steps for number in (step - 1, step)) == []


def test_the_table_agrees_on_numbers_of_every_region():
    assert differing(int(sample.international[1:]) for sample in samples(3_000, seed=3)) == []


@given(st.sampled_from(sorted(COUNTRY_CODES)), st.text("0123456789", min_size=4, max_size=14))
def test_the_table_agrees_on_any_digits(calling_code, national):
    assert differing([int(f"{calling_code}{national}")]) == [] or not SAME_VERSION


def test_only_the_named_regions_have_numbers_longer_than_e164():
    assert lengths_assigned(range(LONGEST + 1, 20)) == LONGER_THAN_E164
    assert not is_valid("+" + "49" + "800" + "0" * 12)


def test_only_the_named_regions_have_numbers_shorter_than_seven_digits():
    assert lengths_assigned(range(4, SHORTEST)) == SHORTER_THAN_OURS


def test_italian_zeros_are_digits_like_others():
    assert held(390612345678) == (True, "IT")
    assert held(390669812345) == (True, "VA")
    assert held(39612345678) == (False, None)


def test_shared_country_codes_are_told_apart():
    numbers = (
        "+12015550123",
        "+14165550123",
        "+18765551234",
        "+77012345678",
        "+79123456789",
        "+441624512345",
    )
    assert [region_of(number) for number in numbers] == ["US", "CA", "JM", "KZ", "RU", "IM"]


def test_a_code_of_no_country_is_of_region_001():
    assert held(80012345678) == (True, "001")


def test_an_unassigned_number_still_has_its_country():
    assert held(8621111111) == (False, "CN")


@pytest.mark.parametrize(
    "text",
    ["", "+", "8613800138000", "+0613800138000", "+86 13800138000", "+８６", "+²", "x"],
)
def test_what_is_not_e164_is_neither_valid_nor_anywhere(text):
    assert (is_valid(text), region_of(text)) == (False, None)


def test_numbers_of_other_lengths_are_in_no_plan():
    assert not is_valid("+" + "8" * 5_000)
    assert code_of(0) == code_of(123456) == code_of(10**15) == code_of(10**18) == 0


def test_many_codes_at_once_are_the_codes_one_by_one():
    numbers = [int(sample.international[1:]) for sample in samples(2_000, seed=5)]
    assert codes_of(np.array(numbers)).tolist() == [code_of(number) for number in numbers]


def test_every_region_has_its_country_code():
    for region in phonenumbers.SUPPORTED_REGIONS:
        assert calling_code_of(region) == phonenumbers.country_code_for_region(region)
    assert calling_code_of("001") is calling_code_of("cn") is None


def test_the_table_is_small_and_says_what_it_was_made_from():
    assert PATH.stat().st_size < 1 << 20
    assert ranges().version.count(".") == 2


def test_hardly_any_valid_number_needs_a_second_look():
    sizes = np.diff(ranges().starts, append=ranges().starts[-1])
    mobile = (ranges().starts >= 861300000000) & (ranges().starts < 10**13)
    again = mobile & (ranges().codes & (VALID | REWRITTEN) == VALID | REWRITTEN)
    assert sizes[again].sum() < 0.01 * sizes[mobile & (ranges().codes & VALID > 0)].sum()
