"""The words of a call, before any gate has seen it.

Every gate, pack, column and key uses these words and no others (`docs/glossary.md`).
Takes what a caller says of a call it means to make; gives a `Call` whose closed words are checked.
A fact that is not given is `None`, which means unknown, never no; this module guesses none.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Purpose = Literal[
    "marketing", "service", "reminder", "fraud_alert", "collection", "survey", "callback", "emergency"
]
Party = Literal[
    "customer", "prospect", "debtor", "guarantor", "spouse_joint", "contact", "employer", "lawyer"
]
Speaker = Literal["human", "ai", "recording"]
Channel = Literal["voice", "sms", "email", "push", "im", "letter"]
Style = Literal["interactive", "notification"]
PlaceSource = Literal["stated", "billing", "number", "network", "device"]
Direction = Literal["outbound", "inbound"]
Outcome = Literal[
    "conversation",  # the right person spoke
    "connect",  # somebody or something answered, no conversation came about
    "machine",  # a machine answered
    "wrong_number",  # somebody answered for whom the call was not meant
    "unanswered",  # it rang and nobody answered
    "failed",  # it never rang
    "system_fault",  # the dialler or the platform broke
    "delivered",  # a message arrived
    "undelivered",  # a message did not
]
Trigger = Literal[
    "opt_out",
    "refusal_on_call",
    "objection",
    "complaint",
    "third_party_refusal",
    "dispute",
    "bereavement",
    "number_invalid",
    "revoke_consent",
    "party_abroad",
    "sip_607",
    "conversation",
    "abandoned",
    "machine_detected",
]
Need = Literal[
    "consent",
    "separate_consent",
    "written_consent",
    "agreement",
    "contract",
    "purchase",
    "inquiry",
    "licence",
    "debtor_notice",
    "processor_contract",
    "impact_assessment",
    "agent_certificate",
    "agency_review",
    "guardian_consent",
    "privacy_notice",
    "algorithm_review",
    "offer_to_pay",
]
Grade = Literal["implied", "general", "explicit", "written", "separate"]
KeptAs = Literal["recording", "form", "log"]
AccountFact = Literal["number_invalid", "death", "incapacity"]
Attestation = Literal["A", "B", "C"]

PURPOSES: tuple[str, ...] = get_args(Purpose)
PARTIES: tuple[str, ...] = get_args(Party)
SPEAKERS: tuple[str, ...] = get_args(Speaker)
CHANNELS: tuple[str, ...] = get_args(Channel)
STYLES: tuple[str, ...] = get_args(Style)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
OUTCOMES: tuple[str, ...] = get_args(Outcome)
TRIGGERS: tuple[str, ...] = get_args(Trigger)
NEEDS: tuple[str, ...] = get_args(Need)
GRADES: tuple[str, ...] = get_args(Grade)
KEPT_AS: tuple[str, ...] = get_args(KeptAs)
ACCOUNT_FACTS: tuple[str, ...] = get_args(AccountFact)
ATTESTATIONS: tuple[str, ...] = get_args(Attestation)
PLACE_SOURCES: tuple[str, ...] = get_args(PlaceSource)

MOST_PLACES = 4
"""How many places of one recipient are weighed; more are an error, not silently dropped."""

# What is said of a call in one word each; the columns of the call relation, the keys of a list, the
# conditions of `when`. Same in: ledger/catalogue.py takes its columns from here.
CLOSED: dict[str, tuple[str, ...]] = {
    "purpose": PURPOSES,
    "party": PARTIES,
    "speaker": SPEAKERS,
    "channel": CHANNELS,
    "style": STYLES,
}
OPEN: tuple[str, ...] = (
    "caller",
    "caller_group",
    "agency",
    "campaign",
    "trade",
    "line",
    "account",
    "product",
    "subject",
    "occasion",
)
FLAGS: tuple[str, ...] = ("asked_for", "warm")
DESCRIBED: tuple[str, ...] = (*OPEN, *CLOSED)


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the recipient may be, and how that is known; the best-known place comes first."""

    country: str | None = None
    region: str | None = None
    zone: str | None = None
    source: PlaceSource | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One attempt by a business to reach one person, as the caller describes it before it is made.

    `at` is the planned moment in UTC milliseconds. `asked_for` says that the recipient asked for this very
    contact, `warm` that it answers an open conversation. `caller_zone` is where the caller itself sits.
    """

    recipient: str
    id: str | None = None
    at: int | None = None
    caller: str | None = None
    caller_group: str | None = None
    agency: str | None = None
    campaign: str | None = None
    trade: str | None = None
    line: str | None = None
    account: str | None = None
    product: str | None = None
    subject: str | None = None
    occasion: str | None = None
    purpose: Purpose | None = None
    party: Party | None = None
    speaker: Speaker | None = None
    channel: Channel | None = None
    style: Style | None = None
    asked_for: bool | None = None
    warm: bool | None = None
    caller_zone: str | None = None
    places: tuple[Place, ...] | None = None
