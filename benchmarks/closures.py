"""Odds of being closed, held against lines that nobody saw: how true they are with no closures, and after a firm's own ninety days.

Run: `python -m benchmarks.closures`. Made firms; the truth is not of the forecast's form.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.record import record
from ringfence.caller.lines.causes import measured
from ringfence.caller.lines.odds import learned
from ringfence.learning.calibration import reliability, score
from ringfence.rehearsal.closures import Firm, Lived, held_out

DAYS = 90


def against(lived: list[Lived], train: list[Lived]) -> dict[str, Any]:
    """How true the odds are on days that were not learned from."""
    odds = learned(
        [each.evening for each in train],
        [each.closed for each in train],
        [each.day >= DAYS - 14 for each in train],
    )
    causes = np.array([measured(each.evening) for each in lived])
    happened = np.array([each.closed for each in lived])
    told = odds.hazard.odds(causes, 1, odds.level)
    return {
        "closures_learned_from": odds.hazard.events, "basis": odds.basis, "score": asdict(score(told, happened)),
        "of_the_truth": asdict(score(np.array([each.truth for each in lived]), happened)),
        "reliability": [asdict(group) for group in reliability(told, happened)],
    }  # fmt: skip


def main() -> None:
    """Firms of several sizes, each held against the same unseen lines."""
    unseen = [each for each in held_out(Firm(1_500, seed=77).lived(2 * DAYS))[1] if each.day >= DAYS]
    told = {}
    for lines in (0, 50, 150, 450, 1_500):
        train = held_out(Firm(lines, seed=5).lived(DAYS))[0] if lines else []
        told[f"{lines} lines"] = against(unseen, train)
        print(lines, told[f"{lines} lines"]["score"], flush=True)
    record("closures", told)


if __name__ == "__main__":
    main()
