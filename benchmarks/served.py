"""The gate over HTTP: asks a second sealed, with every reason, beside the same server answering a constant.

Run: `python -m benchmarks.served [--asks N]`. A ledger of its own, one gate process, and this load generator beside it on
the same processors; then the time an ask takes at half that rate.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import ringfence
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
    port: int, key: str, asks: int, width: int, *, constant: bool = False, rate: float = 0.0
) -> dict[str, float]:
    """Requests a second, and how long they took, from so many connections."""
    began = time.perf_counter()
    every = width / rate if rate else 0.0
    found = await asyncio.gather(
        *(visit(port, key, asks // width, constant=constant, every=every) for _ in range(width))
    )
    spent = time.perf_counter() - began
    seconds = sorted(each for some in found for each in some)
    return {
        "a_second": round(len(seconds) / spent), "median_ms": round(1000 * seconds[len(seconds) // 2], 2),
        "p99_ms": round(1000 * seconds[int(0.99 * len(seconds))], 2),
    }  # fmt: skip


def measure(asks: int) -> dict[str, Any]:
    """The figures of one gate process."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        ledger = Path(name) / "ledger.db"
        with ringfence.open(ledger) as house:
            key = house.make_key("load", SCOPES)
        command = [
            sys.executable,
            "-m",
            "ringfence.wiring.main",
            "serve",
            "--db",
            str(ledger),
            "--port",
            "0",
            "--lang",
            "en",
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            port = int(server.stdout.readline().rpartition(":")[2])
            try:
                asyncio.run(load(port, key, asks // 4, 64))
                figures = {str(width): asyncio.run(load(port, key, asks, width)) for width in WIDTHS}
                best = max(each["a_second"] for each in figures.values())
                constant = asyncio.run(load(port, key, asks, 64, constant=True))
                half = asyncio.run(load(port, key, asks // 2, 64, rate=best / 2))
            finally:
                server.terminate()
    return {
        "by_connections": figures,
        "best_a_second": best,
        "constant": constant,
        "constant_to_ask": round(constant["a_second"] / best, 2),
        "at_half_that_rate": half,
    }


def main() -> None:
    """Runs the benchmark and writes `results/served.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asks", type=int, default=16_000)
    figures = measure(parser.parse_args().asks)
    figures["asked_for"] = {"a_second": 3_000, "aim": 5_000, "p99_ms_at_half": 25}
    for what, value in figures.items():
        print(f"{what}: {value}")
    print(record("served", figures))


if __name__ == "__main__":
    main()
