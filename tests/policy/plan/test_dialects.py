"""The plan in the dialects of engines that are to come: what it prints is SQL there, and does not change unnoticed.

The snapshots are of `packs/thread`. Run with WRITE_EXPECTED=1 to write them anew, and read the difference before keeping it.
"""

import os
from functools import cache

import pytest
import sqlglot

from ringfence.call.moments import moment
from ringfence.policy.plan.a_list import as_joined
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.plan.one_call import OneCall
from ringfence.policy.plan.situation import Situations
from ringfence.policy.read import read_pack, shipped_packs
from tests.shape.source import ROOT

SNAPSHOTS = ROOT / "tests" / "policy" / "plan" / "snapshots"
DIALECTS = ("postgres", "spark")
WORDS = {
    "country_1": "CN",
    "purpose": "collection",
    "channel": "voice",
    "party": "debtor",
    "style": "interactive",
}
NOW = moment("2026-03-10T15:00:00+08:00")


def one_call(plan, dialect):
    """The statement that decides the calls of one situation."""
    names = tuple(sorted({*plan.needs.words} - {"t", "recipient"}))
    situations = Situations(plan, names)
    situation = situations.of([WORDS.get(name, "other") for name in names], NOW)
    tree = OneCall(situations, situation).decide(plan.clauses).tree
    return tree.sql(dialect=dialect, identify=True, pretty=True)


def a_list(plan, dialect):
    """What a list asks of each clause, its look-ups joined."""
    return "\n".join(
        f"-- {clause.rule.id}\n{as_joined(clause.fires).sql(dialect=dialect, identify=True, pretty=True)};\n"
        for clause in plan.clauses
    )


@cache
def compiled(pack):
    """The plan of a pack, for calls with one place."""
    return compile_pack(read_pack(pack), places=1)


SHAPES = {"one_call": one_call, "a_list": a_list}


@pytest.mark.long
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("pack", sorted(shipped_packs()))
@pytest.mark.parametrize("shape", SHAPES)
def test_every_pack_is_sql_in_both_shapes(pack, dialect, shape):
    plan = compiled(pack)
    text = SHAPES[shape](plan, dialect).replace("%(", ":").replace(")s", "")
    # What the dialect's own parser does not read would raise.
    read = [statement for statement in sqlglot.parse(text, read=dialect) if statement is not None]
    assert len(read) >= (1 if shape == "one_call" else len(plan.clauses))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_thread_prints_as_it_did(dialect, shape):
    told = SHAPES[shape](compile_pack(read_pack("thread"), places=1), dialect) + "\n"
    kept = SNAPSHOTS / f"thread.{shape}.{dialect}.sql"
    if os.environ.get("WRITE_EXPECTED"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text(encoding="utf-8")
