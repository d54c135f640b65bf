"""The mirror: how a list sees a ledger, the first time and after 10,000 new answers.

Run: `python -m benchmarks.mirror [--calls N] [--people N]`. The ledger is a real SQLite file, filled first.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.asks import fill, in_groups, questions
from benchmarks.record import record
from ringfence.store.mirror import Mirror
from ringfence.wiring.bootstrap import open_house

NEW = 10_000


def main() -> None:
    """Runs the benchmark and writes `results/mirror.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000_000)
    parser.add_argument("--people", type=int, default=2_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        house = open_house(Path(name) / "ledger.db", pack="thread")
        fill(house, given.people, given.calls)
        in_groups(house, house.gate.ask)(questions(0, 1, given.people))
        mirror = Mirror(house.ledger.path)
        began = time.perf_counter()
        mirror.refresh_apart()
        first = time.perf_counter() - began
        in_groups(house, house.gate.ask)(questions(1, NEW, given.people))
        began = time.perf_counter()
        mirror.refresh_apart()
        again = time.perf_counter() - began
        house.close()
        size = sum(file.stat().st_size for file in mirror.folder.iterdir())
    figures = {
        "calls": given.calls,
        "people": given.people,
        "first_seconds": round(first, 2),
        "rows_a_second": round(given.calls / first),
        "new_answers": NEW,
        "again_seconds": round(again, 2),
        "mirror_bytes": size,
        "asked_for": {"calls": 20_000_000, "new_answers": 10_000},
    }
    for what, value in figures.items():
        print(f"{what}: {value}")
    print(record("mirror", figures))


if __name__ == "__main__":
    main()
