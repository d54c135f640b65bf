"""A list against a ledger: rows a second from tokens, from numbers in a CSV and in Parquet, beside the same joins with no rules.

Run: `python -m benchmarks.lists [--rows N]`. A ledger of twice as many calls is made first (made, nobody's numbers).
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.ledger_at_scale import KEY, TODAY, Scale, connect, make_ledger, make_list, make_people
from benchmarks.record import peak_bytes, record
from ringfence.call.moments import DAY
from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.answers import counts
from ringfence.engines.duckdb.asked import ListFile, make_asked, open_list
from ringfence.engines.duckdb.rooted import rows_root
from ringfence.engines.duckdb.verdict_file import write_verdicts
from ringfence.evidence.token_sql import token_sql
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.read import read_pack
from ringfence.store.mirror import Mirror
from ringfence.store.where import Where
from ringfence.wiring.bootstrap import LIFETIME
from ringfence.wiring.screening import session


def screen(ledger: Path, source: Path) -> dict[str, Any]:
    """The seconds of each stage of one list, from the file to the verdicts' Parquet."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder, ExitStack() as held:
        db = session(Path(folder))
        marks = [time.perf_counter()]
        held.enter_context(Mirror(Where.of(ledger)).attached(db))
        opened = open_list(db, ListFile(source, {}, 0))
        plan = compile_pack(read_pack("thread"), opened.places)
        rows = make_asked(db, opened, token_sql(KEY), plan.words)
        del opened
        marks.append(time.perf_counter())
        judge_list(db, plan, LIFETIME)
        marks.append(time.perf_counter())
        write_verdicts(db, Path(folder) / "verdicts.parquet")
        marks.append(time.perf_counter())
        rows_root(db)
        marks.append(time.perf_counter())
        answers, _ = counts(db)
        db.close()
    read, judged, wrote, sealed = (after - before for before, after in pairwise(marks))
    return {
        "rows": rows,
        "seconds": {"read": read, "judge": judged, "write": wrote, "root_over_rows": sealed},
        "rows_a_second": round(rows / (marks[3] - marks[0])),
        "rows_a_second_sealed": round(rows / (marks[4] - marks[0])),
        "answers": answers,
        "peak_bytes": peak_bytes(),
    }


def joins_alone(ledger: Path, source: Path) -> float:
    """The seconds of the same scans and joins with no rules: each call with what the ledger knows, written out."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as folder, ExitStack() as held:
        db: duckdb.DuckDBPyConnection = session(Path(folder))
        began = time.perf_counter()
        held.enter_context(Mirror(Where.of(ledger)).attached(db))
        db.execute(
            f"""
            COPY (
                WITH l AS (SELECT *, token::UUID AS recipient FROM read_parquet('{source}', file_row_number = true)),
                h AS (SELECT recipient, COUNT(*) AS n, MAX(ts) AS newest FROM call
                      WHERE ts BETWEEN {TODAY} AND {TODAY + DAY} GROUP BY recipient),
                w AS (SELECT line, COUNT(*) AS n FROM call WHERE ts BETWEEN {TODAY} AND {TODAY + DAY} GROUP BY line),
                s AS (SELECT recipient, MAX(said_at) AS said_at, MAX(leaf) AS leaf FROM stop GROUP BY recipient),
                p AS (SELECT recipient, MAX(given_at) AS given_at FROM proof GROUP BY recipient)
                SELECT l.file_row_number, h.n, h.newest, w.n AS on_line, s.said_at, s.leaf, p.given_at, e.listed
                FROM l LEFT JOIN h USING (recipient) LEFT JOIN w ON w.line = l.line LEFT JOIN s USING (recipient)
                LEFT JOIN p USING (recipient) LEFT JOIN listing_entry AS e ON e.recipient = l.recipient
            ) TO '{Path(folder) / "joins.parquet"}' (FORMAT parquet, COMPRESSION zstd)
            """
        )
        seconds = time.perf_counter() - began
        db.close()
    return seconds


def make(folder: Path, scale: Scale) -> None:
    """A ledger's mirror, and the same list by token, and by number as CSV and as Parquet."""
    made = connect(folder)
    make_people(made, scale)
    make_ledger(made, folder / "ledger.db.mirror", scale)
    for form in ("parquet", "csv"):
        make_list(made, folder / f"list.{form}", scale)
    numbers = f"SELECT * FROM read_csv('{folder / 'list.csv'}', all_varchar = true)"
    made.execute(f"COPY ({numbers}) TO '{folder / 'numbers.parquet'}'")
    made.close()


def measure(rows: int) -> dict[str, Any]:
    """The figures of one run, each list in a process of its own: its memory is then what it takes, not what made it."""
    scale = Scale.of(rows)
    apart = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1)
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name, apart:
        folder, ledger = Path(name), Path(name) / "ledger.db"
        make(folder, scale)
        tokens = apart.submit(screen, ledger, folder / "list.parquet").result()
        alone = apart.submit(joins_alone, ledger, folder / "list.parquet").result()
        numbers = apart.submit(screen, ledger, folder / "list.csv").result()
        columns = apart.submit(screen, ledger, folder / "numbers.parquet").result()
    judged = sum(tokens["seconds"][stage] for stage in ("read", "judge", "write"))
    return {
        "history": scale.history, "from_tokens": tokens, "from_csv": numbers, "from_parquet": columns,
        "from_parquet_to_csv": round(numbers["rows_a_second_sealed"] / columns["rows_a_second_sealed"], 2),
        "joins_alone_seconds": round(alone, 2), "rules_to_joins": round(judged / alone, 2),
        "asked_for": {
            "rows": 10_000_000, "rows_a_second_from_tokens": 1_000_000, "from_csv": 300_000,
            "from_parquet_to_csv_at_most": 1.5, "peak_gb_under": 6,
        },
    }  # fmt: skip


def main() -> None:
    """Runs the benchmark and writes `results/lists.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    figures = measure(parser.parse_args().rows)
    for what, value in figures.items():
        print(f"{what}: {value}")
    print(record("lists", figures))


if __name__ == "__main__":
    main()
