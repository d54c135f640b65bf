"""Windows: half-open hours, whose clock, which days, and what lifts them."""

from datetime import date

import pytest

from ringfence.call.moments import HOUR, moment
from ringfence.call.words import Place
from tests.policy.plain.given import SHANGHAI, answered, pack, proof, retry, rule, verdict, world

NIGHT = {"forbid": [{"from": "22:00", "to": "08:00"}]}
DAY = {"allow": [{"from": "08:00", "to": "22:00"}]}
PARIS, URUMQI = Place(zone="Europe/Paris"), Place(zone="Asia/Urumqi")


def window(zone="called_location", on_unknown="warn", **then):
    return rule("window", {"zone": zone, **then}, effect="defer", on_unknown=on_unknown)


@pytest.mark.parametrize("hours", [NIGHT, DAY])
@pytest.mark.parametrize(
    ("clock", "expected"),
    [("21:59:59.999", "no"), ("22:00:00", "yes"), ("07:59:59.999", "yes"), ("08:00:00", "no")],
)
def test_the_night_begins_with_22_00_and_ends_before_08_00(hours, clock, expected):
    assert verdict(window(**hours), world(f"2026-03-10T{clock}+08:00")) == expected


def test_a_call_at_night_is_put_off_to_the_morning():
    asked = world("2026-03-10T23:30:00+08:00")
    assert retry(window(**NIGHT), asked) == moment("2026-03-11T08:00:00+08:00")


@pytest.mark.parametrize(
    ("night", "morning"),
    [
        ("2026-03-28T23:00:00+01:00", "2026-03-29T08:00:00+02:00"),
        ("2026-10-24T23:00:00+02:00", "2026-10-25T08:00:00+01:00"),
    ],
)
def test_the_morning_comes_by_the_clock_on_the_wall_when_clocks_are_changed(night, morning):
    assert retry(window(**NIGHT), world(night, (PARIS,))) == moment(morning)


def test_an_hour_that_the_clock_leaves_out_ends_what_would_have_ended_in_it():
    rule_ = window(forbid=[{"from": "01:00", "to": "02:30"}])
    skipped = world("2026-03-08T01:30:00-05:00", (Place(zone="America/New_York"),))
    assert retry(rule_, skipped) == moment("2026-03-08T03:00:00-04:00")


def test_an_hour_that_the_clock_shows_twice_is_closed_twice():
    rule_ = window(forbid=[{"from": "01:00", "to": "01:30"}])
    first = world("2026-11-01T01:15:00-04:00", (Place(zone="America/New_York"),))
    assert retry(rule_, first) == moment("2026-11-01T01:30:00-04:00")
    assert verdict(rule_, first, at="2026-11-01T01:15:00-05:00") == "yes"


def test_an_unknown_zone_is_unknown_and_so_is_nobody_knowing_where():
    for places in ((Place(country="CN"),), (), None):
        assert verdict(window(**NIGHT), world(places=places)) == "unknown"


def test_the_strictest_of_all_known_locations_decides():
    both = window(zone="all_known_locations", **NIGHT)
    # 09:00 in Shanghai is 07:00 in Urumqi.
    asked = world("2026-03-10T09:00:00+08:00", (SHANGHAI, URUMQI))
    assert verdict(both, asked) == "yes"
    assert retry(both, asked) == moment("2026-03-10T10:00:00+08:00")
    assert verdict(window(**NIGHT), asked) == "no"


def test_one_closed_place_closes_and_one_unknown_place_leaves_an_open_one_unknown():
    both = window(zone="all_known_locations", **NIGHT)
    places = (SHANGHAI, Place(country="CN"))
    assert verdict(both, world("2026-03-10T23:00:00+08:00", places)) == "yes"
    assert verdict(both, world("2026-03-10T12:00:00+08:00", places)) == "unknown"


def test_the_place_of_the_number_is_the_one_that_the_number_told():
    by_number = window(zone="number_region", **NIGHT)
    told = Place(zone="Asia/Shanghai", source="number")
    assert verdict(by_number, world("2026-03-10T12:00:00+08:00", (PARIS, told))) == "no"
    assert verdict(by_number, world("2026-03-10T12:00:00+08:00", (SHANGHAI, PARIS))) == "unknown"


def test_the_callers_own_clock_and_a_fixed_clock_need_no_place():
    at = "2026-03-10T23:00:00+08:00"
    assert verdict(window(zone="caller", **NIGHT), world(at, None, caller_zone="Asia/Shanghai")) == "yes"
    assert verdict(window(zone="caller", **NIGHT), world(at, (SHANGHAI,))) == "unknown"
    assert verdict(window(zone="fixed(Asia/Shanghai)", **NIGHT), world(at, None)) == "yes"


