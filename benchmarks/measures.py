"""Measures of call records: records a second beside one query written by hand for the same columns, and how much memory they take.

Run: `python -m benchmarks.measures [--records 20000000]`. The records are those of the simulated network, with tokens that keep its
blocks of numbers (made, nobody's numbers).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.record import peak_bytes, record
from ringfence.call.moments import DAY, HOUR
from ringfence.carrier.measures.compose import Measuring
from ringfence.carrier.record import SCHEMA
from ringfence.engines.duckdb.measured import measure
from ringfence.rehearsal.network import CITIES, USUAL, Network

LIMIT = "5GB"
DAYS = 10
FIRST = 20_514
A_LINE_A_DAY = 10.7
MIX = np.uint64(0x9E3779B97F4A7C15)

# What an engineer writes who needs these columns once: every share of a line, its pairs, call-backs, neighbours, cities, devices.
BY_HAND = """
CREATE TEMP TABLE by_hand AS
WITH c AS (
  SELECT line, count(*) AS attempts, count_if(talk > 0) / count(*) AS answer_share,
    count_if(talk > 0 AND talk <= 10) / nullif(count_if(talk > 0), 0) AS short_share,
    sum(talk) / nullif(count_if(talk > 0), 0) AS talk_seconds, avg(ring) AS ring_seconds,
    count_if(step BETWEEN -10 AND 10 AND step <> 0) / nullif(count(step), 0) AS sequential_share,
    bit_count(bit_or(1::BIGINT << hour)) AS hours_used, bit_count(bit_or(1::BIGINT << (day % 62)))::BIGINT AS days_used,
    count_if(hour >= 22 OR hour < 8) / count(*) AS night_share,
    count_if(status IN (603, 607, 608)) / nullif(count(status), 0) AS refusal_share
  FROM call GROUP BY line
), p AS (
  SELECT line, recipient, count(*) AS calls FROM call WHERE line <> recipient GROUP BY line, recipient
), r AS (
  SELECT p.line, count(*) AS recipients, count(*) / sum(p.calls) AS recipient_share, count_if(p.calls > 1) / count(*) AS repeat_share,
    count(back.line) / count(*) AS call_back_share
  FROM p LEFT JOIN p AS back ON back.line = p.recipient AND back.recipient = p.line GROUP BY p.line
), n AS (
  SELECT line, 1 - count(DISTINCT recipient >> 7) / count(*) AS neighbour_share FROM p
  WHERE line IN (SELECT line FROM c WHERE attempts >= 20 * days_used) GROUP BY line
), s AS (
  SELECT call.line, count(DISTINCT city) AS cities, count_if(city <> home) / nullif(count_if(home IS NOT NULL AND city IS NOT NULL), 0) AS off_site_share,
    count(DISTINCT device) AS devices
  FROM call LEFT JOIN fact USING (line) GROUP BY call.line
)
SELECT * FROM c LEFT JOIN r USING (line) LEFT JOIN n USING (line) LEFT JOIN s USING (line) LEFT JOIN fact USING (line)
"""
COMPARED = (
    "attempts", "answer_share", "short_share", "recipients", "repeat_share", "call_back_share", "neighbour_share", "cities", "off_site_share",
    "devices",
)  # fmt: skip


def tokens(numbers: Any) -> Any:
    """Tokens of numbers that keep their blocks of a hundred together, made fast."""
    numbers = numbers.astype(np.uint64)
    blocks = (numbers // np.uint64(100) + np.uint64(1)) * MIX >> np.uint64(8)
    return (blocks << np.uint64(7) | numbers % np.uint64(100)).astype(np.int64)


def make(path: Path, records: int) -> int:
    """Writes so many records or a few more; how many."""
    size = records / DAYS / A_LINE_A_DAY / sum(USUAL.values())
    network = Network({kind: max(1, round(count * size)) for kind, count in USUAL.items()})
    written = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", compression_level=1) as writer:
        for day in range(FIRST, FIRST + DAYS):
            calls = network.calls(day)
            local = calls["ts"] + 8 * HOUR
            rows = len(local)
            columns = {
                "line": tokens(calls["line"]), "recipient": tokens(calls["recipient"]), "ts": calls["ts"], "day": local // DAY,
                "hour": local % DAY // HOUR, "ring": calls["ring"], "talk": calls["talk"], "status": calls["status"],
                "step": pa.nulls(rows, pa.int32()), "segment": calls["recipient"] // 10_000,
                "region": pa.nulls(rows, pa.string()),
                "city": pa.DictionaryArray.from_arrays(pa.array(calls["city"], pa.int32()), pa.array(CITIES)).cast(pa.string()),
                "cell": pa.nulls(rows, pa.string()), "device": calls["device"],
            }  # fmt: skip
            arrays = {
                name: pa.array(values).cast(SCHEMA.field(name).type) for name, values in columns.items()
            }
            writer.write_table(pa.table(arrays, schema=SCHEMA), row_group_size=1_000_000)
            written += rows
    facts = {"line": tokens(np.arange(network.size) * 13), "home": [CITIES[home] for home in network.homes]}
    pq.write_table(pa.table(facts), path.with_name("facts.parquet"))
    return written


def opened(path: Path, spill: str) -> duckdb.DuckDBPyConnection:
    """A DuckDB over the records."""
    db = duckdb.connect()
    db.execute(
        f"SET threads = 2; SET memory_limit = '{LIMIT}'; SET temp_directory = '{spill}'; SET preserve_insertion_order = false"
    )
    db.execute(f"CREATE VIEW call AS SELECT * FROM read_parquet('{path}')")
    db.execute(
        "CREATE TEMP TABLE fact AS SELECT line, home, NULL::BIGINT AS arrears_days, NULL::BIGINT AS line_age_days, NULL::BIGINT AS registration_age_days "
        f"FROM read_parquet('{path.with_name('facts.parquet')}')"
    )
    return db


def once(path: Path, how: str) -> None:
    """One measuring in this process: seconds, megabytes at most, and sums to compare."""
    with (
        tempfile.TemporaryDirectory(prefix="ringfence-bench-", dir=path.parent) as spill,
        opened(path, spill) as db,
    ):
        begun = time.perf_counter()
        if how == "ours":
            measure(db, Measuring())
        else:
            db.execute(BY_HAND)
        seconds = time.perf_counter() - begun
        table = "measured" if how == "ours" else "by_hand"
        sums = (
            db.execute(
                f"SELECT {', '.join(f'sum({name})' for name in COMPARED)}, count(*) FROM {table}"
            ).fetchone()
            or ()
        )
    most = peak_bytes() / (1 << 20)
    print(seconds, most, *(float(each or 0) for each in sums))


def run(path: Path, how: str) -> list[float]:
    """The same in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.measures", "--once", how, "--path", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(each) for each in done.stdout.split()]


