"""A file of calls becomes the table `asked`: its words checked, its numbers keyed, its order fixed.

Between a list as somebody exported it and the judge. Takes CSV or Parquet with columns named as a call's facts
(and `country`, `region`, `zone`, `source` of the best-known place, `_2` to `_4` of further ones, `priority`); other
columns are left alone. Gives `asked` in a DuckDB session, or says which line and column is wrong. The numbers
themselves are gone once their tokens are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from ringfence.call.errors import ListError, NumberError, nearest
from ringfence.call.moments import moment
from ringfence.call.number import parse_line, parse_numbers
from ringfence.call.words import CLOSED, FLAGS, MOST_PLACES, OPEN
from ringfence.policy.plan.clockwork import zone_offsets

PLACE_WORDS = ("country", "region", "zone", "source")
COLUMNS = (
    "id", "recipient", "token", "at", "priority", *OPEN, *CLOSED, *FLAGS, "caller_zone",
    *PLACE_WORDS, *(f"{word}_{place}" for place in range(2, MOST_PLACES + 1) for word in PLACE_WORDS),
)  # fmt: skip
UNKNOWN_WORDS = "('', 'unknown')"


class TokenSql(Protocol):
    """Says how DuckDB makes a token of a number, so that no number passes through anything slower."""

    def __call__(self, number: str, /) -> tuple[str, list[bytes]]:
        """The expression over a column, and its parameters."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list to be read: where it lies, what all its calls share, the moment of those without one."""

    path: Path
    common: Mapping[str, str]
    at: int


def read_asked(db: duckdb.DuckDBPyConnection, source: ListFile, token: TokenSql) -> int:
    """Makes `asked`; how many calls there are."""
    columns = _open(db, source)
    given = {column for column in COLUMNS if column in columns or column in source.common}
    if not {"recipient", "token"} & given:
        hint = next((near for each in columns if (near := nearest(each, ["recipient"]))), None)
        raise ListError(
            f"whom are these calls to? name the column of numbers `recipient`{f'; {hint}' if hint else ''}"
        )
    for column in columns:
        if column not in COLUMNS and (near := nearest(column, COLUMNS)) and len(column) > 3:
            raise ListError(
                f"`{column}` is nearly a fact of a call; {near} rename it, or leave it out", 1, column
            )
    _check_words(db, given, source)
    _make_asked(db, given, source, token)
    found = db.execute("SELECT COUNT(*) FROM asked").fetchone()
    return int(found[0]) if found else 0


def _open(db: duckdb.DuckDBPyConnection, source: ListFile) -> list[str]:
    if not source.path.exists():
        raise ListError(f"there is no list `{source.path.name}`; check the path")
    for name, value in source.common.items():
        if name not in COLUMNS:
            raise ListError(
                f"`{name}` is not a fact of a call; {nearest(name, COLUMNS) or 'see --help'}", None, name
            )
        _check_word(name, value, None)
    path = str(source.path).replace("'", "''")
    reader = (
        f"VIEW opened AS SELECT file_row_number AS list_row, * EXCLUDE (file_row_number)"
        f" FROM read_parquet('{path}', file_row_number = true)"
        if source.path.suffix.lower() == ".parquet"
        # Text is read once: every check and every fact is drawn from the copy, its rows numbered as they came.
        else "TABLE opened AS SELECT row_number() OVER () - 1 AS list_row, * FROM"
        f" read_csv('{path}', all_varchar = true, header = true, nullstr = '', strict_mode = true)"
    )
    try:
        for kind in ("VIEW", "TABLE"):
            db.execute(f"DROP {kind} IF EXISTS opened")
        db.execute(f"CREATE {reader}")
        columns = [row[0] for row in db.execute("DESCRIBE opened").fetchall()]
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise ListError(
            f"`{source.path.name}` cannot be read as a list: {first}; save it as UTF-8 CSV or Parquet"
        ) from error
    return [column for column in columns if column != "list_row"]


