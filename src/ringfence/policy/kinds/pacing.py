"""`pacing`: how a dialler behaves.

Decided at no gate: every parameter is held against the records of a campaign afterwards, or set in the dialler. A
rule of this kind is read and checked with its pack, and answers no call.

What it means. Of the calls that a person answered (machines excluded), no more than `abandon_max` in a hundred are
abandoned over its period, by campaign or by caller; one is abandoned if nobody speaks `connect_within` a span after
the answer. A call rings `ring_min` at least. After an abandoned call, or one a machine answered, the number is not
dialled for a span, unless somebody is sure to speak. No more than `short_call.max` in a hundred are `under` a span.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ringfence.policy.terms import Span, Term
from ringfence.policy.values import Quantity


class AbandonMax(Term):
    """The most that may be abandoned: a share in a hundred, of what, over what time."""

    rate: Quantity
    over: Literal["campaign", "caller"] = "campaign"
    period: Span | Literal["calendar_day", "calendar_month"]
    base: Literal["answered_live"] = "answered_live"


class Redial(Term):
    """Not again for so long, unless a person is sure to speak."""

    wait: Span
    unless: Literal["guaranteed_agent"] | None = None


class ShortCall(Term):
    """What counts as short, and how many in a hundred may be."""

    under: Span
    max: Quantity


class PacingTerms(Term):
    """The parameters of a `pacing` rule."""

    abandon_max: AbandonMax | None = None
    connect_within: Span | None = None
    ring_min: Span | None = None
    message_if_abandoned: bool | None = None
    redial_after_abandon: Redial | None = None
    redial_after_machine: Redial | None = None
    short_call: ShortCall | None = None

    @model_validator(mode="after")
    def paces_something(self) -> Self:
        """A rule about a dialler limits something."""
        if all(value is None for _, value in self):
            message = "this limits nothing; give `abandon_max`, `ring_min` or another"
            raise ValueError(message)
        return self
