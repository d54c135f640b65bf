"""Proofs: what must exist before a call, whose it is, how good and how old."""

from dataclasses import replace

from ringfence.call.moments import DAY, moment
from tests.policy.plain.given import NOON, answered, proof, retry, rule, verdict, world


def consent(**then):
    return rule("proof", {"need": "consent", **then})


def paper(need, about, **then):
    return rule("proof", {"need": need, "about": about, **then})


def test_no_proof_where_somebody_looked_is_a_breach():
    assert verdict(consent(), world(proofs=())) == "yes"


def test_no_proof_where_nobody_looked_is_unknown():
    assert verdict(consent(), world(proofs=None)) == "unknown"


def test_a_proof_of_the_need_and_grade_is_enough():
    given = world(proofs=(proof("2026-01-01T00:00:00Z", grade="explicit"),))
    assert verdict(consent(grade=["explicit", "written"]), given) == "no"
    assert verdict(consent(grade=["written"]), given) == "yes"
    assert verdict(rule("proof", {"need": "separate_consent"}), given) == "yes"


def test_a_proof_agrees_with_the_call_in_every_word_that_is_asked():
    elsewhere = world(proofs=(proof("2026-01-01T00:00:00Z", purpose="collection", caller="any"),))
    assert verdict(consent(same=["caller"]), elsewhere) == "no"
    assert verdict(consent(same=["caller", "purpose"]), elsewhere) == "yes"
    unsaid = world(proofs=(proof("2026-01-01T00:00:00Z", purpose=None),))
    assert verdict(consent(same=["purpose"]), unsaid) == "unknown"


def test_a_clause_that_was_not_pointed_out_is_no_consent():
    def bundled(pointed_out):
        return world(proofs=(proof("2026-01-01T00:00:00Z", pointed_out=pointed_out),))

    assert verdict(consent(not_bundled=True), bundled(True)) == "no"
    assert verdict(consent(not_bundled=True), bundled(False)) == "yes"
    assert verdict(consent(not_bundled=True), bundled(None)) == "unknown"
    assert verdict(consent(), bundled(False)) == "no"


def test_a_proof_is_kept_in_a_form_that_is_asked_for():
    def kept(form):
        return world(proofs=(proof("2026-01-01T00:00:00Z", kept_as=form),))

    assert verdict(consent(kept_as=["recording", "form"]), kept("form")) == "no"
    assert verdict(consent(kept_as=["recording"]), kept("log")) == "yes"
    assert verdict(consent(kept_as=["recording"]), kept(None)) == "unknown"


def test_consent_given_on_the_call_does_not_justify_it_unless_it_may():
    taken = world(proofs=(proof("2026-03-10T11:00:00+08:00", call_id="asked"),))
    assert verdict(consent(), taken) == "yes"
    assert verdict(consent(on_this_call="allowed"), taken) == "no"


def test_a_proof_that_begins_later_is_when_to_ask_again():
    begins = "2026-03-12T00:00:00+08:00"
    waiting = world(proofs=(proof(begins),))
    assert retry(consent(), waiting) == moment(begins)


def test_a_proof_breaks_the_rule_again_once_it_is_too_old_or_has_ended():
    old = world(proofs=(proof("2026-03-01T12:00:00+08:00", leaf=7),))
    for limit in ("max_age", "renew_every"):
        limited = consent(**{limit: "9 days"})
        assert verdict(limited, old) == "no"
        assert verdict(limited, replace(old, at=old.at + 1)) == "yes"
    ended = world(proofs=(proof("2026-03-01T12:00:00+08:00", ends=NOON),))
    assert verdict(consent(), replace(ended, at=ended.at - 1)) == "no"
    assert verdict(consent(), ended) == "yes"


def test_a_proof_that_lapsed_is_told_with_its_moment_and_leaf():
    lapsed = world(proofs=(proof("2026-03-01T12:00:00+08:00", leaf=7), proof("2026-01-01T00:00:00Z", leaf=9)))
    spoken = answered(consent(max_age="1 day"), lapsed).spoken[0]
    assert (spoken.fact_at, spoken.leaf) == (moment("2026-03-01T12:00:00+08:00"), 7)
    never = answered(consent(), world(proofs=())).spoken[0]
    assert (never.fact_at, never.leaf) == (None, None)


def test_a_licence_is_the_callers_and_a_review_the_agencys():
    known = world(
        agency="agency-a", proofs=(proof("2026-01-01T00:00:00Z", need="agency_review"),),
        institution_proofs={"bank-a": (proof("2026-01-01T00:00:00Z", need="licence"),), "agency-a": ()},
    )  # fmt: skip
    assert verdict(paper("licence", "caller"), known) == "no"
    assert verdict(paper("licence", "agency"), known) == "yes"
    assert verdict(paper("agency_review", "agency"), known) == "yes"
    assert verdict(paper("agency_review", "recipient"), known) == "no"


def test_an_institution_that_nobody_looked_into_is_unknown():
    assert verdict(paper("licence", "caller"), world(institution_proofs={"bank-a": None})) == "unknown"
    assert verdict(paper("licence", "caller"), world()) == "unknown"
    assert verdict(paper("agency_review", "agency"), world(institution_proofs={"bank-a": ()})) == "unknown"


def test_who_calls_for_itself_outsources_to_nobody():
    own_staff = world(agency="bank-a", institution_proofs={"bank-a": ()})
    assert verdict(paper("processor_contract", "agency"), own_staff) == "no"
    assert verdict(paper("licence", "caller"), own_staff) == "yes"


def test_a_review_is_renewed_every_year_by_another_one():
    first, second = (proof(f"{year}-02-01T00:00:00Z", need="agency_review") for year in (2025, 2026))
    yearly = paper("agency_review", "agency", renew_every="365 days")
    asked = world(agency="agency-a")
    assert verdict(yearly, replace(asked, institution_proofs={"agency-a": (first,)})) == "yes"
    renewed = replace(asked, institution_proofs={"agency-a": (first, second)})
    assert verdict(yearly, renewed) == "no"
    assert verdict(yearly, replace(renewed, at=asked.at + 365 * DAY)) == "yes"


def test_what_is_enough_instead_stands_in_unless():
    either = rule("proof", {"need": "consent"}, unless=[{"proof": {"need": "contract", "same": ["caller"]}}])
    assert verdict(either, world(proofs=(proof("2026-01-01T00:00:00Z", need="contract"),))) == "no"
