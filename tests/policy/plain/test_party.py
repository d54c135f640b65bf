"""Parties: who may be spoken to, when the debtor counts as lost, and how many others may be reached."""

from dataclasses import replace

import pytest

from ringfence.call.moments import DAY, moment
from ringfence.policy.world import Stated
from tests.policy.plain.given import ANOTHER, NOON, answered, past, retry, rule, verdict, world

LOST = {"stated": ["death", "number_invalid"], "consecutive_failures": 3, "within": "30 days"}
DEBTOR = "+8613000000008"


def party(**then):
    return rule("party", then)


def relatives(lost=LOST, **further):
    return party(
        allow=["debtor", "guarantor"], precondition={"allow": ["contact"], "lost_contact": lost, **further}
    )


def to(whom, **known):
    return world(party=whom, **known)


def tried(*outcomes, **words):
    """Calls to the debtor on the days before, one a day, in order."""
    first = moment(NOON) - len(outcomes) * DAY
    made = [past(NOON, outcome, **{"whom": DEBTOR, "party": "debtor", **words}) for outcome in outcomes]
    return tuple(replace(each, at=first + place * DAY) for place, each in enumerate(made))


def stated(fact="death", since="2026-03-01T00:00:00Z", until=None, **whose):
    begun, over = (moment(each) if each else None for each in (since, until))
    return Stated(
        **{"account": "card-1", "caller": "bank-a", **whose, "fact": fact, "since": begun, "until": over}
    )


def test_only_the_parties_allowed_are_spoken_to():
    own = party(allow=["debtor", "guarantor"])
    assert [verdict(own, to(whom)) for whom in ("debtor", "guarantor", "contact", None)] == [
        "no", "no", "yes", "unknown",
    ]  # fmt: skip


def test_a_relative_waits_until_the_debtor_is_lost():
    assert verdict(relatives(), to("contact")) == "yes"
    assert verdict(relatives(), to("debtor")) == "no"
    assert verdict(relatives(), to("employer", history=tried(*["failed"] * 3))) == "yes"


def test_the_debtor_is_lost_after_so_many_failures_in_a_row():
    assert verdict(relatives(), to("contact", history=tried("failed", "unanswered", "unanswered"))) == "no"
    assert verdict(relatives(), to("contact", history=tried("failed", "unanswered"))) == "yes"


@pytest.mark.parametrize("reached", ["conversation", "connect"])
def test_whoever_was_reached_is_not_lost(reached):
    failed = ["unanswered"] * 3
    assert verdict(relatives(), to("contact", history=tried(*failed, reached))) == "yes"
    assert verdict(relatives(), to("contact", history=tried(*failed, reached, "failed", "failed"))) == "yes"
    assert verdict(relatives(), to("contact", history=tried(reached, *failed))) == "no"


def test_a_call_from_the_debtor_ends_the_failures():
    called_back = replace(
        past("2026-03-10T11:00:00+08:00", None, whom=DEBTOR, party="debtor"), direction="inbound"
    )
    assert verdict(relatives(), to("contact", history=(*tried(*["failed"] * 3), called_back))) == "yes"


def test_a_machine_or_a_fault_is_neither_a_failure_nor_an_answer():
    assert verdict(relatives(), to("contact", history=tried("failed", "machine", "failed", "failed"))) == "no"
    assert verdict(relatives(), to("contact", history=tried("failed", "system_fault", "failed"))) == "yes"


def test_a_call_whose_outcome_was_never_learned_leaves_it_open():
    assert verdict(relatives(), to("contact", history=tried("failed", "failed", None))) == "unknown"
    assert verdict(relatives(), to("contact", history=tried("failed", "failed", "failed", None))) == "unknown"
    assert verdict(relatives(), to("contact", history=tried(None, "failed", "failed", "failed"))) == "no"
    assert verdict(relatives(), to("contact", history=tried("failed", None))) == "yes"


