"""`clock`: a case with its due times.

Decided at no gate: every parameter binds a case once it is open. A rule of this kind is read and checked with its
pack, and answers no call.

What it means. A case opens on one of `opens_on`. Each step of `due` is done `within` a length counted from the step
before it (the first from the opening); where the law gives no number, `within` is null and `house_target` is the
house's own. A length may be extended `by` so much for a ground, with an approver, to no more than `max` in all. While
anything of `pause_on` lasts, no time runs. Working days are those of `calendar`. Of several rules the shortest binds.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from ringfence.policy.lengths import Length
from ringfence.policy.terms import Term

Opening = Literal["complaint", "opt_out", "data_request", "appeal", "block_notice", "regulator_query"]


class Due(Term):
    """One step and its time."""

    step: str
    within: Length | None
    house_target: Length | None = None


class Extension(Term):
    """On what ground a time may be longer, by how much, who must agree, and how long it may be in all."""

    ground: str = Field(alias="if")
    by: Length
    approver: str | None = None
    max: Length | None = None


class ClockTerms(Term):
    """The parameters of a `clock` rule."""

    opens_on: tuple[Opening, ...]
    due: tuple[Due, ...]
    extend: tuple[Extension, ...] = ()
    pause_on: tuple[Literal["waiting_for_complainant", "waiting_for_regulator"], ...] = ()
    escalate: tuple[str, ...] = ()
    conflict_rule: Literal["no_interest_in_matter"] | None = None
    withdrawn_by_complainant: Literal["closes", "continues"] = "closes"
    calendar: str | None = None

    @model_validator(mode="after")
    def has_steps(self) -> Self:
        """A case opens on something and has a step; working days are those of a calendar."""
        if not self.opens_on or not self.due:
            message = "a case opens on something and has a step; give `opens_on` and `due`"
            raise ValueError(message)
        if self.calendar is None and "working day" in set(_units(self.model_dump())):
            message = "working days are those of a dated calendar; name it as `calendar`"
            raise ValueError(message)
        return self


def _units(value: Any) -> list[str]:
    """The units of every length inside."""
    if isinstance(value, dict):
        own = [value["unit"]] if "unit" in value else []
        return own + [unit for each in value.values() for unit in _units(each)]
    return [unit for each in value for unit in _units(each)] if isinstance(value, tuple | list) else []
