"""`proactive-gate` with SQLite behind the same server, for `benchmarks.served`: a POST of a call, evaluated and committed.

Run: `python -m benchmarks.served_peer FILE`; it prints its address and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import sys

import msgspec
from granian.constants import Interfaces
from granian.server.embed import Server
from proactive_gate import Candidate, EvaluateInput, Gate, SqliteStore, UserState, default_checks
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ringfence.doors.listening import free_port, listening

HOST = "127.0.0.1"
NOW = dt.datetime(2026, 3, 10, 15, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def made_app(gate: Gate) -> object:
    """An application that answers a call with what the gate says of it."""
    numbers = itertools.count()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        call = msgspec.json.decode(await Request(scope, receive).body())
        asked = EvaluateInput(
            UserState(id=call["recipient"], consent=True, timezone="Asia/Shanghai"), Candidate(id=f"c{next(numbers)}", type=call["purpose"]), NOW
        )  # fmt: skip
        said = gate.evaluate(asked)
        allowed = said.allowed and gate.commit(said, asked)
        told = {"answer": "permit" if allowed else "refuse", "rejected_by": said.rejected_by}
        await Response(msgspec.json.encode(told), 201, media_type="application/json")(scope, receive, send)

    return app


async def serve(path: str) -> None:
    """Serves until it is ended."""
    port = free_port(HOST, 0)
    app = made_app(Gate(default_checks(daily_limit=3), SqliteStore(path)))
    server = Server(app, address=HOST, port=port, interface=Interfaces.ASGI, log_enabled=False)
    serving = asyncio.ensure_future(server.serve())
    await listening(serving, HOST, port)
    sys.stdout.write(f"serving: http://{HOST}:{port}\n")
    sys.stdout.flush()
    await serving


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
