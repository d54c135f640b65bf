"""What she types of herself and of days, read and checked.

Behind the page and the command. Takes text; gives changes to the case, or says what would be right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from ringfence.call.errors import RequestError
from ringfence.call.number import parse_number
from ringfence.caller.brought import read_span
from ringfence.doors.my.taking import with_person
from ringfence.redress.case import Case

SPAN: Final = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–—~至到]\s*(\d{1,2}:\d{2})\s*")


def person_of(
    *, name: str | None = None, number: str | None = None, address: str | None = None, work: str | None = None,
    alone: bool | None = None,
) -> Callable[[Case], Case]:  # fmt: skip
    """The change to the case that these words are; what is None stays as it was, what is empty is taken back."""
    said: dict[str, object] = {}
    for fact, value in (("name", name), ("address", address)):
        if value is not None:
            said[fact] = value.strip()
    if number is not None:
        said["number"] = parse_number(number, "CN") if number.strip() else ""
    if work is not None:
        said["work"] = _span(work) if work.strip() else None
    if alone is not None:
        said["alone"] = alone
    return lambda case: with_person(case, **said)


def dated(case: Case, on: str | None) -> dt.datetime:
    """Noon of a day on her clock, today if none is named: what a dossier is dated."""
    zone = ZoneInfo(case.person.zone)
    if on is None:
        day = dt.datetime.now(zone).date()
    else:
        try:
            day = dt.date.fromisoformat(on)
        except ValueError:
            raise RequestError(f"`{on[:24]}` is not a day; write it like 2026-03-03", "--on") from None
    # A fixed offset: what is dated must be written alike on every machine.
    noon = dt.datetime.combine(day, dt.time(12), zone)
    return noon.astimezone(dt.timezone(noon.utcoffset() or dt.timedelta()))


def _span(work: str) -> tuple[int, int]:
    found = SPAN.fullmatch(work)
    if found is None:
        raise RequestError(f"`{work[:24]}` is not a span; write it like 09:00-18:00", "work")
    first, last = (read_span(each.zfill(5)) for each in found.groups())
    if first >= last:
        raise RequestError("the working hours end before they begin; write them like 09:00-18:00", "work")
    return first, last
