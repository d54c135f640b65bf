"""Worlds by the thousand: one made or shipped pack, many worlds for it, judged by plain, SQLite and DuckDB.

Takes a seed; the same seed makes the same batch. What engines must share (what institutions have proved, the
calendars) is the same throughout a batch; everything else is each world's own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ringfence.engines.duckdb import judge_worlds, kinds, rounds
from ringfence.engines.one_call.sqlite import SqliteEngine
from ringfence.policy.plain import judge
from ringfence.policy.plain.in_order import judge_in_order
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement, World
from ringfence.policy.world_rows import institution_rows, world_rows
from ringfence.store.line_calls import LineCalls
from ringfence.store.statements import insertion
from ringfence.store.transaction import SqlTransaction, in_order
from tests.agreement.filing import RELATIONS, judged_by_duckdb, list_with_own_looks, token, with_own_looks
from tests.made import facts, rules, whole
from tests.made.dice import Dice
from tests.made.words import DAYS, setting
from tests.worlds import MadeList

MOST_RULES = 5
LIST_ROWS = 60


@dataclass(frozen=True)
class Batch:
    """A pack and worlds for it, from one seed."""

    seed: int
    pack: Pack
    worlds: list[World]


@dataclass(frozen=True)
class Differs:
    """A world of which two evaluators do not say the same."""

    pack: Pack
    world: World
    said: dict[str, Judgement]


def batch(seed: int, size: int) -> Batch:
    """So many worlds for one made pack."""
    dice = Dice(seed)
    pack = rules.pack(dice, dice.one(range(1, MOST_RULES + 1)))
    return _filled(seed, size, dice, pack, whole.day_of(pack))


def shipped_batch(seed: int, size: int, pack: Pack) -> Batch:
    """So many worlds for a pack of law, on one of the days about which everything is made."""
    dice = Dice(seed)
    return _filled(seed, size, dice, pack, dice.one(DAYS))


def _filled(seed: int, size: int, dice: Dice, pack: Pack, day: dt.date) -> Batch:
    known = facts.institutions(dice, setting(dice, day))
    made = [whole.world(Dice(seed * size + n), pack, some(dice), known, day) for n in range(size)]
    return Batch(seed, pack, [with_own_looks(each) for each in made])


def some(dice: Dice) -> whole.Keep:
    """Keeps all of a few things, most of them, or hardly any."""

    def keep(things: Sequence[Any]) -> tuple[Any, ...]:
        rare = dice.one((1, 2, 4))
        return tuple(thing for thing in things if dice.once_in(rare))

    return keep


@contextmanager
def as_in_long_lists(chosen: bool) -> Iterator[None]:
    """If chosen, calls are glanced at by kinds and ends are settled in rounds, none of either by itself."""
    usual = rounds.SHORT, kinds.FEW_CALLS, kinds.CALLS_EACH
    if chosen:
        rounds.SHORT, kinds.FEW_CALLS, kinds.CALLS_EACH = -1, 0, 0
    try:
        yield
    finally:
        rounds.SHORT, kinds.FEW_CALLS, kinds.CALLS_EACH = usual


def disagreements(made: Batch) -> Iterator[Differs]:
    """The worlds of a batch of which plain, SQLite and DuckDB do not all say the same."""
    plain = [judge(made.pack, world) for world in made.worlds]
    sqlite = by_sqlite(made.pack, made.worlds)
    duckdb = judge_worlds(made.pack, made.worlds)
    for world, *said in zip(made.worlds, plain, sqlite, duckdb, strict=True):
        if not said[0] == said[1] == said[2]:
            yield Differs(made.pack, world, dict(zip(("plain", "sqlite", "duckdb"), said, strict=True)))


def by_sqlite(pack: Pack, worlds: Sequence[World]) -> list[Judgement]:
    """What SQLite says of each: one by one, in a ledger that holds nothing else."""
    db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
    try:
        for relation in RELATIONS:
            db.execute(relation)
        engine = SqliteEngine(pack)
        return [_alone(db, engine, world) for world in worlds]
    finally:
        db.close()


def _alone(db: sqlite3.Connection, engine: SqliteEngine, world: World) -> Judgement:
    whom = token(world.call.recipient)
    db.execute("BEGIN")
    for relation, row in (*world_rows(world, whom), *institution_rows(world.institution_proofs, world.at)):
        db.execute(insertion("?", relation), in_order(relation, row))
    said = engine.judge(SqlTransaction(db, "?", LineCalls()).facts, world.call, whom, world.at)
    db.execute("ROLLBACK")
    return said


def list_of(seed: int) -> MadeList:
    """A list of calls to few people on few lines, for a pack of caps mostly."""
    dice = Dice(seed)
    pack = rules.pack(dice, dice.one((1, 2, 3)), ("cap", "cap", "cap", *rules.KINDS))
    scene = setting(dice, whole.day_of(pack))
    calls = tuple(whole.planned(dice, scene, LIST_ROWS))
    made = MadeList(
        pack=pack,
        background=whole.surroundings(dice, pack, scene, some(dice)),
        calls=calls,
        priorities=tuple(dice.one((0, 0, 1)) for _ in calls),
        lifetime_ms=dice.one(whole.LIFETIMES),
    )
    return list_with_own_looks(made)


def agrees(made: MadeList) -> bool:
    """Whether DuckDB says of a list what plain says of its calls asked in order."""
    said = judge_in_order(made.pack, made.background, made.calls, made.lifetime_ms, made.priorities)
    return said == judged_by_duckdb(made)


def smallest(differs: Differs) -> Differs:
    """The same disagreement with as few rules and facts as still show it."""
    found = differs
    for smaller in _smaller(differs):
        candidate = smaller(found)
        left = next(disagreements(Batch(0, candidate.pack, [candidate.world])), None)
        found = left or found
    return found


def _smaller(differs: Differs) -> Iterator[Any]:
    for rule in differs.pack.rules:
        yield lambda at, rule=rule: dataclasses.replace(at, pack=_without_rule(at.pack, rule))
    for name in ("history", "stops", "proofs", "stated", "filings"):
        for thing in getattr(differs.world, name) or ():
            yield lambda at, name=name, thing=thing: dataclasses.replace(
                at, world=_without(at.world, name, thing)
            )


def _without_rule(pack: Pack, rule: Any) -> Pack:
    left = tuple(each for each in pack.rules if each is not rule)
    return dataclasses.replace(pack, rules=left or pack.rules)


def _without(world: World, name: str, thing: Any) -> World:
    left = tuple(each for each in getattr(world, name) or () if each is not thing)
    changed: Any = {name: left}
    return dataclasses.replace(world, **changed)
