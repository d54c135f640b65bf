"""Calls that one row settles are not looked at in full, and nothing is said of them that plain does not say."""

import duckdb
import pytest

from ringfence.engines.duckdb.figures import one_row
from ringfence.engines.duckdb.judge import judge_list
from ringfence.engines.duckdb.worlds import load_worlds, read_judgements
from ringfence.policy.plain import judge
from ringfence.policy.plan.compile import compile_pack
from tests.policy.plain.given import listed, pack, proof, rule, said, world

GIVEN = "2026-03-01T12:00:00+08:00"
TOMORROW = "2026-03-11T12:00:00+08:00"
CONSENT = rule("proof", {"need": "consent", "same": ["purpose"]}, id="test.consent")
WRITTEN = rule("proof", {"need": "consent", "grade": ["written", "separate"]}, id="test.written")
STOP = rule("stop", {"triggers": ["opt_out"], "duration": "forever"}, id="test.stop")
WHITE = rule(
    "listing", {"list": {"name": "white", "type": "opt_in"}, "on_no_data": "unknown"}, id="test.white"
)
PACK = pack(CONSENT, WRITTEN, STOP, WHITE)
LISTED = {"white": listed("2026-03-01")}
SETTLED = proof(GIVEN, grade="written")


def looked_at(*worlds, pack=PACK):
    """How many of these calls were looked at in full, once all of them are judged as plain judges each."""
    with duckdb.connect() as db:
        load_worlds(db, worlds)
        judge_list(db, compile_pack(pack), 1)
        assert read_judgements(db, len(worlds)) == [judge(pack, each) for each in worlds]
        (count,) = one_row(db, "SELECT COUNT(*) FROM k_first")
        return count


def test_a_call_whose_consent_every_rule_asks_for_is_looked_at_no_further():
    assert looked_at(world(proofs=(SETTLED,), listings=LISTED)) == 0


def test_of_several_proofs_one_that_settles_is_enough():
    ended = proof(GIVEN, grade="written", ends="2026-03-02T12:00:00+08:00")
    assert looked_at(world(proofs=(ended, SETTLED), listings=LISTED)) == 0


@pytest.mark.parametrize(
    "known",
    [
        {"proofs": ()},
        {"proofs": None},
        {"proofs": (proof(GIVEN, grade="written", ends="2026-03-02T12:00:00+08:00"),)},
        {"proofs": (proof(GIVEN, grade="written", purpose="service"),)},
        {"proofs": (proof(GIVEN, grade="written", purpose=None),)},
        {"proofs": (proof(TOMORROW, grade="written"),)},
        {"proofs": (proof(None, grade="written"),)},
        {"proofs": (proof(GIVEN, grade="general"),)},
        {"proofs": (proof(GIVEN, grade=None),)},
        {"stops": (said(GIVEN),)},
        {"listings": {}},
        {"listings": {"white": listed("2026-03-01", is_listed=False)}},
        {"listings": {"white": listed("2026-03-01", is_listed=None)}},
        {"listings": {"white": listed("2026-03-01", None)}},
    ],
    ids=str,
)
def test_a_call_that_any_rule_may_speak_of_is_looked_at(known):
    settled = world(proofs=(SETTLED,), listings=LISTED)
    assert looked_at(settled, world(**{"proofs": (SETTLED,), "listings": LISTED, **known})) == 1


def test_a_rule_that_exempts_the_very_calls_it_is_about_stays_unknown_where_they_are():
    marketing = {"purpose": ["marketing"]}
    unless = [{"call": marketing, "proof": {"need": "agreement"}}]
    made = pack(rule("proof", {"need": "consent"}, when=marketing, unless=unless, on_unknown="refuse"))
    agreed = (proof(GIVEN, need="agreement"),)
    unknown = world(purpose=None, proofs=agreed)
    assert looked_at(unknown, world(proofs=agreed), world(purpose="service", proofs=agreed), pack=made) == 1
    assert judge(made, unknown).answer == "refuse"
