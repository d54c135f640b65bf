"""A dossier: how long from a bill to the signed folder, and how long to check it.

Run: `python -m benchmarks.dossier [--contacts N]`. The bill is made (a series that nobody is given): N calls of one caller
by night and day, and as many of others; the evidence is taken in, judged, set in type, signed and verified.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.made_evidence import NIGHTLY, calls, handset_xml, messages_xml, mobile_csv, recording, telecom_pdf

from benchmarks.record import record
from ringfence.doors.my.reading import dated, person_of
from ringfence.doors.my.taking import take
from ringfence.policy.read import read_pack
from ringfence.redress.dossier.make import make_dossier
from ringfence.redress.folder import Folder, pieces_of
from ringfence.redress.steps import named, refused


def bring(folder: Folder, count: int, rows: list[Any], where: Path) -> dict[str, float]:
    """The seconds of taking in a bill of so many calls and five other files."""
    files = {
        "bill.pdf": telecom_pdf(rows), "bill.csv": mobile_csv(rows), "calls.xml": handset_xml(rows), "sms.xml": messages_xml(rows[count // 2][0]),
        "recording.wav": recording(60), "picture.png": b"\x89PNG" + bytes(200_000),
    }  # fmt: skip
    seconds = {}
    for name, content in files.items():
        path = where / name
        path.write_bytes(content)
        began = time.perf_counter()
        take(folder, name, pieces_of(path))
        seconds[name] = round(time.perf_counter() - began, 3)
    return seconds


def one_caller(count: int) -> list[tuple[dt.datetime, str, str, int]]:
    """So many calls of one caller."""
    return [(at, "被叫", NIGHTLY, seconds) for at, _, _, seconds in calls(count)]


def measure(count: int) -> dict[str, Any]:
    """The seconds of each part for one case with so many contacts."""
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        where, folder, pack = Path(name), Folder(Path(name) / "hers"), read_pack("cn-redress")
        rows = one_caller(count)
        taken = bring(folder, count, rows, where)
        folder.change(person_of(name="张三", number="16191239999", alone=True))
        folder.change(
            lambda case: named(
                case, "+862131370001", name="某银行", purpose="marketing", consent="never", trade="bank"
            )
        )
        folder.change(lambda case: refused(case, "caller-1", rows[count // 2][0].isoformat(), "call"))
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            made = make_dossier(folder, pack, "zh", dated(folder.case(), "2026-11-25"))
            seconds.append(round(time.perf_counter() - began, 3))
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "ringfence_verify.main", str(made.path)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        verified = round(time.perf_counter() - began, 3)
        return {
            "contacts": made.contacts, "taken_in_seconds": taken, "dossier_seconds": {"first": seconds[0], "again": min(seconds[1:])},
            "verified_seconds": verified, "pdf_bytes": (made.path / "dossier.pdf").stat().st_size,
        }  # fmt: skip


def main() -> None:
    """Runs the benchmark and writes `results/dossier.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, nargs="*", default=[200, 600])
    given = parser.parse_args()
    figures = {
        "cases": [measure(count) for count in given.contacts],
        "asked_for": {
            "contacts": 200,
            "dossier_seconds": 3,
            "verified_seconds": 2,
            "bill_of_600_to_dossier_seconds": 60,
        },
    }
    for case in figures["cases"]:
        print(case)
    print(record("dossier", figures))


if __name__ == "__main__":
    main()
