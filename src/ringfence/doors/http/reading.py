"""A body read: so large, so deep, UTF-8, JSON, and an object or a list of them.

Between a request and the routes. Takes bytes; gives plain values, or the problem. Whatever is wrong is said before anything
is looked up.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ringfence.doors.http.problems import problem

MOST_BYTES: Final = 1 << 20
DEEPEST: Final = 12
MOST_ROWS: Final = 1_000
_decode = msgspec.json.Decoder().decode


async def body_of(request: Request, most: int = MOST_BYTES) -> bytes | Response:
    """The bytes of a body that is not too large."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        return problem(413, f"a body has at most {most:,} bytes")
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        return problem(415, "send application/json")
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > most:
                return problem(413, f"a body has at most {most:,} bytes")
            pieces.append(piece)
    except ClientDisconnect:
        return problem(400, "the body was not sent whole")
    return b"".join(pieces)


async def object_of(request: Request) -> dict[str, Any] | Response:
    """The object that a body is."""
    found = await _json(request)
    if isinstance(found, Response):
        return found
    return found if isinstance(found, dict) else problem(422, "the body is a JSON object")


async def rows_of(request: Request, name: str) -> list[dict[str, Any]] | Response:
    """The objects of a body: a list of them, or an object with the list under a name."""
    found = await _json(request)
    if isinstance(found, Response):
        return found
    rows = found.get(name) if isinstance(found, dict) and name in found else found
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return problem(422, f"the body is an object, or a list of 1 to {MOST_ROWS} of them", f"/{name}")
    return rows if len(rows) <= MOST_ROWS else problem(422, f"at most {MOST_ROWS} at a time", f"/{name}")


async def _json(request: Request) -> Any:
    body = await body_of(request)
    if isinstance(body, Response):
        return body
    try:
        found = _decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return problem(400, f"the body is not JSON in UTF-8: {str(error)[:120]}")
    # Most bodies have fewer brackets than may lie in one another: they need not be looked through.
    brackets = body.count(b"{") + body.count(b"[")
    too_deep = brackets > DEEPEST and _depth(found) > DEEPEST
    return problem(400, f"the body is nested more than {DEEPEST} deep") if too_deep else found


def _depth(value: Any, so_far: int = 0) -> int:
    if so_far > DEEPEST or not isinstance(value, dict | list):
        return so_far
    inside = value.values() if isinstance(value, dict) else value
    return max((_depth(each, so_far + 1) for each in inside), default=so_far + 1)
