"""A million made worlds, judged by plain, SQLite and DuckDB; what `make soak` runs last.

Run: `python -m tests.agreement.soak [--worlds N] [--seed N]`; `RINGFENCE_WORLDS` and `RINGFENCE_SEED` do the same. A
disagreement is brought down to the rules and facts that show it, printed as an example file and kept in
`out/disagreements`. The figures go to `benchmarks/results/agreement.json`. Exit code 1 if any two disagree.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from benchmarks.record import ROOT, record

from ringfence.policy.read import read_pack
from tests.agreement.batches import (
    agrees,
    as_in_long_lists,
    batch,
    disagreements,
    list_of,
    shipped_batch,
    smallest,
)
from tests.agreement.kept import example_file

WORLDS = 1_000_000
SIZE = 2_000
KEPT = ROOT / "out" / "disagreements"
# Every so many batches one is about a pack of law; the large ones compile for long, so there are fewer worlds of them.
SHIPPED_EVERY = 25
SHIPPED = {
    "thread": 1000,
    "cn-carrier-limits": 1000,
    "fr-marketing": 500,
    "cn-telesales": 100,
    "cn-bank-card": 100,
}
LISTS_A_BATCH = 2
Outcome = tuple[int, int, list[str]]


def judged(seed: int, size: int) -> Outcome:
    """How many worlds and lists a seed came to, and the example files of those that engines differ about.

    The ends of every other seed's worlds are settled as those of long lists are.
    """
    with as_in_long_lists(seed % 2 == 1):
        return _judged(seed, size)


def _judged(seed: int, size: int) -> Outcome:
    if seed % SHIPPED_EVERY == 0:
        names = sorted(SHIPPED)
        name = names[seed // SHIPPED_EVERY % len(names)]
        made = shipped_batch(seed, min(size, SHIPPED[name]), read_pack(name))
    else:
        made = batch(seed, size)
    texts = [
        example_file(found.pack, found.world, found.said, f"seed {seed}, world {nth}")
        for nth, found in enumerate(map(smallest, disagreements(made)))
    ]
    lists = [seed * LISTS_A_BATCH + nth for nth in range(LISTS_A_BATCH)]
    texts += [
        f"# the list of seed {each}: DuckDB and plain in order differ\n"
        for each in lists
        if not agrees(list_of(each))
    ]
    return len(made.worlds), len(lists), texts


def run(worlds: int, seed: int) -> int:
    """Judges so many worlds from a seed on; 1 if any two evaluators disagree."""
    began, done, lists, batches = time.monotonic(), 0, 0, 0
    found: list[str] = []
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        for made, listed, texts in _outcomes(workers, worlds, seed):
            done, lists, batches = done + made, lists + listed, batches + 1
            for text in texts:
                _keep(text, len(found))
                found.append(text)
            rate = done / (time.monotonic() - began)
            print(
                f"\r{done:,} of {worlds:,} worlds, {len(found)} disagreements, {rate:,.0f}/s ",
                end="",
                flush=True,
            )
    print()
    figures = {
        "worlds": done, "packs": batches, "worlds_a_pack": SIZE, "lists_in_order": lists, "first_seed": seed,
        "seconds": round(time.monotonic() - began), "disagreements": len(found), "asked_for": {"worlds": WORLDS, "disagreements": 0},
    }  # fmt: skip
    print(record("agreement", figures))
    return int(bool(found))


def _outcomes(workers: ProcessPoolExecutor, worlds: int, seed: int) -> Iterator[Outcome]:
    """What came of one batch after another, as many as it takes."""
    waiting, done = (
        {workers.submit(judged, seed + nth, min(SIZE, worlds)) for nth in range(2 * (os.cpu_count() or 1))},
        0,
    )
    following = seed + len(waiting)
    while waiting:
        ready = next(as_completed(waiting))
        waiting.discard(ready)
        outcome = ready.result()
        done += outcome[0]
        if done + SIZE * len(waiting) < worlds:
            waiting.add(workers.submit(judged, following, SIZE))
            following += 1
        yield outcome


def _keep(text: str, nth: int) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{nth}.yaml"
    kept.write_text(text, encoding="utf-8")
    print(f"\n{text}\nkept: {Path(os.path.relpath(kept))}", file=sys.stderr)


def main() -> None:
    """Runs it as told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=int(os.environ.get("RINGFENCE_WORLDS", WORLDS)))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("RINGFENCE_SEED", "1")))
    given = parser.parse_args()
    sys.exit(run(given.worlds, given.seed))


if __name__ == "__main__":
    main()
