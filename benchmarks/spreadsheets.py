"""What an officer's first morning costs: a list of a million rows as XLSX and as CSV, in and out.

Run: `python -m benchmarks.spreadsheets [--rows N]`. The files are made from a seed (numbers that belong to nobody), each
run is a process of its own, and its peak memory is its own. The ledger is new: what is measured is reading, judging by
`thread` and handing back.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.record import peak_bytes, record
from ringfence.doors.lists.hand_back import _text
from ringfence.doors.lists.sheet import Book, write_book

HEADS = ("手机号", "客户姓名", "逾期天数", "账号", "产品", "目的", "拨打时间", "外包机构", "余额", "备注")
SLICE = 1 << 16
RUNS = (("list.xlsx", "answered.xlsx"), ("list.csv", "answered.csv"), ("list.csv", "answered.parquet"))


def rows(count: int) -> Iterator[pa.Table]:
    """So many rows of ten columns, some of them numbers."""
    for begun in range(0, count, SLICE):
        at = range(begun, min(begun + SLICE, count))
        columns: list[Any] = [
            [f"138{place * 7919 % 10**8:08d}" for place in at], [f"客户{place}" for place in at],
            [place % 90 for place in at], [f"card-{place}" for place in at], ["gold"] * len(at),
            [("催收", "营销", "服务")[place % 3] for place in at],
            [f"2026-03-10 {9 + place % 14:02}:{place % 60:02}:00" for place in at],
            [("甲公司", "乙公司")[place % 2] for place in at], [place * 1.5 for place in at],
            [f"备注 {place % 17}" for place in at],
        ]  # fmt: skip
        yield pa.table(columns, names=list(HEADS))


def once(source: Path, out: Path) -> dict[str, float]:
    """One list in and out in this process: its seconds, and the most memory that was held (GB)."""
    import ringfence  # noqa: PLC0415 - the making of the files needs no house
    from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - as above

    how = HowRead(region="CN", zone="Asia/Shanghai")
    shared = {"caller": "bank-a", "party": "customer", "channel": "voice", "speaker": "human", "style": "interactive", "country": "CN", "zone": "Asia/Shanghai"}  # fmt: skip
    began = time.perf_counter()
    with ringfence.open(source.with_name(f"{out.name}.db"), pack="thread") as house:
        screened = house.screen(source, out=out, common=shared, how=how, language="zh")
    seconds = time.perf_counter() - began
    peak = peak_bytes() / 1e9
    return {"seconds": round(seconds, 2), "peak_gb": round(peak, 2), "rows": screened.rows}


def measure(count: int) -> dict[str, Any]:
    """The figures of one run."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        folder = Path(name)
        write_book(folder / "list.xlsx", Book("名单", HEADS, count, ("", "", "", "")), rows(count))
        _text(folder / "list.csv", rows(count))
        for source, out in RUNS:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.spreadsheets", "--once", str(folder / source), str(folder / out)],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            found[f"{source} to {out}"] = json.loads(done.stdout)
    asked_for = {"xlsx_seconds": 120, "xlsx_peak_gb": 4, "csv_seconds": 15}
    return {"rows": count, "columns": len(HEADS), "rules": "thread", "runs": found, "asked_for": asked_for}


def main() -> None:
    """Runs the benchmark and writes `results/spreadsheets.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--once", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        print(json.dumps(once(*given.once)))
        return
    figures = measure(given.rows)
    for name, value in figures.items():
        print(f"{name}: {value}")
    print(record("spreadsheets", figures))


if __name__ == "__main__":
    main()
