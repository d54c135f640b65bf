"""Who asks over HTTP, what she may do, and how often.

Before every route but those of health. Takes the key of a request; gives its holder, or the problem. Holders are looked up
once in a while, so that a key that is taken back is good for a few seconds more at most.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ringfence.call.errors import RingfenceError
from ringfence.caller.access import Holder
from ringfence.doors.http.needs import LiveGate
from ringfence.doors.http.problems import problem, told
from ringfence.doors.http.waiting import Back, Waiting

GOOD_FOR: Final = 5.0
"""Seconds for which a key that was looked up is taken for what it was."""
LONG_KNOWN: Final = 3600.0
"""Seconds for which it is still taken for that while the ledger does not answer."""
MOST_KNOWN: Final = 10_000
BEARER: Final = "bearer "


@dataclass(slots=True)
class _Known:
    holder: Holder | None
    until: float


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class Access:
    """Looks keys up, and holds each to so many requests a second (`rate`, none if 0) with bursts of two seconds' worth."""

    gate: LiveGate
    rate: float = 0.0
    waiting: Waiting = field(default_factory=Waiting)
    _known: dict[str, _Known] = field(default_factory=dict)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    async def holder(self, request: Request, scope: str, key: str = "") -> Holder | Response:
        """Who may do this; or the problem to answer with. `key` is one that came otherwise than in a header."""
        given = request.headers.get("authorization", "") or (f"{BEARER}{key}" if key else "")
        if not given.lower().startswith(BEARER):
            return problem(
                401,
                "send `Authorization: Bearer <key>`; make one with `ringfence key make`",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return await self.of_key(given[len(BEARER) :].strip(), scope)

    async def of_key(self, key: str, scope: str) -> Holder | Response:
        """The same of a key that is at hand."""
        try:
            found = await self._looked_up(key)
        except RingfenceError as error:
            return told(error)
        if found is None:
            return problem(
                401, "nobody holds this key, or it was taken back", headers={"WWW-Authenticate": "Bearer"}
            )
        if scope not in found.scopes:
            return problem(403, f"this key lacks the scope `{scope}`")
        wait = self._wait(found.id)
        if wait > 0:
            return problem(
                429, "this key asks too often; wait and go on", headers={"Retry-After": str(int(wait) + 1)}
            )
        return found

    async def result(self, future: Future[Back]) -> Back:
        """What the house answers, once it has."""
        return await self.waiting.result(future)

    async def _looked_up(self, key: str) -> Holder | None:
        now, known = time.monotonic(), self._known.get(key)
        if known is None or known.until < now:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            try:
                holder = await self.result(self.gate.holder(key))
            except RingfenceError:
                # While the ledger does not answer nothing is given away; but an emergency must not wait for it.
                if known is not None and known.until > now - LONG_KNOWN:
                    return known.holder
                raise
            known = self._known[key] = _Known(holder, now + GOOD_FOR)
        return known.holder

    def _wait(self, name: str) -> float:
        """Seconds until this key may ask again; nothing if it may now."""
        if not self.rate:
            return 0.0
        now = time.monotonic()
        bucket = self._buckets.setdefault(name, _Bucket(2 * self.rate, now))
        bucket.left = min(2 * self.rate, bucket.left + (now - bucket.at) * self.rate)
        bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) / self.rate
        bucket.left -= 1
        return 0.0
