"""The keyed hash (HMAC-SHA-256) under which a number becomes a token and a seed a key.

Stands on every call's way, so it keeps both halves of a key already hashed: a message then costs two copies
instead of a whole set-up, less than half of what the standard library's own function takes. Takes a key and
a domain; gives a function of messages. Two domains under one key never give the same value for a message.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from ringfence.call.errors import EvidenceError

KEY_BYTES = 32

_BLOCK_BYTES = 64
_WRONG_LENGTH = f"a key is not {KEY_BYTES} bytes long: take the keys from the keyring"
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class Mac:
    """HMAC-SHA-256 of one key over one domain followed by a message."""

    __slots__ = ("inner", "outer")

    def __init__(self, key: bytes, domain: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise EvidenceError(_WRONG_LENGTH)
        inner, outer = padded_keys(key)
        self.inner = sha256(inner + domain + b"\x00")
        self.outer = sha256(outer)

    def __call__(self, message: bytes) -> bytes:
        """The 32 bytes for this message.

        >>> Mac(bytes(32), b"example")(b"message").hex()[:8]
        '341d48c0'
        """
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()


def padded_keys(key: bytes) -> tuple[bytes, bytes]:
    """The key as HMAC's inner and outer hash begin with it."""
    padded = key.ljust(_BLOCK_BYTES, b"\x00")
    return padded.translate(_INNER), padded.translate(_OUTER)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 of one message under a key that is used once; the same as the standard library's, and sooner.

    >>> hmac_sha256(bytes(32), b"message").hex()[:8]
    'eb08c1f5'
    """
    if len(key) != KEY_BYTES:
        raise EvidenceError(_WRONG_LENGTH)
    inner, outer = padded_keys(key)
    return sha256(outer + sha256(inner + message).digest()).digest()


@lru_cache(maxsize=32)
def keyed(key: bytes, domain: bytes) -> Mac:
    """The `Mac` of a key of the keyring, set up once; not for the keys of persons, who are too many.

    >>> keyed(bytes(32), b"example") is keyed(bytes(32), b"example")
    True
    """
    return Mac(key, domain)
