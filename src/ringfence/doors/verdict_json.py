"""A verdict as programs read it: plain values, moments as ISO 8601 in UTC.

Behind the command line and HTTP. Takes a verdict or a part of one; gives what JSON can say. Adds nothing to it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ringfence.call.moments import written

MOMENTS = frozenset(
    {"at", "until", "fact_at", "retry_at", "expires_at", "said_at", "newest_at", "asked_at", "quarter"}
)
DAYS = frozenset({"listed_on"})


def as_json(value: Any, name: str = "") -> Any:
    """A verdict, or a part of one, as plain values with ISO moments; what is unknown is null.

    >>> from ringfence.call.verdict import Verdict
    >>> as_json(Verdict(answer="permit", call="c", at=0, pack="thread@1"))["at"]
    '1970-01-01T00:00:00+00:00'
    """
    if isinstance(value, msgspec.Struct):
        # Plain values are made all at once; what is left to do is moments.
        return _with_moments(msgspec.to_builtins(value))
    if isinstance(value, dict | list | tuple):
        return _with_moments(msgspec.to_builtins(value))
    return _moment(name, value)


def _with_moments(value: Any) -> Any:
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, dict | list):
                _with_moments(each)
            elif isinstance(each, int) and (key in MOMENTS or key in DAYS):
                value[key] = _moment(key, each)
    elif isinstance(value, list):
        for each in value:
            _with_moments(each)
    return value


def _moment(name: str, value: Any) -> Any:
    if not isinstance(value, int):
        return value
    if name in MOMENTS:
        return written(value)
    return written(value)[:10] if name in DAYS else value
