"""Diallers and switches asked in their own words: text for Asterisk, VICIdial's calls, FreeSWITCH's documents.

Beside the routes in JSON. Takes what those programs send as they are; gives what they understand. Where the gate does not
answer they get the word for that, and never one for a permit. Their numbers are national: the address says of which country.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import quoteattr

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ringfence.call.errors import EngineError, LedgerError, RingfenceError
from ringfence.call.moments import written
from ringfence.call.number import parse_line, parse_number
from ringfence.call.verdict import Verdict
from ringfence.caller.access import Holder
from ringfence.caller.request import FIELDS
from ringfence.doors.exports import EXPORTS
from ringfence.doors.http.access import Access
from ringfence.doors.http.calls import bound
from ringfence.doors.http.needs import LiveGate
from ringfence.doors.http.reading import MOST_BYTES

XML: Final = "text/xml"
UNAVAILABLE: Final = "unavailable"
CONTROL: Final = re.compile(r"[^\x20-\x7e]")
PLACE: Final = ("country", "zone", "region")
REJECTED: Final = "CALL_REJECTED"
Answered = Callable[[dict[str, str], Holder], Awaitable[Response]]


class Diallers:
    """Answers programs that speak no JSON."""

    def __init__(self, gate: LiveGate, access: Access) -> None:
        self.gate, self.access = gate, access

    def routes(self) -> dict[str, Callable[[Request], Awaitable[Response]]]:
        """Where each is asked; `country` is whose national numbers come."""
        return {
            "/text/{country}/ask": self._route("ask", self._text, failed=_text_failed),
            "/vicidial/{country}/non_agent_api.php": self._route(
                "facts", self._non_agent, failed=_vicidial_failed
            ),
            "/vicidial/{country}/dispo": self._route("tell", self._dispo, failed=_vicidial_failed),
            "/freeswitch/{country}/httapi": self._route("ask", self._httapi, failed=_httapi_failed),
        }

    def _route(
        self, scope: str, work: Answered, failed: Callable[[str], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            said = await _said(request)
            if said is None:
                return failed("the request is too large")
            holder = await self.access.holder(request, scope, said.pop("key", "") or said.get("pass", ""))
            if isinstance(holder, Response):
                return failed("this key may not do that" if holder.status_code == 403 else "no such key")
            try:
                said["country"] = request.path_params["country"].upper()
                return await work(said, holder)
            except RingfenceError as error:
                return failed(str(error))

        return answered

    async def _asked(self, said: Mapping[str, str], holder: Holder) -> Verdict:
        return await asked(self.gate, self.access, call_said(said, holder))

    async def _text(self, said: dict[str, str], holder: Holder) -> Response:
        """One line that a dial plan can cut: the answer, the call's id, the rule, and until when."""
        verdict = await self._asked(said, holder)
        words: list[str] = [verdict.answer, verdict.call]
        if verdict.reasons:
            words.append(verdict.reasons[0].rule)
        if verdict.retry_at is not None:
            words.append(f"until={written(verdict.retry_at)}")
        return PlainTextResponse(" ".join(words))

    async def _httapi(self, said: dict[str, str], holder: Holder) -> Response:
        """A document that lets the call go on, or hangs it up with the reason in the channel."""
        told = {
            "recipient": said.get("Caller-Destination-Number") or said.get("destination_number", ""),
            "line": said.get("Caller-Caller-ID-Number") or said.get("caller_id_number", ""),
        }
        verdict = await self._asked(
            {**said, **{name: value for name, value in told.items() if value}}, holder
        )
        shown = {
            "gate_answer": verdict.answer,
            "gate_call": verdict.call,
            "gate_rule": verdict.reasons[0].rule if verdict.reasons else "",
        }
        return _document(shown, hang_up=verdict.answer != "permit")

    async def _non_agent(self, said: dict[str, str], holder: Holder) -> Response:
        """VICIdial's own way of telling that somebody said stop."""
        function = said.get("function", "")
        if function != "add_dnc_phone":
            return PlainTextResponse(
                f"ERROR: {_plain(function)} NO FUNCTION SPECIFIED, here only add_dnc_phone is understood"
            )
        number = said.get("phone_number", "")
        whom = parse_number(
            f"+{said['phone_code']}{number}" if said.get("phone_code") else number, said["country"]
        )
        told = _plain(f"{said.get('user', '')}|{number}|{said.get('campaign_id', 'SYSTEM_INTERNAL')}")
        name = f"vicidial-{said.get('campaign_id', '')}"
        if await self.access.result(self.gate.has_stop(whom, name)):
            return PlainTextResponse(f"ERROR: add_dnc_phone DNC NUMBER ALREADY EXISTS - {told}")
        # When she said it VICIdial does not tell: it is known from now on, and holds from now on.
        stop: dict[str, Any] = {
            "recipient": whom,
            "trigger": "opt_out",
            "id": name,
            "said_at": self.gate.now(),
        }
        if said.get("campaign_id", "SYSTEM_INTERNAL") != "SYSTEM_INTERNAL":
            stop["campaign"] = said["campaign_id"]
        if holder.caller is not None:
            stop["caller"] = holder.caller
        await self.access.result(self.gate.bring("stop", [stop]))
        return PlainTextResponse(f"SUCCESS: add_dnc_phone DNC NUMBER HAS BEEN ADDED - {told}")

    async def _dispo(self, said: dict[str, str], holder: Holder) -> Response:
        """A Dispo Call URL: how the call ended, and that she said stop if it ended so."""
        call, ending = said.get("call_id") or said.get("uniqueid", ""), said.get("dispo", "")
        whose = await self.access.result(self.gate.whose(call))
        if whose is None or not holder.may_see(*whose):
            return PlainTextResponse(f"ERROR: no call {_plain(call)} was asked about here")
        outcome = EXPORTS["vicidial"].outcomes.get(ending)
        stopped = "opt_out" if ending in {"DNC", "DNCL"} else None
        if outcome is None and stopped is None:
            return PlainTextResponse(
                f"ERROR: the ending {_plain(ending)} has no one meaning; nothing was told"
            )
        await self.access.result(self.gate.tell(call, outcome, stopped, None))
        return PlainTextResponse(f"SUCCESS: {_plain(call)} {outcome or ''} {stopped or ''}".rstrip())


