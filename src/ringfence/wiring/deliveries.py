"""The outbox emptied while a gate is served: what is due is sent, what is not taken is sent again later.

Beside the gate, in a thread of its own; it asks the only writer like everybody else. A receiver that is slow, gone or
poisoned delays its own messages and nobody else's.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from functools import partial
from typing import Final

import httpx

from ringfence.call.errors import RingfenceError
from ringfence.caller import outbox
from ringfence.doors.http.hooks import LONGEST, send
from ringfence.ledger.ledger import Transaction
from ringfence.wiring.house import Ringfence

EVERY: Final = 0.5
"""Seconds between two looks into the outbox."""
AT_ONCE: Final = 16
FOR_ONE: Final = 4
"""How many messages one webhook is handed at once at most."""
TIDIED_EVERY: Final = 3600
SECOND: Final = 1000


class Deliveries:
    """Sends what one house's outbox holds, until it is closed."""

    def __init__(self, house: Ringfence) -> None:
        self.house = house
        self._ended = threading.Event()
        self._sending: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._run, name="ringfence-deliveries", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends once what is on its way has arrived or failed."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._send_on())

    async def _send_on(self) -> None:
        turn, under_way = 0, set[asyncio.Task[None]]()
        async with httpx.AsyncClient(follow_redirects=False, timeout=LONGEST) as network:
            while not self._ended.is_set():
                # A ledger that cannot answer now is asked again: nothing of the outbox is lost by waiting.
                with contextlib.suppress(RingfenceError):
                    for message in await self._due(tidy=turn % round(TIDIED_EVERY / EVERY) == 0):
                        self._sending[message.webhook] += 1
                        task = asyncio.ensure_future(self._hand_over(network, message))
                        under_way.add(task)
                        task.add_done_callback(under_way.discard)
                turn += 1
                await asyncio.sleep(EVERY)
            if under_way:
                await asyncio.wait(under_way)

    async def _due(self, *, tidy: bool) -> list[outbox.Message]:
        now, room = self.house.gate.clock(), AT_ONCE - self._sending.total()
        busy = [webhook for webhook, count in self._sending.items() if count >= FOR_ONE]

        def work(tx: Transaction) -> list[outbox.Message]:
            outbox.gather(tx, now)
            if tidy:
                outbox.drop_old(tx, now)
            return outbox.due(tx, now, busy, max(0, room))

        return await asyncio.wrap_future(self.house.begin(work))

    async def _hand_over(self, network: httpx.AsyncClient, message: outbox.Message) -> None:
        secret = secret_of(self.house, message.salt)
        try:
            fault = await send(
                network, message.url, secret, message.id, self.house.gate.clock() // SECOND, message.body
            )
            noted = (
                partial(outbox.arrived, message=message, now=self.house.gate.clock())
                if fault is None
                else partial(outbox.failed, message=message, now=self.house.gate.clock(), fault=fault)
            )
            # What cannot be noted now is sent again when its lease is over: twice rather than never.
            with contextlib.suppress(RingfenceError):
                await asyncio.wrap_future(self.house.begin(noted))
        finally:
            self._sending[message.webhook] -= 1


def secret_of(house: Ringfence, salt: bytes) -> bytes:
    """A webhook's secret, which is kept nowhere."""
    return house.people.keyring.derived(f"webhook {salt.hex()}")
