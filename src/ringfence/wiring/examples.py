"""Joins the ways to judge to the trial of a pack's examples: plain, one call on SQLite, one list on DuckDB.

Behind `ringfence pack test`. Each example is a world of its own: on SQLite it is filed under a token, a line and
an account that no other example has, in a ledger that is made for the trial and gone after it; examples that know
different things of an institution lie in different ledgers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from ringfence.engines.duckdb import judge_worlds
from ringfence.engines.one_call.asking import OneCallEngine
from ringfence.engines.one_call.sqlite import SqliteEngine
from ringfence.ledger.ledger import Ledger, Transaction
from ringfence.policy.examples import Example
from ringfence.policy.plain import judge
from ringfence.policy.rule import Pack
from ringfence.policy.trial import Tested, try_examples
from ringfence.policy.world import Judgement
from ringfence.policy.world_rows import Row, apart, institution_rows, suffixed, world_rows
from ringfence.store.sqlite import SqliteLedger


def test_examples(pack: Pack, examples: list[Example]) -> Tested:
    """How the examples of a pack go on every engine, as one call each and in one list.

    >>> from ringfence.policy.examples import read_examples
    >>> from ringfence.policy.read import read_pack
    >>> pack = read_pack("thread")
    >>> test_examples(pack, read_examples(pack.path / "examples", pack)).failures
    []
    """
    return try_examples(pack, examples, [Plain(), OneCall("sqlite", SqliteEngine, _in_a_file), _List()])


# pytest collects what is named so; this one is the program's, not a test of it.
test_examples.__test__ = False  # type: ignore[attr-defined]


class Plain:
    """The slow evaluator."""

    name = "plain"

    def judge_all(self, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
        """What the slow evaluator says."""
        return [judge(pack, example.world) for example in examples]


class _List:
    name = "duckdb"

    def judge_all(self, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
        """What DuckDB says of all of them in one list."""
        return judge_worlds(pack, [example.world for example in examples])


@contextmanager
def _in_a_file() -> Iterator[Ledger]:
    with TemporaryDirectory() as folder:
        ledger = SqliteLedger(Path(folder) / "trial.db")
        try:
            yield ledger
        finally:
            ledger.close()


@dataclass(frozen=True, slots=True)
class OneCall:
    """One call after another on an engine, over ledgers that are empty when they are opened."""

    name: str
    engine: Callable[[Pack], OneCallEngine]
    opened: Callable[[], AbstractContextManager[Ledger]]

    def judge_all(self, pack: Pack, examples: Sequence[Example]) -> list[Judgement]:
        """What the engine says of each call, all of them filed in one ledger where they can be."""
        engine = self.engine(pack)
        judged: dict[int, Judgement] = {}
        for places in apart([example.world for example in examples]):
            filed = {place: examples[place] for place in places}
            with self.opened() as ledger, ledger.transaction() as tx:
                _file(tx, filed)
                judged |= {place: _judged(engine, tx, place, each) for place, each in filed.items()}
        return [judged[place] for place in range(len(examples))]


def _file(tx: Transaction, examples: Mapping[int, Example]) -> None:
    """Every example's world in the ledger, each under its own token and suffix."""
    by_relation: dict[str, list[Row]] = {}
    for place, example in examples.items():
        institutions = institution_rows(example.world.institution_proofs, example.world.at)
        for relation, row in (*institutions, *world_rows(example.world, _token(place), _suffix(place))):
            by_relation.setdefault(relation, []).append(row)
    for relation, rows in by_relation.items():
        tx.bring(relation, rows)


def _judged(engine: OneCallEngine, tx: Transaction, place: int, example: Example) -> Judgement:
    call = example.world.call
    own = {word: suffixed(getattr(call, word), _suffix(place)) for word in ("line", "account")}
    call = msgspec.structs.replace(call, **own)
    return engine.judge(tx.facts, call, _token(place), example.world.at)


def _token(place: int) -> bytes:
    return place.to_bytes(16, "big")


def _suffix(place: int) -> str:
    return f"#{place}"
