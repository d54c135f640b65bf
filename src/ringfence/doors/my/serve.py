"""Her page served: on 127.0.0.1 alone, until she ends it.

Takes her folder; gives an address in her own browser. Files that come in lie nowhere but in her folder, not even while
they are on their way. A key in the address keeps others on the same machine out.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ringfence.doors.listening import free_port, started
from ringfence.doors.my.app import Desk, made_app
from ringfence.policy.read import read_pack
from ringfence.redress.folder import Folder

if TYPE_CHECKING:
    from granian.server.embed import Server

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
    port = free_port(HOST, port)
    address = f"http://{HOST}:{port}"
    desk = Desk(hers, read_pack(pack), key, address)
    server = Server(
        made_app(desk),
        address=HOST,
        port=port,
        interface=Interfaces.ASGI,
        log_enabled=False,
    )
    opened = f"{address}/{language}/?key={key}"

    def tell() -> None:
        ready(opened)
        if browser:
            threading.Thread(target=webbrowser.open, args=(opened,), daemon=True).start()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_until_ended(server, port, tell))


async def _until_ended(server: Server, port: int, tell: Callable[[], object]) -> None:
    serving = await started(server, HOST, port)
    tell()
    await serving
