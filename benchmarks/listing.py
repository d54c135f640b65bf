"""A listing of 50 million numbers: how long it takes to load, what it takes up, how fast it is looked up in.

Run: `python -m benchmarks.listing [--numbers N]`. The numbers are made (a series that nobody is given). It is loaded by
the command line in a process of its own while calls are asked about here: how long those wait is measured too.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import ringfence
from benchmarks.record import record
from ringfence.ledger.listing_copy import ListingCopy

AT_ONCE = 1_000_000
LOOKUPS = 4_000_000
CALL = {
    "purpose": "marketing",
    "line": "+862158888888",
    "caller": "bank-a",
    "at": "2026-03-21T10:00:00+08:00",
}


def make_numbers(path: Path, numbers: int) -> None:
    """A Parquet file of numbers with the days of their listing."""
    rng, writer = np.random.default_rng(7), None
    for begin in range(0, numbers, AT_ONCE):
        size = min(AT_ONCE, numbers - begin)
        digits = pa.array(10**10 + 6 * 10**9 + begin + rng.permutation(size)).cast(pa.string())
        days = pa.array(14_000 + rng.integers(0, 6_500, size), pa.int32()).cast(pa.date32())
        prefix = pa.array(np.full(size, "+86"))
        table = pa.table(
            {"recipient": pa.compute.binary_join_element_wise(prefix, digits, ""), "listed_on": days}
        )
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def load(ledger: Path, numbers: Path, house: ringfence.Ringfence) -> dict[str, Any]:
    """The seconds that loading takes, and how long calls wait that are asked about meanwhile."""
    command = [
        sys.executable, "-m", "ringfence.wiring.main", "import", "listings", str(numbers), "--whole", "national_dnc",
        "--as-of", "2026-03-20T00:00:00+08:00", "--db", str(ledger),
    ]  # fmt: skip
    waits: list[float] = []
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as loading:
        while loading.poll() is None:
            asked = time.perf_counter()
            house.ask({**CALL, "recipient": f"+8616{len(waits):09}"})
            waits.append(time.perf_counter() - asked)
            time.sleep(0.02)
    assert loading.returncode == 0
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "asked_meanwhile": len(waits),
        "median_wait_ms": round(1000 * float(np.median(waits)), 2),
        "longest_wait_ms": round(1000 * max(waits), 1),
        "peak_bytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
    }


def look_up(copy: ListingCopy) -> dict[str, Any]:
    """Look-ups a second: many at once, in any order and in the order of their tokens, and one by one."""
    keys = np.random.default_rng(8).integers(0, 2**64, LOOKUPS, dtype=np.uint64)
    copy.find_many(keys)  # what is looked up in often lies in memory
    rates = {}
    for name, asked in (("in_any_order", keys), ("in_order", np.sort(keys))):
        began = time.perf_counter()
        copy.find_many(asked)
        rates[f"{name}_a_second"] = round(LOOKUPS / (time.perf_counter() - began))
    tokens = [int(key).to_bytes(8, "big") * 2 for key in keys[:100_000]]
    began = time.perf_counter()
    for token in tokens:
        copy.find(token)
    return {**rates, "one_by_one_a_second": round(len(tokens) / (time.perf_counter() - began))}


def main() -> None:
    """Runs the benchmark and writes `results/listing.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--numbers", type=int, default=50_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        folder = Path(name)
        make_numbers(folder / "numbers.parquet", given.numbers)
        with ringfence.open(folder / "ledger.db") as house:
            loaded = load(folder / "ledger.db", folder / "numbers.parquet", house)
            (path,) = house.copies.folder.iterdir()
            copy = ListingCopy(path)
            figures = {
                "numbers": copy.count,
                "load": loaded,
                "numbers_a_second": round(copy.count / loaded["seconds"]),
                "bytes_a_number": round(path.stat().st_size / copy.count, 3),
                "look_ups": look_up(copy),
                "asked_for": {"numbers": 50_000_000, "bytes_a_number": 10, "look_ups_a_second": 1_000_000},
            }
    for what, value in figures.items():
        print(f"{what}: {value}")
    print(record("listing", figures))


if __name__ == "__main__":
    main()
