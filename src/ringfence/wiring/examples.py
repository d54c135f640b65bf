"""Joins the ways to judge to the trial of a pack's examples: plain, one call on SQLite, one list on DuckDB.

Behind `ringfence pack test`. Each example is a world of its own: on SQLite it is filed under a token and a
line that no other example has, in a ledger that is made for the trial and gone after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from ringfence.engines.duckdb import judge_worlds
from ringfence.engines.sqlite import SqliteEngine
from ringfence.ledger.ledger import Transaction
from ringfence.policy.examples import Example
from ringfence.policy.plain import judge
from ringfence.policy.rule import Pack
from ringfence.policy.trial import Tested, try_examples
from ringfence.policy.world import Judgement
from ringfence.policy.world_rows import Row, world_rows
from ringfence.store.sqlite import SqliteLedger


def test_examples(pack: Pack, examples: list[Example]) -> Tested:
    """How the examples of a pack go on every engine, as one call each and in one list.

    >>> from ringfence.policy.examples import read_examples
    >>> from ringfence.policy.read import read_pack
    >>> pack = read_pack("thread")
    >>> test_examples(pack, read_examples(pack.path / "examples", pack)).failures
    []
    """
    return try_examples(pack, examples, [_Plain(), _OneCall(), _List()])


# pytest collects what is named so; this one is the program's, not a test of it.
test_examples.__test__ = False  # type: ignore[attr-defined]


class _Plain:
    name = "plain"

    def judge_all(self, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
        """What the slow evaluator says."""
        return [judge(pack, example.world) for example in examples]


class _List:
    name = "duckdb"

    def judge_all(self, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
        """What DuckDB says of all of them in one list."""
        return judge_worlds(pack, [example.world for example in examples])


class _OneCall:
    name = "sqlite"

    def judge_all(self, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
        """What SQLite says of each call, all of them filed in one ledger."""
        engine = SqliteEngine(pack)
        with TemporaryDirectory() as folder:
            ledger = SqliteLedger(Path(folder) / "trial.db")
            try:
                with ledger.transaction() as tx:
                    _file(tx, examples)
                    return [_judged(engine, tx, place, example) for place, example in enumerate(examples)]
            finally:
                ledger.close()


def _file(tx: Transaction, examples: Sequence[Example]) -> None:
    """Every example's world in the ledger, each under its own token and lines."""
    by_relation: dict[str, list[Row]] = {}
    for place, example in enumerate(examples):
        for relation, row in world_rows(example.world, _token(place), _suffix(place)):
            by_relation.setdefault(relation, []).append(row)
    for relation, rows in by_relation.items():
        tx.bring(relation, rows)


def _judged(engine: SqliteEngine, tx: Transaction, place: int, example: Example) -> Judgement:
    call = example.world.call
    if call.line is not None:
        call = msgspec.structs.replace(call, line=call.line + _suffix(place))
    return engine.judge(tx.connection, call, _token(place), example.world.at)


def _token(place: int) -> bytes:
    return place.to_bytes(16, "big")


def _suffix(place: int) -> str:
    return f"#{place}"
