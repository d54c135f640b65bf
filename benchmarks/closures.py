"""Odds of being closed, held against lines that they were not learned from: with beliefs alone, and after a firm's own ninety days.

Run: `python -m benchmarks.closures`. Made firms; the truth is not of the forecast's form.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.record import record
from benchmarks.reliability import picture
from ringfence.caller.lines.causes import measured
from ringfence.caller.lines.odds import learned
from ringfence.learning.calibration import reliability, score
from ringfence.rehearsal.closures import Firm, Lived, held_out

DAYS = 90


FIRMS = {50: 24, 150: 10, 450: 4, 1_500: 2}
"""Firms of so many lines, and how many of each: their unseen lines are looked at together."""


def firm(lines: int, seed: int, *, learns: bool) -> tuple[Any, list[Lived], int]:
    """What a firm's odds say of lines it did not learn from, on the ninety days after those it did; and its closures."""
    lived = Firm(lines, seed).lived(2 * DAYS)
    own, others = held_out(lived)
    train = [each for each in own if each.day < DAYS] if learns else []
    odds = learned(
        [each.evening for each in train],
        [each.closed for each in train],
        [each.day >= DAYS - 14 for each in train],
    )
    unseen = [each for each in others if each.day >= DAYS]
    causes = np.array([measured(each.evening) for each in unseen])
    return odds.hazard.odds(causes, 1, odds.level), unseen, odds.hazard.events


def against(lines: int, *, learns: bool) -> dict[str, Any]:
    """How true the odds of firms of this size are, all of them together."""
    firms = [firm(lines, seed, learns=learns) for seed in range(1, FIRMS[lines] + 1)]
    told = np.concatenate([odds for odds, _, _ in firms])
    unseen = [each for _, lived, _ in firms for each in lived]
    happened = np.array([each.closed for each in unseen])
    return {
        "firms": len(firms), "closures_learned_from": [events for *_, events in firms], "score": asdict(score(told, happened)),
        "of_the_truth": asdict(score(np.array([each.truth for each in unseen]), happened)),
        "reliability": [asdict(group) for group in reliability(told, happened)],
    }  # fmt: skip


def main() -> None:
    """Firms of several sizes: with the beliefs alone, and after ninety days of their own closures."""
    told = {}
    for lines in FIRMS:
        for learns in (False, True):
            name = f"{lines} lines, {'learned from ninety days' if learns else 'beliefs alone'}"
            told[name] = against(lines, learns=learns)
            print(name, told[name]["score"], flush=True)
    path = record("closures", told)
    drawn = picture({name: each["reliability"] for name, each in told.items()})
    path.with_suffix(".svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
