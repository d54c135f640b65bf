"""A gate that is served elsewhere, asked over HTTP: by programs that wait, and by programs that do other things meanwhile.

The other end of `doors/http`. What is asked and how an answer is read is said once (`_Exchange`); `Client` and
`AsyncClient` only carry it. A gate that does not answer raises, and is never taken for a permit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx
import msgspec

from ringfence.call.errors import EngineError, RequestError, RingfenceError
from ringfence.call.moments import moment
from ringfence.call.verdict import Verdict
from ringfence.call.words import Call
from ringfence.doors.verdict_json import MOMENTS

PATIENCE = 5.0
"""Seconds that an answer is waited for."""
TRIES = 3
Asked = Call | Mapping[str, Any]


class _Exchange:
    """What is sent for each question, and how its answer is read; nothing is carried here."""

    def __init__(self, key: str) -> None:
        self.headers = {"Authorization": f"Bearer {key}"}

    def ask(self, call: Asked, *, dry_run: bool) -> tuple[str, str, Any]:
        """A call asked about."""
        return "POST", f"/v1/calls{'?dry_run=1' if dry_run else ''}", self.written(call)

    def ask_all(self, calls: Iterable[Asked]) -> tuple[str, str, Any]:
        """Many of them."""
        return "POST", "/v1/calls:batch", {"calls": [self.written(call) for call in calls]}

    def confirm(self, call: str | Verdict) -> tuple[str, str, Any]:
        """A call that rings."""
        return "POST", f"/v1/calls/{self.named(call)}:confirm", None

    def tell(
        self, call: str | Verdict, outcome: str | None, said: str | None, at: str | None
    ) -> tuple[str, str, Any]:
        """What became of a call."""
        told = {"outcome": outcome, "said": said, "at": at}
        return (
            "POST",
            f"/v1/calls/{self.named(call)}/outcome",
            {name: value for name, value in told.items() if value is not None},
        )

    @staticmethod
    def named(call: str | Verdict) -> str:
        """A call's id in an address."""
        return quote(call.call if isinstance(call, Verdict) else call, safe="")

    @staticmethod
    def written(call: Asked) -> dict[str, Any]:
        """A call as JSON has it."""
        told: dict[str, Any] = msgspec.to_builtins(call) if isinstance(call, Call) else dict(call)
        return {name: value for name, value in told.items() if value is not None}

    @staticmethod
    def read(answer: httpx.Response) -> Any:
        """What an answer says; RequestError or EngineError if it is a problem."""
        if answer.is_success:
            return answer.json()
        try:
            told = answer.json()
        except ValueError:
            told = {}
        detail = str(told.get("detail", f"the gate answered {answer.status_code}"))
        if answer.status_code >= 500 or answer.status_code == 429:
            error = EngineError(detail)
            if "fallback" in told:
                error.fallback = verdict_in(told["fallback"])
            raise error
        raise RequestError(detail, str(told.get("pointer", "")))


def verdict_in(told: Any) -> Verdict:
    """A verdict from its JSON, moments as UTC milliseconds again.

    >>> verdict_in({"answer": "permit", "call": "c", "at": "1970-01-01T00:00:01+00:00", "pack": "thread@1"}).at
    1000
    """
    return msgspec.convert(_in_milliseconds(told), Verdict)


def _in_milliseconds(told: Any) -> Any:
    if isinstance(told, dict):
        return {
            name: moment(value) if name in MOMENTS and isinstance(value, str) else _in_milliseconds(value)
            for name, value in told.items()
        }
    return [_in_milliseconds(each) for each in told] if isinstance(told, list) else told


def _unreachable(error: httpx.HTTPError) -> RingfenceError:
    return EngineError(
        f"engine.unavailable: the gate does not answer ({type(error).__name__}); what the pack says of that holds"
    )


def _one(told: Any) -> Verdict | RequestError:
    """An answer of many: a verdict, or what was wrong with that call."""
    return (
        verdict_in(told)
        if "answer" in told
        else RequestError(str(told.get("detail", "")), str(told.get("pointer", "")))
    )


class Client:
    """A gate that is served elsewhere."""

    def __init__(self, url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._exchange = _Exchange(key)
        self._http = httpx.Client(
            base_url=url,
            headers=self._exchange.headers,
            timeout=PATIENCE,
            transport=transport or httpx.HTTPTransport(retries=TRIES),
        )

    def ask(self, call: Asked, *, dry_run: bool = False) -> Verdict:
        """May this call be made? EngineError if the gate does not answer."""
        return verdict_in(self._sent(*self._exchange.ask(call, dry_run=dry_run)))

    def ask_all(self, calls: Iterable[Asked]) -> list[Verdict | RequestError]:
        """The answers to many calls in their order; what is wrong with one stands in its place."""
        return [_one(each) for each in self._sent(*self._exchange.ask_all(calls))["answers"]]

    def confirm(self, call: str | Verdict) -> Verdict:
        """May it still connect?"""
        return verdict_in(self._sent(*self._exchange.confirm(call)))

    def tell(
        self,
        call: str | Verdict,
        *,
        outcome: str | None = None,
        said: str | None = None,
        at: str | None = None,
    ) -> int:
        """The leaf of what became of it."""
        leaf: int = self._sent(*self._exchange.tell(call, outcome, said, at))["leaf"]
        return leaf

    def close(self) -> None:
        """Lets the connections go."""
        self._http.close()

    def _sent(self, method: str, path: str, body: Any) -> Any:
        try:
            return self._exchange.read(self._http.request(method, path, json=body))
        except httpx.HTTPError as error:
            raise _unreachable(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient:
    """The same for programs that do other things meanwhile."""

    def __init__(self, url: str, key: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._exchange = _Exchange(key)
        self._http = httpx.AsyncClient(
            base_url=url,
            headers=self._exchange.headers,
            timeout=PATIENCE,
            transport=transport or httpx.AsyncHTTPTransport(retries=TRIES),
        )

    async def ask(self, call: Asked, *, dry_run: bool = False) -> Verdict:
        """May this call be made? EngineError if the gate does not answer."""
        return verdict_in(await self._sent(*self._exchange.ask(call, dry_run=dry_run)))

    async def ask_all(self, calls: Iterable[Asked]) -> list[Verdict | RequestError]:
        """The answers to many calls in their order; what is wrong with one stands in its place."""
        return [_one(each) for each in (await self._sent(*self._exchange.ask_all(calls)))["answers"]]

    async def confirm(self, call: str | Verdict) -> Verdict:
        """May it still connect?"""
        return verdict_in(await self._sent(*self._exchange.confirm(call)))

    async def tell(
        self, call: str | Verdict, *, outcome: str | None = None, said: str | None = None, at: str | None = None
    ) -> int:  # fmt: skip
        """The leaf of what became of it."""
        leaf: int = (await self._sent(*self._exchange.tell(call, outcome, said, at)))["leaf"]
        return leaf

    async def close(self) -> None:
        """Lets the connections go."""
        await self._http.aclose()

    async def _sent(self, method: str, path: str, body: Any) -> Any:
        try:
            return self._exchange.read(await self._http.request(method, path, json=body))
        except httpx.HTTPError as error:
            raise _unreachable(error) from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
