"""Names for calls that their caller did not name: in order of time, so that the log's index grows at its end."""

from __future__ import annotations

import os


def new_call_id(now: int) -> str:
    """A new call id: eleven hexadecimal digits of time (UTC ms), sixteen of chance.

    >>> new_call_id(0)[:11], len(new_call_id(0))
    ('00000000000', 27)
    """
    return f"{now:011x}{os.urandom(8).hex()}"