async def asked(gate: LiveGate, access: Access, call: dict[str, Any]) -> Verdict:
    """The verdict; where nothing can be decided and the pack lets the call pass all the same, that."""
    try:
        return await access.result(gate.ask(call))
    except (LedgerError, EngineError):
        stated = gate.fallback(call)
        if stated.answer != "permit":
            raise
        return stated


def call_said(said: Mapping[str, str], holder: Holder) -> dict[str, Any]:
    """The call that a dialler's words are about; its numbers are of `country`, and so is she for all it knows."""
    call: dict[str, Any] = {name: value for name, value in said.items() if name in FIELDS and value}
    call["recipient"] = parse_number(said.get("recipient", ""), said["country"])
    if call.get("line"):
        call["line"] = parse_line(call["line"], said["country"])
    place = {name: said[name] for name in PLACE if said.get(name)}
    call["places"] = [{**place, "source": "number"}]
    bound(call, holder)
    return call


async def _said(request: Request) -> dict[str, str] | None:
    """What a program says in the address and in a form, the form last; None if it is too much."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    form = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=400) if request.method == "POST" else []
    return {**dict(request.query_params), **dict(form)}


def _plain(text: str) -> str:
    """Text of theirs as it may stand in an answer: one line of plain signs, a number no longer than its end."""
    shown = CONTROL.sub("?", text)[:80]
    return re.sub(r"\d{5,}(?=\d{4})", lambda found: "*" * len(found[0]), shown)


def _document(variables: Mapping[str, str], *, hang_up: bool) -> Response:
    told = "".join(f"<{name}>{CONTROL.sub('?', value)}</{name}>" for name, value in variables.items())
    work = (
        f"<execute application={quoteattr('hangup')} data={quoteattr(REJECTED)}/>" if hang_up else "<break/>"
    )
    return Response(
        f'<document type="xml/freeswitch-httapi"><variables>{told}</variables><work>{work}</work></document>',
        media_type=XML,
    )


def _text_failed(why: str) -> Response:
    return PlainTextResponse(f"{UNAVAILABLE} {_plain(why)}")


def _vicidial_failed(why: str) -> Response:
    return PlainTextResponse(f"ERROR: {_plain(why)}")


def _httapi_failed(_why: str) -> Response:
    return _document({"gate_answer": UNAVAILABLE}, hang_up=True)
