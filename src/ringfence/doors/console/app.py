"""The desk's addresses, and who is let in.

Part of the HTTP door's application. Takes requests of a browser; gives pages. Nothing is shown to whoever has not signed
in, nothing is taken from a form of another site, and every answer carries a policy under which no script runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from ringfence.call.errors import LedgerError, RingfenceError
from ringfence.caller.access import Holder
from ringfence.doors.console.forms import Forms
from ringfence.doors.console.page import PAGES
from ringfence.doors.console.saying import FAULTS, Language
from ringfence.doors.console.screens import Screens
from ringfence.doors.console.session import COOKIE, GOOD_FOR, Sessions
from ringfence.doors.http.access import Access
from ringfence.doors.http.needs import ListsKept, LiveGate
from ringfence.doors.translated import in_chinese

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SECOND: Final = 1000
Work = Callable[[Request, Language, Holder], Awaitable[Response]]


class Console:
    """The desk over one gate."""

    def __init__(self, gate: LiveGate, kept: ListsKept, access: Access) -> None:
        self.gate, self.access = gate, access
        self.sessions = Sessions(gate.secret("desk"))
        self.screens = Screens(gate, kept, access)

    def mount(self) -> Mount:
        """Every address of the desk."""
        screens, forms = self.screens, Forms(self.screens)
        shown: dict[str, Work] = {
            "/": screens.today, "/calls": screens.calls, "/calls/{call}": screens.call, "/stops": screens.stops,
            "/lists": screens.lists, "/lists/{list}": screens.one_list, "/lists/{list}/{file}": screens.list_file,
            "/packs": screens.packs, "/packs/{rule}": screens.rule,
        }  # fmt: skip
        done: dict[str, Work] = {
            "/calls/{call}/stop": forms.stop_on_call, "/stops/look-up": forms.look_up, "/stops": forms.stop,
            "/lists": forms.send_list, "/lists/{list}/drop": forms.drop_list,
        }  # fmt: skip
        return Mount(
            "/desk",
            routes=[
                Route("/", self._home, name="desk"),
                Route("/style.css", self._style, name="desk style"),
                Route("/{language}/sign-in", self._sign_in, methods=["GET", "POST"], name="desk sign in"),
                Route("/{language}/sign-out", self._sign_out, methods=["POST"], name="desk sign out"),
                *(Route(f"/{{language}}{path}", self._shown(work), name=f"desk {path}") for path, work in shown.items()),
                *(Route(f"/{{language}}{path}", self._done(work), methods=["POST"], name=f"desk {path}") for path, work in done.items()),
            ],
        )  # fmt: skip

    def _shown(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            return _guarded(await self._let_in(request, work))

        return answered

    def _done(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            if _foreign(request):
                return _guarded(Response("a form of another site", 403))
            return _guarded(await self._let_in(request, work))

        return answered

    async def _let_in(self, request: Request, work: Work) -> Response:
        language = tongue(request)
        holder = await self._holder(request)
        if holder is None:
            return RedirectResponse(f"/desk/{language}/sign-in", 303)
        if isinstance(holder, Response):
            return holder
        try:
            return await work(request, language, holder)
        except RingfenceError as error:
            message = in_chinese(str(error), FAULTS) if language == "zh" else str(error)
            status = 503 if isinstance(error, LedgerError) else 422
            return self.screens.page("wrong", language, holder, status, message=message)

    async def _holder(self, request: Request) -> Holder | Response | None:
        key = self.sessions.key_in(request.cookies.get(COOKIE, ""), self.gate.now())
        return None if key is None else await self._held(request, key)

    async def _held(self, request: Request, key: str) -> Holder | Response | None:
        """Who holds a key with which one may sit at the desk; None if nobody does."""
        found = await self.access.holder(request, "read", key)
        if isinstance(found, Response) and found.status_code in {401, 403}:
            return None
        return found

    async def _sign_in(self, request: Request) -> Response:
        language = tongue(request)
        if request.method == "GET":
            return _guarded(self.screens.sign_in(language))
        if _foreign(request):
            return _guarded(Response("a form of another site", 403))
        key = str((await request.form()).get("key", "")).strip()
        holder = await self._held(request, key) if key else None
        if holder is None:
            return _guarded(self.screens.sign_in(language, wrong=True))
        if isinstance(holder, Response):
            return holder
        entered = RedirectResponse(f"/desk/{language}/", 303)
        entered.set_cookie(
            COOKIE, self.sessions.begun(key, self.gate.now()), max_age=GOOD_FOR // SECOND, httponly=True, samesite="strict",
            secure=_over_tls(request), path="/desk",
        )  # fmt: skip
        return _guarded(entered)

    async def _sign_out(self, request: Request) -> Response:
        left = RedirectResponse(f"/desk/{tongue(request)}/sign-in", 303)
        left.delete_cookie(COOKIE, path="/desk")
        return _guarded(left)

    async def _home(self, request: Request) -> Response:
        wanted = request.headers.get("accept-language", "zh")
        return RedirectResponse("/desk/en/" if wanted.lower().startswith("en") else "/desk/zh/", 303)

    async def _style(self, _request: Request) -> Response:
        return FileResponse(
            PAGES / "style.css", media_type="text/css", headers={"X-Content-Type-Options": "nosniff"}
        )


def tongue(request: Request) -> Language:
    """The tongue that an address names; Chinese where it names another."""
    return "en" if request.path_params.get("language") == "en" else "zh"


def _guarded(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _foreign(request: Request) -> bool:
    """Whether a form comes from another site; some old browsers do not say, and the cookie is for this site alone."""
    origin = request.headers.get("origin")
    elsewhere = origin not in {None, "null"} and urlsplit(str(origin)).netloc != request.headers.get("host")
    return elsewhere or request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


def _over_tls(request: Request) -> bool:
    return "https" in {request.url.scheme, request.headers.get("x-forwarded-proto", "")}


def routes(gate: LiveGate, kept: ListsKept, access: Access) -> list[Any]:
    """What the HTTP door adds to its own addresses."""
    return [Console(gate, kept, access).mount()]
