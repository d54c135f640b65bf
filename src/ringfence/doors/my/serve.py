"""Her page served: on 127.0.0.1 alone, until she ends it.

Takes her folder; gives an address in her own browser. Files that come in lie nowhere but in her folder, not even while
they are on their way. A key in the address keeps others on the same machine out.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ringfence.call.errors import RequestError
from ringfence.doors.my.app import Desk, made_app
from ringfence.policy.read import read_pack
from ringfence.redress.folder import Folder

if TYPE_CHECKING:
    from ringfence.redress.papers.paper import Language

HOST = "127.0.0.1"


def serve(
    folder: Path, pack: str, port: int, language: Language, *, browser: bool, ready: Callable[[str], object],
) -> None:  # fmt: skip
    """Serves the page until it is ended; `ready` is told the address."""
    from granian.constants import Interfaces  # noqa: PLC0415 - only who opens the page waits for it
    from granian.server.embed import Server  # noqa: PLC0415 - as above

    hers = Folder(folder)
    # What a form brings is laid down while it comes in; that too is hers, and lies in her folder.
    tempfile.tempdir = str(hers.incoming)
    key = secrets.token_urlsafe(24)
    address = f"http://{HOST}:{_free(port)}"
    desk = Desk(hers, read_pack(pack), key, address)
    server = Server(
        made_app(desk),
        address=HOST,
        port=int(address.rpartition(":")[2]),
        interface=Interfaces.ASGI,
        log_enabled=False,
    )
    opened = f"{address}/{language}/?key={key}"
    ready(opened)
    if browser:
        threading.Timer(0.8, webbrowser.open, (opened,)).start()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(server.serve())


def _free(port: int) -> int:
    """The port, if nobody else has it; 0 asks the system for any."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            raise RequestError(f"port {port} is taken; name another one, or 0 for any", "--port") from None
        found: int = trial.getsockname()[1]
        return found
