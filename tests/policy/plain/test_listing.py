"""Listings: who is in which list, how old the look may be, and what beats it."""

from typing import Any

import pytest

from ringfence.call.moments import moment
from tests.policy.plain.given import NOON, answered, listed, proof, retry, rule, verdict, world


def listing(type_="opt_out", **then):
    keyed_by = {"keyed_by": "line"} if type_ == "dno" else {}
    return rule("listing", {"list": {"name": "dnc", "type": type_}, **keyed_by, **then})


def look(entry):
    return world(listings={"dnc": entry})


def test_a_number_in_an_opt_out_list_is_refused_with_the_day_it_was_listed():
    judged = answered(listing(), look(listed("2026-01-01", leaf=4)))
    assert judged.answer == "refuse"
    assert (judged.spoken[0].fact_at, judged.spoken[0].leaf) == (moment("2026-01-01T00:00:00Z"), 4)


def test_a_number_looked_up_and_not_found_is_not_listed():
    assert verdict(listing(), look(listed(None, is_listed=False))) == "no"
    assert verdict(listing(), look(listed(None, is_listed=None, own_entry=False))) == "no"
    assert verdict(listing(), look(listed(None, is_listed=None))) == "unknown"


def test_no_look_is_no_data_and_the_source_says_what_that_means():
    for asked in (world(), look(listed("2026-01-01", None))):
        assert verdict(listing(), asked) == "unknown"
        assert verdict(listing(on_no_data="listed"), asked) == "yes"
        assert verdict(listing(on_no_data="not_listed"), asked) == "no"
        assert verdict(listing(on_no_data="listed", listing_grace=28), asked) == "unknown"


def test_an_old_look_is_neither_a_yes_nor_a_no():
    fresh_for = listing(max_age="31 days")
    for is_listed, fresh in ((True, "yes"), (False, "no")):
        asked = look(listed("2026-01-01", "2026-03-01T00:00:00+08:00", is_listed=is_listed))
        assert verdict(fresh_for, asked, at="2026-04-01T00:00:00+08:00") == fresh
        assert verdict(fresh_for, asked, at="2026-04-01T00:00:00.001+08:00") == "unknown"
        assert verdict(fresh_for, asked, at="2026-02-28T23:59:59+08:00") == "unknown"


def test_an_old_look_is_not_the_same_as_no_data():
    asked = look(listed("2026-01-01", "2026-03-01T00:00:00+08:00"))
    assert verdict(listing(max_age="1 day", on_no_data="not_listed"), asked) == "unknown"


def test_freshness_by_receipt_needs_the_numbers_own_result():
    whole_list = look(listed(None, is_listed=False, own_entry=False))
    assert verdict(listing(age_from="result_receipt"), whole_list) == "unknown"
    assert verdict(listing(age_from="result_receipt"), look(listed("2026-01-01"))) == "yes"


def test_a_grace_of_28_days_starts_with_the_day_of_listing_where_it_first_begins_on_earth():
    graced = listing(listing_grace=28)
    asked = look(listed("2026-03-01", "2026-03-02T00:00:00Z"))
    # The first of March begins at 10:00 UTC of the day before, on Kiritimati.
    assert verdict(graced, asked, at="2026-03-28T09:59:59.999Z") == "no"
    assert verdict(graced, asked, at="2026-03-28T10:00:00Z") == "yes"
    assert verdict(graced, look(listed(None))) == "unknown"
    assert verdict(listing(), look(listed(None))) == "yes"


def test_a_listing_that_begins_tomorrow_is_not_yet_obeyed():
    assert verdict(listing(), look(listed("2026-03-12"))) == "no"


def test_a_number_missing_from_an_opt_in_list_is_refused():
    assert verdict(listing("opt_in"), look(listed(None, is_listed=False))) == "yes"
    assert verdict(listing("opt_in"), look(listed("2026-01-01"))) == "no"
    assert verdict(listing("opt_in"), world()) == "unknown"
    spoken = answered(listing("opt_in"), look(listed("2026-01-01", is_listed=False, leaf=3))).spoken[0]
    assert (spoken.fact_at, spoken.leaf) == (None, None)


def test_a_line_that_must_not_be_shown_is_looked_up_by_line():
    dno = listing("dno")
    assert verdict(dno, world(line_listings={"dnc": listed("2026-01-01")})) == "yes"
    assert verdict(dno, world(listings={"dnc": listed("2026-01-01")})) == "unknown"


