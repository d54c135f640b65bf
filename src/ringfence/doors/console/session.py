"""Who sits at the desk: the access key she signed in with, sealed in a cookie that only this gate can open.

Between the browser and `Access`. Takes a key; gives what the cookie holds, good for a working day. Nothing of it is kept
here, so that any process of a gate takes it, and a key that is taken back opens nothing more.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ringfence.call.moments import HOUR

GOOD_FOR: Final = 12 * HOUR
NONCE_BYTES: Final = 12
MOMENT_BYTES: Final = 8
COOKIE: Final = "ringfence_desk"


class Sessions:
    """Seals keys into cookies and opens them again, under a secret of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        self._seal = AESGCM(secret)

    def begun(self, key: str, now: int) -> str:
        """What a cookie holds of somebody who signed in at a moment.

        >>> desk = Sessions(bytes(32))
        >>> desk.key_in(desk.begun("rf_key", 0), 1)
        'rf_key'
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        told = now.to_bytes(MOMENT_BYTES, "big") + key.encode()
        return (nonce + self._seal.encrypt(nonce, told, COOKIE.encode())).hex()

    def key_in(self, cookie: str, now: int) -> str | None:
        """The key; None if this gate did not seal it, or it was too long ago."""
        try:
            held = bytes.fromhex(cookie)
            told = self._seal.decrypt(held[:NONCE_BYTES], held[NONCE_BYTES:], COOKIE.encode())
        except (ValueError, InvalidTag):
            return None
        began = int.from_bytes(told[:MOMENT_BYTES], "big")
        return told[MOMENT_BYTES:].decode() if 0 <= now - began < GOOD_FOR else None
