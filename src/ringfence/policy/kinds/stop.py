"""`stop`: after an event, no more, for a time or for ever.

Decided when asking and again at `confirm`: every parameter but `effective_within`, which is the latest lawful
moment and is reported afterwards: a stop is obeyed from the moment it is said.

What it means. A stop in the ledger is *in force* against a call at t if: its trigger is among `triggers`; it agrees
with the call in each word of `same` (a word unknown on either side makes that uncertain); it was said at or before t;
its own stated end, if any, is later than t; the rule's `duration` since then is not over; and nothing in
`released_by` came after it. `duration` is `forever`, a span from the moment it was said, or
`{days, starts, zone}`: with `day_1_is_event` the local day of the event is the first of so many days, with
`next_day` so many completed days follow it; the stop ends at the local midnight after the last.
A release is a proof given after the stop was said (and not after t), or `inbound_request`: a call from the
recipient after it. A call whose subject is `consent_request` stays stopped for `cannot_be_reasked_for` since the
stop was said, released or not. Several stops: the rule is broken as long as one is in force.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ringfence.call.words import Trigger
from ringfence.policy.terms import Basis, ProofTerm, Span, Term

StopScope = Literal[
    "caller", "caller_group", "agency", "campaign", "trade", "line", "account", "product", "subject",
    "purpose", "party", "channel",
]  # fmt: skip


class CountedDays(Term):
    """So many local days, and which is the first."""

    days: int = Field(gt=0)
    starts: Literal["day_1_is_event", "next_day"] = "next_day"
    zone: Basis = "called_location"


class StopTerms(Term):
    """The parameters of a `stop` rule."""

    triggers: tuple[Trigger, ...]
    same: tuple[StopScope, ...] = ("caller",)
    duration: Literal["forever"] | CountedDays | Span = "forever"
    released_by: tuple[ProofTerm | Literal["inbound_request"], ...] = ()
    effective_within: str | None = None
    cannot_be_reasked_for: Span | None = None
