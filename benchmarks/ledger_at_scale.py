"""A made ledger and lists of any size, for benchmarks: seeded, nobody's numbers, in the mirror's own files.

Calls lie in the 60 days before the list's day and on the day itself; half the people consented, one in twenty
said stop, one in ten is listed, each line places some 250 calls of the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from ringfence.call.moments import DAY, moment
from ringfence.evidence.token_sql import token_sql
from ringfence.ledger.catalogue import CATALOGUE, FACTS
from ringfence.store.mirror_files import Mark, MirrorFiles

KEY = bytes(range(32))
TODAY = moment("2026-03-10T00:00:00+08:00")
HISTORY_DAYS = 60
NUMBER = "'+86120' || lpad({person}::VARCHAR, 8, '0')"


@dataclass(frozen=True, slots=True)
class Scale:
    """How large: calls of the list, calls of the history, people, lines."""

    asked: int
    history: int
    people: int
    lines: int

    @classmethod
    def of(cls, asked: int) -> Scale:
        """The proportions of the promise: a history of twice the list, half as many people, 250 calls a line."""
        return cls(asked, 2 * asked, max(asked // 2, 1), max(asked // 250, 1))


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A session that makes the files."""
    db = duckdb.connect()
    db.execute(f"SET memory_limit = '6GB'; SET temp_directory = '{folder / 'spill'}'")
    return db


def make_people(db: duckdb.DuckDBPyConnection, scale: Scale) -> None:
    """Numbers and tokens of everybody, numbered."""
    expression, parameters = token_sql(KEY)("n.number")
    db.execute(
        f"CREATE TABLE people AS SELECT n.i, n.number, ({expression})::UUID AS recipient FROM"
        f" (SELECT i, {NUMBER.format(person='i')} AS number FROM range({scale.people}) AS t(i)) AS n",
        parameters,
    )


def make_ledger(db: duckdb.DuckDBPyConnection, folder: Path, scale: Scale) -> None:
    """The mirror's files over a ledger of this size, in the order in which a ledger gives them."""
    folder.mkdir(parents=True, exist_ok=True)
    purpose = "CASE hash(i, 1) % 3 WHEN 0 THEN 'marketing' ELSE 'collection' END"
    outcome = "CASE WHEN hash(i, 2) % 10 < 3 THEN 'conversation' WHEN hash(i, 2) % 10 < 5 THEN 'connect' ELSE 'unanswered' END"  # fmt: skip
    ts = f"{TODAY + DAY // 2} - (hash(i, 3) % {HISTORY_DAYS * DAY})::BIGINT"
    call = {
        "recipient": "p.recipient", "ts": "c.ts", "id": "'call-' || c.i", "day": f"c.ts - c.ts % {DAY}",
        "caller": "'bank-a'", "trade": "'credit_card'", "line": "c.line", "purpose": "c.purpose",
        "party": "'debtor'", "channel": "'voice'", "style": "'interactive'", "direction": "'outbound'",
        "outcome": "c.outcome", "leaf": "c.i",
    }  # fmt: skip
    source = (
        f"(SELECT i, {ts} AS ts, {purpose} AS purpose, {outcome} AS outcome, '+862120' || lpad((hash(i, 4) % {scale.lines})::VARCHAR, 6, '0')"
        f" AS line, hash(i, 5) % {scale.people} AS person FROM range({scale.history}) AS t(i)) AS c JOIN people AS p ON p.i = c.person"
    )
    _write(db, folder, "call", call, source, "ORDER BY recipient, ts")
    stop = {
        "recipient": "p.recipient", "said_at": f"{TODAY} - (hash(p.i, 6) % {90 * DAY})::BIGINT", "id": "'stop-' || p.i",
        "trigger": "'opt_out'", "caller": "'bank-a'", "purpose": "'marketing'", "channel": "'voice'", "leaf": "p.i",
    }  # fmt: skip
    _write(
        db,
        folder,
        "stop",
        stop,
        "(SELECT * FROM people WHERE hash(i, 7) % 20 = 0) AS p",
        "ORDER BY recipient",
    )
    proof = {
        "recipient": "p.recipient", "id": "'p'", "need": "'consent'", "grade": "'explicit'", "caller": "'bank-a'",
        "purpose": "'marketing'", "given_at": f"{TODAY} - (hash(p.i, 8) % {300 * DAY})::BIGINT",
    }  # fmt: skip
    _write(
        db,
        folder,
        "proof",
        proof,
        "(SELECT * FROM people WHERE hash(i, 9) % 2 = 0) AS p",
        "ORDER BY recipient",
    )
    entry = {
        "recipient": "p.recipient", "listing": "'national_dnc'", "listed": "TRUE", "listed_on": str(TODAY - 90 * DAY), "leaf": "p.i",
    }  # fmt: skip
    _write(
        db,
        folder,
        "listing_entry",
        entry,
        "(SELECT * FROM people WHERE hash(i, 10) % 10 = 0) AS p",
        "ORDER BY recipient",
    )
    _write(
        db, folder, "listing", {"name": "'national_dnc'", "checked_at": str(TODAY - DAY)}, "(SELECT 1)", ""
    )
    _write(
        db,
        folder,
        "recipient",
        {"recipient": "p.recipient", "proofs_checked_at": str(TODAY)},
        "people AS p",
        "ORDER BY recipient",
    )
    for name in set(FACTS) - {"call", "stop", "proof", "listing_entry", "listing", "recipient"}:
        _write(db, folder, name, {}, "(SELECT 1 WHERE FALSE)", "")
    MirrorFiles(folder).keep(Mark(seq=0, copied=0, files={name: f"{name}.parquet" for name in FACTS}))


