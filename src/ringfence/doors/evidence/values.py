"""What stands in a cell of a bill or a call log: a moment, a length, which way the call went, whose number.

Beside the readers of evidence. Takes text as carriers and telephones write it; gives milliseconds, seconds and words,
None where nothing is said, and a ValueError in plain words where something is said that cannot be read. It must never
guess: a day without a year takes the year only from the bill's own span.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ringfence.call.errors import NumberError
from ringfence.call.moments import moment
from ringfence.call.number import parse_line

CLOCK: Final = r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?秒?"
FULL: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[\sT]*"
    + CLOCK
    + r"(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})[\sT]*(\d{2}):?(\d{2}):?(\d{2})")
NO_YEAR: Final = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*" + CLOCK)
ONLY_CLOCK: Final = re.compile(CLOCK)
MILLISECONDS: Final = re.compile(r"1[0-9]{12}")
SECONDS: Final = re.compile(r"1[0-9]{9}")
SPAN: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(?:至|到|~|—|--|-|to)\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})"
)
MONTH: Final = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月")
LENGTH: Final = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分钟|分|m(?:in)?))?\s*(?:(\d+)\s*(?:秒|s))?", re.IGNORECASE
)
COLONS: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
NOTHING: Final = ("", "-", "--", "无", "null", "unknown", "未知")
TO_HER: Final = {
    "被叫",
    "呼入",
    "来电",
    "接听",
    "已接",
    "未接",
    "拒接",
    "incoming",
    "in",
    "missed",
    "rejected",
    "received",
    "1",
    "3",
    "5",
    "6",
}
FROM_HER: Final = {"主叫", "呼出", "去电", "拨打", "拨出", "outgoing", "out", "dialed", "dialled", "2"}
NOT_ANSWERED: Final = {"未接", "拒接", "missed", "rejected", "未接听", "no", "3", "5", "6"}
WITHHELD: Final = {
    "私密号码",
    "未知号码",
    "隐藏号码",
    "无号码",
    "-1",
    "-2",
    "private",
    "anonymous",
    "withheld",
    "restricted",
    "无主叫号码",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one file: whose clock it writes by, where short-written numbers are at home, which years."""

    zone: ZoneInfo
    region: str | None = "CN"
    years: tuple[datetime, datetime] | None = None

    def moment(self, text: str) -> int:
        """The moment of a cell in UTC milliseconds; ValueError if it is none."""
        text = text.strip()
        if MILLISECONDS.fullmatch(text):
            return int(text)
        if SECONDS.fullmatch(text):
            return int(text) * 1000
        if found := FULL.fullmatch(text):
            year, month, day, hour, minute, second, zone = found.groups()
            return self._at(int(year), month, day, hour, minute, second, zone)
        if found := COMPACT.fullmatch(text):
            year, month, day, hour, minute, second = found.groups()
            return self._at(int(year), month, day, hour, minute, second)
        if found := NO_YEAR.fullmatch(text):
            return self._without_year(*found.groups())
        raise ValueError(f"`{text[:24]}` is not a moment; write it like 2026-03-10 15:00:00")

    def number(self, text: str) -> str | None:
        """The number of a cell, a short service number as it is; None where it was withheld."""
        text = text.strip().removeprefix("'")
        if text.lower() in WITHHELD or text in NOTHING:
            return None
        try:
            return parse_line(text, self.region)
        except NumberError as error:
            raise ValueError(str(error)) from None

    def _without_year(self, month: str, day: str, hour: str, minute: str, second: str | None) -> int:
        if self.years is None:
            raise ValueError(f"`{month}-{day}` names no year, and the file says none; add the year")
        first, last = self.years
        for year in range(first.year, last.year + 1):
            try:
                at = datetime(year, int(month), int(day), tzinfo=first.tzinfo)
            except ValueError:
                continue
            if first <= at <= last:
                return self._at(year, month, day, hour, minute, second)
        raise ValueError(f"`{month}-{day}` lies outside the span that the file says; check it")

    def _at(
        self,
        year: int,
        month: str,
        day: str,
        hour: str,
        minute: str,
        second: str | None,
        zone: str | None = None,
    ) -> int:
        try:
            when = datetime(
                year, int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=self.zone
            )
        except ValueError as error:
            raise ValueError(f"there is no such moment: {error}") from None
        if zone:
            when = datetime.fromisoformat(
                f"{when.replace(tzinfo=None).isoformat()}{'+00:00' if zone == 'Z' else zone}"
            )
        return moment(when)


def span_said(text: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The span that a bill says it is of, from what stands above its rows; None if it says none."""
    if found := SPAN.search(text):
        numbers = [int(each) for each in found.groups()]
        try:
            first, last = (datetime(*each, tzinfo=zone) for each in ((*numbers[:3],), (*numbers[3:],)))  # type: ignore[arg-type, misc]
        except ValueError:
            return None
        return (first, last) if first <= last else None
    if found := MONTH.search(text):
        year, month = map(int, found.groups())
        if not 1 <= month <= 12:
            return None
        first = datetime(year, month, 1, tzinfo=zone)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return None


def is_clock(text: str) -> bool:
    """Whether a cell says a time of day and no day.

    >>> is_clock("13:38:00"), is_clock("2026-03-10 13:38:00")
    (True, False)
    """
    return ONLY_CLOCK.fullmatch(text.strip()) is not None


def seconds(text: str) -> int | None:
    """How long a call was, from `1分23秒`, `00:01:23`, `83` or `83秒`.

    >>> seconds("1分23秒"), seconds("00:01:23"), seconds("83"), seconds("")
    (83, 83, 83, None)
    """
    text = text.strip()
    if text in NOTHING:
        return None
    if text.isdecimal():
        return int(text)
    if found := COLONS.fullmatch(text):
        hours, minutes, rest = (int(each or 0) for each in found.groups())
        return hours * 3600 + minutes * 60 + rest
    found = LENGTH.fullmatch(text)
    if found is None or not any(found.groups()):
        raise ValueError(f"`{text[:24]}` is not a length; write it in seconds, or like 00:01:23")
    hours, minutes, rest = (int(each or 0) for each in found.groups())
    return hours * 3600 + minutes * 60 + rest


def to_her(text: str) -> bool | None:
    """Whether a call came to her; None where nothing is said."""
    word = text.strip().lower()
    if word in NOTHING:
        return None
    if word in TO_HER or any(word.startswith(each) for each in ("被叫", "未接", "呼入")):
        return True
    if word in FROM_HER or any(word.startswith(each) for each in ("主叫", "呼出")):
        return False
    raise ValueError(f"`{text.strip()[:24]}` says neither that she was called nor that she called")


def not_answered(text: str) -> bool:
    """Whether a word of direction says also that nobody answered."""
    return text.strip().lower() in NOT_ANSWERED