def _check_words(db: duckdb.DuckDBPyConnection, given: set[str], source: ListFile) -> None:
    """Every closed word and zone of the list, each looked at once."""
    for name in sorted(given - set(source.common)):
        base = name.rstrip("_234") if name[-2:] in {"_2", "_3", "_4"} else name
        if base in CLOSED or base in {"zone", "caller_zone", "source", "line"}:
            found = db.execute(
                f'SELECT DISTINCT "{name}"::VARCHAR FROM opened WHERE "{name}" IS NOT NULL'
                f' AND "{name}"::VARCHAR NOT IN {UNKNOWN_WORDS}'
            ).fetchall()
            for (value,) in found:
                try:
                    _check_word(name, value, base)
                except ListError as error:
                    raise ListError(
                        str(error).partition(": ")[2] or str(error), _line_of(db, name, value), name
                    ) from None


def _check_word(name: str, value: str, base: str | None) -> None:
    word = base or name
    if value in {"", "unknown"}:
        return
    if word in CLOSED and value not in CLOSED[word]:
        hint = nearest(value, CLOSED[word]) or f"it is one of {', '.join(CLOSED[word])}"
        raise ListError(f"`{value}` is not a word for this; {hint}", None, name)
    if word in {"zone", "caller_zone"} and zone_offsets(value) is None:
        raise ListError(f"`{value}` is not a zone; write one such as Asia/Shanghai", None, name)
    if word == "line":
        try:
            parse_line(value)
        except NumberError as error:
            raise ListError(str(error), None, name) from None


def _line_of(db: duckdb.DuckDBPyConnection, name: str, value: str) -> int | None:
    found = db.execute(
        f'SELECT MIN(list_row) + 1 FROM opened WHERE "{name}"::VARCHAR = ?',
        [value],
    ).fetchone()
    return None if found is None else int(found[0]) + 1


def _make_asked(db: duckdb.DuckDBPyConnection, given: set[str], source: ListFile, token: TokenSql) -> None:
    drawn = ", ".join(
        f'{_drawn(name, given, source)} AS "{name}"'
        for name in COLUMNS
        if name not in {"recipient", "token", "at"}
    )
    at = _moments(db, given, source)
    parameters: list[bytes] = []
    if "token" in given:
        recipient, joined = "token::UUID", ""
    else:
        recipient, parameters = token("n.number")
        recipient, joined = f"({recipient})::UUID", "JOIN numbers AS n ON n.row = o.list_row"
        _read_numbers(db, source)
    named, number_zone, places = _facts_of_places()
    ordered, order = _order(db, at, "priority" in given)
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE asked AS
        WITH x AS (
            SELECT o.list_row AS row, {at} AS t, {recipient} AS recipient, {drawn} FROM opened AS o {joined}
        )
        SELECT x.row, {order} AS ord, x.t, x.id, x.recipient, {named},
            CASE {number_zone} END AS zone_number, CASE {places} END::BIGINT AS place_count
        FROM x {ordered}
        """,
        parameters,
    )
    db.execute("DROP TABLE IF EXISTS numbers; DROP TABLE IF EXISTS places_in_order")


def _facts_of_places() -> tuple[str, str, str]:
    """A call's facts by name, the zone its number points to, and how many places it has."""
    places = " ".join(
        f"WHEN COALESCE({', '.join(f'x.{word}{suffix}' for word in PLACE_WORDS)}) IS NOT NULL THEN {place}"
        for place in range(MOST_PLACES, 0, -1)
        for suffix in (("" if place == 1 else f"_{place}"),)
    )
    number_zone = " ".join(
        f"WHEN x.source{suffix} = 'number' THEN x.zone{suffix}"
        for suffix in ("", *(f"_{place}" for place in range(2, MOST_PLACES + 1)))
    )
    named = ", ".join(
        [*(f'x."{word}"' for word in (*OPEN, *CLOSED, *FLAGS, "caller_zone")),
         *(f'x."{word}{"" if place == 1 else f"_{place}"}" AS {word}_{place}'
           for place in range(1, MOST_PLACES + 1) for word in ("country", "region", "zone"))]
    )  # fmt: skip
    return named, number_zone, places


