"""The voice columns of the Sichuan data set, on calls written by hand."""

import duckdb
import pytest
import sqlglot

from ringfence.carrier.measures.compose import profiled
from ringfence.carrier.measures.measure import profile
from tests.made_calls import calls, record

HER, A, B, C = 1, 2, 3, 4
# She calls A three times and B once, C calls her twice; 20 000 days after 1970 is 2024-10-04.
CALLS = [
    record(HER, A, 8, talk=10, city="成都", cell="武侯", device=7), record(HER, A, 8.5, talk=0, city="成都", cell="锦江", device=7),
    record(HER, A, 33, talk=30, city="绵阳", cell="涪城", device=8), record(HER, B, 57, talk=5), record(C, HER, 57, talk=100, city="德阳"),
    record(C, HER, 58, talk=20),
]  # fmt: skip


@pytest.fixture(scope="module")
def told():
    with duckdb.connect() as db:
        db.register("call", calls(*CALLS))
        for step in profiled():
            db.execute(f"CREATE TEMP TABLE {step.name} AS {step.tree.sql('duckdb')}")
        return {row["line"]: row for row in db.sql("SELECT * FROM profiled").to_arrow_table().to_pylist()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("opposite_count", 6), ("opposite_unique", 3), ("voccalltype1", 4), ("voc_calltype1", 4 / 6), ("imeis", 2), ("city_name_call", 2),
        ("county_name_call", 3), ("city_name_nunique", 2), ("county_name_nunique", 3), ("calltype_id_unique", 2),
        ("phone2opposite_mean", 2), ("phone2opposite_median", 2), ("phone2opposite_max", 3), ("phone2oppo_sum_mean", 55),
        ("phone2oppo_sum_median", 40), ("phone2oppo_sum_max", 120), ("call_dur_mean", 33), ("call_dur_median", 20), ("call_dur_max", 100),
        ("call_dur_min", 5), ("voc_hour_mode", 9), ("voc_hour_mode_count", 3), ("voc_hour_nunique", 3), ("voc_day_mode", 6),
        ("voc_day_mode_count", 3), ("voc_day_nunique", 3),
    ],
)  # fmt: skip
def test_a_column_of_one_subscriber(told, name, value):
    assert told[HER][name] == pytest.approx(value)


def test_every_voice_column_is_tried():
    assert len(profile()) == 26


def test_whoever_only_received_calls_made_none(told):
    assert (told[A]["voccalltype1"], told[A]["opposite_count"], told[A]["imeis"]) == (0, 3, 0)


def test_every_step_is_the_same_sql_for_spark():
    for step in profiled():
        assert sqlglot.parse_one(step.tree.sql("spark"), read="spark")
