"""The keyholder over HTTP: one question, and whether it is there.

Stands alone, apart from every gate. Takes a member's key and blinded numbers; gives what the keyholder made of them, or
the problem. It decides nothing: who may ask, and how much, the keyholder knows.
"""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ringfence.call.errors import RingfenceError
from ringfence.doors.http.problems import problem, told
from ringfence.doors.http.reading import body_of
from ringfence.sharing.keyholder import MOST_AT_ONCE, Keyholder, TooManyError

BEARER: Final = "bearer "
LARGEST: Final = 80 * MOST_AT_ONCE
"""Bytes of a request: so many numbers in hexadecimal, and their quotes."""


class Blinded(msgspec.Struct, forbid_unknown_fields=True):
    """Blinded numbers, in hexadecimal."""

    blinded: list[str]


def keyholder_app(keyholder: Keyholder) -> Starlette:
    """The application that answers for a keyholder."""

    async def evaluate(request: Request) -> Response:
        member = await run_in_threadpool(keyholder.member_of, _key(request))
        if member is None:
            return problem(
                401, "send `Authorization: Bearer <key>` with a member's key",
                headers={"WWW-Authenticate": "Bearer"},
            )  # fmt: skip
        body = await body_of(request, LARGEST)
        if isinstance(body, Response):
            return body
        try:
            asked = [bytes.fromhex(each) for each in msgspec.json.decode(body, type=Blinded).blinded]
        except (msgspec.MsgspecError, ValueError) as error:
            return problem(400, f'send {{"blinded": ["<64 hexadecimal digits>", …]}}: {error}')
        try:
            done = await run_in_threadpool(keyholder.evaluate, member, asked)
        except TooManyError as error:
            return problem(429, str(error), headers={"Retry-After": str(error.wait)})
        except RingfenceError as error:
            return told(error)
        return JSONResponse({"key": done.key, "evaluated": [point.hex() for point in done.points]})

    async def healthy(_: Request) -> Response:
        return JSONResponse({"status": "ok", "key": keyholder.key_name})

    return Starlette(
        routes=[Route("/v1/evaluations", evaluate, methods=["POST"]), Route("/healthz", healthy)]
    )


def _key(request: Request) -> str:
    given = request.headers.get("authorization", "")
    return given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""
