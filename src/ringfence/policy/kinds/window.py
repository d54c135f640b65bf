"""`window`: when calls may start.

Decided when asking, and again at `confirm` (a call queued at 21:59 that rings at 22:01 is out):
`zone`, `allow` or `forbid`, `holidays`, `lift_by`, `party_preference`, and `applies_at` dial or ring
(a `dial` window is not asked again at `confirm`). Decided afterwards: `applies_at: whole_call`, which
asks when it starts and leaves its end to the record of the call.

What it means. On a clock (see `Basis`) a moment is *closed* if it lies in a `forbid` range, or, where
`allow` is given, in none of its ranges. A range is half open: `[from, to)`; `from` later than `to` spans
midnight and belongs to the day it starts on; equal ends mean the whole day. `days` limits a range to weekdays
(`mon` … `sun`) or to what the dated calendar says (`working`, `off`, `holiday`). `holidays` turns a day
that the calendar calls a holiday into `closed` (shut all day), a `sunday`, or leaves it be (`none`); what is
carried over midnight from a range of the day before stays with that day. A day outside the calendar is unknown.
`party_preference: narrows` closes also outside the recipient's own hours, `replaces` lets those hours, where
she has given any, stand instead. With several known places the rule is broken if any is closed.
A proof named in `lift_by` lifts the rule.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import ConfigDict, model_validator

from ringfence.policy.terms import Basis, ClockTime, ProofTerm, Term

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "working", "off", "holiday"]
WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


_RENAMED = {"from": "since", "to": "until"}


def _as_written(schema: dict[str, Any]) -> None:
    """Shows a range in a schema as packs write it."""
    written = {inside: name for name, inside in _RENAMED.items()}
    schema["properties"] = {written.get(name, name): each for name, each in schema["properties"].items()}
    schema["required"] = [written.get(name, name) for name in schema["required"]]


class Range(Term):
    """One stretch of the local day, half open; all days unless `days` limits it."""

    model_config = ConfigDict(json_schema_extra=_as_written)

    since: ClockTime
    until: ClockTime
    days: tuple[Weekday, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def take_from_and_to(cls, data: object) -> object:
        """Packs write `from` and `to`; the code says since and until."""
        return (
            {_RENAMED.get(key, key): value for key, value in data.items()} if isinstance(data, dict) else data
        )

    @property
    def spans_midnight(self) -> bool:
        """Whether the range ends on the day after it starts."""
        return self.since >= self.until


class Holidays(Term):
    """Which dated calendar, and what its holidays count as."""

    calendar: str
    treat_as: Literal["closed", "sunday", "none"] = "none"


class WindowTerms(Term):
    """The parameters of a `window` rule."""

    zone: Basis = "all_known_locations"
    allow: tuple[Range, ...] | None = None
    forbid: tuple[Range, ...] | None = None
    holidays: Holidays | None = None
    applies_at: Literal["dial", "ring", "whole_call"] = "ring"
    lift_by: tuple[ProofTerm, ...] = ()
    party_preference: Literal["narrows", "replaces"] | None = None

    @model_validator(mode="after")
    def has_one_side(self) -> Self:
        """A window allows or forbids, never both; days of the calendar need a calendar."""
        if (self.allow is None) == (self.forbid is None):
            message = "give either `allow` or `forbid`"
            raise ValueError(message)
        dated = {"working", "off", "holiday"}
        if self.holidays is None and any(dated & set(span.days or ()) for span in self.ranges):
            message = "days such as `working` need `holidays: {calendar: …}`"
            raise ValueError(message)
        return self

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The ranges of whichever side is given."""
        return self.allow if self.allow is not None else self.forbid or ()
