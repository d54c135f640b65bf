"""Names for calls that their caller did not name: in order of time, so that the log's index grows at its end."""

from __future__ import annotations

import secrets

from ringfence.call.moments import FOREVER

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_DIGITS = 9


def new_call_id(now: int) -> str:
    """A new call id: nine signs of time (UTC ms), twelve of chance.

    >>> new_call_id(0)[:9], len(new_call_id(0))
    ('000000000', 21)
    """
    time = ""
    left = now % FOREVER
    for _ in range(TIME_DIGITS):
        time = ALPHABET[left % 32] + time
        left //= 32
    chance = secrets.token_bytes(12)
    return time + "".join(ALPHABET[byte % 32] for byte in chance)