def test_a_night_belongs_to_the_day_it_starts_on():
    friday = window(forbid=[{"from": "22:00", "to": "08:00", "days": ["fri"]}])
    assert verdict(friday, world("2026-03-13T23:00:00+08:00")) == "yes"
    assert verdict(friday, world("2026-03-14T07:00:00+08:00")) == "yes"
    assert verdict(friday, world("2026-03-13T07:00:00+08:00")) == "no"
    assert verdict(friday, world("2026-03-14T23:00:00+08:00")) == "no"


def test_equal_ends_mean_the_whole_day():
    tuesday = window(forbid=[{"from": "00:00", "to": "00:00", "days": ["tue"]}])
    assert verdict(tuesday, world("2026-03-10T00:00:00+08:00")) == "yes"
    assert verdict(tuesday, world("2026-03-10T23:59:59.999+08:00")) == "yes"
    assert verdict(tuesday, world("2026-03-11T00:00:00+08:00")) == "no"


SPRING = {date(2026, 3, 9): "work", date(2026, 3, 10): "holiday", date(2026, 3, 11): "off"}


def on_holidays(treat_as, **then):
    dated = window(**then, holidays={"calendar": "cn", "treat_as": treat_as})
    return pack(dated, calendars={"cn": SPRING})


def test_a_closed_holiday_is_shut_all_day_whatever_is_allowed():
    for hours in (DAY, NIGHT):
        assert verdict(on_holidays("closed", **hours), world("2026-03-10T12:00:00+08:00")) == "yes"
        assert verdict(on_holidays("closed", **hours), world("2026-03-11T12:00:00+08:00")) == "no"
        assert verdict(on_holidays("closed", **hours), world("2026-03-12T12:00:00+08:00")) == "unknown"


def test_a_closed_holiday_ends_with_its_day():
    lunch = on_holidays("closed", forbid=[{"from": "12:00", "to": "13:00"}])
    assert retry(lunch, world("2026-03-10T12:30:00+08:00")) == moment("2026-03-11T00:00:00+08:00")


def test_what_is_forbidden_anyway_is_known_on_a_day_outside_the_calendar():
    assert verdict(on_holidays("closed", **NIGHT), world("2026-03-12T23:00:00+08:00")) == "yes"


def test_an_evening_that_is_allowed_stays_open_over_midnight_into_a_holiday():
    late = on_holidays("closed", allow=[{"from": "20:00", "to": "02:00"}])
    assert verdict(late, world("2026-03-10T01:00:00+08:00")) == "no"
    assert verdict(late, world("2026-03-10T02:00:00+08:00")) == "yes"
    assert verdict(on_holidays("closed", **NIGHT), world("2026-03-10T12:00:00+08:00")) == "yes"


def test_a_holiday_treated_as_a_sunday_is_no_longer_its_own_weekday():
    # 2026-03-10 is a Tuesday.
    tuesdays = [{"from": "00:00", "to": "24:00", "days": ["tue"]}]
    sundays = [{"from": "00:00", "to": "24:00", "days": ["sun"]}]
    noon = world("2026-03-10T12:00:00+08:00")
    assert verdict(on_holidays("sunday", forbid=tuesdays), noon) == "no"
    assert verdict(on_holidays("sunday", forbid=sundays), noon) == "yes"
    assert verdict(on_holidays("none", forbid=tuesdays), noon) == "yes"
    assert verdict(on_holidays("none", forbid=sundays), noon) == "no"


def test_a_sunday_is_a_sunday_even_where_the_calendar_ends():
    sundays = on_holidays("sunday", forbid=[{"from": "00:00", "to": "24:00", "days": ["sun"]}])
    assert verdict(sundays, world("2026-03-15T12:00:00+08:00")) == "yes"
    assert verdict(sundays, world("2026-03-16T12:00:00+08:00")) == "unknown"


@pytest.mark.parametrize(
    ("name", "treat_as", "days"),
    [
        ("working", "none", [9]),
        ("off", "none", [11]),
        ("off", "sunday", [10, 11]),
        ("holiday", "none", [10]),
    ],
)
def test_days_of_the_calendar_are_what_it_says_they_are(name, treat_as, days):
    named = on_holidays(treat_as, forbid=[{"from": "00:00", "to": "24:00", "days": [name]}])
    closed = [
        day for day in (9, 10, 11) if verdict(named, world(f"2026-03-{day:02}T12:00:00+08:00")) == "yes"
    ]
    assert closed == days
    assert verdict(named, world("2026-03-12T12:00:00+08:00")) == "unknown"


