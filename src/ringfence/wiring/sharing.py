"""A keyholder served, and a company that asks it: listings handed over between ledgers that share no key.

Joins the files people have, the keyholder over HTTP and the ledger. What one company's list says comes into the other's
ledger only of numbers that the other has.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
import msgspec
import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from ringfence.call.errors import EngineError, EvidenceError, RequestError
from ringfence.call.moments import written
from ringfence.caller.bring import Block, Brought, bring_blocks
from ringfence.caller.brought import read_recipients
from ringfence.doors.files import read_blocks
from ringfence.doors.http.keyholder import keyholder_app
from ringfence.doors.listening import free_port, started
from ringfence.doors.lists.whole import write_whole
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.sharing.keyholder import Keyholder
from ringfence.sharing.shared_listing import SharedListing, read_shared, shared_tokens, write_shared
from ringfence.wiring.bootstrap import now

if TYPE_CHECKING:
    from ringfence.wiring.house import Ringfence
    from ringfence.wiring.screening import Progress

PATIENCE: Final = 60.0
"""Seconds that an answer of the keyholder is waited for."""
NUMBER: Final = CATALOGUE["listing_entry"].column("recipient")


class _Answer(msgspec.Struct):
    key: str
    evaluated: list[str]


def give(
    numbers: Path, name: str, out: Path, keyholder: tuple[str, str], region: str | None, tell: Progress
) -> int:
    """How many numbers of a file stand in the shared listing `out` now; `keyholder` is its address and a member's key."""
    known = sorted(set(_numbers(numbers, region)))
    with _asking(keyholder) as evaluate:
        key, tokens = shared_tokens(known, evaluate, partial(tell, "shared tokens"))
    listing = SharedListing(name, written(now()), key, frozenset(tokens))
    write_whole(out, lambda part: write_shared(part, listing))
    return len(listing.tokens)


def take(
    house: Ringfence, given: Path, numbers: Path, listing: str | None, keyholder: tuple[str, str],
    region: str | None, tell: Progress,
) -> tuple[int, Brought]:  # fmt: skip
    """How many of the numbers in a file stand in a listing that was handed over, and what came into the ledger.

    Every number that was looked up is known from now on, listed or not; of all others nothing is known.
    """
    held = read_shared(given)
    mine = list(dict.fromkeys(_numbers(numbers, region)))
    with _asking(keyholder) as evaluate:
        key, tokens = shared_tokens(mine, evaluate, partial(tell, "shared tokens"))
    if mine and key != held.key:
        raise EvidenceError(
            f"`{given.name}` was made with another key of the keyholder ({held.key}, now {key}); ask for it anew"
        )
    at, listed = now(), [token in held.tokens for token in tokens]
    named, looked = [listing or held.name] * len(mine), [at] * len(mine)
    rows: Block = {"recipient": mine, "listing": named, "listed": listed, "checked_at": looked}
    brought = house.write(lambda tx: bring_blocks(tx, house.people, "listing_entry", [rows], at))
    return sum(listed), brought


def serve_keyholder(path: Path, host: str, port: int, ready: Callable[[str], object]) -> None:
    """Serves a keyholder until it is ended; `ready` is told the address."""
    with Keyholder(path) as keyholder, contextlib.suppress(KeyboardInterrupt):
        free = free_port(host, port)
        server = Server(
            keyholder_app(keyholder), address=host, port=free, interface=Interfaces.ASGI, log_enabled=False,
            websockets=False,
        )  # fmt: skip
        uvloop.run(_until_ended(server, host, free, lambda: ready(f"http://{host}:{free}")))


async def _until_ended(server: Server, host: str, port: int, ready: Callable[[], object]) -> None:
    serving = await started(server, host, port)
    ready()
    await serving


def _numbers(path: Path, region: str | None) -> Iterator[str]:
    line = 2
    for block in read_blocks(path, None, ("recipient",)):
        if "recipient" not in block.column_names:
            raise RequestError(
                f"`{path.name}` has no column of numbers; name it `recipient` or 手机号", "FILE"
            )
        yield from read_recipients(NUMBER, block.column("recipient").to_pylist(), line, region)
        line += block.num_rows


@contextlib.contextmanager
def _asking(
    keyholder: tuple[str, str],
) -> Iterator[Callable[[Sequence[bytes]], tuple[str, list[bytes]]]]:
    address, key = keyholder
    with httpx.Client(timeout=PATIENCE, headers={"Authorization": f"Bearer {key}"}) as network:
        yield partial(_evaluated, network, f"{address.rstrip('/')}/v1/evaluations")


def _evaluated(network: httpx.Client, address: str, blinded: Sequence[bytes]) -> tuple[str, list[bytes]]:
    try:
        answer = network.post(address, json={"blinded": [each.hex() for each in blinded]})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise EngineError(
            f"the keyholder at {address} does not answer: {error}; nothing was changed"
        ) from None
    if answer.status_code != 200:
        told = answer.json().get("detail") if "json" in answer.headers.get("content-type", "") else None
        raise RequestError(
            f"the keyholder refused ({answer.status_code}): {told or 'no reason given'}", "--keyholder"
        )
    try:
        read = msgspec.json.decode(answer.content, type=_Answer)
        return read.key, [bytes.fromhex(each) for each in read.evaluated]
    except (msgspec.MsgspecError, ValueError):
        raise EvidenceError(f"{address} does not answer as a keyholder does; is the address right?") from None
