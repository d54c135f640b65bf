"""A ladder's conditions: the same over plain values and as SQL, and the numbers of the day."""

import datetime as dt

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.carrier.ladder.ladder import after, is_about, ladders
from ringfence.policy.kinds.ladder import Lines
from ringfence.policy.lengths import Counted
from ringfence.policy.read import read_pack
from tests.carrier.ladder.laddered import AT, CN, DAY, HURRIED, ladder

ALL = ladders(CN, AT)
MEASURED = sorted({bound.measure for each in ALL for bound in each.bounds})
VALUES = st.one_of(
    st.none(),
    st.sampled_from([0, 0.03, 0.04, 0.25, 0.4, 0.5, 0.6, 1, 3, 12, 40, 50, 150, 500]),
    st.floats(0, 600),
)


@settings(max_examples=25)
@given(st.lists(st.tuples(*(VALUES for _ in MEASURED)), min_size=1, max_size=20))
def test_what_is_seen_is_what_the_engine_finds(rows):
    with duckdb.connect() as db:
        columns = ", ".join(f"{name} DOUBLE" for name in MEASURED)
        db.execute(f"CREATE TABLE measured (line BIGINT, {columns})")
        db.executemany(
            f"INSERT INTO measured VALUES ({', '.join('?' * (1 + len(MEASURED)))})",
            [(n, *row) for n, row in enumerate(rows)],
        )
        for each in ALL:
            found = db.execute(
                f"SELECT line FROM measured WHERE {each.condition().sql('duckdb')} ORDER BY line"
            ).fetchall()
            plain = [n for n, row in enumerate(rows) if each.seen(dict(zip(MEASURED, row, strict=True)))]
            assert [line for (line,) in found] == plain, each.rule.id


def test_a_share_is_held_against_per_cent():
    assert ladder().seen({**HURRIED, "short_share": 0.4})
    assert ladder().seen({**HURRIED, "short_share": 0.399}) is False


def test_what_is_not_known_is_not_seen_unless_something_else_says_no():
    assert ladder().seen({**HURRIED, "short_share": None}) is None
    assert ladder().seen({**HURRIED, "short_share": None, "attempts": 3}) is False


def test_a_ladder_holds_from_the_day_of_its_numbers():
    assert ladders(CN, 0) == []
    assert len(ALL) == 10


def test_india_is_data_alone():
    (threshold,) = ladders(read_pack("in-carrier"), AT)
    assert threshold.per_owner
    assert threshold.days == 10
    assert threshold.seen({"complainants": 5})
    assert threshold.seen({"complainants": 4}) is False
    assert [threshold.step(nth).action for nth in (1, 2, 3)] == ["bar_outgoing", "close", "close"]


@pytest.mark.parametrize(
    ("facts", "about"),
    [({"registered": False}, True), ({"registered": True}, False), ({"registered": None}, None), ({}, None)],
)
def test_which_lines_a_ladder_is_about(facts, about):
    assert is_about(Lines(registered=False), facts) is about


def test_one_fact_that_says_no_is_enough():
    assert is_about(Lines(registered=False, public_service=False), {"public_service": True}) is False


@pytest.mark.parametrize(
    ("length", "day"),
    [
        ((15, "day"), "2026-03-17"),
        ((2, "week"), "2026-03-16"),
        ((1, "year"), "2027-03-02"),
        ((1, "month"), "2026-04-02"),
    ],
)
def test_a_step_ends_a_length_later(length, day):
    count, unit = length
    end = after(AT, Counted(count=count, unit=unit)) or 0
    assert dt.datetime.fromtimestamp(end / 1000, dt.UTC).date() == dt.date.fromisoformat(day)


def test_a_month_after_the_end_of_january_is_the_end_of_february():
    january = int(dt.datetime(2026, 1, 31, tzinfo=dt.UTC).timestamp() * 1000)
    end = after(january, Counted(count=1, unit="month")) or 0
    assert dt.datetime.fromtimestamp(end / 1000, dt.UTC).date() == dt.date(2026, 2, 28)
    assert after(AT, None) is None
    assert AT % DAY == 0
