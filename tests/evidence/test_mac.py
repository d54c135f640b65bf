"""The keyed hash is HMAC-SHA-256; the standard library's is the judge."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.evidence.mac import Mac, hmac_sha256, keyed

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS, st.binary(max_size=30), st.binary(max_size=200))
def test_it_is_the_standard_librarys_hmac(key, domain, message):
    expected = hmac.digest(key, domain + b"\x00" + message, "sha256")
    assert Mac(key, domain)(message) == expected
    assert keyed(key, domain)(message) == expected
    assert hmac_sha256(key, domain + b"\x00" + message) == expected


def test_a_message_leaves_nothing_behind_for_the_next():
    mac = keyed(bytes(32), b"example")
    first = mac(b"one")
    mac(b"two")
    assert mac(b"one") == first


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(EvidenceError, match="32 bytes"):
        keyed(bytes(length), b"example")
    with pytest.raises(EvidenceError, match="32 bytes"):
        hmac_sha256(bytes(length), b"message")
