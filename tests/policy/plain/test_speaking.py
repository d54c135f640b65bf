"""One rule: whether it is about the call, what exempts from it, and what unknown does."""

import pytest

from ringfence.call.moments import moment
from ringfence.call.words import Place
from tests.policy.plain.given import NOON, answered, listed, pack, proof, retry, rule, verdict, world

ALWAYS = {"zone": "fixed(Asia/Shanghai)", "forbid": [{"from": "00:00", "to": "24:00"}]}
NIGHT = {"zone": "called_location", "forbid": [{"from": "22:00", "to": "08:00"}]}


def shut(**envelope):
    return rule("window", ALWAYS, **envelope)


def test_a_rule_speaks_of_the_calls_it_is_about_and_of_the_places_it_holds_in():
    assert verdict(shut(when={"purpose": ["marketing"]}), world()) == "yes"
    assert verdict(shut(when={"purpose": ["collection"]}), world()) == "no"
    assert verdict(shut(when={"purpose": ["marketing"]}), world(purpose=None)) == "unknown"
    assert verdict(shut(where={"country": ["CN"]}), world()) == "yes"
    assert verdict(shut(where={"country": ["FR"]}), world()) == "no"
    assert verdict(shut(where={"country": ["FR"]}), world(places=(Place(),))) == "unknown"


def test_what_is_unknown_does_not_matter_where_something_known_decides():
    assert verdict(shut(when={"purpose": ["collection"]}), world(places=None)) == "no"
    open_now = rule("window", NIGHT, where={"country": ["CN"]})
    assert verdict(open_now, world(places=(Place(zone="Asia/Shanghai"),))) == "no"


def test_any_exemption_is_enough_but_all_its_parts_must_hold():
    by_consent = [{"proof": {"need": "consent"}, "occasion": "known"}, {"call": {"party": ["lawyer"]}}]
    consent = (proof("2026-01-01T00:00:00+08:00"),)
    assert verdict(shut(unless=by_consent), world(proofs=consent, occasion="alert-1")) == "no"
    assert verdict(shut(unless=by_consent), world(occasion="alert-1")) == "yes"
    assert verdict(shut(unless=by_consent), world(proofs=consent)) == "unknown"
    assert verdict(shut(unless=by_consent), world(party="lawyer")) == "no"


@pytest.mark.parametrize(
    ("on_unknown", "answer", "effects"),
    [
        ("refuse", "refuse", ["refuse"]),
        ("defer", "defer", ["defer"]),
        ("divert", "divert", ["divert"]),
        ("warn", "permit", ["warn"]),
        ("ignore", "permit", []),
    ],
)
def test_a_rule_says_what_unknown_does(on_unknown, answer, effects):
    judged = answered(rule("window", NIGHT, on_unknown=on_unknown), world(places=None))
    assert judged.answer == answer
    assert [spoken.effect for spoken in judged.spoken] == effects
    assert all(spoken.unknown for spoken in judged.spoken)


def test_a_warning_is_listed_and_changes_nothing():
    judged = answered(shut(effect="warn"), world())
    assert (judged.answer, judged.retry_at, judged.retry_note) == ("permit", None, None)
    assert [(spoken.effect, spoken.unknown, spoken.until) for spoken in judged.spoken] == [
        ("warn", False, None)
    ]


def test_a_draft_says_nothing_and_house_rules_speak_like_any_other():
    assert verdict(shut(force="DRAFT"), world()) == "no"
    assert verdict(shut(force="HOUSE"), world()) == "yes"
    assert verdict(shut(force="PLAT"), world()) == "yes"


def test_a_rule_ends_on_the_day_it_is_valid_to():
    assert retry(shut(valid={"to": "2026-04-01"}), world()) == moment("2026-04-01T00:00:00+08:00")


def test_a_rule_ends_where_an_exemption_will_begin():
    exempt = shut(unless=[{"proof": {"need": "consent"}}])
    assert retry(exempt, world(proofs=(proof("2026-03-12T09:00:00+08:00"),))) == moment(
        "2026-03-12T09:00:00+08:00"
    )


def test_what_becomes_unknown_ends_only_if_unknown_does_not_block():
    def dnc(on_unknown):
        then = {"list": {"name": "dnc", "type": "opt_out"}, "max_age": "31 days"}
        return rule("listing", then, on_unknown=on_unknown)

    asked = world(listings={"dnc": listed("2026-01-01", NOON)})
    for on_unknown in ("warn", "ignore"):
        assert retry(dnc(on_unknown), asked) == moment("2026-04-10T12:00:00.001+08:00")
    assert answered(dnc("refuse"), asked).retry_at is None


def test_a_window_ends_at_the_last_moment_that_is_looked_at_but_not_after():
    far = {"valid": {"to": "2027-04-14"}}
    assert retry(shut(**far), world("2026-03-10T00:00:00+08:00")) == moment("2027-04-14T00:00:00+08:00")
    cut = answered(shut(**far), world("2026-03-09T23:59:59.999+08:00"))
    assert (cut.retry_at, cut.retry_note) == (None, "no_moment_within")


def test_the_same_rule_may_stand_alone_in_a_pack():
    assert answered(pack(), world()).answer == "permit"


def test_what_is_presumed_is_told_and_changes_nothing():
    judged = answered(shut(effect="presume"), world())
    assert judged.answer == "permit"
    assert [(spoken.effect, spoken.unknown, spoken.until) for spoken in judged.spoken] == [
        ("presume", False, None)
    ]
