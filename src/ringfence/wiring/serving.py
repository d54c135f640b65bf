"""The gate served over HTTP: one house, one writer, granian in front of it.

Takes a ledger, a pack and an address; serves until it is ended. What was answered is durable whatever ends it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from ringfence.doors.agi import FastAgi
from ringfence.doors.cli.needs import Listening
from ringfence.doors.console.app import routes
from ringfence.doors.console.organisation import Organisation, groups_of
from ringfence.doors.http.access import Access
from ringfence.doors.http.app import made_app
from ringfence.doors.listening import free_port, started
from ringfence.policy.read import read_pack
from ringfence.wiring.bootstrap import open_house
from ringfence.wiring.carrier.house import Carrier
from ringfence.wiring.deliveries import Deliveries
from ringfence.wiring.house import Ringfence
from ringfence.wiring.lines import Lines
from ringfence.wiring.list_jobs import ListJobs
from ringfence.wiring.served import Served

BACKLOG = 1024
SWITCH_SECONDS = 0.001
"""How long one thread may keep the others waiting: a reader of requests waits for the writer several times an answer."""
NEW_OBJECTS = 20_000
"""How many new objects there are between two looks of the collector: those of a hundred answers or so."""


def serve(db: str, pack: str, at: Listening, ready: Callable[[str], object]) -> None:
    """Serves a house until it is ended; `ready` is told the address."""
    with open_house(db, pack=pack) as house:
        port = free_port(at.host, at.port)
        beside = house.ledger.where.beside
        kept = ListJobs(house, beside.with_name(beside.name + ".lists"))
        deliveries = Deliveries(house)
        served = Served(house, None if at.shadow is None else read_pack(at.shadow))
        access = Access(served, at.rate)
        app = made_app(
            served,
            kept,
            version("ringfence"),
            at.rate,
            access,
            routes(served, kept, access, organisation(), partial(Lines, house), _carrier(house)),
        )
        server = Server(
            app,
            address=at.host,
            port=port,
            interface=Interfaces.ASGI,
            log_enabled=False,
            backlog=BACKLOG,
            websockets=False,
        )
        _settle()
        try:
            with contextlib.suppress(KeyboardInterrupt):
                switches = None if at.agi_port is None else (FastAgi(served, access), at.agi_port)
                uvloop.run(
                    _until_ended(server, at.host, port, switches, lambda: ready(f"http://{at.host}:{port}"))
                )
        finally:
            gc.unfreeze()
            deliveries.close()
            kept.close()


def _carrier(house: Ringfence) -> Carrier | None:
    """The carrier's end of the house, if its pack has ladders."""
    return Carrier(house) if any(rule.terms.kind == "ladder" for rule in house.pack.rules) else None


def organisation() -> Organisation | None:
    """The identity provider that the environment names; None if it names none."""
    told = {
        name: os.environ.get(f"RINGFENCE_OIDC_{name}", "")
        for name in ("ISSUER", "ID", "SECRET", "GROUPS", "CLAIM")
    }
    if not told["ISSUER"]:
        return None
    return Organisation(
        told["ISSUER"],
        told["ID"],
        told["SECRET"],
        groups_of(told["GROUPS"] or "*=read"),
        told["CLAIM"] or "groups",
    )


def _settle() -> None:
    """Lets the collector pass over the pack and all else that stays, so that no answer waits while it looks through it.

    And lets threads take turns more often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    sys.setswitchinterval(SWITCH_SECONDS)


async def _until_ended(
    server: Server, host: str, port: int, switches: tuple[FastAgi, int] | None, ready: Callable[[], object]
) -> None:
    serving = await started(server, host, port)
    asked = None if switches is None else await switches[0].serve(host, switches[1])
    ready()
    await serving
    if asked is not None:
        asked.close()
