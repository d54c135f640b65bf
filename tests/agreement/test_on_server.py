"""PostgreSQL says of every example and of every made world what plain says."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings

from ringfence.engines.one_call.postgres import PostgresEngine
from ringfence.policy.examples import read_examples
from ringfence.policy.plain import judge
from ringfence.policy.read import read_pack, shipped_packs
from ringfence.policy.trial import Evaluator, try_examples
from ringfence.store.postgres import PostgresLedger
from ringfence.store.where import Where
from ringfence.wiring.examples import OneCall, Plain
from tests.agreement.filing import judged_by_postgres, with_own_looks
from tests.postgres import database
from tests.shape.source import ROOT
from tests.worlds import judged_worlds

pytestmark = pytest.mark.long
SOAKED = 20_000
"""Worlds of the long run: to file and judge one takes a server some 20 ms."""
FURTHER = [ROOT / "tests" / "packs" / "further", ROOT / "tests" / "packs" / "abroad"]
# What a pack for redress says has no answer before a call; its examples are the dossiers' own.
PACKS = [
    *(name for name in sorted(shipped_packs()) if (shipped_packs()[name] / "examples").is_dir()),
    *FURTHER,
]


@contextlib.contextmanager
def opened(postgres):
    """An empty ledger on the server."""
    with database(*postgres) as address:
        ledger = PostgresLedger(Where.of(address))
        try:
            yield ledger
        finally:
            ledger.close()


@pytest.fixture(scope="module")
def empty(postgres):
    """A ledger that every world leaves empty."""
    with opened(postgres) as ledger:
        yield ledger


@pytest.mark.parametrize("pack", PACKS, ids=str)
def test_postgres_says_of_every_example_what_plain_says(postgres, pack):
    read = read_pack(pack)
    assert read.path is not None
    examples = read_examples(read.path / "examples", read)
    ways: list[Evaluator] = [Plain(), OneCall("postgres", PostgresEngine, lambda: opened(postgres))]
    tested = try_examples(read, examples, ways)
    assert (tested.failures, tested.disagreements) == ([], [])


@settings(max_examples=60, deadline=None)
@given(made=judged_worlds())
def test_postgres_says_of_one_call_what_plain_says(empty, made):
    pack, world = made[0], with_own_looks(made[1])
    assert judge(pack, world) == judged_by_postgres(empty, pack, world)


@pytest.mark.soak
@settings(max_examples=SOAKED, deadline=None)
@given(made=judged_worlds())
def test_postgres_says_of_very_many_calls_what_plain_says(empty, made):
    pack, world = made[0], with_own_looks(made[1])
    assert judge(pack, world) == judged_by_postgres(empty, pack, world)
