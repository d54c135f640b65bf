"""When a rule holds at all."""

from datetime import date

from ringfence.call.moments import moment
from ringfence.policy.plain.validity import Validity
from tests.policy.plain.given import pack, rule

WINDOW = {"forbid": [{"from": "00:00", "to": "24:00"}]}
CAP = {
    "count": "attempt",
    "max": {"value": "most"},
    "period": {"length": "24 h", "mode": "rolling"},
    "key": ["recipient"],
}


def test_a_rule_holds_from_its_first_day_and_no_more_on_the_day_it_ends_by_the_packs_clock():
    dated = rule("window", WINDOW, valid={"from": date(2026, 3, 1), "to": date(2026, 4, 1)})
    validity = Validity(dated, pack(dated))
    assert not validity.holds(moment("2026-02-28T23:59:59.999+08:00"))
    assert validity.holds(moment("2026-03-01T00:00:00+08:00"))
    assert validity.holds(moment("2026-03-31T23:59:59.999+08:00"))
    assert not validity.holds(moment("2026-04-01T00:00:00+08:00"))


def test_a_rule_without_days_holds_always():
    always = rule("window", WINDOW)
    assert Validity(always, pack(always)).holds(moment("1990-01-01T00:00:00Z"))


def test_a_rule_does_not_hold_before_its_number_began_nor_once_it_is_repealed():
    counted = rule("cap", CAP)
    validity = Validity(counted, pack(counted, most={"2026-03-01": 3, "2026-04-01": None, "2026-05-01": 5}))
    for at, number in (
        ("2026-02-28T23:59:59.999+08:00", None),
        ("2026-03-01T00:00:00+08:00", 3),
        ("2026-04-01T00:00:00+08:00", None),
        ("2026-05-01T00:00:00+08:00", 5),
    ):
        assert validity.value(moment(at)) == number
        assert validity.holds(moment(at)) == (number is not None)
