"""The HTTP door as an application: every route with its scope, its words and its place in the description.

Takes the house as `LiveGate`; gives an ASGI application. A route answers in JSON or with a problem, and nothing else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ringfence.doors.http.access import Access
from ringfence.doors.http.calls import Calls, answer
from ringfence.doors.http.described import (
    CALL,
    DRY_RUN,
    IDEMPOTENT,
    LIST_WORDS,
    OBJECT,
    REFERENCE,
    TOLD,
    document,
    number,
    rows_schema,
    word,
)
from ringfence.doors.http.diallers import Diallers
from ringfence.doors.http.facts import RELATIONS, Facts
from ringfence.doors.http.lists import Lists
from ringfence.doors.http.log import Log
from ringfence.doors.http.metrics import MEDIA, Metrics
from ringfence.doors.http.needs import ListsKept, LiveGate
from ringfence.doors.http.problems import problem

ASK = "/v1/calls"
EXAMPLES = {
    "stops": {"recipient": "+8613000000000", "said_at": "2026-03-10T15:00:00+08:00", "trigger": "opt_out", "caller": "bank-a"},
    "proofs": {"recipient": "+8613000000000", "need": "consent", "grade": "explicit", "given_at": "2026-03-01T10:00:00+08:00", "caller": "bank-a"},
    "agreements": {"recipient": "+8613000000000", "given_at": "2026-03-01T10:00:00+08:00", "caller": "bank-a", "subject": "contact_times"},
    "lines": {"line": "+862158888888", "caller": "bank-a", "home": "Shanghai"},
}  # fmt: skip


def made_app(
    gate: LiveGate,
    kept: ListsKept,
    version: str,
    rate: float = 0.0,
    access: Access | None = None,
    desk: Sequence[BaseRoute] = (),
) -> ASGIApp:
    """The application over one house and the lists it keeps; `rate` is how many requests a second one key may send, 0 as many as it likes; `desk` are further addresses, whose keys `access` looks up."""
    access, metrics = access or Access(gate, rate), Metrics()
    calls = Calls(gate, access)
    table = _table(calls, Lists(kept, access), Facts(gate, access), Log(gate, access), gate, metrics)
    described = document([row for row in table if row.get("described", True)], version)

    async def description(_request: Request) -> Response:
        return answer(described)

    routes: list[BaseRoute] = [
        Route(row["path"], row["work"], methods=[row["method"]], name=row["name"]) for row in table
    ]
    for path, dialler in Diallers(gate, access).routes().items():
        routes.append(Route(path, dialler, methods=["GET", "POST"], name=path.split("/")[1]))
    routes += desk
    routes.append(Route("/openapi.json", description, name="openapi"))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _protocol, Exception: _broken})
    return Counting(app, calls, metrics)


class Counting:
    """Around the application: how long each request took, by its route and its status."""

    def __init__(self, app: ASGIApp, calls: Calls, metrics: Metrics) -> None:
        self.app, self.calls, self.metrics = app, calls, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request and counts it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] == ASK and scope["method"] == "POST":
            await self._asked(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            route = scope.get("route")
            self.metrics.note(getattr(route, "name", "none"), status, time.perf_counter() - began)

    async def _asked(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The one question that is asked thousands of times a second goes to its route without a detour."""
        began = time.perf_counter()
        try:
            response = await self.calls.ask(Request(scope, receive))
        except Exception:  # noqa: BLE001 - as the application does for every other route
            response = _nothing_accepted()
        try:
            await response(scope, receive, send)
        finally:
            self.metrics.note("ask", response.status_code, time.perf_counter() - began)