def _order(db: duckdb.DuckDBPyConnection, at: str, ranked: bool) -> tuple[str, str]:
    """How a call's place in asking order is had: moment, then priority, then row.

    Most lists come in that order already, and then nothing is sorted.
    """
    found = db.execute(
        f"SELECT COALESCE(bool_and(t >= before), TRUE) FROM (SELECT {at} AS t, LAG({at}, 1, {at})"
        " OVER () AS before FROM opened AS o)"
    ).fetchone()
    if not ranked and found is not None and found[0]:
        return "", "x.row"
    priority = "priority::BIGINT NULLS LAST, " if ranked else ""
    db.execute(
        "CREATE OR REPLACE TEMP TABLE places_in_order AS"
        f" SELECT list_row, row_number() OVER (ORDER BY {at}, {priority}list_row) - 1 AS ord FROM opened AS o"
    )
    return "JOIN places_in_order AS y ON y.list_row = x.row", "y.ord"


def _drawn(name: str, given: set[str], source: ListFile) -> str:
    if name in source.common and source.common[name] not in {"", "unknown"}:
        value = "'" + source.common[name].replace("'", "''") + "'"
    elif name in given and name not in source.common:
        value = f'CASE WHEN o."{name}"::VARCHAR NOT IN {UNKNOWN_WORDS} THEN o."{name}"::VARCHAR END'
    else:
        value = "NULL::VARCHAR"
    kinds = {"priority": "BIGINT", **dict.fromkeys(FLAGS, "BOOLEAN")}
    return f"({value})::{kinds[name]}" if name in kinds else value


def _moments(db: duckdb.DuckDBPyConnection, given: set[str], source: ListFile) -> str:
    """The planned moment in UTC milliseconds; one without a zone is an error that names its line."""
    if "at" in source.common:
        return str(moment(source.common["at"]))
    if "at" not in given:
        return str(source.at)
    kind = db.execute('SELECT typeof("at") FROM opened LIMIT 1').fetchone()
    found = kind[0] if kind else "VARCHAR"
    if found == "TIMESTAMP WITH TIME ZONE":
        return f'COALESCE(epoch_ms(o."at"), {source.at})'
    if found in {"BIGINT", "INTEGER"}:
        return f'COALESCE(o."at", {source.at})::BIGINT'
    zoned = r"""regexp_matches("at"::VARCHAR, '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)$')"""
    wrong = db.execute(
        f'SELECT list_row + 1 AS n, "at"::VARCHAR FROM opened'
        f' WHERE "at" IS NOT NULL AND NOT {zoned} ORDER BY n LIMIT 1'
    ).fetchone()
    if wrong is not None:
        message = f"`{wrong[1]}` is not a moment with a zone; write it like 2026-03-10T15:00:00+08:00"
        raise ListError(message, int(wrong[0]) + 1, "at")
    return f'COALESCE(epoch_ms(o."at"::TIMESTAMPTZ), {source.at})'


def _read_numbers(db: duckdb.DuckDBPyConnection, source: ListFile) -> None:
    """Makes `numbers` (row, number in E.164); a number that cannot be read names its line."""
    column = "recipient" if "recipient" not in source.common else f"'{source.common['recipient']}'"
    # Two connections to one session: what is being read may not be interrupted by what is being written.
    db.execute("CREATE OR REPLACE TABLE numbers(row BIGINT, number VARCHAR)")
    reading, writer = db.cursor(), db.cursor()
    reader = reading.sql(
        f"SELECT {column}::VARCHAR AS recipient FROM opened ORDER BY list_row"
    ).to_arrow_reader(1_000_000)
    before = 0
    for batch in reader:
        read = parse_numbers(batch.column(0))
        if read.numbers.null_count:
            row, why = next(iter(sorted(read.faults.items())))
            raise ListError(why, before + row + 2, "recipient")
        rows = pa.table({"row": pa.array(range(before, before + len(batch))), "number": read.numbers})
        writer.register("read_numbers", rows)
        writer.execute("INSERT INTO numbers SELECT * FROM read_numbers")
        before += len(batch)