def main() -> None:
    """Makes the records, measures both ways in turn, and writes what came out."""
    options = argparse.ArgumentParser()
    options.add_argument("--records", type=int, default=20_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--alone", action="store_true", help="without the query written by hand")
    options.add_argument("--once")
    options.add_argument("--path", type=Path)
    told = options.parse_args()
    if told.once:
        once(told.path, told.once)
        return
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder:
        path = Path(folder) / "calls.parquet"
        records = make(path, told.records)
        ways = ["ours"] if told.alone else ["ours", "by hand"]
        rounds = [[run(path, way) for way in ways] for _ in range(told.rounds)]
    best = dict(zip(ways, (min(each[place] for each in rounds) for place in range(len(ways))), strict=True))
    figures: dict[str, Any] = {"records": records, "lines": int(best["ours"][-1])}
    for way, (seconds, megabytes, *_) in best.items():
        figures[way.replace(" ", "_")] = {
            "seconds": seconds,
            "records_a_second": records / seconds,
            "megabytes": megabytes,
        }
    if not told.alone:
        same = zip(best["ours"][2:], best["by hand"][2:], strict=True)
        assert all(abs(one - other) <= 1e-6 * max(1, abs(one)) for one, other in same), best
        figures["ours_to_by_hand"] = best["ours"][0] / best["by hand"][0]
    record(f"measures-{records // 1_000_000}m", figures)


if __name__ == "__main__":
    main()
