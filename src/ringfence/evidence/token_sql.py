"""Recipient tokens as DuckDB makes them: the same keyed hash, written in its SQL, so that lists need no loop.

Beside `token`, which is the definition; a test holds the two together. The padded keys travel as parameters of the
statement and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable

from ringfence.evidence.mac import padded_keys
from ringfence.evidence.token import DOMAIN, TOKEN_BYTES


def token_sql(key: bytes) -> Callable[[str], tuple[str, list[bytes]]]:
    """Says, for a column of numbers in E.164, the expression of their tokens and its parameters."""
    inner, outer = padded_keys(key)

    def made(number: str) -> tuple[str, list[bytes]]:
        first = f"unhex(sha256(?::BLOB || encode({number})))"
        return f"unhex(left(sha256(?::BLOB || {first}), {2 * TOKEN_BYTES}))", [
            outer,
            inner + DOMAIN + b"\x00",
        ]

    return made
