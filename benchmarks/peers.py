"""One call with its state and all reasons under two packs, beside gates that do the like, in turns in one run.

Run: `pip install --ignore-requires-python -r benchmarks/peers.txt`, then
`python -m benchmarks.peers [--people N] [--asks N]`. Ours judges `cn-bank-card` and `cn-telesales` together over a
ledger on disk and gives every reason; `proactive-gate` runs its thirteen checks over state handed to it in memory and
stops at the first that refuses; `cue-notify` keeps its caps in an SQLite file.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cue_notify.embedded import Gate as CueGate
from proactive_gate import Candidate, EvaluateInput, Gate, UserState, default_checks

from benchmarks import bank
from benchmarks.asks import GROUP
from benchmarks.record import record
from ringfence.wiring.bootstrap import open_house
from ringfence.wiring.house import Ringfence

ROUNDS = 15
PEERS = {"proactive-gate": 2.0, "cue-notify": 8.0}
"""Each peer, and how many times its rate was asked of us."""
Work = Callable[[int, int], float]
"""Does so many calls from a place on; the seconds it took."""


def ours(house: Ringfence, people: int) -> Work:
    """Judges calls, 64 to a transaction, with every reason and when each would end; nothing is reserved."""

    def work(start: int, count: int) -> float:
        asked = bank.calls(start, count, people)
        began = time.perf_counter()
        for first in range(0, count, GROUP):
            group = asked[first : first + GROUP]
            house.write(lambda tx, group=group: [house.gate.would(tx, call) for call in group])
        return time.perf_counter() - began

    return work


def proactive_gate(people: int) -> Work:
    """Thirteen checks over state in memory."""
    gate = Gate(default_checks(daily_limit=3))
    now = dt.datetime(2026, 3, 10, 15, tzinfo=dt.timezone(dt.timedelta(hours=8)))

    def work(start: int, count: int) -> float:
        asked = [
            EvaluateInput(
                UserState(id=f"u{place % people}", consent=True, timezone="Asia/Shanghai"),
                Candidate(id=f"c{place}", type="marketing"),
                now,
            )
            for place in range(start, start + count)
        ]
        began = time.perf_counter()
        for each in asked:
            gate.evaluate(each)
        return time.perf_counter() - began

    return work


def cue_notify(folder: Path, people: int) -> Work:
    """Quiet hours and two caps over state in a file."""
    caps = {"marketing": [("P1D", 3), ("P7D", 7)]}
    gate = CueGate(f"sqlite:///{folder / 'cue.db'}", quiet_hours=("22:00", "08:00"), caps=caps)

    def work(start: int, count: int) -> float:
        began = time.perf_counter()
        for place in range(start, start + count):
            whom = f"r{place % people}"
            told = gate.check(whom, category="marketing", timezone="Asia/Shanghai", key=f"k{place}")
            gate.sent(told)
        return time.perf_counter() - began

    return work


def measure(people: int, asks: int) -> dict[str, Any]:
    """The figures of one run; all take turns, so that the machine's moods fall on all alike."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        folder = Path(name)
        with open_house(folder / "ledger.db", pack=bank.both_packs()) as house:
            house.write(lambda tx: bank.fill(tx, house.people, people))
            said = house.write(
                lambda tx: [house.gate.would(tx, call) for call in bank.calls(0, asks, people)]
            )
            works = {
                "ringfence": (ours(house, people), asks),
                "proactive-gate": (proactive_gate(people), asks),
                "cue-notify": (cue_notify(folder, people), asks // 8),
            }
            rates = _in_turns(works)
    return {
        "people": people, "asks_a_round": asks, "rounds": ROUNDS, "group": GROUP,
        "rules": sum(rule.answers_calls for rule in bank.both_packs().rules),
        "answers": dict(Counter(verdict.answer for verdict in said)),
        "reasons_a_call": round(sum(len(verdict.reasons) for verdict in said) / len(said), 3),
        "versions": {peer: version(peer) for peer in PEERS},
        "decisions_a_second_median": {name: round(statistics.median(each)) for name, each in rates.items()},
        "times_the_peers_rate_median": {
            peer: round(statistics.median(one / other for one, other in zip(rates["ringfence"], rates[peer], strict=True)), 2)
            for peer in PEERS
        },
        "asked_for": PEERS,
    }  # fmt: skip


def _in_turns(works: dict[str, tuple[Work, int]]) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in works}
    for nth in range(ROUNDS):
        for name, (work, count) in works.items():
            rates[name].append(count / work(nth * count, count))
    return rates


def main() -> None:
    """Runs the benchmark and writes `results/peers.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--asks", type=int, default=2_048)
    given = parser.parse_args()
    figures = measure(given.people, given.asks)
    for name, value in figures.items():
        print(f"{name}: {value}")
    print(record("peers", figures))


if __name__ == "__main__":
    main()
