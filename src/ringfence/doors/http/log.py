"""The routes of the sealed log, and of the pack that judges: for whoever checks, not for whoever calls.

Takes requests whose key was looked at; gives heads, paths, rules. It gives no leaf: those are about people.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ringfence.call.errors import EvidenceError, RequestError, RingfenceError
from ringfence.doors.http.access import Access
from ringfence.doors.http.calls import answer, whole
from ringfence.doors.http.needs import LiveGate
from ringfence.doors.http.problems import problem, told


class Log:
    """Answers what is asked about the log and the pack."""

    def __init__(self, gate: LiveGate, access: Access) -> None:
        self.gate, self.access = gate, access

    async def head(self, request: Request) -> Response:
        """The newest signed head."""
        return await self._asked(request, "log", self.gate.head)

    async def inclusion(self, request: Request) -> Response:
        """The path that proves a leaf under a head."""

        async def path() -> dict[str, Any]:
            leaf, size = _count(request, "leaf"), _count(request, "size")
            return {
                "leaf": leaf,
                "size": size,
                "path": await self.access.result(self.gate.inclusion(leaf, size)),
            }

        return await self._shown(request, "log", path)

    async def consistency(self, request: Request) -> Response:
        """The path that proves that a later log continues an earlier one."""

        async def path() -> dict[str, Any]:
            old, new = _count(request, "old"), _count(request, "new")
            return {
                "old": old,
                "new": new,
                "path": await self.access.result(self.gate.consistency(old, new)),
            }

        return await self._shown(request, "log", path)

    async def pack(self, request: Request) -> Response:
        """The pack that judges, with its rules."""

        async def shown() -> dict[str, Any]:
            return dict(self.gate.pack())

        return await self._shown(request, "read", shown)

    async def shadow(self, request: Request) -> Response:
        """What a second pack would have answered."""
        holder = await self.access.holder(request, "read")
        if isinstance(holder, Response):
            return holder
        told = self.gate.shadow(holder.caller)
        return (
            problem(404, "no second pack is judged here; name one with --shadow")
            if told is None
            else answer(dict(told))
        )

    async def _asked(self, request: Request, scope: str, ask: Any) -> Response:
        async def shown() -> dict[str, Any]:
            return dict(await self.access.result(ask()))

        return await self._shown(request, scope, shown)

    async def _shown(self, request: Request, scope: str, work: Any) -> Response:
        holder = await self.access.holder(request, scope)
        if isinstance(holder, Response):
            return holder
        try:
            return answer(await work())
        except EvidenceError as error:
            return problem(404, str(error))
        except RingfenceError as error:
            return told(error)


def _count(request: Request, name: str) -> int:
    said = whole(request, name)
    if said is None:
        raise RequestError("give a whole number", name)
    return said
