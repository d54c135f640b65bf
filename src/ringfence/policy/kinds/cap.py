"""`cap`: at most so many of something in a period.

Decided when asking: every parameter. At `confirm` caps are not asked again (the call has its place already).
Afterwards, `tell` turns a reservation into what it was.

What it means. Of the calls already known to the ledger, those *count* that: carry the same `key` and the same
`sum_over` words as the call asked about (a word unknown on either side makes it uncertain whether they do);
match `of` (by default the rule's own `when`); reached the stage `count`; match `only_if`; are not in `exclude`
(only a known exclusion excludes; inbound calls are left out of every cap that does not name them in `of`);
and lie in the period. A reservation not yet told counts at every stage and for either `only_if` until it
expires; a call whose outcome was never learned is uncertain at every stage but `attempt`.
The rule is broken if at least `max` calls surely count; unknown if only the uncertain ones would make it so.

`key` names what is counted by: it holds `recipient` or `line`, and may add a word of the call (`account`,
`subject`, `occasion`, `channel` for a contact method …). `sum_over` narrows to calls that share those words:
`caller` for a lender with all its agencies, `agency`, `campaign`, `line`, `caller_group`; none means everybody's.

The period. `rolling`: (t − length, t]. `calendar`: the whole local day, week (Monday first) or month of t, later
reservations included. `consecutive_days`: the local day of t and the days before it, length in all, the whole
current day included. `anchored_first`: the period starts at the first call that counts and not before it is over
does the next one start one (12:01 → 13:01); only calls at or before t are seen.
With `all_known_locations` a calendar period starts at the earliest and ends at the latest of the places' own.
It ends, for a call put off, when so many of the counted calls have left the period that fewer than `max` are in it.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from ringfence.call.moments import DAY
from ringfence.policy.terms import Basis, Span, Term, When
from ringfence.policy.values import Quantity

Stage = Literal["attempt", "ring", "connect", "conversation", "message_delivered"]
Key = Literal[
    "recipient", "line", "account", "product", "subject", "occasion", "channel", "campaign", "trade"
]
SumOver = Literal["line", "campaign", "agency", "caller", "caller_group"]
Exclusion = Literal["inbound", "asked_for", "warm", "failed", "wrong_number", "system_fault", "machine"]

# Which outcomes have reached a stage; an outcome not named has not.
REACHED: dict[str, tuple[str, ...]] = {
    "attempt": (
        "conversation",
        "connect",
        "machine",
        "wrong_number",
        "unanswered",
        "failed",
        "system_fault",
        "delivered",
        "undelivered",
    ),
    "ring": ("conversation", "connect", "machine", "wrong_number", "unanswered"),
    "connect": ("conversation", "connect", "machine", "wrong_number"),
    "conversation": ("conversation",),
    "message_delivered": ("delivered",),
}
UNANSWERED = ("unanswered", "failed", "system_fault")
ANSWERED = ("conversation", "connect", "machine", "wrong_number")


def _calendar_unit(value: object) -> object:
    return {"1 day": "day", "1 week": "week", "1 month": "month"}.get(str(value), value)


class Period(Term):
    """How long, and by what clock."""

    length: (
        Span
        | Annotated[
            Literal["day", "week", "month"],
            BeforeValidator(_calendar_unit),
            WithJsonSchema({"enum": ["day", "week", "month", "1 day", "1 week", "1 month"]}),
        ]
    ) = Field(union_mode="left_to_right")
    mode: Literal["rolling", "calendar", "consecutive_days", "anchored_first"]
    zone: Basis = "called_location"

    @model_validator(mode="before")
    @classmethod
    def read_calendar_length(cls, data: object) -> object:
        """A calendar's `1 day` is the unit `day`, not 24 hours."""
        if isinstance(data, dict) and data.get("mode") == "calendar":
            return {**data, "length": _calendar_unit(data.get("length"))}
        return data

    @model_validator(mode="after")
    def fits_its_mode(self) -> Self:
        """A calendar takes a unit, consecutive days whole days, the other modes a span."""
        if (self.mode == "calendar") == isinstance(self.length, int):
            message = "a calendar period is a `day`, `week` or `month`; every other mode takes a span"
            raise ValueError(message)
        if self.mode == "consecutive_days" and isinstance(self.length, int) and self.length % DAY:
            message = "consecutive days come in whole days"
            raise ValueError(message)
        return self


class CapTerms(Term):
    """The parameters of a `cap` rule."""

    count: Stage
    max: Quantity
    period: Period
    key: tuple[Key, ...]
    sum_over: tuple[SumOver, ...] = ()
    of: When | None = None
    only_if: Literal["unanswered", "answered"] | None = None
    exclude: tuple[Exclusion, ...] = ("inbound",)

    @model_validator(mode="after")
    def is_keyed(self) -> Self:
        """A cap is led by the recipient or the line: that is how the ledger finds its calls."""
        if "recipient" not in self.key and "line" not in self.key:
            message = "`key` needs `recipient` or `line`"
            raise ValueError(message)
        return self

    @property
    def by_line(self) -> bool:
        """Whether the cap counts a line's calls, whoever received them."""
        return "recipient" not in self.key
