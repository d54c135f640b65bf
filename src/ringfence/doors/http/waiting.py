"""What the writer has done, brought to the requests that wait for it, a whole group with one wake-up.

Between the house's thread and the door's loop. Takes a future of the house; gives its result to whoever awaits it. To wake
the loop for each answer would cost more than a fifth of all that an answer takes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from typing import Any, Final, TypeVar

Back = TypeVar("Back")


class Waiting:
    """Carries results from any thread to one loop."""

    def __init__(self) -> None:
        self._done: Final[deque[tuple[asyncio.Future[Any], Future[Any]]]] = deque()
        self._woken = False

    async def result(self, future: Future[Back]) -> Back:
        """The result of a future, once it is there."""
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[Back] = loop.create_future()

        def deliver(done: Future[Back]) -> None:
            # Invariant: what is appended is seen either by the round that was woken before, or by one woken here.
            self._done.append((mine, done))
            if not self._woken:
                self._woken = True
                loop.call_soon_threadsafe(self._hand_over)

        future.add_done_callback(deliver)
        return await mine

    def _hand_over(self) -> None:
        self._woken = False
        while self._done:
            mine, done = self._done.popleft()
            if mine.cancelled():
                continue
            error = done.exception()
            if error is None:
                mine.set_result(done.result())
            else:
                mine.set_exception(error)
