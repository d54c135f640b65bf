"""A token is the same for the same number, and none is made of what is not a number."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError, NumberError
from ringfence.evidence.token import recipient_token, recipient_tokens

KEY = bytes(range(32))
NUMBERS = st.integers(10**6, 10**15 - 1).map("+{}".format)
NOT_NUMBERS = ["", "8613000000000", "+８６13000000000", " +8613000000000"]


@given(NUMBERS)
def test_a_token_is_half_an_hmac(number):
    whole = hmac.digest(KEY, b"ringfence.recipient\x00" + number.encode("ascii"), "sha256")
    assert recipient_token(KEY, number) == whole[:16]


@given(st.lists(NUMBERS | st.none()))
def test_many_tokens_are_the_tokens_one_by_one_and_unknown_stays_unknown(numbers):
    one_by_one = [None if number is None else recipient_token(KEY, number) for number in numbers]
    assert recipient_tokens(KEY, numbers) == one_by_one
    assert recipient_tokens(KEY, iter(numbers)) == one_by_one


def test_another_key_gives_another_token():
    assert recipient_token(KEY, "+8613000000000") != recipient_token(bytes(32), "+8613000000000")


@pytest.mark.parametrize("number", NOT_NUMBERS)
def test_what_is_not_e164_gets_no_token_and_is_not_repeated(number):
    with pytest.raises(NumberError, match="write it with its country") as one:
        recipient_token(KEY, number)
    with pytest.raises(NumberError, match="row 1: ") as many:
        recipient_tokens(KEY, ["+8613000000000", number])
    assert "3000000000" not in f"{one.value}{many.value}"


def test_a_short_key_is_refused():
    with pytest.raises(EvidenceError, match="keyring"):
        recipient_token(b"short", "+8613000000000")
