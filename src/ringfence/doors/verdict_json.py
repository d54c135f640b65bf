"""A verdict as programs read it: plain values, moments as ISO 8601 in UTC.

Behind the command line and HTTP. Takes a verdict or a part of one; gives what JSON can say. Adds nothing to it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ringfence.call.moments import written
from ringfence.call.verdict import Verdict

MOMENTS = frozenset({"at", "until", "fact_at", "retry_at", "expires_at", "said_at", "newest_at"})
DAYS = frozenset({"listed_on"})

__all__ = ["Verdict", "as_json"]


def as_json(value: Any, name: str = "") -> Any:
    """A verdict, or a part of one, as plain values with ISO moments; what is unknown is null.

    >>> as_json(Verdict(answer="permit", call="c", at=0, pack="thread@1"))["at"]
    '1970-01-01T00:00:00+00:00'
    """
    if isinstance(value, msgspec.Struct):
        return as_json(msgspec.structs.asdict(value))
    if isinstance(value, dict):
        return {key: as_json(each, key) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    if name in MOMENTS and isinstance(value, int):
        return written(value)
    if name in DAYS and isinstance(value, int):
        return written(value)[:10]
    return value
