"""Coverage says which missing fact would decide how many calls, and in which order to bring them."""

from dataclasses import dataclass

import pytest

import ringfence
from ringfence.caller.coverage import Missing, coverage
from tests.policy.plain.given import pack, rule

pytestmark = pytest.mark.long

MARKETING = {"purpose": ["marketing"]}
PACK = pack(
    rule("party", {"allow": ["debtor"]}, id="test.party"),
    rule("party", {"settled": False}, id="test.settled"),
    rule("proof", {"need": "consent"}, id="test.consent", when=MARKETING),
)


@dataclass(frozen=True)
class Calls:
    rules: tuple[str, ...]
    given: frozenset[str]
    rows: int


def calls(rows, *rules, given=("purpose", "party")):
    return Calls(tuple(f"test.{each}" for each in rules), frozenset(given), rows)


def test_a_fact_decides_the_calls_that_lack_nothing_else():
    found = coverage(PACK, [calls(5, "settled"), calls(3, "settled", "consent")])
    assert found[0] == Missing("recipient settled", decides=5, together=5, among=8)
    assert found[1] == Missing("proof consent", decides=0, together=8, among=3)


def test_a_word_that_the_list_does_not_say_is_missing_only_where_it_is_not_said():
    (found,) = coverage(PACK, [calls(4, "party", given=["purpose"])])
    assert (found.fact, found.decides) == ("party", 4)


def test_where_every_call_lacks_several_facts_the_order_still_leads_to_decisions():
    found = coverage(PACK, [calls(2, "settled", "consent"), calls(9, "settled", "party", given=["purpose"])])
    assert [each.fact for each in found] == ["recipient settled", "party", "proof consent"]
    assert [each.together for each in found] == [0, 9, 11]


def test_what_was_looked_for_is_not_what_is_missing():
    known = ("purpose", "party", "proof")
    (found,) = coverage(PACK, [calls(6, "settled", "consent", given=known)])
    assert (found.fact, found.decides) == ("recipient settled", 6)


@pytest.mark.long
def test_nothing_undecided_lacks_nothing():
    assert coverage(PACK, []) == []


def test_what_coverage_says_a_fact_would_decide_it_decides(tmp_path):
    """Asked of a real list: once the fact is brought, so many calls fewer are undecided."""
    (tmp_path / "list.csv").write_text(
        "recipient,line\n" + "".join(f"+861380000000{n},+862158888888\n" for n in range(4))
    )
    words = {
        "caller": "bank-a", "purpose": "marketing", "party": "customer", "channel": "voice", "speaker": "human",
        "style": "interactive", "country": "CN", "region": "Shanghai", "zone": "Asia/Shanghai", "account": "card-1",
    }  # fmt: skip
    (tmp_path / "people.csv").write_text(
        "recipient,proofs_checked_at\n"
        + "".join(f"+861380000000{n},2026-03-09T10:00:00+08:00\n" for n in range(4))
    )
    with ringfence.open(tmp_path / "r.db", pack="thread") as house:
        house.bring("recipient", tmp_path / "people.csv")
        first = house.screen(tmp_path / "list.csv", out=None, common=words, at="2026-03-10T15:00:00+08:00")
        undecided = sum(each.rows for each in first.by_rule if each.unknown)
        (missing,) = [each for each in first.missing if each.decides]
        (tmp_path / "looks.csv").write_text(
            "recipient,listing,listed,checked_at\n"
            + "".join(f"+861380000000{n},national_dnc,false,2026-03-09T10:00:00+08:00\n" for n in range(4))
        )
        house.bring("listing_entry", tmp_path / "looks.csv")
        again = house.screen(tmp_path / "list.csv", out=None, common=words, at="2026-03-10T15:00:00+08:00")
    assert (missing.fact, missing.decides) == ("listing national_dnc", 4)
    assert undecided == 4
    assert [each for each in again.by_rule if each.unknown] == []
