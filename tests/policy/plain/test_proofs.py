"""Proofs: which meet a term, and when."""

import pytest

from ringfence.call.moments import HOUR, moment
from ringfence.policy.plain.proofs import Search
from ringfence.policy.terms import ProofTerm
from tests.policy.plain.given import NOON, proof, world

AT = moment(NOON)
GIVEN = "2026-03-01T12:00:00+08:00"


def found(term, *proofs, at=AT, zones=(), after=None, **words):
    search = Search(ProofTerm.model_validate({"need": "consent", **term}), world(proofs=proofs, **words))
    return search.found(at, zones=zones, after=after)


def test_a_proof_meets_the_need_it_was_given_for():
    assert found({}, proof(GIVEN)) is True
    assert found({}, proof(GIVEN, need="purchase")) is False
    assert found({}) is False


def test_where_nobody_looked_nothing_is_known_to_be_missing():
    assert Search(ProofTerm(need="consent"), world(proofs=None)).found(AT) is None


def test_a_grade_nobody_noted_is_unknown():
    term = {"grade": ["explicit", "written"]}
    assert found(term, proof(GIVEN, grade="explicit")) is True
    assert found(term, proof(GIVEN, grade="general")) is False
    assert found(term, proof(GIVEN, grade=None)) is None


@pytest.mark.parametrize(
    ("of_proof", "of_call", "expected"),
    [
        ("gold", "gold", True),
        ("gold", "plain", False),
        (None, "gold", None),
        ("gold", None, None),
        ("any", "gold", True),
        ("any", None, True),
    ],
)
def test_a_proof_covers_its_own_scope_any_covers_all_and_nothing_said_is_unknown(of_proof, of_call, expected):
    assert found({"same": ["product"]}, proof(GIVEN, product=of_proof), product=of_call) is expected


def test_a_proof_may_have_to_be_about_a_subject():
    term = {"subject": "recording"}
    assert found(term, proof(GIVEN, subject="recording")) is True
    assert found(term, proof(GIVEN, subject="any")) is True
    assert found(term, proof(GIVEN, subject="offers")) is False
    assert found(term, proof(GIVEN)) is None


def test_a_proof_counts_from_the_moment_it_was_given_until_it_ends():
    ending = proof(GIVEN, ends=NOON)
    assert found({}, ending, at=moment(GIVEN) - 1) is False
    assert found({}, ending, at=moment(GIVEN)) is True
    assert found({}, ending, at=AT - 1) is True
    assert found({}, ending, at=AT) is False
    assert found({}, proof(None)) is None
    assert found({}, proof(None, ends=GIVEN)) is False


def test_a_proof_is_good_for_its_age_and_not_a_millisecond_more():
    hour = {"max_age": "1 hour"}
    assert found(hour, proof(GIVEN), at=moment(GIVEN) + HOUR) is True
    assert found(hour, proof(GIVEN), at=moment(GIVEN) + HOUR + 1) is False
    assert found(hour, proof(None)) is None


def test_a_consent_given_on_the_call_counts_only_where_the_rule_allows_it():
    assert found({}, proof(GIVEN, call_id="asked")) is False
    assert found({}, proof(GIVEN, call_id="another")) is True
    assert found({"on_this_call": "allowed"}, proof(GIVEN, call_id="asked")) is True
    assert found({}, proof(GIVEN, call_id="asked"), id=None) is True


def test_a_release_must_be_given_after_what_it_releases():
    assert found({}, proof(GIVEN), after=moment(GIVEN)) is False
    assert found({}, proof(GIVEN), after=moment(GIVEN) - 1) is True
    assert found({}, proof(None), after=moment(GIVEN)) is None


def test_agreed_hours_are_read_on_every_clock_and_unknown_on_an_unknown_one():
    agreed = proof(GIVEN, hours_from=12 * HOUR, hours_to=13 * HOUR)
    by_hours = {"agreed_hours": True}
    assert found(by_hours, agreed, zones=("Asia/Shanghai",)) is True
    assert found(by_hours, agreed, zones=("Asia/Shanghai", "Asia/Urumqi")) is False
    assert found(by_hours, agreed, zones=("Asia/Shanghai", None)) is None
    assert found(by_hours, agreed, at=AT + HOUR, zones=("Asia/Shanghai",)) is False
    assert found({}, agreed, at=AT + HOUR, zones=("Asia/Shanghai",)) is True


def test_one_proof_that_surely_meets_the_term_is_enough():
    assert found({"grade": ["explicit"]}, proof(GIVEN, grade=None), proof(GIVEN, grade="explicit")) is True
    assert found({"grade": ["explicit"]}, proof(GIVEN, grade=None), proof(GIVEN, grade="general")) is None