def test_her_own_hours_narrow_the_rule_or_stand_instead_of_it():
    hers = (21 * HOUR, 23 * HOUR)
    narrowed, replaced = (
        window(**NIGHT, party_preference="narrows"),
        window(**NIGHT, party_preference="replaces"),
    )
    for clock, by_both, by_hers in (("12:00", "yes", "yes"), ("21:30", "no", "no"), ("22:30", "yes", "no")):
        asked = world(f"2026-03-10T{clock}:00+08:00", hours=hers)
        assert (verdict(narrowed, asked), verdict(replaced, asked)) == (by_both, by_hers)
        assert verdict(window(**NIGHT), asked) == ("yes" if clock == "22:30" else "no")


def test_a_call_outside_her_hours_is_put_off_until_they_begin():
    hers = (10 * HOUR, 18 * HOUR)
    for way in ("narrows", "replaces"):
        asked = world("2026-03-10T19:00:00+08:00", hours=hers)
        assert retry(window(**NIGHT, party_preference=way), asked) == moment("2026-03-11T10:00:00+08:00")


def test_where_she_gave_no_hours_the_rules_own_stand():
    for way in ("narrows", "replaces"):
        assert verdict(window(**NIGHT, party_preference=way), world("2026-03-10T23:00:00+08:00")) == "yes"


def test_a_consent_lifts_the_night_but_not_one_given_on_the_very_call():
    rule_ = window(**NIGHT, lift_by=[{"need": "consent"}])
    night = "2026-03-10T23:00:00+08:00"
    given = "2026-03-01T12:00:00+08:00"
    assert verdict(rule_, world(night, proofs=(proof(given),))) == "no"
    assert verdict(rule_, world(night, proofs=(proof(given, call_id="asked"),))) == "yes"
    assert verdict(rule_, world(night, proofs=())) == "yes"
    assert verdict(rule_, world(night, proofs=None)) == "unknown"


def test_agreed_hours_lift_the_night_only_within_themselves():
    rule_ = window(**NIGHT, lift_by=[{"need": "agreement", "agreed_hours": True}])
    agreed = proof("2026-03-01T12:00:00+08:00", need="agreement", hours_from=22 * HOUR, hours_to=23 * HOUR)
    assert verdict(rule_, world("2026-03-10T22:59:59.999+08:00", proofs=(agreed,))) == "no"
    assert verdict(rule_, world("2026-03-10T23:00:00+08:00", proofs=(agreed,))) == "yes"
    without = proof("2026-03-01T12:00:00+08:00", need="agreement")
    assert verdict(rule_, world("2026-03-10T23:00:00+08:00", proofs=(without,))) == "no"


def test_a_call_at_night_is_put_off_to_the_agreed_hours():
    rule_ = window(**NIGHT, lift_by=[{"need": "agreement", "agreed_hours": True}])
    agreed = proof("2026-03-01T12:00:00+08:00", need="agreement", hours_from=5 * HOUR, hours_to=6 * HOUR)
    asked = world("2026-03-10T23:00:00+08:00", proofs=(agreed,))
    assert retry(rule_, asked) == moment("2026-03-11T05:00:00+08:00")


def test_agreed_hours_must_be_so_at_every_known_place():
    rule_ = window(zone="all_known_locations", **NIGHT, lift_by=[{"need": "agreement", "agreed_hours": True}])
    agreed = proof("2026-03-01T12:00:00+08:00", need="agreement", hours_from=22 * HOUR, hours_to=23 * HOUR)
    # 22:30 in Shanghai is 20:30 in Urumqi.
    asked = world("2026-03-10T22:30:00+08:00", (SHANGHAI, URUMQI), proofs=(agreed,))
    assert verdict(rule_, asked) == "yes"


def test_a_window_that_never_opens_is_looked_at_for_400_days_and_noted():
    never = answered(window(forbid=[{"from": "00:00", "to": "24:00"}]), world())
    assert (never.retry_at, never.retry_note) == (None, "no_moment_within")


def test_a_clock_nobody_knows_has_no_end_and_no_note():
    unknown = answered(window(**NIGHT, on_unknown="defer"), world(places=None))
    assert (unknown.answer, unknown.retry_at, unknown.retry_note) == ("defer", None, None)


def test_zones_are_known_from_2000_to_the_end_of_2039():
    for at, expected in (
        ("1999-12-31T23:59:59.999Z", "unknown"),
        ("2000-01-01T00:00:00Z", "no"),
        ("2039-12-31T00:00:00Z", "no"),
        ("2040-01-01T00:00:00Z", "unknown"),
    ):
        assert verdict(window(**NIGHT), world(at)) == expected
