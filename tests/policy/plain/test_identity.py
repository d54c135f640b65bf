"""Identities: which series a line belongs to, and what state it is in."""

from dataclasses import replace

import pytest

from ringfence.call.moments import DAY, moment
from ringfence.policy.world import Filing
from tests.policy.plain.given import NOON, answered, retry, rule, verdict, world

CN = {"where": {"country": ["CN"]}}


def identity(envelope=None, **then):
    return rule("identity", then, **(envelope or {}))


def line(*, filings=None, number="+8621111111", **facts):
    return world(line=number, line_facts=facts, filings=filings)


def test_a_purpose_has_its_own_series():
    series = identity(series_for_purpose={"marketing": ["in.140"], "service": ["in.1600"]})
    assert verdict(series, line(number="+9114012345678")) == "no"
    assert verdict(series, line(number="+911600123456")) == "yes"
    assert verdict(series, world(line="+911600123456", purpose="collection")) == "no"
    assert verdict(series, world(line="+911600123456", purpose=None)) == "unknown"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+8617012345678", "yes"),
        ("+8613812345678", "no"),
        ("95588", "no"),
        ("95012345", "yes"),
        ("+862150000000", "no"),
    ],
)
def test_some_series_are_forbidden(number, said):
    assert verdict(identity(forbidden_series=["cn.virtual", "cn.call_centre"]), line(number=number)) == said


@pytest.mark.parametrize(
    ("number", "said"), [("+8621111111", "no"), ("+33612345678", "yes"), ("95588", "no")]
)
def test_a_foreign_number_is_one_of_another_countrys_code(number, said):
    assert verdict(identity(CN, forbidden_series=["foreign"]), line(number=number)) == said


def test_a_call_without_a_line_is_unknown():
    assert verdict(identity(forbidden_series=["cn.virtual"]), world(line=None)) == "unknown"
    assert verdict(identity(arrears=False), world(line=None)) == "unknown"


@pytest.mark.parametrize("state", ["arrears", "rented", "private", "inbound_only", "used_by_owner"])
def test_a_lines_state_is_as_the_rule_has_it(state):
    for wanted in (True, False):
        asked = identity(**{state: wanted})
        assert verdict(asked, line(**{state: wanted})) == "no"
        assert verdict(asked, line(**{state: not wanted})) == "yes"
        assert verdict(asked, line()) == "unknown"


def test_a_line_belongs_to_whom_the_rule_names():
    asked = world(agency="agency-a", line_facts={"owner": "agency-a", "caller": "bank-b"})
    assert verdict(identity(owner=["caller"]), asked) == "yes"
    assert verdict(identity(owner=["caller", "agency"]), asked) == "no"
    assert verdict(identity(owner=["principal"]), asked) == "yes"
    assert verdict(identity(owner=["principal"]), replace(asked, line_facts={"caller": "bank-a"})) == "no"
    assert verdict(identity(owner=["caller", "agency"]), world(line_facts={"owner": "agency-a"})) == "unknown"


def test_a_calls_attestation_is_at_least_so_good():
    assert [verdict(identity(attest_min="B"), line(attestation=each)) for each in ("A", "B", "C", None)] == [
        "no", "no", "yes", "unknown",
    ]  # fmt: skip


def test_a_line_is_used_at_home_or_where_that_is_filed():
    away = {"home": "Shanghai", "located": "Beijing"}
    filed = identity(off_site="filed")
    assert verdict(filed, line(home="Shanghai", located="Shanghai")) == "no"
    assert verdict(filed, line(**away, filings=(Filing(region="Beijing", since=0),))) == "no"
    assert verdict(filed, line(**away, filings=(Filing(region="Tianjin", since=0),))) == "yes"
    assert verdict(filed, line(**away, filings=())) == "yes"
    assert verdict(filed, line(**away, filings=(Filing(region="Beijing"),))) == "unknown"
    assert verdict(filed, line(**away)) == "unknown"
    assert verdict(filed, line(home="Shanghai", filings=())) == "unknown"
    assert (
        verdict(identity(off_site="never"), line(**away, filings=(Filing(region="Beijing", since=0),)))
        == "yes"
    )


def test_a_filing_that_will_begin_is_when_to_ask_again():
    begins, ends = moment("2026-03-12T00:00:00Z"), moment("2026-04-01T00:00:00Z")
    asked = line(
        home="Shanghai", located="Beijing", filings=(Filing(region="Beijing", since=begins, until=ends),)
    )
    filed = identity(off_site="filed")
    assert retry(filed, asked) == begins
    assert verdict(filed, replace(asked, at=ends - 1)) == "no"
    assert verdict(filed, replace(asked, at=ends)) == "yes"


def test_a_registration_is_in_force_and_not_too_old():
    now = moment(NOON)
    asked = identity(registration={"max_age": "365 days"})
    assert verdict(asked, line(registered=True, registered_at=now - 365 * DAY)) == "no"
    assert verdict(asked, line(registered=True, registered_at=now - 365 * DAY - 1)) == "yes"
    assert verdict(asked, line(registered=True)) == "unknown"
    assert verdict(identity(registration={}), line(registered=True)) == "no"
    assert verdict(identity(registration={}), line(registered=True, registered_until=now)) == "yes"
    assert verdict(identity(registration={}), line(registered=False)) == "yes"
    assert retry(identity(registration={}), line(registered=True, registered_at=now + DAY)) == now + DAY


def test_a_line_can_be_called_back_for_so_long():
    now, asked = moment(NOON), identity(answerable={"for": "30 days"})
    assert verdict(asked, line(answerable=True)) == "no"
    assert verdict(asked, line(answerable=True, answerable_until=now + 30 * DAY)) == "no"
    assert verdict(asked, line(answerable=True, answerable_until=now + 30 * DAY - 1)) == "yes"
    assert verdict(asked, line(answerable=False)) == "yes"
    assert verdict(asked, line()) == "unknown"


def test_a_line_that_makes_many_calls_is_authorised_to():
    many = identity(volume_auth={"over": 500_000})
    assert verdict(many, line(monthly_calls=500_000)) == "no"
    assert verdict(many, line(monthly_calls=500_001, volume_authorised=True)) == "no"
    assert verdict(many, line(monthly_calls=500_001, volume_authorised=False)) == "yes"
    assert verdict(many, line(monthly_calls=500_001)) == "unknown"
    assert verdict(many, line(volume_authorised=False)) == "unknown"


def test_the_leaf_that_sealed_the_lines_facts_is_told():
    assert answered(identity(arrears=False), line(arrears=True, leaf=5)).spoken[0].leaf == 5
    assert answered(identity(forbidden_series=["+8621"]), line(leaf=5)).spoken[0].leaf is None


def test_what_is_wrong_with_a_line_diverts_unless_the_rule_says_otherwise():
    written = rule("identity", {"arrears": False}).terms.model_dump(by_alias=True, exclude={"effect"})
    assert type(rule("identity", {"arrears": False}).terms).model_validate(written).effect == "divert"
