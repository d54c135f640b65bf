"""The carrier's gate over the state of ten million lines: how long one answer takes, in process.

Run: `python -m benchmarks.carrier_gate [--lines 10000000]`. Made lines: every tenth stands on a step, every hundredth's owner does.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import record
from ringfence.ledger.ledger import Transaction
from ringfence.wiring.carrier.house import open_carrier

BLOCK = 500_000
NOW = 1_772_400_000_000
ASKED = 20_000
ACTIONS = ("observe", "warn", "slow", "suspend")


def fill(tx: Transaction, lines: int) -> None:
    """Writes lines and where they stand."""
    for first in range(0, lines, BLOCK):
        tokens = range(first << 7, min(first + BLOCK, lines) << 7, 1 << 7)
        tx.bring_values(
            "carried_line",
            ("line", "owner_token", "registered"),
            ((token, token >> 12 << 7 | 127, False) for token in tokens),
        )
        tx.bring_values("line_state", COLUMNS, (_state(token) for token in tokens))


COLUMNS = ("subject", "rule", "nth", "action", "since", "until", "seen_at", "a_minute", "counter")


def _state(token: int) -> tuple[Any, ...]:
    action = ACTIONS[(token >> 7) % 4] if (token >> 7) % 10 == 0 else "observe"
    slowed = (2, "switch") if action == "slow" else (None, None)
    return (token, "cn.house.ladder.hurried", 1, action, NOW, None, NOW, *slowed)


def main() -> None:
    """Fills a ledger, asks at random, and writes what came out."""
    options = argparse.ArgumentParser()
    options.add_argument("--lines", type=int, default=10_000_000)
    lines = options.parse_args().lines
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder:
        db = Path(folder) / "carrier.db"
        with open_carrier(db, clock=lambda: NOW + 1) as carrier:
            carrier.house.write(lambda tx: fill(tx, lines))
            gate, chance = carrier.gate, random.Random(1)
            asked = [chance.randrange(lines) << 7 for _ in range(ASKED)]
            took = []
            for token in asked:
                begun = time.perf_counter()
                gate.ask_token(token)
                took.append(time.perf_counter() - begun)
        size = db.stat().st_size
    micros = np.array(took[ASKED // 4 :]) * 1e6
    record(
        "carrier_gate",
        {
            "lines": lines, "ledger_bytes": size, "mean_us": float(micros.mean()), "median_us": float(np.median(micros)),
            "p99_us": float(np.percentile(micros, 99)),
        },
    )  # fmt: skip


if __name__ == "__main__":
    main()