KINDS = {"moment": "BIGINT", "day": "BIGINT", "span": "BIGINT", "count": "BIGINT", "text": "VARCHAR", "flag": "BOOLEAN", "token": "UUID", "bytes": "BLOB"}  # fmt: skip


def _write(
    db: duckdb.DuckDBPyConnection, folder: Path, name: str, given: dict[str, str], source: str, order: str
) -> None:
    columns = ", ".join(
        f'({given.get(column.name, "NULL")})::{KINDS[column.type]} AS "{column.name}"'
        for column in CATALOGUE[name].columns
    )
    db.execute(
        f"COPY (SELECT {columns} FROM {source} {order}) TO '{folder / (name + '.parquet')}' (FORMAT parquet, COMPRESSION zstd)"
    )


def make_list(db: duckdb.DuckDBPyConnection, path: Path, scale: Scale) -> None:
    """A list of calls over one day, by number (CSV) or by token (Parquet)."""
    who = "p.number AS recipient" if path.suffix == ".csv" else "p.recipient AS token"
    at = f"{TODAY} + 9 * 3600000 + (c.i * {13 * 3_600_000} // {scale.asked})"
    when = (
        f"strftime(make_timestamp(({at}) * 1000), '%Y-%m-%dT%H:%M:%S.%g+00:00')"
        if path.suffix == ".csv"
        else at
    )
    form = "FORMAT csv, HEADER" if path.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
    db.execute(
        f"""
        COPY (SELECT {who}, {when} AS "at", '+862120' || lpad((hash(c.i, 11) % {scale.lines})::VARCHAR, 6, '0') AS line,
            CASE hash(c.i, 12) % 3 WHEN 0 THEN 'marketing' ELSE 'collection' END AS purpose, 'debtor' AS party,
            'voice' AS channel, 'interactive' AS style, 'human' AS speaker, 'bank-a' AS caller,
            'credit_card' AS trade, 'CN' AS country, 'Shanghai' AS region, 'Asia/Shanghai' AS zone, 'stated' AS source
            FROM (SELECT i, hash(i, 13) % {scale.people} AS person FROM range({scale.asked}) AS t(i)) AS c
            JOIN people AS p ON p.i = c.person ORDER BY c.i) TO '{path}' ({form})
        """
    )
