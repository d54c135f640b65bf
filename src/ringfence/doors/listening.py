"""A place to listen at: a port that nobody has, and the moment from which it is open.

Behind whatever is served. Takes a host and a port; gives the port, or says what to do about one that is taken.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import Final

from granian.server.embed import Server

from ringfence.call.errors import RequestError

SHORTLY: Final = 0.02
"""Seconds between two tries to connect."""


def free_port(host: str, port: int) -> int:
    """The port, if nobody else has it; 0 asks the system for any."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise RequestError(
                f"{host}:{port} cannot be listened on: {error.strerror}; name another", "--port"
            ) from None
        found: int = trial.getsockname()[1]
        return found


async def started(server: Server, host: str, port: int) -> asyncio.Future[None]:
    """What ends when the server has ended, once somebody can connect to it; the usual signals end it."""
    loop = asyncio.get_running_loop()
    for ended in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ended, server.stop)
    serving = asyncio.ensure_future(server.serve())
    await listening(serving, host, port)
    return serving


async def listening(serving: asyncio.Future[None], host: str, port: int) -> None:
    """Returns once somebody can connect: whoever is told the address finds it open."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(SHORTLY)
        else:
            writer.close()
            return
