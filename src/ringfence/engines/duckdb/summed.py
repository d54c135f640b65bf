"""What a judged list comes to by a word of its calls, by the hour of the next try, and by what nobody knew of them.

Takes `asked`, `worded`, `spoken` and the ledger's relations in a DuckDB session; gives counts. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from ringfence.call.verdict import STRENGTH
from ringfence.ledger.catalogue import CATALOGUE

MOST_VALUES = 50
IN_A_MASK = 60
"""Names that one integer can hold, a bit each."""
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
    flags, joins = _what_may_be_known(_columns(db), words)
    rules = [
        rule
        for (rule,) in db.execute('SELECT DISTINCT rule FROM spoken WHERE "unknown" ORDER BY 1').fetchall()
    ]
    if not rules:
        return []
    # Told as bits: to group a million rows by lists of words takes longer than to judge them.
    masks = [f"m{place}" for place in range(1 + len(rules) // IN_A_MASK)]
    drawn = ", ".join(f"{_bits_of_rules(place)} AS {name}" for place, name in enumerate(masks))
    known = " | ".join(
        f"(CASE WHEN {flag} THEN {1 << place} ELSE 0 END)::BIGINT"
        for place, flag in enumerate(flags.values())
    )
    found = db.execute(
        f'WITH r AS (SELECT row, enum_code(rule::ENUM({_written(rules)}))::INTEGER AS code FROM spoken WHERE "unknown"),'
        f" u AS (SELECT row, {drawn} FROM r GROUP BY row)"
        f" SELECT COUNT(*), {known}, {', '.join(f'u.{name}' for name in masks)} FROM u JOIN asked AS a ON a.row = u.row"
        f" {' '.join(joins)} GROUP BY ALL"
    ).fetchall()
    return [
        Unknowns(_chosen(rules, bits), frozenset(_chosen(list(flags), [told])), rows)
        for rows, told, *bits in found
    ]


def _what_may_be_known(there: Collection[str], words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
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
    return flags, joins


def _bits_of_rules(place: int) -> str:
    first = place * IN_A_MASK
    return f"BIT_OR(CASE WHEN code // {IN_A_MASK} = {place} THEN 1::BIGINT << (code - {first}) ELSE 0 END)"


def _chosen(names: Sequence[str], masks: Sequence[int]) -> tuple[str, ...]:
    """The names whose bits are set."""
    return tuple(
        name for place, name in enumerate(names) if masks[place // IN_A_MASK] >> place % IN_A_MASK & 1
    )


def _written(names: Sequence[str]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names)


def _columns(db: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for name, *_ in db.execute("DESCRIBE asked").fetchall()}