async def _protocol(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(
        error.status_code,
        error.detail if error.status_code not in {404, 405} else "see /openapi.json",
        headers=dict(error.headers or {}),
    )


async def _broken(_request: Request, _error: Exception) -> Response:
    return _nothing_accepted()


def _nothing_accepted() -> Response:
    return problem(500, "nothing was accepted; try again, and tell whoever keeps this gate")


def _table(
    calls: Calls, lists: Lists, facts: Facts, log: Log, gate: LiveGate, metrics: Metrics
) -> list[dict[str, Any]]:
    """Every route: where, how, with which scope, what it does, and how it is described."""
    verdict = REFERENCE["verdict"]
    about_call = {"more": ("404",)}
    return [
        _row("POST", "/v1/calls", calls.ask, "ask", "ask", "May this call be made?", verdict, body=REFERENCE["call"], example=CALL, parameters=[DRY_RUN, IDEMPOTENT], status=("201", "200"), more=("409",)),
        _row("POST", "/v1/calls:batch", calls.batch, "batch", "ask", "May these calls be made, in this order?", OBJECT, body=rows_schema("calls"), example={"calls": [CALL]}, parameters=[DRY_RUN]),
        _row("POST", "/v1/calls/{call}:confirm", calls.confirm, "confirm", "ask", "May the call still connect?", verdict, **about_call),
        _row("POST", "/v1/calls/{call}/outcome", calls.tell, "tell", "tell", "What became of the call, and what was said on it.", OBJECT, body=TOLD, example={"outcome": "conversation", "said": "opt_out"}, **about_call),
        _row("GET", "/v1/calls/{call}", calls.explain, "explain", "read", "The sealed answer, and what was sealed about the call since.", OBJECT, **about_call),
        _row("GET", "/v1/calls", calls.lately, "calls", "read", "The newest answers, a page at a time.", OBJECT, parameters=[*map(word, ("answer", "rule", "caller", "agency", "purpose", "line")), number("before", needed=False), number("limit", needed=False)]),
        _row("GET", "/v1/figures", calls.figures, "figures", "read", "How many answers of each kind were given in each quarter of an hour.", OBJECT, parameters=[word("since", "date-time"), word("until", "date-time")]),
        _row("POST", "/v1/lists", lists.send, "send", "lists", "A list to be screened; the body is its file.", OBJECT, upload=True, parameters=LIST_WORDS, status=("202",)),
        _row("GET", "/v1/lists", lists.all, "lists", "lists", "The lists that were sent.", OBJECT),
        _row("GET", "/v1/lists/{list}", lists.one, "list", "lists", "How far a list is, and what came of it.", OBJECT, **about_call),
        _row("DELETE", "/v1/lists/{list}", lists.drop, "drop", "lists", "Takes a list and its files out; what was sealed stays.", OBJECT, more=("404", "409")),
        _row("GET", "/v1/lists/{list}/events", lists.events, "events", "lists", "The same as it goes, as server-sent events.", OBJECT, media="text/event-stream", **about_call),
        _row("GET", "/v1/lists/{list}/{file}", lists.file, "file", "lists", "One of a list's files: answered, may-call, bad, report.", OBJECT, media="application/octet-stream", **about_call),
        *(
            _row("POST", f"/v1/{name}", facts.of(name), name, "facts", f"Brings {name}; all of them or none.", OBJECT, body=rows_schema(name), example={name: [EXAMPLES[name]]}, status=("201",))
            for name in RELATIONS
        ),
        _row("POST", "/v1/listings/{name}", facts.listing, "listing", "facts", "Brings looks at single numbers of a listing.", OBJECT, body=rows_schema("entries"), example={"entries": [{"recipient": "+8613000000000", "listed": False, "checked_at": "2026-03-10T08:00:00+08:00"}]}, status=("201",)),
        _row("GET", "/v1/packs", log.pack, "packs", "read", "The pack that judges, with its rules.", OBJECT),
        _row("GET", "/v1/packs/shadow", log.shadow, "shadow", "read", "What a second pack would have answered.", OBJECT, more=("404",)),
        _row("GET", "/v1/log/head", log.head, "head", "log", "The newest signed head of the log.", OBJECT, more=("404",)),
        _row("GET", "/v1/log/inclusion", log.inclusion, "inclusion", "log", "The path that proves a leaf under a head.", OBJECT, parameters=[number("leaf"), number("size")], more=("404",)),
        _row("GET", "/v1/log/consistency", log.consistency, "consistency", "log", "The path that proves that a later log continues an earlier.", OBJECT, parameters=[number("old"), number("new")], more=("404",)),
        _row("GET", "/healthz", _healthy, "healthz", "", "Whether the program runs.", OBJECT),
        _row("GET", "/readyz", _ready(gate, calls.access), "readyz", "", "Whether the gate answers.", OBJECT, more=("503",)),
        _row("GET", "/metrics", _counted(metrics), "metrics", "", "Counts for a monitor.", OBJECT, described=False),
    ]  # fmt: skip


def _row(
    method: str, path: str, work: Any, name: str, scope: str, words: str, answered: dict[str, Any], **more: Any,
) -> dict[str, Any]:  # fmt: skip
    return {
        "method": method,
        "path": path,
        "work": work,
        "name": name,
        "scope": scope,
        "words": words,
        "answer": answered,
        **more,
    }


async def _healthy(_request: Request) -> Response:
    return answer({"status": "ok"})


def _ready(gate: LiveGate, access: Access) -> Any:
    async def ready(_request: Request) -> Response:
        try:
            await asyncio.wait_for(access.result(gate.holder("")), 2)
        except Exception:  # noqa: BLE001 - whatever it is, the gate does not answer
            return problem(
                503, "engine.unavailable: the ledger does not answer", headers={"Retry-After": "1"}
            )
        return answer({"status": "ok", "pack": gate.pack()["pack"]})

    return ready


def _counted(metrics: Metrics) -> Any:
    async def counted(_request: Request) -> Response:
        return Response(metrics.text(), media_type=MEDIA)

    return counted
