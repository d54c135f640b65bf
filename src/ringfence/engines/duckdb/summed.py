"""What a judged list comes to by a word of its calls, by the hour of the next try, and by what nobody knew of them.

Takes `asked`, `worded`, `spoken` and the ledger's relations in a DuckDB session; gives counts. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from ringfence.call.verdict import STRENGTH
from ringfence.ledger.catalogue import CATALOGUE

MOST_VALUES = 50
PLACE = ("country_1", "region_1", "zone_1")


@dataclass(frozen=True, slots=True)
class Share:
    """How many calls with one value of a word got each answer; None where the word is unknown."""

    value: str | None
    answers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Unknowns:
    """Calls that are alike in what nobody knew: the rules that could not be decided, what was given, how many."""

    rules: tuple[str, ...]
    given: frozenset[str]
    rows: int


def by_word(db: duckdb.DuckDBPyConnection, word: str) -> list[Share]:
    """The answers by the values of a word, those with most calls first; nothing if the list does not say it."""
    if word not in _columns(db):
        return []
    counted = ", ".join(f"COUNT(*) FILTER (WHERE v.answer = '{answer}')" for answer in STRENGTH)
    permits = "COUNT(*) FILTER (WHERE v.answer = 'permit')"
    found = db.execute(
        f'SELECT a."{word}"::VARCHAR, {permits}, {counted} FROM asked AS a JOIN verdicts AS v ON v.row = a.row'
        f" GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT {MOST_VALUES}"
    ).fetchall()
    names = ("permit", *STRENGTH)
    return [Share(value, dict(zip(names, counts, strict=True))) for value, *counts in found]


def by_hour(db: duckdb.DuckDBPyConnection, zone: str) -> list[tuple[str, int]]:
    """How many of the calls that may not be made now could be from each hour on, by this zone's clock."""
    local = f"timezone('{zone}', make_timestamptz(retry_at * 1000))"
    return db.execute(
        f"SELECT strftime(date_trunc('hour', {local}), '%Y-%m-%d %H:00') AS hour, COUNT(*) FROM worded"
        " WHERE retry_at IS NOT NULL AND answer <> 'permit' GROUP BY hour ORDER BY hour"
    ).fetchall()


def unknowns(db: duckdb.DuckDBPyConnection, words: Sequence[str]) -> list[Unknowns]:
    """The calls of which some rule could not be decided, by those rules and by what was known all the same.

    Known may be: the words, a fact of its person or its line (`recipient settled`, `line home`), and that somebody
    looked for the proofs of its person or an institution (`proof`, `caller proof`).
    """
    there = _columns(db)
    flags = {word: f'a."{word}" IS NOT NULL' for word in (*words, *PLACE) if word in there}
    joins = [
        "LEFT JOIN recipient AS p ON p.recipient = a.recipient",
        "LEFT JOIN line AS n ON n.line = a.line",
    ]
    flags |= {"recipient settled": "p.settled IS NOT NULL", "proof": "p.proofs_checked_at IS NOT NULL"}
    flags |= {f"line {name}": f'n."{name}" IS NOT NULL' for name in CATALOGUE["line"].column_names[1:]}
    for word in ("caller", "agency"):
        if word in there:
            joins.append(f"LEFT JOIN institution AS i_{word} ON i_{word}.institution = a.{word}")
            flags[f"{word} proof"] = f"i_{word}.proofs_checked_at IS NOT NULL"
    found = db.execute(
        'WITH u AS (SELECT row, list(DISTINCT rule ORDER BY rule) AS rules FROM spoken WHERE "unknown" GROUP BY row)'
        f" SELECT COUNT(*), u.rules, {', '.join(flags.values())} FROM u JOIN asked AS a ON a.row = u.row"
        f" {' '.join(joins)} GROUP BY ALL"
    ).fetchall()
    return [
        Unknowns(
            tuple(rules), frozenset(name for name, known in zip(flags, told, strict=True) if known), rows
        )
        for rows, rules, *told in found
    ]


def _columns(db: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for name, *_ in db.execute("DESCRIBE asked").fetchall()}
