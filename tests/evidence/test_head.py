"""A tree head holds under the key that signed it, and with nothing altered."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ringfence.evidence.head import key_id, sign_head, verify_head

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key()
HEAD = sign_head(KEY, 8, bytes(range(32)), 1_773_126_000_000)


def test_a_signed_head_holds():
    assert verify_head(PUBLIC, HEAD)
    assert HEAD.key_id == key_id(PUBLIC)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", 9),
        ("root", bytes(32)),
        ("at", HEAD.at + 1),
        ("key_id", "0" * 16),
        ("signature", bytes(64)),
        ("signature", b""),
    ],
)
def test_an_altered_head_does_not_hold(name, value):
    assert not verify_head(PUBLIC, msgspec.structs.replace(HEAD, **{name: value}))


def test_a_head_does_not_hold_under_another_key():
    other = Ed25519PrivateKey.generate()
    assert not verify_head(other.public_key(), HEAD)
    renamed = msgspec.structs.replace(HEAD, key_id=key_id(other.public_key()))
    assert not verify_head(other.public_key(), renamed)


@pytest.mark.parametrize("place", range(0, 512, 7))
def test_no_bit_of_a_signature_can_be_altered(place):
    altered = bytearray(HEAD.signature)
    altered[place // 8] ^= 1 << place % 8
    assert not verify_head(PUBLIC, msgspec.structs.replace(HEAD, signature=bytes(altered)))
