"""A simulated network written down: the files that a carrier would have, and one that it would give much for.

Takes a folder and a size; gives Parquet files: `records-<day>.parquet`, `complaints-<day>.parquet`, `lines.parquet`, and
`truth.parquet`, which says what each line really is and is for whoever looks at results, never for a ladder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from ringfence.call.errors import ListError
from ringfence.rehearsal.network import USUAL, Network

FIRST_DAY: Final = 20_514
"""2026-03-02, a Monday."""
HIDDEN: Final = ("kind", "nuisance")


def write_network(
    out: Path, days: int, size: float, seed: int, tell: Callable[[str, float], object]
) -> list[Path]:
    """The files of a network so many times as large as the usual one, over so many days."""
    if size <= 0:
        raise ListError("a network has lines; give a size above 0")
    out.mkdir(parents=True, exist_ok=True)
    network = Network({kind: max(1, round(count * size)) for kind, count in USUAL.items()}, seed)
    facts = network.facts(FIRST_DAY)
    written = [out / "lines.parquet", out / "truth.parquet"]
    pq.write_table(facts.drop_columns(list(HIDDEN)), written[0])
    pq.write_table(facts.select(["line", *HIDDEN]), written[1])
    for day in range(days):
        made = network.day(FIRST_DAY + day)
        for name, table in (("records", made.records), ("complaints", made.complaints)):
            path = out / f"{name}-{day + 1:02}.parquet"
            pq.write_table(table, path)
            written.append(path)
        tell("network", (day + 1) / days)
    return written
