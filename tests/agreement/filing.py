"""Made worlds and lists as an engine's relations."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Sequence
from typing import Any

import duckdb
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateTable

from ringfence.engines.duckdb import judge_list
from ringfence.engines.duckdb.worlds import asked_row, load_asked, load_facts, read_judgements
from ringfence.engines.one_call.asking import OneCallEngine
from ringfence.engines.one_call.postgres import PostgresEngine
from ringfence.engines.one_call.sqlite import SqliteEngine
from ringfence.policy.plain.in_order import Surroundings
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.rule import Pack
from ringfence.policy.world import Judgement, World
from ringfence.policy.world_rows import (
    Filed,
    call_row,
    entry_row,
    filing_row,
    institution_rows,
    proof_row,
    stated_row,
    stop_row,
    world_rows,
)
from ringfence.store.line_calls import LineCalls
from ringfence.store.postgres import PostgresLedger
from ringfence.store.statements import Sign, insertion
from ringfence.store.tables import METADATA
from ringfence.store.transaction import SqlTransaction, in_order
from tests.worlds import MadeList

RELATIONS = [
    str(CreateTable(table).compile(dialect=sqlite_dialect.dialect())) for table in METADATA.sorted_tables
]


def token(number: str) -> bytes:
    """A made person's token."""
    return (number.encode() * 16)[-16:]


def looked_up(listings):
    """A look at the whole list told as a look at the number: that is how worlds are filed beside one another."""
    return {
        name: each
        if each.own_entry
        else dataclasses.replace(each, own_entry=True, listed=False, listed_on=None)
        for name, each in listings.items()
    }


def with_own_looks(world: World) -> World:
    """The world with every look at a list told as a look at the number."""
    return dataclasses.replace(
        world, listings=looked_up(world.listings), line_listings=looked_up(world.line_listings)
    )


def list_with_own_looks(made: MadeList) -> MadeList:
    """The list with every look at a list told as a look at the number."""
    background = dataclasses.replace(
        made.background,
        listings={who: looked_up(each) for who, each in made.background.listings.items()},
        line_listings={line: looked_up(each) for line, each in made.background.line_listings.items()},
    )
    return dataclasses.replace(made, background=background)


def with_calendars(pack: Pack, calendars) -> Pack:
    """The pack with the calendars of a world in place of its own."""
    return dataclasses.replace(pack, calendars={**pack.calendars, **calendars})


def judged_by_sqlite(pack: Pack, world: World) -> Judgement:
    """What SQLite says of one call."""
    db = sqlite3.connect(":memory:")
    try:
        for relation in RELATIONS:
            db.execute(relation)
        return _judged(SqliteEngine(with_calendars(pack, world.calendars)), db, "?", world)
    finally:
        db.close()


def judged_by_postgres(ledger: PostgresLedger, pack: Pack, world: World) -> Judgement:
    """What PostgreSQL says of one call, in a ledger that is empty and is left so."""
    with ledger.beside() as tx:
        tx.connection.execute("SET TRANSACTION READ WRITE")
        return _judged(PostgresEngine(with_calendars(pack, world.calendars)), tx.connection, "$", world)


def _judged(engine: OneCallEngine, db: Any, sign: Sign, world: World) -> Judgement:
    rows = world_rows(world, token(world.call.recipient))
    for relation, row in (*rows, *institution_rows(world.institution_proofs, world.at)):
        db.execute(insertion(sign, relation), in_order(relation, row))
    facts = SqlTransaction(db, sign, LineCalls()).facts
    return engine.judge(facts, world.call, token(world.call.recipient), world.at)


def filed(background: Surroundings, recipients: Sequence[str]) -> Filed:
    """What is known around a list, as rows."""
    rows: Filed = [("call", call_row(past, token(past.recipient))) for past in background.history]
    rows += [
        ("stop", stop_row(stop, token(stop.recipient), place)) for place, stop in enumerate(background.stops)
    ]
    for line, listings in background.line_listings.items():
        rows += [("line_entry", entry_row(name, each) | {"line": line}) for name, each in listings.items()]
    for line, facts in background.line_facts.items():
        filings = background.filings.get(line)
        looked = None if filings is None else 1
        rows.append(("line", {**facts, "line": line, "filings_checked_at": looked}))
        rows += [("filing", filing_row(filing, line)) for filing in filings or ()]
    rows += [("account_fact", stated_row(each)) for each in background.stated]
    rows += institution_rows(background.institution_proofs, 1)
    for recipient in recipients:
        key = {"recipient": token(recipient)}
        proofs = background.proofs.get(recipient)
        rows += [
            ("proof", proof_row(proof, key["recipient"], place)) for place, proof in enumerate(proofs or ())
        ]
        listings = background.listings.get(recipient, {})
        rows += [("listing_entry", entry_row(name, each) | key) for name, each in listings.items()]
        since, until = background.hours.get(recipient, (None, None))
        looked = None if proofs is None else 1
        settled = background.settled.get(recipient)
        person = {"proofs_checked_at": looked, "hours_from": since, "hours_to": until, "settled": settled}
        rows.append(("recipient", {**key, **person}))
    return rows


def judged_by_duckdb(made: MadeList) -> list[Judgement]:
    """What DuckDB says of a list."""
    order = sorted(range(len(made.calls)), key=lambda row: (made.calls[row].at, made.priorities[row], row))
    place = {row: at for at, row in enumerate(order)}
    db = duckdb.connect(config={"threads": 1})
    try:
        load_facts(db, filed(made.background, sorted({call.recipient for call in made.calls})))
        asked = [
            asked_row(call, row, place[row], call.at or 0, token(call.recipient))
            for row, call in enumerate(made.calls)
        ]
        load_asked(db, asked)
        if made.outcomes is not None:
            _tell_outcomes(db, made.outcomes)
        pack = with_calendars(made.pack, made.background.calendars)
        judge_list(db, compile_pack(pack), made.lifetime_ms, told=made.outcomes is not None)
        return read_judgements(db, len(asked))
    finally:
        db.close()


def _tell_outcomes(db: duckdb.DuckDBPyConnection, outcomes: Sequence[str | None]) -> None:
    """What came of the calls of `asked`; the ledger's calls are those that were there before."""
    db.execute("ALTER TABLE asked ADD COLUMN outcome VARCHAR")
    for row, outcome in enumerate(outcomes):
        db.execute("UPDATE asked SET outcome = ? WHERE row = ?", [outcome, row])
    db.execute("CREATE OR REPLACE TEMP VIEW call_before AS SELECT * FROM call")
