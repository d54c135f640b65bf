"""What can go wrong over HTTP, in one shape on every route: RFC 9457 problem details.

Around every route. Takes an error of the house or of the protocol; gives status and body. It never shows a traceback, a
path or a whole number.
"""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.responses import Response

from ringfence.call.errors import EngineError, LedgerError, ListError, RequestError, RingfenceError

MEDIA: Final = "application/problem+json"
TITLES: Final[dict[int, str]] = {
    400: "the request cannot be read", 401: "a key is needed", 403: "this key may not do that", 404: "there is no such thing",
    405: "this is not done here", 409: "it contradicts what is there", 413: "the request is too large", 415: "the request is of another type",
    422: "something in the request cannot be", 429: "too many requests", 500: "something broke", 503: "the gate cannot answer now",
}  # fmt: skip


def problem(
    status: int, detail: str, where: str = "", headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """The answer to a request that cannot be carried out; `where` is the path inside the request."""
    body: dict[str, Any] = {
        "type": f"urn:ringfence:problem:{status}",
        "title": TITLES.get(status, "something is wrong"),
        "status": status,
        "detail": detail,
    }
    if where:
        body["pointer"] = where
    body |= more
    return Response(json.dumps(body, ensure_ascii=False), status, headers, MEDIA)


def told(error: RingfenceError, **more: Any) -> Response:
    """An error of the house as the caller of this interface is told it."""
    match error:
        case RequestError(path=path):
            message = str(error).removeprefix(f"{path}: ")
            if "already names a call" in message or "there is a key" in message:
                return problem(409, message, path)
            if "was ever asked about here" in message:
                return problem(404, message, path)
            return problem(422, message, path)
        case ListError(line=line, column=column):
            return problem(422, str(error), f"/{(line or 2) - 2}/{column or ''}".rstrip("/"))
        case LedgerError() | EngineError():
            # Nothing was decided, and it says so; what the pack states for that stands beside it (`fallback`).
            return problem(503, f"engine.unavailable: {error}", headers={"Retry-After": "1"}, **more)
        case _:
            return problem(422, str(error))
