"""The routes about calls: ask, ask many, confirm, tell, explain.

Takes requests whose key was looked at; gives verdicts as JSON. A key that is bound to a caller asks about that caller's
calls alone: another's call is, to it, not there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ringfence.call.errors import EngineError, LedgerError, RequestError, RingfenceError
from ringfence.call.moments import DAY, moment
from ringfence.caller.access import Holder
from ringfence.caller.answered import Wanted
from ringfence.doors.http.access import Access
from ringfence.doors.http.needs import LiveGate
from ringfence.doors.http.problems import problem, told
from ringfence.doors.http.reading import object_of, rows_of
from ringfence.doors.verdict_json import as_json

JSON: Final = "application/json"
LONGEST_KEY: Final = 255
PAGE: Final = 50
MOST_A_PAGE: Final = 500
LONGEST: Final = 92 * DAY
YES: Final = frozenset({"1", "true", "yes", ""})
NO: Final = frozenset({"0", "false", "no"})
_encode = msgspec.json.Encoder().encode


class Calls:
    """Answers what is asked about calls."""

    def __init__(self, gate: LiveGate, access: Access) -> None:
        self.gate, self.access = gate, access

    async def ask(self, request: Request) -> Response:
        """May this call be made?"""
        holder = await self.access.holder(request, "ask")
        if isinstance(holder, Response):
            return holder
        call = await object_of(request)
        if isinstance(call, Response):
            return call
        try:
            bound(call, holder)
            named(call, request, holder)
            verdict = await self.access.result(self.gate.ask(call, dry_run=is_yes(request, "dry_run")))
        except (LedgerError, EngineError) as error:
            return told(error, fallback=as_json(self.gate.fallback(call)))
        except RingfenceError as error:
            return told(error)
        return answer(as_json(verdict), 201 if verdict.leaf is not None else 200)

    async def batch(self, request: Request) -> Response:
        """The same of many, asked in their order; one that cannot be asked has its problem in its place."""
        holder = await self.access.holder(request, "ask")
        if isinstance(holder, Response):
            return holder
        calls = await rows_of(request, "calls")
        if isinstance(calls, Response):
            return calls
        try:
            dry_run = is_yes(request, "dry_run")
        except RingfenceError as error:
            return told(error)
        asked: list[Awaitable[Any]] = []
        for call in calls:
            try:
                bound(call, holder)
                asked.append(self.access.result(self.gate.ask(call, dry_run=dry_run)))
            except RingfenceError as error:
                asked.append(failed(error))
        found = await asyncio.gather(*asked, return_exceptions=True)
        return answer({"answers": [_one(each) for each in found]})

    async def lately(self, request: Request) -> Response:
        """The newest answers, a page at a time."""
        holder = await self.access.holder(request, "read")
        if isinstance(holder, Response):
            return holder
        try:
            wanted = {
                name: request.query_params[name]
                for name in ("answer", "rule", "caller", "agency", "purpose", "line")
                if name in request.query_params
            }
            bound(wanted, holder)
            before, most = whole(request, "before"), whole(request, "limit")
            most = min(most or PAGE, MOST_A_PAGE)
            page = await self.access.result(self.gate.answered(Wanted(**wanted), most, before))
        except RingfenceError as error:
            return told(error)
        return answer(
            {"calls": [as_json(msgspec.to_builtins(each)) for each in page.answers], "before": page.before}
        )

    async def figures(self, request: Request) -> Response:
        """How many answers of each kind were given, quarter of an hour by quarter of an hour."""
        holder = await self.access.holder(request, "read")
        if isinstance(holder, Response):
            return holder
        try:
            now = self.gate.now()
            until = moment(request.query_params.get("until", now), "until")
            since = moment(request.query_params.get("since", until - DAY), "since")
            if not 0 <= until - since <= LONGEST:
                raise RequestError("ask for 92 days at most, the earlier moment first", "since")
            found = await self.access.result(self.gate.figures(since, until, holder.caller, holder.agency))
        except RingfenceError as error:
            return told(error)
        return answer({"figures": [as_json(msgspec.to_builtins(each)) for each in found]})

    async def confirm(self, request: Request) -> Response:
        """May the call still connect?"""
        return await self._about(request, "ask", lambda call, _body: self._confirmed(call))

    async def tell(self, request: Request) -> Response:
        """What became of the call, and what was said on it."""
        return await self._about(request, "tell", self._told, with_body=True)

    async def explain(self, request: Request) -> Response:
        """The sealed answer, and what was sealed about the call since."""
        return await self._about(request, "read", lambda call, _body: self._explained(call))

    async def _about(
        self, request: Request, scope: str, work: Callable[[str, dict[str, Any]], Awaitable[Response]], *, with_body: bool = False,
    ) -> Response:  # fmt: skip
        holder = await self.access.holder(request, scope)
        if isinstance(holder, Response):
            return holder
        body = await object_of(request) if with_body else {}
        if isinstance(body, Response):
            return body
        call = request.path_params["call"]
        try:
            whose = await self.access.result(self.gate.whose(call))
            if whose is None or not holder.may_see(*whose):
                return problem(404, f"no call `{call[:60]}` was ever asked about here; ask first", "call")
            return await work(call, body)
        except RingfenceError as error:
            return told(error)

    async def _confirmed(self, call: str) -> Response:
        return answer(as_json(await self.access.result(self.gate.confirm(call))))

    async def _told(self, call: str, body: dict[str, Any]) -> Response:
        unknown = set(body) - {"outcome", "said", "at"}
        if unknown:
            raise RequestError(
                f"`{min(unknown)[:40]}` is not told of a call; it takes outcome, said, at", min(unknown)[:40]
            )
        texts = {name: body.get(name) for name in ("outcome", "said", "at")}
        for name, value in texts.items():
            if value is not None and not isinstance(value, str):
                raise RequestError("write it as text", name)
        leaf = await self.access.result(self.gate.tell(call, texts["outcome"], texts["said"], texts["at"]))
        return answer({"call": call, "leaf": leaf})

    async def _explained(self, call: str) -> Response:
        return answer(await self.access.result(self.gate.explain(call)))


def answer(value: Any, status: int = 200) -> Response:
    """A value as the body of an answer."""
    return Response(_encode(value), status, media_type=JSON)


def bound(call: dict[str, Any], holder: Holder) -> None:
    """Fills in whose key it is where the call does not say, and refuses a call of somebody else."""
    for name, own in (("caller", holder.caller), ("agency", holder.agency)):
        if own is not None and call.setdefault(name, own) != own:
            raise RequestError(f"this key asks for `{own}` alone", name)


def named(call: dict[str, Any], request: Request, holder: Holder) -> None:
    """Names a call by the request's idempotency key if it has no id: sent again it gets the same answer."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return
    if not 0 < len(key) <= LONGEST_KEY:
        raise RequestError(f"an idempotency key has 1 to {LONGEST_KEY} signs", "Idempotency-Key")
    digest = sha256(b"\0".join((holder.id.encode(), key.encode()))).hexdigest()
    call.setdefault("id", f"key-{digest[:32]}")


def whole(request: Request, name: str) -> int | None:
    """A whole number of the address; None if it is not there."""
    said = request.query_params.get(name)
    if said is None:
        return None
    if not said.isdecimal() or len(said) > 18:
        raise RequestError("give a whole number", name)
    return int(said)


def is_yes(request: Request, name: str) -> bool:
    """Whether a word of the address says yes; what says neither yes nor no is told, for a call may hang on it."""
    said = request.query_params.get(name, "no").lower()
    if said in YES or said in NO:
        return said in YES
    raise RequestError(f"`{said[:20]}` is neither true nor false", name)


async def failed(error: RingfenceError) -> Any:
    """What could not be asked, as if it had been answered so."""
    raise error


def _one(found: Any) -> Any:
    if isinstance(found, RingfenceError):
        return msgspec.json.decode(told(found).body)
    if isinstance(found, BaseException):
        raise found
    return as_json(found)
