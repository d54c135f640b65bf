"""DuckDB judges a list: its calls asked in order, set-wise, with every reason and the exact retry.

Takes a session in which `asked` and the ledger's relations lie, and a plan; makes `spoken` (a row for each rule
that spoke of a call) and `verdicts` (a row for each call). The order: every rule but caps for all calls, caps for
the calls they can touch, then what each rule that spoke has to tell, then when it all would end.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from ringfence.engines.duckdb.caps.contest import let_through
from ringfence.engines.duckdb.caps.sweep import begin_sweep, see_near, stopped_rows
from ringfence.engines.duckdb.caps.told import tell_caps
from ringfence.engines.duckdb.looked import look, speaks, stands, tell
from ringfence.engines.duckdb.rounds import settle_ends
from ringfence.engines.duckdb.shared import shared
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.engines.duckdb.verdicts import make_verdicts
from ringfence.engines.duckdb.worlds import load_worlds, read_judgements
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.compile import Plan, compile_pack
from ringfence.policy.plan.narrowed import narrowed
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement, World
from ringfence.policy.world_rows import apart

SAYS = "row BIGINT, clause INTEGER, unknown BOOLEAN, edge BIGINT, fact_at BIGINT, leaf BIGINT"


def judge_list(db: duckdb.DuckDBPyConnection, plan: Plan, lifetime: int, *, told: bool = False) -> None:
    """Makes `spoken` and `verdicts` for the calls of `asked`; a permitted call holds its place for `lifetime` (ms).

    If the list is `told`, its calls were made: `asked` has the `outcome` of each, by which those permitted count.
    """
    sitting = Sitting(db, narrowed(plan, shared(db, plan.needs.words)), lifetime, told=told)
    db.execute(f"CREATE OR REPLACE TEMP TABLE says({SAYS})")
    heard = look(sitting, "first", sitting.others)
    _stop(sitting, heard)
    if sitting.caps:
        see_near(sitting)
        stopped = stopped_rows(sitting)
        swept = begin_sweep(sitting, stopped)
        _tell(sitting, heard)
        tell_caps(sitting, let_through(sitting, stopped, swept.result()))
    else:
        _tell(sitting, heard)
    settle_ends(sitting)
    make_verdicts(sitting)


def _tell(sitting: Sitting, heard: Sequence[Clause]) -> None:
    """Adds to `says` what every rule but caps has to tell."""
    sitting.db.execute(f"INSERT INTO says {tell(sitting, 'first', heard, speaks)}")


def _stop(sitting: Sitting, heard: Sequence[Clause]) -> None:
    """Makes `stopped`: the calls in whose way something stands, as far as is known."""
    standing = " OR ".join(stands(clause, f"f{clause.index}") for clause in heard)
    found = (
        f"SELECT row FROM truths_first WHERE {standing}"
        if standing
        else "SELECT 0::BIGINT AS row WHERE FALSE"
    )
    sitting.db.execute(f"CREATE OR REPLACE TEMP TABLE stopped AS {found}")


def judge_worlds(pack: Pack, worlds: Sequence[World]) -> list[Judgement]:
    """What DuckDB says of these worlds, in one list where they can be; nothing of one is seen by another."""
    judged: dict[int, Judgement] = {}
    plan = compile_pack(pack)
    for places in apart(worlds):
        # A handful of calls: to think about the best order of joins, or to share them out, costs more than to make them.
        db = duckdb.connect(config={"threads": 1})
        try:
            db.execute("PRAGMA disable_optimizer")
            load_worlds(db, [worlds[place] for place in places])
            # A reservation made by one world's call cannot reach another's: any lifetime will do.
            judge_list(db, plan, lifetime=1)
            judged |= dict(zip(places, read_judgements(db, len(places)), strict=True))
        finally:
            db.close()
    return [judged[place] for place in range(len(worlds))]
