"""By when an answer is due: the pack's `clock` rules counted out on a dated calendar.

When a letter was sent. Takes a rule of the kind `clock` and the day; gives the last day of its last step, or says that
nobody has laid one down or that the calendar does not reach so far. The pause of a holiday is the calendar's, never guessed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from ringfence.policy.kinds.clock import ClockTerms
from ringfence.policy.lengths import Counted
from ringfence.policy.rule import Pack, Rule
from ringfence.redress.case import Whom

BY_WHOM: Final[dict[Whom, str | None]] = {
    "bank": "cn.bank.complaint", "12378": "cn.bank.complaint", "12321": "cn.draft20.complaint",
    "platform": "cn.house.reminder", "court": None,
}  # fmt: skip
"""Which clock runs for a letter; a court tells its own."""
CALENDAR: Final = "cn"
IN_DAYS: Final = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for an answer, and the rule that says so; no day where none is laid down or the calendar ends."""

    on: dt.date | None
    rule: Rule | None


def due(pack: Pack, whom: Whom, sent: dt.date) -> Due:
    """By when an answer to a letter is due that was sent on a day."""
    named = BY_WHOM[whom]
    rule = next((each for each in pack.rules if each.id == named), None)
    if rule is None or not isinstance(rule.then, ClockTerms):
        return Due(None, None)
    days = pack.calendars.get(rule.then.calendar or CALENDAR, {})
    on: dt.date | None = sent
    for step in rule.then.due:
        length = step.within or step.house_target
        on = None if on is None or length is None else _after(on, length, days)
    return Due(None if on is None else _not_on_a_holiday(on, days), rule)


def _after(day: dt.date, length: Counted, days: dict[dt.date, str]) -> dt.date | None:
    # Law: the day from which is counted is not counted itself (Civil Code art. 201).
    if length.unit in IN_DAYS:
        return day + dt.timedelta(days=length.count * IN_DAYS[length.unit])
    if length.unit != "working day":
        return None
    left = length.count
    while left:
        day += dt.timedelta(days=1)
        if day not in days:
            return None
        left -= days[day] == "work"
    return day


def _not_on_a_holiday(day: dt.date, days: dict[dt.date, str]) -> dt.date | None:
    # Law: a time that ends on a day off ends with the day after it (Civil Code art. 203).
    while day in days and days[day] != "work":
        day += dt.timedelta(days=1)
    return day if day in days else None
