"""Writes down what was measured, and on what.

Stands at the end of every benchmark. It takes a name and figures, adds date, commit, versions, cores, load,
and gives the file in `benchmarks/results/`. It must never round, choose or forget a figure.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"


def record(name: str, figures: dict[str, Any]) -> Path:
    """The JSON file that now holds the figures; an earlier one of the same name is replaced."""
    told = {
        "name": name,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "cores": os.cpu_count(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "machine": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": packages(),
        "figures": figures,
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def peak_bytes() -> int:
    """The most memory this process ever had; `getrusage` would count that of whoever started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in told.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def commit() -> str:
    """The commit that was measured, `+changes` if files differ from it; `uncommitted` before the first."""
    head = _git("rev-parse", "--verify", "HEAD")
    if not head:
        return "uncommitted"
    return f"{head}+changes" if _git("status", "--porcelain", "--", ".", ":!benchmarks/results") else head


def packages() -> dict[str, str]:
    """The version of every package the house needs to run."""
    needs = [re.split(r"[^\w.-]", need)[0] for need in requires("ringfence") or [] if "extra ==" not in need]
    return {need: version(need) for need in sorted(needs)}


def _git(*words: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
