"""Measures carried out on DuckDB: as few scans as there are relations, and no more memory than is allowed.

Behind `carrier/measures`. Takes a connection in which the calls are, what is to be measured in steps, and what is known of lines;
leaves the table `measured`, one row a line. How the calls are sliced changes no number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol

import duckdb
from sqlglot import exp

AT_ONCE: Final = 40_000_000
"""Calls whose pairs lie in memory at once: some 3 GB."""
MADE: Final = ("call_part", "busy", "reach", "pairs", "block", "measured")
"""Steps that others look into more than once, or that last: they are made, not written into whoever asks."""

Progress = Callable[[float], object]


class Step(Protocol):
    """One step: what it makes, and how; whether it is made for each slice of the pairs, and keeps its rows from slice to slice."""

    @property
    def name(self) -> str: ...
    @property
    def tree(self) -> exp.Query: ...
    @property
    def sliced(self) -> bool: ...
    @property
    def adds(self) -> bool: ...
    def __hash__(self) -> int: ...


class Measuring(Protocol):
    """What is to be measured: over which calls, by which steps, and what else they read."""

    @property
    def calls(self) -> str: ...
    @property
    def given(self) -> Mapping[str, Mapping[str, str]]: ...

    def steps(self, slices: int = 1) -> Sequence[Step]:
        """The steps, with pairs made in so many slices."""


def measure(
    db: duckdb.DuckDBPyConnection,
    measuring: Measuring,
    *,
    at_once: int = AT_ONCE,
    progress: Progress | None = None,
) -> None:
    """Nothing; `measured` then has one row for each line of which anything is known.

    `at_once` is how many calls' pairs may lie in memory.
    """
    for name, columns in measuring.given.items():
        told = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({told})")
    ((calls,),) = db.execute(f"SELECT count(*) FROM {measuring.calls}").fetchall()
    slices = max(1, -(-calls // at_once))
    steps = measuring.steps(slices)
    first = next((place for place, step in enumerate(steps) if step.sliced), len(steps))
    sliced = [step for step in steps if step.sliced]
    work: list[tuple[Step, int]] = [(step, 0) for step in steps[:first]]
    work += [(step, number) for number in range(slices) for step in sliced]
    work += [(step, 0) for step in steps[first:] if not step.sliced]
    for done, (step, number) in enumerate(work, 1):
        _carry_out(db, step, slices, number)
        if progress is not None:
            progress(done / len(work))


def keep(db: duckdb.DuckDBPyConnection, steps: Sequence[Step]) -> list[str]:
    """The names of the tables that are to be kept of the calls in `call`: what they come to by the hour."""
    for step in steps:
        db.execute(f"CREATE OR REPLACE TEMP TABLE {step.name} AS {_text(step)}")
    return [step.name for step in steps]


def _carry_out(db: duckdb.DuckDBPyConnection, step: Step, slices: int, number: int) -> None:
    text = _text(step, slices, number) if step.sliced and step.name == "pairs" else _text(step)
    if step.adds and number:
        db.execute(f"INSERT INTO {step.name} {text}")
    elif step.adds or step.name in MADE or step.name.startswith("of_"):
        db.execute(f"CREATE OR REPLACE TEMP TABLE {step.name} AS {text}")
    else:
        db.execute(f"CREATE OR REPLACE TEMP VIEW {step.name} AS {text}")


@lru_cache(maxsize=512)
def _text(step: Step, slices: int = 1, number: int = 0) -> str:
    """The step's query, or that of one of its slices; printing takes as long as measuring a quiet hour."""
    return _printed(step.tree if slices == 1 else _slice_of(step.tree, slices, number))


def _printed(tree: exp.Query) -> str:
    """The query as DuckDB does it soonest: what it counts under a condition it adds up in twice the width."""

    def counted(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.CountIf):
            return node
        return exp.Count(this=exp.Case(ifs=[exp.If(this=node.this.copy(), true=exp.Literal.number(1))]))

    return tree.transform(counted).sql("duckdb")


def _slice_of(pairs: exp.Query, slices: int, number: int) -> exp.Query:
    """Of all pairs those of one slice: a pair is in one, whoever called whom."""
    tree = pairs.copy()
    assert isinstance(tree, exp.Select)
    low, high = (each.unalias().sql("duckdb") for each in tree.selects[:2])
    return tree.where(f"hash({low}, {high}) % {slices} = {number}", dialect="duckdb")
