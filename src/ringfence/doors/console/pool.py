"""The firm's screens of its lines: which are in danger and why, and one line's last thirty days.

Behind the desk's links. Takes whoever signed in; gives HTML. A key bound to one caller sees that caller's lines and no others.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ringfence.call.errors import RequestError
from ringfence.caller.access import Holder
from ringfence.doors.console.saying import Language
from ringfence.doors.console.screens import REPORT_POLICY, Screens
from ringfence.doors.report.of_line import line_page
from ringfence.doors.report.page import drawn

if TYPE_CHECKING:
    from ringfence.doors.cli.needs import LineHealth, Lines

GOOD_FOR: Final = 60.0
"""Seconds for which a pool that was read is shown as it was: half a year of calls is read for it."""


class PoolScreens:
    """Draws a firm's lines."""

    def __init__(self, screens: Screens, lines: Callable[[], Lines]) -> None:
        self.screens, self._lines = screens, lines
        self._read: tuple[float, list[LineHealth]] | None = None

    async def lines(self, _request: Request, language: Language, holder: Holder) -> Response:
        """Every line, the most endangered first."""
        shown = [each for each in await self._health() if holder.may_see(each.caller, None)]
        return self.screens.page("lines", language, holder, lines=shown)

    async def one_line(self, request: Request, language: Language, holder: Holder) -> Response:
        """One line's page."""
        wanted = request.path_params["line"]
        found = next((each for each in await self._health() if each.line == wanted), None)
        if found is None or not holder.may_see(found.caller, None):
            raise RequestError(f"`{wanted[:40]}` is no line of the pool", "line")
        return HTMLResponse(
            drawn(line_page(found, language)), headers={"Content-Security-Policy": REPORT_POLICY}
        )

    async def _health(self) -> list[LineHealth]:
        if self._read is None or self._read[0] < time.monotonic():
            told = list(await run_in_threadpool(lambda: self._lines().health()))
            self._read = (time.monotonic() + GOOD_FOR, told)
        return self._read[1]
