"""One call with state: asks a second on SQLite, 64 a group, with and without sealing, and read only.

Run: `python -m benchmarks.asks [--people N] [--calls N] [--asks N]`. The ledger is made first: so many people in
the vault, so many calls behind them over 60 days, half with a consent, one in twenty with a stop, one in ten
listed. The disk's own speed is measured in the same run, because a durable answer is never faster than the disk.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.record import record
from ringfence.call.moments import DAY, moment
from ringfence.call.words import Call, Place
from ringfence.evidence.vault import person_key, person_seed, seal_number
from ringfence.ledger.ledger import Transaction
from ringfence.wiring.bootstrap import open_house
from ringfence.wiring.house import Ringfence

NOW = moment("2026-03-10T15:00:00+08:00")
GROUP = 64
PLACES = (Place(country="CN", region="Shanghai", zone="Asia/Shanghai", source="stated"),)
ROUNDS = 5


def number(person: int) -> str:
    """A number that belongs to nobody."""
    return f"+861619{person:07d}"


def fill(house: Ringfence, people: int, calls: int) -> None:
    """A ledger with people and history."""
    keys = house.people.keyring.current
    tokens = [house.people.token(number(person)) for person in range(people)]

    def vault() -> Iterator[dict[str, Any]]:
        for person, token in sorted(enumerate(tokens), key=lambda pair: pair[1]):
            seed = person_seed()
            sealed = seal_number(person_key(keys.vault_key, seed), number(person), token)
            yield {"recipient": token, "epoch": keys.number, "seed": seed, "sealed": sealed}

    def history() -> Iterator[dict[str, Any]]:
        for person, token in sorted(enumerate(tokens), key=lambda pair: pair[1]):
            for nth in range(calls // people):
                mixed = (person * 7919 + nth * 104729) % (60 * DAY // 1000) * 1000
                ts = NOW - mixed
                yield {
                    "recipient": token, "ts": ts, "id": f"past-{nth}", "day": ts - ts % DAY, "caller": "bank-a",
                    "trade": "credit_card", "purpose": ("collection", "marketing")[nth % 2], "party": "debtor",
                    "channel": "voice", "style": "interactive", "line": f"+8616190{(person + nth) % 4000:06d}",
                    "direction": "outbound", "outcome": ("conversation", "unanswered", "connect")[nth % 3], "leaf": 0,
                }  # fmt: skip

    def facts(tx: Transaction) -> None:
        tx.bring("vault", vault())
        tx.bring("call", history())
        tx.bring("recipient", ({"recipient": token, "proofs_checked_at": NOW} for token in sorted(tokens)))
        tx.bring("listing", [{"name": "national_dnc", "checked_at": NOW - DAY}])
        tx.bring(
            "listing_entry",
            (
                {"recipient": t, "listing": "national_dnc", "listed": True, "listed_on": NOW - 90 * DAY}
                for t in sorted(tokens[::10])
            ),
        )
        tx.bring("stop", ({"recipient": t, "said_at": NOW - DAY, "id": "s", "trigger": "opt_out", "caller": "bank-a", "leaf": 0} for t in sorted(tokens[::20])))  # fmt: skip
        tx.bring(
            "proof",
            (
                {
                    "recipient": t,
                    "id": "p",
                    "need": "consent",
                    "grade": "explicit",
                    "caller": "bank-a",
                    "purpose": "marketing",
                    "given_at": NOW - 100 * DAY,
                }
                for t in sorted(tokens[::2])
            ),
        )

    house.write(facts)


def questions(start: int, count: int, people: int) -> list[Call]:
    """Calls to people all over the ledger, a third of them marketing."""
    return [
        Call(
            recipient=number((index * 48271 + 11) % people), line=f"+8616190{index % 4000:06d}", at=NOW + index,
            caller="bank-a", trade="credit_card", purpose=("marketing", "collection", "collection")[index % 3],
            party="debtor", style="interactive", speaker="human", channel="voice", places=PLACES,
        )
        for index in range(start, start + count)
    ]  # fmt: skip


def syncs_a_second(folder: Path) -> float:
    """How many times a second this disk makes 4 kB durable."""
    with (folder / "sync").open("wb", buffering=0) as file:
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < 1.0:
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            count += 1
    return count / (time.perf_counter() - began)


def rate(work: Callable[[list[Call]], object], calls: list[Call]) -> tuple[float, float]:
    """Calls a second, and the processor's microseconds for each: what a busy machine adds stands in the first alone."""
    began, busy = time.perf_counter(), time.process_time()
    work(calls)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    return len(calls) / took, worked / len(calls) * 1e6


def in_groups(
    house: Ringfence, answer: Callable[[Transaction, Call], object]
) -> Callable[[list[Call]], None]:
    """One transaction for every 64 calls, on the only writer."""

    def work(calls: list[Call]) -> None:
        for start in range(0, len(calls), GROUP):
            group = calls[start : start + GROUP]
            house.write(lambda tx, group=group: [answer(tx, call) for call in group])

    return work


def measure(people: int, calls: int, asks: int) -> dict[str, Any]:
    """The figures of one run; the three ways take turns, so that the machine's moods fall on all alike."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        folder = Path(name)
        house = open_house(folder / "ledger.db", pack="thread")
        began = time.perf_counter()
        fill(house, people, calls)
        filled = time.perf_counter() - began
        ways = ("sealed", "unsealed", "read_only", "submitted")
        runs: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        disk = [syncs_a_second(folder)]
        start = 0
        for way in ("sealed", "unsealed", "read_only"):
            _run(house, way, questions(start, 1024, people))
            start += 1024
        for _ in range(ROUNDS):
            for way, figures in runs.items():
                figures.append(_run(house, way, questions(start, asks, people)))
                start += asks
        disk.append(syncs_a_second(folder))
        house.close()
        size = (folder / "ledger.db").stat().st_size
    middle = {way: round(statistics.median(rate for rate, _ in each)) for way, each in runs.items()}
    best = {way: round(max(rate for rate, _ in each)) for way, each in runs.items()}
    worked = {way: round(min(work for _, work in each), 1) for way, each in runs.items()}
    return {
        "people": people, "calls_in_the_ledger": calls, "asks_a_round": asks, "rounds": ROUNDS, "group": GROUP,
        "fill_seconds": round(filled, 1), "ledger_bytes": size, "fdatasync_a_second": [round(each) for each in disk],
        "asks_a_second_median": middle, "asks_a_second_best": best, "processor_microseconds_an_ask_best": worked,
        "sealing_costs": round(1 - middle["sealed"] / middle["unsealed"], 3),
        "sealing_costs_of_the_processor": round(1 - worked["unsealed"] / worked["sealed"], 3),
        "asked_for": {"sealed_a_second": 8000, "sealing_costs_under": 0.15},
    }  # fmt: skip


def _run(house: Ringfence, way: str, calls: list[Call]) -> tuple[float, float]:
    house.gate.seals = way != "unsealed"
    try:
        if way == "submitted":
            return rate(house.ask_all, calls)
        answer = house.gate.would if way == "read_only" else house.gate.ask
        return rate(in_groups(house, answer), calls)
    finally:
        house.gate.seals = True


def main() -> None:
    """Runs the benchmark and writes `results/asks.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--asks", type=int, default=4_096)
    given = parser.parse_args()
    figures = measure(given.people, given.calls, given.asks)
    for name, value in figures.items():
        print(f"{name}: {value}")
    print(record("asks", figures))


if __name__ == "__main__":
    main()
