"""What each measure says of calls written by hand."""

from typing import get_args

import pytest

from ringfence.carrier.measures.measure import UNITS, measures
from ringfence.policy.kinds.ladder import Condition
from tests.made_calls import measured, record

LINE = 1 << 7


def people(count, *, apart=1 << 7, **more):
    """Calls of the line to so many different people, one a minute."""
    return [record(LINE, (2 << 7) + number * apart, number / 60, **more) for number in range(count)]


@pytest.mark.parametrize(
    ("name", "records", "value"),
    [
        ("attempts", people(3), 3),
        ("answer_share", [*people(1), *people(3, talk=0, status=480)], 0.25),
        ("short_share", [*people(1, talk=10), *people(1, talk=11), *people(2, talk=0)], 0.5),
        ("short_share", people(2, talk=0), None),
        ("talk_seconds", [*people(1, talk=30), *people(1, talk=90), *people(5, talk=0)], 60),
        ("ring_seconds", [*people(1, ring=4), *people(1, ring=8), *people(1, ring=None)], 6),
        ("ring_seconds", people(2, ring=None), None),
        ("refusal_share", [*people(1, status=603), *people(1, status=607), *people(1, status=486), *people(1)], 0.5),
        ("refusal_share", [*people(1, status=608), *people(3, status=None)], 1),
        ("sequential_share", [record(LINE, 5, 0, step=step) for step in (None, 1, -10, 11, 0)], 0.5),
        ("hours_used", [record(LINE, 5, at) for at in (0.1, 0.9, 5, 24.5)], 2),
        ("days_used", [record(LINE, 5, at) for at in (1, 2, 25, 80)], 3),
        ("night_share", [record(LINE, 5, at) for at in (21.9, 22, 7.9, 8)], 0.5),
        ("recipients", [*people(3), *people(2)], 3),
        ("recipient_share", [*people(3), *people(2)], 0.6),
        ("repeat_share", [*people(4), *people(1)], 0.25),
        ("cities", [*people(1, city="上海"), *people(2, city="北京"), *people(1, city=None)], 2),
        ("cities", people(1), None),
        ("devices", [*people(1, device=1), *people(2, device=2), *people(1)], 2),
        ("neighbour_share", people(20, apart=1), 0.95),
        ("neighbour_share", people(20), 0),
        ("neighbour_share", people(19, apart=1), None),
    ],
)  # fmt: skip
def test_a_measure_of_a_line_that_calls(name, records, value):
    assert measured(records)[LINE][name] == (pytest.approx(value) if value is not None else None)


def test_who_was_called_and_called_too_called_back():
    her, him, unasked = 2 << 7, 3 << 7, 4 << 7
    records = [
        record(LINE, her, 1), record(her, LINE, 2), record(LINE, him, 1), record(unasked, LINE, 1), record(LINE, unasked, 2),
    ]  # fmt: skip
    assert measured(records)[LINE]["call_back_share"] == pytest.approx(2 / 3)
    assert measured(records)[unasked]["call_back_share"] == 1


def test_calls_away_from_home_count_where_home_and_city_are_known():
    records = [*people(3, city="上海"), *people(1, city="北京"), *people(4)]
    assert measured(records, facts={LINE: {"home": "北京"}})[LINE]["off_site_share"] == 0.75
    assert measured(records)[LINE]["off_site_share"] is None
    assert measured(people(2), facts={LINE: {"home": "北京"}})[LINE]["off_site_share"] is None


def test_who_complains_ten_times_is_one_complainant():
    told = measured(people(1), complaints=[(LINE, 9), (LINE, 9), (LINE, 8)])
    assert told[LINE]["complainants"] == 2


def test_a_line_that_somebody_complained_of_is_there_even_if_it_made_no_call():
    told = measured([], complaints=[(LINE, 9)])
    assert (told[LINE]["complainants"], told[LINE]["attempts"]) == (1, None)


def test_what_the_carrier_knows_of_a_line_stands_beside_what_it_did():
    told = measured(people(1), facts={LINE: {"arrears_days": 7, "line_age_days": 3}})[LINE]
    assert (told["arrears_days"], told["line_age_days"], told["registration_age_days"]) == (7, 3, None)


def test_people_whom_another_known_nuisance_called_too_are_shared():
    other, third = 50 << 7, 60 << 7
    records = [*people(20), record(other, 2 << 7), record(third, 3 << 7), record(third, 99 << 7)]
    told = measured(records, nuisance=[other, third])
    assert told[LINE]["shared_with_nuisance_share"] == pytest.approx(2 / 20)


def test_a_known_nuisance_shares_nobody_with_itself():
    told = measured(people(20), nuisance=[LINE])
    assert told[LINE]["shared_with_nuisance_share"] == 0


def test_a_call_to_oneself_reaches_nobody():
    assert measured([record(LINE, LINE)])[LINE]["recipients"] is None


def test_every_measure_has_words_in_both_tongues_and_a_unit():
    for measure in measures().values():
        assert measure.en.endswith(".")
        assert any("\u4e00" <= sign <= "\u9fff" for sign in measure.zh)
        assert measure.unit in UNITS


def test_a_ladder_may_look_at_every_measure_and_at_nothing_else():
    assert set(get_args(Condition.model_fields["measure"].annotation)) == set(measures())
