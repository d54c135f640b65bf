"""Call records made by hand and by Hypothesis, as the measures read them."""

from __future__ import annotations

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from ringfence.carrier.measures.compose import Measuring, kept_of_a_file
from ringfence.carrier.record import SCHEMA
from ringfence.engines.duckdb.measured import keep, measure

HOUR = 3_600_000
DAY = 24 * HOUR
BEGIN = 20_000 * DAY


def record(line=1, recipient=2, at=0, **more):
    """One record, `at` so many hours after the beginning; answered for a minute unless it is said otherwise."""
    ts = BEGIN + int(at * HOUR)
    facts = {
        "line": line, "recipient": recipient, "ts": ts, "day": ts // DAY, "hour": ts % DAY // HOUR, "ring": 10, "talk": 60,
        "status": 200, "step": None, "segment": 0, "region": "CN", "city": None, "cell": None, "device": None,
    }  # fmt: skip
    return {**facts, **more}


def calls(*records):
    """Records as an engine is handed them."""
    return pa.Table.from_pylist(list(records), schema=SCHEMA)


def made():
    """Any few records of a few lines that call one another and others."""
    who = st.integers(1, 6).map(lambda number: number << 7 | number % 3)
    one = st.fixed_dictionaries(
        {
            "line": who, "recipient": who, "at": st.integers(0, 60), "ring": st.sampled_from([None, 0, 5, 30]),
            "talk": st.sampled_from([0, 1, 10, 11, 60]), "status": st.sampled_from([None, 200, 486, 603, 607]),
            "step": st.sampled_from([None, 0, 1, -10, 11, 5000]), "city": st.sampled_from([None, "上海", "北京"]),
            "device": st.sampled_from([None, 1, 2]),
        }
    )  # fmt: skip
    return st.lists(one, max_size=40).map(lambda rows: [record(**row) for row in rows])


FACTS = {
    "home": pa.string(), "arrears_days": pa.int64(), "line_age_days": pa.int64(), "registration_age_days": pa.int64(),
}  # fmt: skip


def opened(facts=(), complaints=(), nuisance=()):
    """A DuckDB in which this is known of lines."""
    db = duckdb.connect()
    schema = pa.schema([("line", pa.int64()), *FACTS.items()])
    known = pa.Table.from_pylist(
        [{"line": line, **told} for line, told in dict(facts).items()], schema=schema
    )
    db.register("known", known)
    db.execute("CREATE TEMP TABLE fact AS SELECT * FROM known")
    db.execute("CREATE TEMP TABLE complaint (line BIGINT, complainant BIGINT)")
    if complaints:
        db.executemany("INSERT INTO complaint VALUES (?, ?)", complaints)
    db.execute("CREATE TEMP TABLE nuisance (line BIGINT)")
    if nuisance:
        db.executemany("INSERT INTO nuisance VALUES (?)", [[each] for each in nuisance])
    return db


def rows_of(db):
    """What was measured, by line."""
    told = db.sql("SELECT * FROM measured ORDER BY line").to_arrow_table().to_pylist()
    return {row.pop("line"): row for row in told}


def measured(records, *, at_once=1_000, **known):
    """What is measured of these records, in one go or in slices."""
    with opened(**known) as db:
        db.register("call", calls(*records))
        measure(db, Measuring(), at_once=at_once)
        return rows_of(db)


def measured_of_files(files, **known):
    """The same of what each of these files left behind."""
    parts: dict[str, list[pa.Table]] = {}
    for records in files:
        with duckdb.connect() as db:
            db.register("call", calls(*records))
            for name in keep(db, kept_of_a_file()):
                parts.setdefault(name, []).append(db.sql(f"SELECT * FROM {name}").to_arrow_table())
    with opened(**known) as db:
        for name, tables in parts.items():
            db.register(name, pa.concat_tables(tables))
        measure(db, Measuring(kept=True))
        return rows_of(db)
