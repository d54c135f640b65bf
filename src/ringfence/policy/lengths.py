"""Lengths of time as laws write them: months and years, working days; kept as written, for a calendar to count.

Beside `terms`, whose spans are milliseconds. Read by rules that bind records and cases, whose end depends on the
day they begin on. Takes text; gives a number and a unit. It counts nothing itself.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from ringfence.policy.terms import Term, text_form

UNITS = ("hour", "day", "working day", "week", "month", "year")
LENGTH = re.compile(rf"(\d+) ({'|'.join(UNITS)})s?")


class Counted(Term):
    """So many hours, days, working days, weeks, months or years."""

    count: Annotated[int, Field(ge=0)]
    unit: Literal["hour", "day", "working day", "week", "month", "year"]


def read_length(value: Any) -> Any:
    """A length such as `2 years` or `15 working days`, as its number and unit.

    >>> read_length("15 working days")
    Counted(count=15, unit='working day')
    """
    if not isinstance(value, str | int | float):
        return value
    found = LENGTH.fullmatch(str(value).strip())
    if found is None:
        message = f"`{value}` is not a length; write it like `2 years`, `30 days` or `15 working days`"
        raise ValueError(message)
    return Counted(count=int(found[1]), unit=found[2])  # type: ignore[arg-type]  # the pattern takes no other word


Length = Annotated[Counted, BeforeValidator(read_length), text_form(f"^{LENGTH.pattern}$")]
