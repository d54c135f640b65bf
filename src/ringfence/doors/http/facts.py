"""The routes by which facts come in: stops, proofs, agreements, lines, looks at listings.

Takes requests whose key was looked at; gives the leaf that seals what was brought. All rows of a request are taken or none.
A key that is bound to a caller brings that caller's facts alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from ringfence.call.errors import RequestError, RingfenceError
from ringfence.caller.access import Holder
from ringfence.doors.http.access import Access
from ringfence.doors.http.calls import answer
from ringfence.doors.http.needs import LiveGate
from ringfence.doors.http.problems import told
from ringfence.doors.http.reading import rows_of

RELATIONS: Final[dict[str, str]] = {
    "stops": "stop",
    "proofs": "proof",
    "agreements": "proof",
    "lines": "line",
}
"""What is brought, as an address names it, and the relation it goes into."""


class Facts:
    """Brings facts in."""

    def __init__(self, gate: LiveGate, access: Access) -> None:
        self.gate, self.access = gate, access

    def of(self, name: str) -> Callable[[Request], Any]:
        """The route of one kind of facts."""

        async def bring(request: Request) -> Response:
            """Brings rows of facts; all of them, or none and an error."""
            return await self._brought(
                request, name, RELATIONS[name], {"need": "agreement"} if name == "agreements" else {}
            )

        return bring

    async def listing(self, request: Request) -> Response:
        """What was looked up of single numbers in a listing."""
        return await self._brought(
            request, "entries", "listing_entry", {"listing": request.path_params["name"]}
        )

    async def _brought(self, request: Request, name: str, relation: str, shared: dict[str, Any]) -> Response:
        holder = await self.access.holder(request, "facts")
        if isinstance(holder, Response):
            return holder
        rows = await rows_of(request, name)
        if isinstance(rows, Response):
            return rows
        try:
            made = [own({**row, **shared}, holder, relation) for row in rows]
            return answer(await self.access.result(self.gate.bring(relation, made)), 201)
        except RingfenceError as error:
            return told(error)


def own(row: dict[str, Any], holder: Holder, relation: str) -> dict[str, Any]:
    """A row with its caller filled in; one of another caller is refused."""
    if holder.caller is None or relation == "listing_entry":
        return row
    if row.setdefault("caller", holder.caller) != holder.caller:
        raise RequestError(f"this key brings facts of `{holder.caller}` alone", "caller")
    return row
