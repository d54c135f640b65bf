"""A pack of the further kinds: checked, judged alike on every engine, and followed through the house."""

from dataclasses import replace
from pathlib import Path

import pytest

import ringfence
from ringfence.engines.duckdb import judge_worlds
from ringfence.policy.examples import read_examples
from ringfence.policy.lock import renewed
from ringfence.policy.plain import judge
from ringfence.policy.plan.compile import compile_pack
from ringfence.policy.read import read_pack
from ringfence.policy.rule import ELSEWHERE
from ringfence.wiring.examples import test_examples as try_out

FOLDER = Path(__file__).with_name("further")
LIN, WEN = "+86 130 0000 0001", "+86 130 0000 0002"
CALL = {
    "caller": "bank-a", "agency": "bank-a", "account": "card-1", "purpose": "collection", "speaker": "human",
    "channel": "voice", "subject": "relay_message", "line": "+862158888888",
    "places": [{"country": "CN", "region": "Shanghai", "zone": "Asia/Shanghai", "source": "billing"}],
}  # fmt: skip
LINES = (
    "line,caller,home,located,filings_checked_at,arrears\n"
    "+862158888888,bank-a,Shanghai,Shanghai,2026-03-01T00:00:00+08:00,false\n"
    "+8617000000000,bank-a,Shanghai,Shanghai,2026-03-01T00:00:00+08:00,false\n"
)


@pytest.fixture
def house(db, tmp_path):
    """A house over the pack, with two lines of one bank: one in order, the other a virtual number."""
    with ringfence.open(db, pack=FOLDER) as opened:
        (tmp_path / "lines.csv").write_text(LINES)
        opened.bring("line", tmp_path / "lines.csv")
        yield opened


@pytest.mark.long
def test_every_engine_judges_every_example_right():
    pack = read_pack(FOLDER)
    tested = try_out(pack, read_examples(FOLDER / "examples", pack))
    assert (tested.disagreements, tested.failures) == ([], [])
    assert tested.examples >= 25


def try_the_debtor(house, *outcomes):
    """Calls to the debtor, one an hour, each told at once."""
    for hour, outcome in enumerate(outcomes):
        asked = house.ask(
            CALL | {"recipient": LIN, "party": "debtor", "at": f"2026-03-10T{9 + hour:02}:00:00+08:00"}
        )
        assert asked.answer == "permit"
        house.tell(asked, outcome=outcome, at=f"2026-03-10T{9 + hour:02}:01:00+08:00")


def relative(house, at):
    """What is answered to a call to the debtor's relative."""
    return house.ask(CALL | {"recipient": WEN, "party": "contact", "at": at})


def test_a_relative_may_be_called_once_the_debtor_has_failed_to_answer_three_times(house):
    try_the_debtor(house, "unanswered", "unanswered")
    refused = relative(house, "2026-03-10T12:00:00+08:00")
    assert (refused.answer, refused.reasons[0].rule) == ("refuse", "x.relatives")
    try_the_debtor(house, "unanswered")
    assert relative(house, "2026-03-10T13:00:00+08:00").answer == "permit"


def test_confirm_refuses_when_the_debtor_was_reached_before_it_rings(house):
    try_the_debtor(house, "unanswered", "unanswered", "unanswered")
    permitted = relative(house, "2026-03-10T13:00:00+08:00")
    reached = house.ask(CALL | {"recipient": LIN, "party": "debtor", "at": "2026-03-10T13:00:01+08:00"})
    house.tell(reached, outcome="conversation", at="2026-03-10T13:05:00+08:00")
    confirmed = house.confirm(permitted, at="2026-03-10T13:06:00+08:00")
    assert (permitted.answer, confirmed.answer) == ("permit", "refuse")
    assert confirmed.reasons[0].facts["debtor_reached_at"] == reached.at


def test_what_is_wrong_with_a_line_names_another_that_will_do(house):
    diverted = house.would(CALL | {"recipient": LIN, "party": "debtor", "line": "+8617000000000"})
    assert diverted.answer == "divert"
    assert (diverted.alternative.line, diverted.alternative.answer) == ("+862158888888", "permit")
    assert diverted.reasons[0].facts["asked"] == ["forbidden_series", "arrears", "owner", "off_site"]


def test_what_nobody_gave_is_named(house):
    unknown = house.would(
        CALL | {"recipient": LIN, "party": None, "agency": None, "line": None, "account": None}
    )
    assert set(unknown.missing) >= {"party", "account", "agency", "agency proof agency_review", "line"}


def test_an_institutions_proof_is_brought_and_its_leaf_told(house, tmp_path):
    files = {
        "institution": "institution,proofs_checked_at\nagency-a,2026-03-01T00:00:00+08:00\n",
        "institution_proof": "institution,need,given_at\nagency-a,agency_review,2025-01-01T00:00:00+08:00\n",
    }
    for relation, text in files.items():
        (tmp_path / f"{relation}.csv").write_text(text)
        assert house.bring(relation, tmp_path / f"{relation}.csv").rows == 1
    reason = house.would(
        CALL | {"recipient": LIN, "party": "debtor", "agency": "agency-a", "at": "2026-03-10T09:00:00+08:00"}
    ).reasons[0]
    assert (reason.rule, reason.unknown, reason.facts["need"]) == ("x.review", False, "agency_review")
    assert reason.facts["leaf"] == reason.leaf is not None


@pytest.mark.long
def test_rules_that_answer_no_call_are_read_and_judged_as_if_they_were_not_there():
    pack = read_pack(FOLDER)
    elsewhere = {rule.terms.kind for rule in pack.rules if not rule.answers_calls}
    without = replace(pack, rules=tuple(rule for rule in pack.rules if rule.answers_calls))
    worlds = [example.world for example in read_examples(FOLDER / "examples", pack)]

    assert elsewhere == set(ELSEWHERE)
    assert [judge(pack, world) for world in worlds] == [judge(without, world) for world in worlds]
    assert compile_pack(pack).needs == compile_pack(without).needs
    assert judge_worlds(pack, worlds) == judge_worlds(without, worlds)


def test_a_rule_that_answers_no_call_is_locked_like_any_other():
    pack = read_pack(FOLDER)
    assert set(ELSEWHERE) <= {pack_rule.terms.kind for pack_rule in pack.rules}
    assert {"x.say", "x.keep"} <= set(renewed(pack, None).rules)
