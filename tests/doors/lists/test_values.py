"""Cells are read into the gate's words; what is none has a reason, and what nobody said stays unknown."""

import pyarrow as pa
import pytest

from ringfence.call.moments import moment
from ringfence.doors.lists.values import CHINESE, Clerk
from ringfence.engines.duckdb.checked import fault_of


def read(fact, *cells, **clerk):
    values, reasons = Clerk(**clerk).read(fact, pa.chunked_array([pa.array(cells, pa.string())]))
    return values.to_pylist(), reasons


def test_numbers_in_several_forms_are_one_form():
    forms = ("+86 138-0013-8000", "0086 13800138000", "13800138000", "１３８００１３８０００")
    assert read("recipient", *forms, region="CN") == (["+8613800138000"] * 4, {})


def test_a_national_number_needs_a_region_that_somebody_states():
    values, reasons = read("recipient", "13800138000")
    assert values == [None]
    assert "--region CN" in reasons[0]


def test_a_number_that_a_spreadsheet_has_spoilt_is_told_with_what_to_do():
    _, reasons = read("recipient", "1.38E+10", region="CN")
    assert "scientific notation" in reasons[0]
    assert "format the column as text" in reasons[0]


@pytest.mark.parametrize("cell", ["", " ", "unknown", "未知", "N/A", "-"])
def test_what_nobody_said_is_unknown(cell):
    assert read("purpose", cell) == ([None], {})


def test_chinese_words_are_the_gates_own():
    assert read("purpose", "催收", "营销", "marketing") == (["collection", "marketing", "marketing"], {})
    assert all(fault_of(fact, word) is None for fact, words in CHINESE.items() for word in words.values())


def test_a_word_that_is_none_has_a_reason_that_shows_no_number():
    values, reasons = read("purpose", "marketing", "13800138000")
    assert values == ["marketing", None]
    assert "138001…" in reasons[1]
    assert "38000`" not in reasons[1]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2026-03-10T15:00:00+08:00", "2026-03-10T15:00:00+08:00"),
        ("2026-03-10 07:00:00Z", "2026-03-10T15:00:00+08:00"),
        ("2026/3/10 15:00", "2026-03-10T15:00:00+08:00"),
        ("2026年3月10日 15:00", "2026-03-10T15:00:00+08:00"),
    ],
)
def test_a_moment_is_read_by_the_clock_that_is_stated(written, means):
    assert read("at", written, zone="Asia/Shanghai") == ([moment(means)], {})


@pytest.mark.parametrize(
    ("written", "zone", "says"),
    [
        ("2026-03-10 15:00", None, "names no zone"),
        ("明天", "Asia/Shanghai", "is not a moment"),
        ("2026-02-30 15:00", "Asia/Shanghai", "no moment of any day"),
        ("2026-03-29 02:30", "Europe/Paris", "twice or never"),
        ("2026-10-25 02:30", "Europe/Paris", "twice or never"),
    ],
)
def test_a_moment_that_cannot_be_known_is_told(written, zone, says):
    values, reasons = read("at", written, zone=zone)
    assert values == [None]
    assert says in reasons[0]
