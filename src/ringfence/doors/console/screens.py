"""The screens of the desk, each drawn from what the gate says now.

Behind the desk's links. Takes whoever signed in and what the address asks for; gives HTML. It changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from ringfence.call.errors import RequestError
from ringfence.call.number import parse_number
from ringfence.call.verdict import ANSWERS
from ringfence.call.words import PURPOSES, TRIGGERS
from ringfence.caller.access import Holder
from ringfence.caller.answered import Wanted
from ringfence.doors.console.figures import arranged, bounds
from ringfence.doors.console.page import SCREENS, drawn
from ringfence.doors.console.saying import Language
from ringfence.doors.http.access import Access
from ringfence.doors.http.calls import whole
from ringfence.doors.http.needs import ListsKept, LiveGate
from ringfence.doors.lists.job import Job

A_PAGE: Final = 50
RELOADED: Final = 1
"""Seconds after which a list that is being screened is looked at again."""
REPORT_POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
FILTERS: Final = ("answer", "rule", "purpose", "line")


class Screens:
    """Draws what the desk shows."""

    def __init__(
        self, gate: LiveGate, kept: ListsKept, access: Access, links: Sequence[str] = SCREENS
    ) -> None:
        self.gate, self.kept, self.access, self.links = gate, kept, access, links

    def page(
        self, screen: str, language: Language, holder: Holder | None, status: int = 200, **shown: Any
    ) -> Response:
        """A screen as an answer."""
        text = drawn(screen, language, self.gate.zone(), screens=self.links, holder=holder, **shown)
        return HTMLResponse(text, status)

    def sign_in(self, language: Language, *, wrong: bool = False, elsewhere: bool = False) -> Response:
        """The form to sign in with."""
        return self.page("sign-in", language, None, 401 if wrong else 200, wrong=wrong, elsewhere=elsewhere)

    async def today(self, request: Request, language: Language, holder: Holder) -> Response:
        """A day's answers: how many, when, and what held calls back."""
        zone, now = self.gate.zone(), self.gate.now()
        here = dt.datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date()
        day = _day(request.query_params.get("day"), here)
        found = await self.access.result(self.gate.figures(*bounds(day, zone), holder.caller, holder.agency))
        return self.page(
            "today", language, holder, day=day.isoformat(), last=here.isoformat(), as_of=now,
            figures=arranged(found, zone), told=self.told(language),
        )  # fmt: skip

    async def calls(self, request: Request, language: Language, holder: Holder) -> Response:
        """The newest answers that are wanted."""
        asked = {name: request.query_params.get(name) or None for name in FILTERS}
        before = whole(request, "before")
        wanted = Wanted(caller=holder.caller, agency=holder.agency, **asked)
        page = await self.access.result(self.gate.answered(wanted, A_PAGE, before))
        return self.page(
            "calls", language, holder, found=page, asked={name: value or "" for name, value in asked.items()},
            filtered=any(asked.values()), answers=ANSWERS, purposes=PURPOSES, told=self.told(language),
            query="&".join(f"{name}={value}" for name, value in asked.items() if value),
        )  # fmt: skip

    async def call(
        self, request: Request, language: Language, holder: Holder, noted: int | None = None
    ) -> Response:
        """One call: why it was answered so, and what became of it."""
        call = request.path_params["call"]
        await self.may_see(call, holder)
        found = await self.access.result(self.gate.explain(call))
        return self.page(
            "call", language, holder, place="calls", verdict=found["verdict"], later=found["later"],
            may_tell="tell" in holder.scopes, noted=noted,
        )  # fmt: skip

    async def stops(
        self,
        _request: Request,
        language: Language,
        holder: Holder,
        number: str | None = None,
        noted: int | None = None,
    ) -> Response:
        """Stops told lately, those of one number, and a form to note one."""
        found = None
        if number is not None:
            found = await self.access.result(self.gate.stops_of(parse_number(number, None), holder.caller))
        lately = await self.access.result(self.gate.stops_lately(holder))
        return self.page(
            "stops", language, holder, found=found, lately=lately, noted=noted, triggers=TRIGGERS,
            may_bring="facts" in holder.scopes,
        )  # fmt: skip

    async def lists(self, _request: Request, language: Language, holder: Holder) -> Response:
        """The lists that were sent, and a form to send one."""
        may_send = "lists" in holder.scopes
        return self.page(
            "lists", language, holder, jobs=self.kept.all(holder) if may_send else [], may_send=may_send, purposes=PURPOSES,
        )  # fmt: skip

    async def one_list(self, request: Request, language: Language, holder: Holder) -> Response:
        """How far a list is, and what came of it."""
        job = self.job(request, holder)
        shown = self.page("list", language, holder, place="lists", job=job, answers=ANSWERS)
        if job.state in {"waiting", "running"}:
            # Without scripts: the page asks again by itself, and Back does not pile up.
            shown.headers["Refresh"] = str(RELOADED)
        return shown

    async def list_file(self, request: Request, _language: Language, holder: Holder) -> Response:
        """One of a list's files; its report is shown, the others are saved."""
        job, which = self.job(request, holder), request.path_params["file"]
        path = self.kept.file(job, which)
        if which == "report":
            return FileResponse(
                path, media_type="text/html", headers={"Content-Security-Policy": REPORT_POLICY}
            )
        return FileResponse(path, filename=f"{job.name.rpartition('.')[0]}.{path.name}")

    async def packs(self, _request: Request, language: Language, holder: Holder) -> Response:
        """The pack that judges, with its rules."""
        return self.page("packs", language, holder, body=self.gate.pack())

    async def rule(self, request: Request, language: Language, holder: Holder) -> Response:
        """One rule: its words, its source, its values, its examples."""
        return self.page(
            "rule", language, holder, place="packs", found=self.gate.rule(request.path_params["rule"])
        )

    async def may_see(self, call: str, holder: Holder) -> None:
        """RequestError if the call is not there, or none of the holder's business."""
        whose = await self.access.result(self.gate.whose(call))
        if whose is None or not holder.may_see(*whose):
            raise RequestError(f"no call `{call[:60]}` was ever asked about here; ask first", "call")

    def job(self, request: Request, holder: Holder) -> Job:
        """The list that an address names."""
        need(holder, "lists")
        return self.kept.of(request.path_params["list"], holder)

    def told(self, language: Language) -> dict[str, str]:
        """The words of every rule of the pack."""
        return {each["rule"]: each[language] for each in self.gate.pack()["rules"]}


def need(holder: Holder, scope: str) -> None:
    """RequestError if a holder lacks a scope."""
    if scope not in holder.scopes:
        raise RequestError(f"this key lacks the scope `{scope}`; sign in with one that has it", "scope")


def _day(said: str | None, here: dt.date) -> dt.date:
    if not said:
        return here
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise RequestError("a day is written like 2026-03-10", "day") from None
