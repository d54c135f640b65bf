"""Values: every number of a pack, dated and sourced, apart from the rules that use it.

Read before the rules; gives the eras of a value, each with the moment it starts. A value is null from the
day it is repealed: the rules that use it do not hold from then on. No number of the law stands in code.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ringfence.policy.terms import Term


class ValueRef(Term):
    """A number that stands in the pack's `values/`, by name."""

    value: str


def read_quantity(value: Any) -> Any:
    """A quantity is a value of the pack by name; a bare number would have neither date nor source."""
    if isinstance(value, int | float):
        message = f"`{value}` has neither date nor source; put it in `values/` and write {{value: its_name}}"
        raise ValueError(message)  # noqa: TRY004 - pydantic reports ValueError as a fault, not TypeError
    return value


Quantity = Annotated[ValueRef, BeforeValidator(read_quantity)]


class DatedValue(Term):
    """What a value is from a day on, and where that is written; null once repealed."""

    value: Annotated[int, Field(gt=0)] | None
    source: str


class ValueTerms(Term):
    """One number of the law through time."""

    unit: str
    meaning: str | None = None
    values: dict[dt.date, DatedValue]

    def eras(self) -> list[tuple[dt.date, int | None]]:
        """The value from each day on, in order of time."""
        return [(day, dated.value) for day, dated in sorted(self.values.items())]