def test_a_reservation_says_nothing_yet():
    reserved = replace(
        past("2026-03-10T11:00:00+08:00", None, whom=DEBTOR, party="debtor"), expires_at=moment(NOON) + DAY
    )
    assert verdict(relatives(), to("contact", history=(*tried("failed", "failed"), reserved))) == "yes"
    assert verdict(relatives(), to("contact", history=(*tried(*["failed"] * 3), reserved))) == "no"


def test_failures_are_of_the_same_account_caller_and_channel_and_of_the_debtor():
    for words in ({"account": "card-2"}, {"caller": "bank-b"}, {"channel": "sms"}, {"party": "contact"}):
        assert verdict(relatives(), to("contact", history=tried(*["failed"] * 3, **words))) == "yes"
    for word in ("caller", "channel", "party"):
        assert (
            verdict(relatives(), to("contact", history=tried(*["failed"] * 3, **{word: None}))) == "unknown"
        )


def test_failures_leave_the_time_that_counts():
    weekly = relatives({"consecutive_failures": 2, "within": "7 days"})
    asked = to("contact", history=tried("failed", "failed"))
    assert verdict(weekly, asked) == "no"
    assert verdict(weekly, replace(asked, at=asked.at + 5 * DAY - 1)) == "no"
    assert verdict(weekly, replace(asked, at=asked.at + 5 * DAY)) == "yes"


def test_a_fact_that_was_stated_makes_the_debtor_lost_while_it_holds():
    assert verdict(relatives(), to("contact", stated=(stated(),))) == "no"
    assert verdict(relatives(), to("contact", stated=(stated("incapacity"),))) == "yes"
    assert verdict(relatives(), to("contact", stated=(stated(until=NOON),))) == "yes"
    assert verdict(relatives(), to("contact", stated=(stated(since=None),))) == "unknown"
    assert verdict(relatives(), to("contact", stated=(stated(account="card-2"),))) == "yes"


def test_a_fact_that_will_hold_is_when_to_ask_again():
    begins = "2026-03-12T00:00:00Z"
    assert retry(relatives(), to("contact", stated=(stated(since=begins),))) == moment(begins)


def test_a_call_about_no_account_cannot_be_joined_to_the_debtor():
    assert verdict(relatives(), to("contact", account=None, history=tried(*["failed"] * 3))) == "unknown"


def test_only_some_acts_are_allowed():
    asked = to("contact", subject="relay_message", stated=(stated(),))
    limited = relatives(allowed_acts=["ask_contact_details", "relay_message"])
    assert verdict(limited, asked) == "no"
    assert verdict(limited, to("contact", subject="repayment", stated=(stated(),))) == "yes"
    assert verdict(limited, to("contact", stated=(stated(),))) == "unknown"


def test_only_so_many_other_people_are_reached():
    one = relatives(max_contacts=1)

    def others(*outcomes, whom=ANOTHER):
        made = (
            past("2026-03-09T12:00:00+08:00", outcome, whom=whom, party="contact") for outcome in outcomes
        )
        return to("contact", history=tuple(made), stated=(stated(),))

    assert verdict(one, others("unanswered", "unanswered")) == "no"
    assert verdict(one, others("conversation", "conversation")) == "yes"
    assert verdict(relatives(max_contacts=2), others("conversation", "conversation")) == "no"
    assert verdict(one, others(None)) == "unknown"
    assert verdict(one, others("conversation", whom=to("contact").call.recipient)) == "no"


def test_when_the_debtor_was_last_reached_is_told():
    spoken = answered(relatives(), to("contact", history=tried("conversation", "failed"))).spoken[0]
    assert spoken.fact_at == moment(NOON) - 2 * DAY


def test_no_instalments_are_offered_to_whoever_has_paid_off():
    unsettled = party(settled=False)
    assert [verdict(unsettled, world(recipient_facts={"settled": each})) for each in (True, False, None)] == [
        "yes", "no", "unknown",
    ]  # fmt: skip
    assert verdict(party(settled=True), world(recipient_facts={"settled": False})) == "yes"