@pytest.mark.parametrize(
    ("reassigned_on", "expected"), [("2026-02-09", "no"), ("2026-02-10", "yes"), ("2026-02-11", "yes")]
)
def test_a_number_reassigned_on_or_after_the_day_of_the_newest_consent_is_refused(reassigned_on, expected):
    known: dict[str, Any] = {"listings": {"dnc": listed(reassigned_on)}}
    reassigned = listing("reassigned", consented_by={"need": "consent"})
    given = (proof("2026-01-10T06:00:00Z"), proof("2026-02-10T06:00:00Z"))
    assert verdict(reassigned, world(**known, proofs=given)) == expected


def test_a_reassignment_is_unknown_where_no_consent_is_known():
    reassigned = listing("reassigned", consented_by={"need": "consent"})
    in_list, not_in_list = listed("2026-02-10"), listed(None, is_listed=False)
    for proofs in ((), None, (proof(None),)):
        assert verdict(reassigned, world(listings={"dnc": in_list}, proofs=proofs)) == "unknown"
        assert verdict(reassigned, world(listings={"dnc": not_in_list}, proofs=proofs)) == "no"


def test_a_consent_that_only_may_count_matters_only_if_it_would_change_the_answer():
    reassigned = listing("reassigned", consented_by={"need": "consent", "same": ["product"]})
    sure = proof("2026-01-10T06:00:00Z", product="gold")
    for given, expected in (("2026-03-01T06:00:00Z", "unknown"), ("2026-02-01T06:00:00Z", "yes")):
        known: dict[str, Any] = {"listings": {"dnc": listed("2026-02-10")}, "product": "gold"}
        maybe = proof(given, product=None)
        assert verdict(reassigned, world(**known, proofs=(sure, maybe))) == expected


def test_a_reassignment_becomes_unknown_when_the_consent_ends_or_grows_too_old():
    known = {"dnc": listed("2026-03-01")}
    until, given = "2026-03-20T00:00:00+08:00", "2026-02-10T12:00:00+08:00"
    plainly = listing("reassigned", consented_by={"need": "consent"})
    ending = world(listings=known, proofs=(proof(given, ends=until),))
    assert retry(plainly, ending) == moment(until)
    young = listing("reassigned", consented_by={"need": "consent", "max_age": "30 days"})
    ageing = world(listings=known, proofs=(proof(given),))
    assert retry(young, ageing) == moment("2026-03-12T12:00:00.001+08:00")


def test_nobody_but_the_carrier_can_look_on_the_network_side():
    assert verdict(listing("network_side"), look(listed("2026-01-01"))) == "unknown"


def test_a_purchase_beats_the_list_for_18_months_and_an_inquiry_for_3():
    beaten = listing(
        beaten_by=[{"need": "purchase", "max_age": "540 days"}, {"need": "inquiry", "max_age": "90 days"}]
    )
    in_list: dict[str, Any] = {"listings": {"dnc": listed("2026-01-01")}}
    for need, given, expected in (
        ("purchase", "2025-01-01T00:00:00+08:00", "no"),
        ("inquiry", "2025-01-01T00:00:00+08:00", "yes"),
        ("inquiry", "2025-12-10T12:00:00+08:00", "no"),
        ("inquiry", "2025-12-10T11:59:59.999+08:00", "yes"),
    ):
        assert verdict(beaten, world(**in_list, proofs=(proof(given, need=need),))) == expected
    assert verdict(beaten, world(**in_list, proofs=None)) == "unknown"


def test_a_listing_ends_where_a_proof_that_beats_it_will_begin():
    beaten = listing(beaten_by=[{"need": "consent"}])
    asked = world(listings={"dnc": listed("2026-01-01")}, proofs=(proof("2026-03-12T09:00:00+08:00"),))
    assert retry(beaten, asked) == moment("2026-03-12T09:00:00+08:00")


def test_a_listing_has_no_end_but_where_old_looks_do_not_block_it_ends_with_the_look():
    asked = look(listed("2026-01-01", NOON))
    endless = answered(listing(), asked)
    assert (endless.retry_at, endless.retry_note) == (None, None)
    assert retry(listing(max_age="31 days"), asked) == moment("2026-04-10T12:00:00.001+08:00")


def test_a_call_whose_line_nobody_knows_cannot_be_looked_up_whatever_no_data_means():
    assert verdict(listing("dno", on_no_data="not_listed"), world(line=None)) == "unknown"
    assert verdict(listing("dno", on_no_data="not_listed"), world()) == "no"
