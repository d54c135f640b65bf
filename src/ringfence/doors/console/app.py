"""The desk's addresses, and who is let in.

Part of the HTTP door's application. Takes requests of a browser; gives pages. Nothing is shown to whoever has not signed
in, nothing is taken from a form of another site, and every answer carries a policy under which no script runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from ringfence.call.errors import LedgerError, RingfenceError
from ringfence.caller.access import Holder
from ringfence.doors.console.forms import Forms
from ringfence.doors.console.organisation import Organisation, SigningOn
from ringfence.doors.console.page import OF_A_CARRIER, PAGES, SCREENS
from ringfence.doors.console.pool import PoolScreens
from ringfence.doors.console.saying import Language
from ringfence.doors.console.screens import Screens
from ringfence.doors.console.session import COOKIE, GOOD_FOR, Sessions
from ringfence.doors.console.watching import Watching
from ringfence.doors.errors_in_chinese import error_told
from ringfence.doors.http.access import Access
from ringfence.doors.http.needs import ListsKept, LiveGate

if TYPE_CHECKING:
    from ringfence.doors.cli.needs import Carrier, Lines

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SECOND: Final = 1000
ON_THE_WAY: Final = "ringfence_signing_on"
PERSON: Final = "person "
"""Before what a cookie holds of somebody who signed in without an access key; no key begins so."""
Work = Callable[[Request, Language, Holder], Awaitable[Response]]


class Console:
    """The desk over one gate."""

    def __init__(
        self, gate: LiveGate, kept: ListsKept, access: Access, organisation: Organisation | None,
        lines: Callable[[], Lines] | None = None, carrier: Carrier | None = None,
    ) -> None:  # fmt: skip
        self.gate, self.access, self.organisation = gate, access, organisation
        self.sessions = Sessions(gate.secret("desk"))
        links = SCREENS if lines else [screen for screen in SCREENS if screen != "lines"]
        self.screens = Screens(gate, kept, access, OF_A_CARRIER if carrier else links)
        self.lines, self.carrier = lines, carrier

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
        if self.lines is not None:
            pool = PoolScreens(screens, self.lines)
            shown |= {"/lines": pool.lines, "/lines/{line}": pool.one_line}
        if self.carrier is not None:
            watching = Watching(screens, self.carrier)
            shown |= {
                "/": watching.queue,
                "/queue": watching.queue,
                "/line": watching.line,
                "/what-if": watching.what_if,
            }
            done |= {"/queue": watching.decide, "/line": watching.lift}
        return Mount(
            "/desk",
            routes=[
                Route("/", self._home, name="desk"),
                Route("/style.css", self._style, name="desk style"),
                Route("/{language}/sign-in", self._sign_in, methods=["GET", "POST"], name="desk sign in"),
                Route("/{language}/single-sign-on", self._there, name="desk single sign-on"),
                Route("/signed-on", self._back, name="desk signed on"),
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
            status = 503 if isinstance(error, LedgerError) else 422
            return self.screens.page("wrong", language, holder, status, message=_in_words(error, language))

    async def _holder(self, request: Request) -> Holder | Response | None:
        held = self.sessions.key_in(request.cookies.get(COOKIE, ""), self.gate.now())
        if held is None:
            return None
        if held.startswith(PERSON):
            return _person(held) if self.organisation is not None else None
        return await self._held(request, held)

    async def _held(self, request: Request, key: str) -> Holder | Response | None:
        """Who holds a key with which one may sit at the desk; None if nobody does."""
        found = await self.access.holder(request, "read", key)
        if isinstance(found, Response) and found.status_code in {401, 403}:
            return None
        return found

    async def _sign_in(self, request: Request) -> Response:
        language = tongue(request)
        if request.method == "GET":
            return _guarded(self.screens.sign_in(language, elsewhere=self.organisation is not None))
        if _foreign(request):
            return _guarded(Response("a form of another site", 403))
        key = str((await request.form()).get("key", "")).strip()
        holder = await self._held(request, key) if key else None
        if holder is None:
            return _guarded(
                self.screens.sign_in(language, wrong=True, elsewhere=self.organisation is not None)
            )
        if isinstance(holder, Response):
            return holder
        return self._entered(request, RedirectResponse(f"/desk/{language}/", 303), key)

    def _entered(self, request: Request, response: Response, held: str) -> Response:
        """An answer with which somebody is signed in."""
        response.set_cookie(
            COOKIE, self.sessions.begun(held, self.gate.now()), max_age=GOOD_FOR // SECOND, httponly=True, samesite="strict",
            secure=_over_tls(request), path="/desk",
        )  # fmt: skip
        return _guarded(response)

    async def _there(self, request: Request) -> Response:
        """Sends her to her organisation."""
        language = tongue(request)
        if self.organisation is None:
            return _guarded(self.screens.sign_in(language))
        base = f"{'https' if _over_tls(request) else 'http'}://{request.headers.get('host', '')}"
        try:
            address, on = await self.organisation.there(language, f"{base}/desk/signed-on")
        except RingfenceError as error:
            return _guarded(
                self.screens.page("wrong", language, None, 503, message=_in_words(error, language))
            )
        sent = RedirectResponse(address, 303)
        # She comes back from another site: a cookie that is for this site alone would stay behind.
        sent.set_cookie(
            ON_THE_WAY, self.sessions.begun(msgspec.json.encode(on).decode(), self.gate.now()), max_age=600, httponly=True,
            samesite="lax", secure=_over_tls(request), path="/desk",
        )  # fmt: skip
        return _guarded(sent)

    async def _back(self, request: Request) -> Response:
        """Lets in whom her organisation named."""
        held = self.sessions.key_in(request.cookies.get(ON_THE_WAY, ""), self.gate.now())
        if self.organisation is None or held is None:
            return _guarded(RedirectResponse("/desk/", 303))
        on = msgspec.json.decode(held, type=SigningOn)
        language: Language = "en" if on.language == "en" else "zh"
        try:
            code, state = (request.query_params.get(name, "") for name in ("code", "state"))
            holder = await self.organisation.holder(code, state, on)
        except RingfenceError as error:
            return _guarded(
                self.screens.page("wrong", language, None, 403, message=_in_words(error, language))
            )
        told = PERSON + msgspec.json.encode({"id": holder.id, "scopes": sorted(holder.scopes)}).decode()
        # The way on begins on a page of ours: only then does the cookie of this site alone come along.
        on_page = self.screens.page("signed-on", language, None)
        on_page.headers["Refresh"] = f"0; url=/desk/{language}/"
        on_page.delete_cookie(ON_THE_WAY, path="/desk")
        return self._entered(request, on_page, told)

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


def _person(held: str) -> Holder:
    """Who signed in with her organisation's account, as the cookie has her."""
    told = msgspec.json.decode(held.removeprefix(PERSON))
    return Holder(told["id"], frozenset(told["scopes"]))


def _in_words(error: RingfenceError, language: Language) -> str:
    return str(error) if language == "en" else error_told(error, placed=False)


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


def routes(
    gate: LiveGate, kept: ListsKept, access: Access, organisation: Organisation | None = None,
    lines: Callable[[], Lines] | None = None, carrier: Carrier | None = None,
) -> list[Any]:  # fmt: skip
    """What the HTTP door adds to its own addresses; with an `organisation` people may sign in with its accounts.

    `lines` reads the firm's pool of lines; with a `carrier` the desk is that of its analysts.
    """
    return [Console(gate, kept, access, organisation, lines, carrier).mount()]
