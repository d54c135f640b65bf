"""`ladder`: what is measured of a line or of its owner, the step that follows, and the way back.

Decided at no gate of the caller: every parameter is held against measures, by the carrier, over so many times 24 hours up to
the last full hour. A rule of this kind answers no call itself; the carrier's gate answers by the step a line stands on.

What it means. Over the last `over` every condition of `all` must be seen, of no fewer than `min_calls` calls;
a share is written in per cent. What is not known is not seen. `per: owner` counts all lines of one owner together, so that
changing lines does not help; it is told of each of them. `of` says which lines the rule is about; where that is not known of a
line, its step waits for a person. Seen for the first time within `remember`, the step whose `nth` is 1 is taken, and so on; the
last one from then on. What was counted once is not counted again: between two steps lies at least `over`. A step lasts `for`,
or until nothing was seen for `exit.below_for`; with `exit.review` a person can lift it at any time. A step `by: person` is
proposed and waits for one. `slow` lets `a_minute` calls through, counted by the carrier's `gate` or by its `switch`. An appeal
runs by the `clock` rule that `exit.appeal` names, and is heard for `exit.appeal_within`.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ringfence.call.moments import DAY
from ringfence.policy.lengths import Length
from ringfence.policy.terms import Span, Term
from ringfence.policy.values import Quantity

Measured = Literal[
    "answer_share", "arrears_days", "attempts", "call_back_share", "cities", "complainants", "days_used", "devices", "hours_used",
    "line_age_days", "neighbour_share", "night_share", "off_site_share", "recipient_share", "recipients", "refusal_share",
    "registration_age_days", "repeat_share", "ring_seconds", "sequential_share", "shared_with_nuisance_share", "short_share",
    "talk_seconds",
]  # fmt: skip
"""The carrier's measures; `carrier/measures` has a file for each."""
Action = Literal["observe", "warn", "label", "slow", "bar_outgoing", "suspend", "close", "delist"]


class Condition(Term):
    """One measure, and from or up to how much of it is seen."""

    measure: Measured
    at_least: Quantity | None = None
    at_most: Quantity | None = None

    @model_validator(mode="after")
    def has_one_bound(self) -> Self:
        """From so much on, or up to so much."""
        if (self.at_least is None) == (self.at_most is None):
            message = "a condition has one bound; give `at_least` or `at_most`"
            raise ValueError(message)
        return self


class Lines(Term):
    """Which lines a rule is about; what is left out does not matter."""

    registered: bool | None = None
    off_site_filed: bool | None = None
    public_service: bool | None = None


class Observation(Term):
    """What is looked for, over which time, of a line or of all lines of an owner."""

    over: Span
    all: tuple[Condition, ...]
    per: Literal["line", "owner"] = "line"
    min_calls: Quantity | None = None

    @model_validator(mode="after")
    def is_over_whole_days(self) -> Self:
        """Something is looked for, over whole days."""
        if not self.all:
            message = "this looks for nothing; give `all` one condition at least"
            raise ValueError(message)
        if self.over % DAY or self.over > 62 * DAY:
            message = "measures are of whole days, 62 at most; write `over` like `7 days`"
            raise ValueError(message)
        return self


class Step(Term):
    """What follows the first, second, … time; for how long; by whom."""

    nth: int = Field(ge=1)
    action: Action
    span: Length | None = Field(default=None, alias="for")
    a_minute: Quantity | None = None
    counter: Literal["gate", "switch"] | None = None
    by: Literal["person"] | None = None

    @model_validator(mode="after")
    def says_how_slow(self) -> Self:
        """Whoever is slowed learns to what, and who counts."""
        if (self.action == "slow") != (self.a_minute is not None and self.counter is not None):
            message = (
                "`slow` says how many calls `a_minute` and which `counter` counts them, and nothing else does"
            )
            raise ValueError(message)
        return self


class Exit(Term):
    """The way back."""

    below_for: Length | None = None
    review: bool | None = None
    appeal: str | None = None
    appeal_within: Length | None = None


class LadderTerms(Term):
    """The parameters of a `ladder` rule."""

    observe: Observation
    steps: tuple[Step, ...]
    exit: Exit
    of: Lines = Lines()
    remember: Length | None = None

    @model_validator(mode="after")
    def goes_up_and_back(self) -> Self:
        """Steps are in order, one for each time, and there is a way back."""
        times = [step.nth for step in self.steps]
        if not times or times != sorted(set(times)):
            message = "the steps are in order of `nth`, one for each; write the first, then the second"
            raise ValueError(message)
        lengths = (
            self.remember,
            self.exit.below_for,
            self.exit.appeal_within,
            *(step.span for step in self.steps),
        )
        if any(length is not None and length.unit == "working day" for length in lengths):
            message = "a carrier's steps run by the calendar's days; write `15 days`, not working days"
            raise ValueError(message)
        if self.exit == Exit():
            message = "a ladder without a way back is never lawful; give `below_for`, `review` or `appeal`"
            raise ValueError(message)
        return self
