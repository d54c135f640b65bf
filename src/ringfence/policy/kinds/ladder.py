"""`ladder`: what is observed of a line or an institution, the step that follows, and the way back.

Decided at no gate of the caller: every parameter is held against measures, and its steps are taken by the carrier. A
rule of this kind is read and checked with its pack, and answers no call.

What it means. A signal is counted `per` line or institution over the threshold's period (distinct complainants, where
the signal is a complaint), and with `sum_over` over all lines of one institution. If at least `n` are seen, of no fewer
than `min_base` calls, the step whose `nth` it is follows; the last step holds from then on. The way back is part of the rule: `exit`
says how long the signal must stay below, whether somebody reviews it, and which `clock` rule an appeal runs by.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ringfence.policy.lengths import Length
from ringfence.policy.terms import Span, Term
from ringfence.policy.values import Quantity

Signal = Literal[
    "complaint", "sip_607", "short_call", "block", "unauthorised_volume", "refusal_rate", "unanswered_rate"
]
Action = Literal["observe", "warn", "slow", "bar_outgoing", "suspend", "close", "delist"]


class Threshold(Term):
    """How many, in what time, and how the time is counted."""

    n: Quantity
    period: Span
    mode: Literal["rolling", "calendar"] = "rolling"


class Observation(Term):
    """What is counted, for whom, from how many on."""

    signal: Signal
    per: Literal["line", "institution"] = "line"
    threshold: Threshold
    min_base: Quantity | None = None


class Step(Term):
    """What follows the first, second, … time; for how long, or until the way back is found."""

    nth: int = Field(ge=1)
    action: Action
    span: Length | None = Field(default=None, alias="for")


class Exit(Term):
    """The way back."""

    below_for: Length | None = None
    review: bool | None = None
    appeal: str | None = None


class LadderTerms(Term):
    """The parameters of a `ladder` rule."""

    observe: Observation
    steps: tuple[Step, ...]
    exit: Exit
    sum_over: Literal["line", "institution"] = "line"

    @model_validator(mode="after")
    def goes_up_and_back(self) -> Self:
        """Steps are in order, one for each time, and there is a way back."""
        times = [step.nth for step in self.steps]
        if not times or times != sorted(set(times)):
            message = "the steps are in order of `nth`, one for each; write the first, then the second"
            raise ValueError(message)
        if self.exit == Exit():
            message = "a ladder without a way back is never lawful; give `below_for`, `review` or `appeal`"
            raise ValueError(message)
        return self
