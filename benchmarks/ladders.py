"""Ladders on the simulated network: how many nuisance lines are stepped on within three days, how many honest ones are hurt, and whether
that hangs on one lucky setting: every figure of the network is halved and made half as large again, for nuisances and for the honest.

Run: `python -m benchmarks.ladders [--size 0.5]`. Passing a simulation proves that the machinery works, not that figures hold in the world.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.record import record
from ringfence.call.moments import DAY, HOUR
from ringfence.carrier.known import owner_token
from ringfence.carrier.ladder.steps import Done
from ringfence.evidence.subscriber import subscriber_tokens
from ringfence.rehearsal.behaviours import BEHAVIOURS, FIGURES, Behaviour
from ringfence.rehearsal.network import USUAL, Network
from ringfence.wiring.carrier.house import Carrier, open_carrier

FIRST, DAYS = 20_514, 3
FACTORS = (0.5, 1.5)
HARD = ("suspend", "close", "bar_outgoing")


def tried(behaviours: Mapping[str, Behaviour], size: float, seed: int = 1) -> dict[str, Any]:
    """Three days of a network with these behaviours, the ladders run at each midnight."""
    network = Network({kind: max(1, round(count * size)) for kind, count in USUAL.items()}, seed, behaviours)
    facts, clock = network.facts(FIRST), _Clock()
    with (
        tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder,
        open_carrier(Path(folder) / "carrier.db", clock=clock) as carrier,
    ):
        place = Path(folder)
        pq.write_table(facts.drop_columns(["kind", "nuisance"]), place / "lines.parquet")
        carrier.bring("carried_line", place / "lines.parquet")
        lines = subscriber_tokens(carrier.key, [int(line[1:]) for line in facts["line"].to_pylist()]).tolist()
        kinds = dict(zip(lines, facts["kind"].to_pylist(), strict=True))
        of_owner: dict[int, list[int]] = defaultdict(list)
        for line, owner in zip(lines, facts["owner"].to_pylist(), strict=True):
            of_owner[owner_token(carrier.key, owner)].append(line)
        done = [each for day in range(DAYS) for each in _a_day(carrier, network, day, clock, place)]
        waiting = len(carrier.queue(1_000_000))
    taken = [
        (line, each.action)
        for each in done
        if each.state == "taken"
        for line in (of_owner[each.subject] if each.of_owner else [each.subject])
    ]
    counted = {kind: len({line for line, _ in taken if kinds.get(line) == kind}) for kind in network.lines}
    hurt = {
        line
        for line, action in taken
        if action in HARD and not BEHAVIOURS[kinds.get(line, "ordinary")].nuisance
    }
    return _shares(network, counted, len(hurt), waiting)


def _a_day(carrier: Carrier, network: Network, day: int, clock: _Clock, place: Path) -> list[Done]:
    """What a day's calls and complaints lead to at the midnight after it."""
    made = network.day(FIRST + day)
    pq.write_table(made.records, place / f"{day}.parquet")
    pq.write_table(made.complaints, place / f"complaints-{day}.parquet")
    clock.at = (FIRST + day + 1) * DAY - 8 * HOUR
    carrier.take(place / f"{day}.parquet")
    carrier.bring("line_complaint", place / f"complaints-{day}.parquet")
    return carrier.run().done


class _Clock:
    at = 0

    def __call__(self) -> int:
        return self.at


def _shares(network: Network, counted: Mapping[str, int], hurt: int, waiting: int) -> dict[str, Any]:
    told: dict[str, Any] = {kind: counted[kind] / count for kind, count in network.lines.items()}
    for name, nuisance in (("nuisance", True), ("honest", False)):
        of_kind = [kind for kind in network.lines if network.behaviours[kind].nuisance is nuisance]
        told[name] = sum(counted[kind] for kind in of_kind) / sum(network.lines[kind] for kind in of_kind)
    return {**told, "honest_suspended_or_closed_without_a_person": hurt, "waiting_for_a_person": waiting}


def main() -> None:
    """Tries the network as it is with several seeds, and with each of its figures changed."""
    options = argparse.ArgumentParser()
    options.add_argument("--size", type=float, default=1.0)
    options.add_argument("--changed-size", type=float, default=0.25)
    told = options.parse_args()
    as_it_is = [tried(BEHAVIOURS, told.size, seed) for seed in (1, 2, 3)]
    changed = []
    for figure in FIGURES:
        for factor in FACTORS:
            for nuisance in (True, False):
                scaled = {
                    name: each.scaled(figure, factor) if each.nuisance is nuisance else each
                    for name, each in BEHAVIOURS.items()
                }
                result = tried(scaled, told.changed_size)
                whose = "nuisance" if nuisance else "honest"
                print(
                    f"{whose} {figure} × {factor}: nuisance {result['nuisance']:.1%}, honest {result['honest']:.2%}",
                    flush=True,
                )
                changed.append({"figure": figure, "factor": factor, "of": whose, **result})
    record("ladders", {"days": DAYS, "as_it_is": as_it_is, "changed": changed})


if __name__ == "__main__":
    main()
