"""A recipient's token: what the ledger knows a person by, instead of her number.

Stands at the door, right after a number was read. Takes numbers in E.164 and the token key of an epoch;
gives 16 bytes that are the same for the same number, and nothing to whoever lacks the key. The key must
never be stored with the tokens: numbers are few enough to try them all.
"""

from __future__ import annotations

from collections.abc import Iterable

from ringfence.call.errors import NumberError
from ringfence.evidence.mac import keyed

TOKEN_BYTES = 16
DOMAIN = b"ringfence.recipient"

UNREADABLE = "a number is not in E.164: write it with its country, as +8613…"
"""What an error says of a number; the number itself it must not say."""


def recipient_token(key: bytes, number: str) -> bytes:
    """The 16-byte token of a number in E.164.

    >>> recipient_token(bytes(32), "+8613000000000").hex()
    '688dd9bdcbae6d62cc4d2815b3d0d08b'
    """
    if not (number.startswith("+") and number.isascii()):
        raise NumberError(UNREADABLE)
    return keyed(key, DOMAIN)(number.encode())[:TOKEN_BYTES]


def recipient_tokens(key: bytes, numbers: Iterable[str | None]) -> list[bytes | None]:
    """The tokens of many numbers in E.164, unknown where the number is; at the first unreadable one, its row.

    >>> recipient_tokens(bytes(32), [None, "+8613000000000"])[0] is None
    True
    """
    mac = keyed(key, DOMAIN)
    new_inner, new_outer, half = mac.inner.copy, mac.outer.copy, slice(TOKEN_BYTES)
    tokens: list[bytes | None] = []
    keep = tokens.append
    # `mac(number)` written out: the call alone would cost a tenth of a list of millions.
    for number in numbers:
        if number is None:
            keep(None)
            continue
        if not (number.startswith("+") and number.isascii()):
            raise NumberError(UNREADABLE, f"row {len(tokens)}")
        inner, outer = new_inner(), new_outer()
        inner.update(number.encode())
        outer.update(inner.digest())
        keep(outer.digest()[half])
    return tokens
