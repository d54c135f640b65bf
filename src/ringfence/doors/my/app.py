"""Her page as an application: six screens, each a form that works without scripts.

Takes requests from her own browser; gives pages. Nothing is shown to whoever does not bring the key of this start, and
nothing is taken from a form of another site. It decides nothing: steps of the case are taken in `redress`.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from ringfence.call.errors import RingfenceError
from ringfence.doors.my import forms, screens
from ringfence.doors.my.page import error_page
from ringfence.policy.rule import Pack
from ringfence.redress.folder import MOST_BYTES, Folder

COOKIE: Final = "ringfence_my"
STYLE: Final = Path(__file__).with_name("pages") / "style.css"
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MOST_BROUGHT: Final = 2 * MOST_BYTES
"""Bytes that one form may bring: several files together."""
Next = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What her page works with: her folder, the rules, the key of this start, and the address it is at."""

    folder: Folder
    pack: Pack
    key: str
    address: str


def made_app(desk: Desk) -> FastAPI:
    """The application over one folder."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = desk
    app.middleware("http")(_guarded)
    app.add_exception_handler(RingfenceError, _told)
    app.add_api_route("/style.css", _style, methods=["GET"])
    app.add_api_route("/", _home, methods=["GET"])
    for path, screen in screens.SCREENS.items():
        app.add_api_route(f"/{{language}}/{path}", screen, methods=["GET"], response_class=HTMLResponse)
    for path, form in forms.FORMS.items():
        app.add_api_route(f"/{{language}}/{path}", form, methods=["POST"], response_class=HTMLResponse)
    return app


async def _guarded(request: Request, call_next: Next) -> Response:
    """Lets in who has the key, and forms of this page alone; says so in every header."""
    desk: Desk = request.app.state.desk
    response = _refused(request, desk) or _let_in(request, desk) or await call_next(request)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _refused(request: Request, desk: Desk) -> Response | None:
    # A page of elsewhere may point a name of its own at this machine: only the address itself is answered.
    if request.headers.get("host") != urlsplit(desk.address).netloc:
        return Response("unknown host", 421)
    if request.method == "POST":
        origin = request.headers.get("origin")
        # Some old browsers send no origin; the cookie is then the only word for it, and it is for this site alone.
        if (
            origin not in {None, "null", desk.address}
            or request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
        ):
            return Response("a form of another site", 403)
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > MOST_BROUGHT:
            return HTMLResponse(
                error_page(
                    "zh",
                    f"文件太大：一次最多 {MOST_BROUGHT >> 20} MB / too long: {MOST_BROUGHT >> 20} MB at a time",
                ),
                413,
            )
    return None


def _let_in(request: Request, desk: Desk) -> Response | None:
    given = request.query_params.get("key", "")
    if given and hmac.compare_digest(given.encode(), desk.key.encode()):
        entered = RedirectResponse(request.url.path, 303)
        entered.set_cookie(COOKIE, desk.key, httponly=True, samesite="strict", path="/")
        return entered
    held = request.cookies.get(COOKIE, "")
    if request.url.path == "/style.css" or hmac.compare_digest(held.encode(), desk.key.encode()):
        return None
    return HTMLResponse(
        error_page(
            "zh", "请用 ringfence my 给出的完整地址打开 / open the whole address that `ringfence my` gave"
        ),
        403,
    )


async def _told(request: Request, error: Exception) -> Response:
    """What she asked for cannot be done: why, and what to do, on a page of its own."""
    language = request.url.path.split("/")[1]
    return HTMLResponse(error_page("en" if language == "en" else "zh", str(error)), 422)


async def _style() -> FileResponse:
    return FileResponse(STYLE, media_type="text/css")


async def _home(request: Request) -> RedirectResponse:
    wanted = request.headers.get("accept-language", "zh")
    return RedirectResponse("/en/" if wanted.lower().startswith("en") else "/zh/", 303)
