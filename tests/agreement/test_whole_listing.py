"""A listing that is kept whole says of every number what the same entries, one by one, would say."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ringfence
from ringfence.call.moments import DAY
from ringfence.engines.one_call.sqlite import SqliteEngine
from ringfence.ledger.listing_copy import FIRST_DAY, write_copy
from ringfence.policy.plain import judge
from ringfence.policy.world_rows import institution_rows, world_rows
from ringfence.store.drawn_listings import Copies, WithListings
from ringfence.store.statements import insertion
from ringfence.store.transaction import SqlTransaction, in_order
from tests.agreement.filing import RELATIONS, token, with_calendars, with_own_looks
from tests.worlds import judged_worlds

pytestmark = pytest.mark.long

CONTACTS = [f"+86161912{place:05}" for place in range(60)]


def kept_whole(rows, copies):
    """The rows, those entries made a copy that could have come as one: listed, and looked at with the whole."""
    whole = {row["name"]: row for relation, row in rows if relation == "listing"}
    for relation, row in rows:
        about = whole.get(row.get("listing"))
        if relation != "listing_entry" or not about or not row["listed"] or row["checked_at"] is not None:
            yield relation, row
            continue
        key = np.array([int.from_bytes(row["recipient"][:8], "big")], np.uint64)
        day = 0 if row["listed_on"] is None else row["listed_on"] // DAY - FIRST_DAY + 1
        about |= {
            "copy": write_copy(copies.folder, key, np.array([day], np.uint16)).stem,
            "leaf": row["leaf"],
        }


def judged_with_copies(pack, world, folder):
    """What SQLite says of one call when listings are kept whole, and what it has of them afterwards."""
    with sqlite3.connect(":memory:") as db:
        for relation in RELATIONS:
            db.execute(relation)
        her = token(world.call.recipient)
        copies = Copies(folder / "ledger.db")
        rows = [*world_rows(world, her), *institution_rows(world.institution_proofs, world.at)]
        rows.sort(key=lambda each: each[0] == "listing")  # last, when it knows its copy
        for relation, row in kept_whole(rows, copies):
            db.execute(insertion("?", relation), in_order(relation, row))
        before = db.execute("SELECT * FROM listing_entry").fetchall()
        engine = WithListings(SqliteEngine(with_calendars(pack, world.calendars)), copies)
        judged = engine.judge(SqlTransaction(db, "?").facts, world.call, her, world.at)
        assert db.execute("SELECT * FROM listing_entry").fetchall() == before
    return judged


@settings(max_examples=40, deadline=None)
@given(judged_worlds())
def test_one_call_is_judged_by_a_copy_as_by_entries(made):
    pack, world = made[0], with_own_looks(made[1])
    with TemporaryDirectory() as folder:
        assert judged_with_copies(pack, world, Path(folder)) == judge(pack, world)


AT = "2026-03-11T10:00:00+08:00"
TAKEN = "2026-03-10T00:00:00+08:00"
CALL = {"purpose": "marketing", "caller": "bank-a", "line": "+862158888888"}
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2150, 1, 1)) | st.none()


def written(path, header, rows):
    """The file of some rows."""
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n")
    return path


def kept(house, folder, listed, *, whole):
    """Brings a listing into the house, in one of the two ways."""
    rows = [(number, "" if day is None else day.isoformat()) for number, day in listed.items()]
    looked = [(number, TAKEN) for number in CONTACTS[::2]]
    house.bring("recipient", written(folder / "people.csv", "recipient,proofs_checked_at", looked))
    if whole:
        house.keep_listing("national_dnc", written(folder / "whole.csv", "recipient,listed_on", rows), TAKEN)
        return
    house.bring("listing", written(folder / "listing.csv", "name,checked_at", [("national_dnc", TAKEN)]))
    entries = [(number, "national_dnc", "yes", day) for number, day in rows]
    house.bring(
        "listing_entry", written(folder / "entries.csv", "recipient,listing,listed,listed_on", entries)
    )


def said(house, folder):
    """What a list of all contacts came to, and each of them asked about alone."""
    calls = written(folder / "list.csv", "recipient,zone", [(each, "Asia/Shanghai") for each in CONTACTS])
    house.screen(calls, out=folder / "out.parquet", at=AT, common={**CALL, "country": "CN"})
    places = [{"country": "CN", "zone": "Asia/Shanghai"}]
    alone = [house.would({**CALL, "recipient": each, "at": AT, "places": places}).answer for each in CONTACTS]
    rows = pq.read_table(folder / "out.parquet").to_pylist()
    assert alone == [row["answer"] for row in rows]
    # Which leaf sealed it is another: one over entries, one over a copy.
    return [{**row, "reasons": [{**each, "leaf": None} for each in row["reasons"]]} for row in rows]


@pytest.mark.long
@settings(max_examples=5, deadline=None)
@given(listed=st.dictionaries(st.sampled_from(CONTACTS), DAYS, min_size=1))
def test_a_list_is_judged_by_a_copy_as_by_entries(listed):
    told = []
    for whole in (True, False):
        with TemporaryDirectory() as name, ringfence.open(Path(name) / "ledger.db") as house:
            kept(house, Path(name), listed, whole=whole)
            told.append(said(house, Path(name)))
    assert told[0] == told[1]
