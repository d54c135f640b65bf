"""Measures carried out on DuckDB: as few scans as there are relations, and no more memory than is allowed.

Behind `carrier/measures`. Takes a connection in which the calls are (`call`, or what files of them left behind) and what
is known of lines; leaves the table `measured`, one row a line. How the calls are sliced changes no number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import duckdb
from sqlglot import exp

from ringfence.carrier.measures.compose import PERIOD, Step, composed, kept_of_a_file

AT_ONCE: Final = 40_000_000
"""Calls whose pairs lie in memory at once: some 3 GB."""
EMPTY: Final = {
    "fact": "line BIGINT, home VARCHAR, arrears_days BIGINT, line_age_days BIGINT, registration_age_days BIGINT",
    "complaint": "line BIGINT, complainant BIGINT",
    "nuisance": "line BIGINT",
}
"""What is given beside the calls, and its columns, if nothing of it is known."""

MADE: Final = ("busy", "reach", "pairs", "block", "measured")
"""Steps that others look into more than once, or that last: they are made, not written into whoever asks."""

Progress = Callable[[float], object]


def measure(
    db: duckdb.DuckDBPyConnection, wanted: Sequence[str] | None = None, *, kept: bool = False,
    at_once: int = AT_ONCE, progress: Progress | None = None,
) -> None:  # fmt: skip
    """Nothing; `measured` then has one row for each line of which anything is known.

    `kept` measures what files left behind instead of `call`; `at_once` is how many calls' pairs may lie in memory.
    """
    for name, columns in EMPTY.items():
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
    (calls,) = db.execute(f"SELECT count(*) FROM {'pairs_part' if kept else 'call'}").fetchone() or (0,)
    slices = max(1, -(-calls // at_once))
    steps = composed(wanted, kept=kept, slices=slices)
    sliced = [step for step in steps if step.sliced]
    first = next((place for place, step in enumerate(steps) if step.sliced), len(steps))
    done, work = 0, len(steps) + len(sliced) * (slices - 1)
    for step in steps[:first]:
        _carry_out(db, step)
        done = _told(progress, done, work)
    for number in range(slices if sliced else 0):
        for step in sliced:
            _carry_out(db, step, (slices, number))
            done = _told(progress, done, work)
    for step in steps[first:]:
        if not step.sliced:
            _carry_out(db, step)
            done = _told(progress, done, work)


def keep(db: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the tables that are to be kept of the calls in `call`: what they come to by the hour."""
    db.execute(f"CREATE OR REPLACE TEMP VIEW timed AS SELECT *, ts // 3600000 AS {PERIOD} FROM call")
    steps = kept_of_a_file()
    for step in steps:
        tree = step.tree.copy()
        for table in tree.find_all(exp.Table):
            if table.name == "call":
                table.replace(exp.to_table("timed", alias="call"))
        _carry_out(db, Step(step.name, tree, adds=True))
    return [step.name for step in steps]


def _carry_out(db: duckdb.DuckDBPyConnection, step: Step, part: tuple[int, int] | None = None) -> None:
    tree = step.tree
    if part is not None and step.name == "pairs":
        tree = _slice_of(tree, *part)
    text = tree.sql("duckdb")
    if step.adds and part is not None and part[1]:
        db.execute(f"INSERT INTO {step.name} {text}")
    elif step.adds or step.name in MADE or step.name.startswith("of_"):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {step.name} AS {text}")
    else:
        db.execute(f"CREATE OR REPLACE TEMP VIEW {step.name} AS {text}")


def _slice_of(pairs: exp.Query, slices: int, number: int) -> exp.Query:
    """Of all pairs those of one slice: a pair is in one, whoever called whom."""
    tree = pairs.copy()
    assert isinstance(tree, exp.Select)
    low, high = (each.unalias().sql("duckdb") for each in tree.selects[:2])
    return tree.where(f"hash({low}, {high}) % {slices} = {number}", dialect="duckdb")


def _told(progress: Progress | None, done: int, work: int) -> int:
    if progress is not None:
        progress((done + 1) / work)
    return done + 1
