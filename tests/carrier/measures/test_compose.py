"""However calls are cut up, into files, hours or slices, and in whatever order they come, they are measured alike."""

import re

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.call.errors import EngineError
from ringfence.carrier.measures.compose import composed, kept_of_a_file
from ringfence.carrier.measures.measure import measures, merging
from tests.made_calls import made, measured, measured_of_files, record

KNOWN = {
    "facts": {
        1 << 7 | 1: {"home": "上海", "line_age_days": 4},
        4 << 7 | 1: {"home": None, "arrears_days": 2},
    },
    "complaints": [(1 << 7 | 1, 3), (2 << 7 | 2, 3), (2 << 7 | 2, 3)],
    "nuisance": [3 << 7],
}


def close(one, other):
    assert one.keys() == other.keys()
    for line, row in one.items():
        assert row == pytest.approx(other[line], nan_ok=True), line


FEW = 30
"""Made sets of calls: each is measured over and over, on an engine of its own."""


@pytest.mark.long
@settings(max_examples=FEW)
@given(made(), st.integers(1, 7))
def test_slices_change_no_measure(records, at_once):
    close(measured(records, at_once=at_once, **KNOWN), measured(records, **KNOWN))


@pytest.mark.long
@settings(max_examples=FEW)
@given(made(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_files_in_any_order_change_no_measure(records, chance, files):
    shuffled = chance.sample(records, len(records))
    parts = [shuffled[start::files] for start in range(files)]
    close(measured_of_files(parts, **KNOWN), measured(records, **KNOWN))


def test_shares_are_the_same_in_slices_of_many_people():
    line = 1 << 7
    records = [record(line, (2 + number // 3 << 7) + number % 3, number / 60) for number in range(60)]
    whole, sliced = measured(records), measured(records, at_once=7)
    close(whole, sliced)
    assert whole[line]["neighbour_share"] == pytest.approx(2 / 3)


def test_only_what_is_wanted_is_measured():
    steps = composed(("attempts", "cities"))
    assert {step.name for step in steps} == {
        "call_part",
        "of_call",
        "places",
        "place",
        "of_place",
        "measured",
    }
    assert [each.alias_or_name for each in steps[-1].tree.selects] == ["line", "attempts", "cities"]


def test_every_step_is_the_same_sql_for_spark():
    for step in [*composed(), *composed(kept=True, slices=3), *kept_of_a_file()]:
        assert sqlglot.parse_one(step.tree.sql("spark"), read="spark")


@pytest.mark.parametrize("aggregate", ["median(talk)", "count(DISTINCT recipient)", "avg(talk)"])
def test_what_does_not_come_apart_is_no_measure(aggregate):
    with pytest.raises(EngineError, match="does not come apart"):
        merging(sqlglot.parse_one(aggregate, read="duckdb"), sqlglot.column("part"))


def test_one_relation_is_scanned_once_however_many_measures_are_counted_over_it():
    texts = [step.tree.sql("duckdb") for step in composed()]
    counted = [text for text in texts if re.search(r"FROM call\b", text)]
    assert len(counted) == len(["call_part", "reach", "pairs"])
    assert sum(measure.source == "call" for measure in measures().values()) > 8


def test_steps_are_composed_once():
    assert composed(kept=True) is composed(kept=True)
    assert composed(("attempts",)) is not composed(("cities",))
