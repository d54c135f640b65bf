"""Shared tokens: the published protocol's own values, and that nothing of a number shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.evidence.blinding import ORDER, P, blind, evaluate, fingerprint, new_key, to_curve, unblind

KEY = 0x159749D750713AFE245D2D39CCFAAE8381C53CE92D098A9375EE70739C7AC0BF
SECRETS = st.integers(1, ORDER - 1)


# RFC 9497, A.3.1: input, blind, blinded element and evaluation element (without the byte that says the sign).
@pytest.mark.parametrize(
    ("message", "secret", "blinded", "evaluated"),
    [
        (
            "\x00",
            0x3338FA65EC36E0290022B48EB562889D89DBFA691D1CDE91517FA222ED7AD364,
            "723a1e5c09b8b9c18d1dcbca29e8007e95f14f4732d9346d490ffc195110368d",
            "0de02ffec47a1fd53efcdd1c6faf5bdc270912b8749e783c7ca75bb412958832",
        ),
    ],
)
def test_points_are_those_of_rfc_9497(message, secret, blinded, evaluated):
    assert blind(message, secret).hex() == blinded
    assert evaluate(KEY, bytes.fromhex(blinded)).hex() == evaluated


@given(SECRETS, SECRETS, SECRETS)
def test_a_number_has_one_token_whatever_the_secret(key, one, other):
    tokens = {
        unblind("+8613000000000", each, evaluate(key, blind("+8613000000000", each))) for each in (one, other)
    }
    assert len(tokens) == 1


def test_another_number_or_another_key_has_another_token():
    key, secret = new_key(), new_key()
    asked = [("+8613000000000", key), ("+8613000000001", key), ("+8613000000000", new_key())]
    assert len({unblind(number, secret, evaluate(of, blind(number, secret))) for number, of in asked}) == 3


@given(st.binary(max_size=40))
def test_a_message_is_brought_to_the_curve(message):
    x, y = to_curve(message)
    assert (
        y * y - (x**3 - 3 * x + 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B)
    ) % P == 0


def test_the_same_number_asked_twice_looks_like_two():
    assert blind("+8613000000000", new_key()) != blind("+8613000000000", new_key())


@pytest.mark.parametrize("point", [b"", bytes(31), b"\xff" * 32, (1).to_bytes(32)])
def test_what_is_no_point_is_refused(point):
    with pytest.raises(EvidenceError, match="no point"):
        evaluate(new_key(), point)


def test_a_key_has_a_name_that_does_not_tell_it():
    key = new_key()
    assert fingerprint(key) == fingerprint(key) != fingerprint(new_key())
    assert fingerprint(key) not in f"{key:064x}"
