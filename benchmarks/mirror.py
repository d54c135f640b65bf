"""The mirror: how a list sees a ledger, the first time and after 10,000 new answers.

Run: `python -m benchmarks.mirror [--calls N] [--people N]`. The ledger is a real SQLite file. It is filled behind the
house's back, in key order, its indexes made afterwards: what is measured is the mirror, not the filling.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.asks import NOW, in_groups, number, questions
from benchmarks.record import record
from ringfence.call.moments import DAY
from ringfence.evidence.keyring import Keyring, keys_of
from ringfence.evidence.token import recipient_tokens
from ringfence.store.mirror import Mirror
from ringfence.store.where import Where
from ringfence.wiring.bootstrap import open_house

NEW = 10_000
HISTORY_SECONDS = 60 * DAY // 1000

CALLS = f"""
INSERT INTO call (recipient, ts, id, day, caller, trade, purpose, party, channel, style, line, direction, outcome, leaf)
SELECT recipient, ts, 'past-' || nth, ts - ts % {DAY}, 'bank-a', 'credit_card',
    CASE nth % 2 WHEN 0 THEN 'collection' ELSE 'marketing' END, 'debtor', 'voice', 'interactive',
    '+8616190' || substr('00000' || (person + nth) % 4000, -6), 'outbound',
    CASE nth % 3 WHEN 0 THEN 'conversation' WHEN 1 THEN 'unanswered' ELSE 'connect' END, 0
FROM (SELECT recipient, person, nth, {NOW} - (person * 7919 + nth * 104729) % {HISTORY_SECONDS} * 1000 AS ts
    FROM people CROSS JOIN turn)
"""
PEOPLE = {
    "recipient": ("recipient, proofs_checked_at", f"recipient, {NOW}", "TRUE"),
    "listing_entry": (
        "recipient, listing, listed, listed_on", f"recipient, 'national_dnc', 1, {NOW - 90 * DAY}", "person % 10 = 0",
    ),
    "stop": (
        'recipient, said_at, id, "trigger", caller, leaf',
        f"recipient, {NOW - DAY}, 's', 'opt_out', 'bank-a', 0", "person % 20 = 0",
    ),
    "proof": (
        "recipient, id, need, grade, caller, purpose, given_at",
        f"recipient, 'p', 'consent', 'explicit', 'bank-a', 'marketing', {NOW - 100 * DAY}", "person % 2 = 0",
    ),
}  # fmt: skip
OTHERS = (
    f"INSERT INTO listing (name, checked_at) VALUES ('national_dnc', {NOW - DAY})",
    *(
        f"INSERT INTO {name} ({columns}) SELECT {values} FROM people WHERE {whom}"
        for name, (columns, values, whom) in PEOPLE.items()
    ),
)


def fill_behind(path: Path, people: int, calls: int) -> None:
    """A closed ledger with people and their history; nothing of it is sealed."""
    key = Keyring.read(keys_of(path)).current.token_key
    tokens = recipient_tokens(key, map(number, range(people)))
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("PRAGMA cache_size = -1000000")
    db.execute("BEGIN")
    db.execute("CREATE TEMP TABLE people (recipient BLOB PRIMARY KEY, person INTEGER) WITHOUT ROWID")
    keyed = sorted((token, person) for person, token in enumerate(tokens))
    db.executemany("INSERT INTO people VALUES (?, ?)", keyed)
    db.execute("CREATE TEMP TABLE turn (nth INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO turn VALUES (?)", [(nth,) for nth in range(calls // people)])
    indexes = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'call' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        db.execute(f'DROP INDEX "{name}"')
    for statement in (CALLS, *OTHERS, *(sql for _, sql in indexes)):
        db.execute(statement)
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(path: Path, people: int, calls: int) -> dict[str, Any]:
    """The figures of one ledger, made at `path`."""
    open_house(path, pack="thread").close()
    filled = seconds(lambda: fill_behind(path, people, calls))
    print(f"filled in {filled:.0f} s", flush=True)
    with open_house(path, pack="thread") as house:
        ask = in_groups(house, house.gate.ask)
        ask(questions(0, 1, people))
        mirror = Mirror(Where.of(path))
        first = seconds(mirror.refresh_apart)
        unchanged = seconds(mirror.refresh_apart)
        ask(questions(1, NEW, people))
        again = seconds(mirror.refresh_apart)
    return {
        "calls": calls, "people": people, "ledger_bytes": path.stat().st_size, "fill_seconds": round(filled, 1),
        "first_seconds": round(first, 2), "rows_a_second": round(calls / first),
        "unchanged_seconds": round(unchanged, 2), "new_answers": NEW, "again_seconds": round(again, 2),
        "mirror_bytes": sum(file.stat().st_size for file in mirror.files.folder.iterdir()),
        "peak_bytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        "asked_for": {"calls": 20_000_000, "new_answers": 10_000},
    }  # fmt: skip


def main() -> None:
    """Runs the benchmark and writes `results/mirror.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000_000)
    parser.add_argument("--people", type=int, default=2_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ringfence-bench-") as name:
        figures = measure(Path(name) / "ledger.db", given.people, given.calls)
    for what, value in figures.items():
        print(f"{what}: {value}")
    print(record("mirror", figures))


if __name__ == "__main__":
    main()
