"""The lines of a day: when each is open, how many calls it makes an hour, and for whom.

Where a plan of the day begins. Takes rows as somebody wrote them; gives lines, and the moments at which each can begin
a call. What a rule says of a line is not known here: that the judge says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ringfence.call.errors import ListError, RequestError
from ringfence.call.moments import DAY, HOUR
from ringfence.call.number import parse_line
from ringfence.caller.brought import read_span, shown

COLUMNS: Final = ("line", "agency", "from", "until", "calls_an_hour", "calls_a_day")
"""What a row says of a line; all but `line` may be left out."""
MOST_AN_HOUR: Final = 3_600


@dataclass(frozen=True, slots=True)
class DayLine:
    """A line on a day: it begins `an_hour` calls an hour between `opens` and `closes` (ms of the local day).

    With an `agency` it serves that agency's calls alone; with `a_day` it makes no more calls than that.
    """

    line: str
    agency: str | None
    opens: int
    closes: int
    an_hour: int
    a_day: int | None

    def moments(self, midnight: int) -> Iterator[int]:
        """When it can begin a call, on the day that begins at `midnight` (UTC ms).

        >>> [each // HOUR for each in DayLine("+861", None, 9 * HOUR, 10 * HOUR, 1, None).moments(0)]
        [9]
        """
        count = (self.closes - self.opens) * self.an_hour // HOUR
        for place in range(count if self.a_day is None else min(count, self.a_day)):
            yield midnight + self.opens + place * HOUR // self.an_hour


def read_lines(rows: Iterable[Mapping[str, Any]], usual: DayLine, region: str | None = None) -> list[DayLine]:
    """The lines that these rows tell of; what a row leaves out is as `usual`. ListError names what is wrong."""
    lines: dict[str, DayLine] = {}
    for number, row in enumerate(rows, 2):
        try:
            made = _line(row, usual, region)
        except (RequestError, ValueError) as error:
            raise ListError(str(error), number) from None
        if made.line in lines:
            raise ListError(f"`{made.line}` stands twice among the lines; keep one of them", number, "line")
        if not 0 <= made.opens < made.closes <= DAY:
            raise ListError(
                "a line opens before it closes, on the same day; correct its hours", number, "from"
            )
        lines[made.line] = made
    if not lines:
        raise ListError("no line is named; give a file with a column `line` and a line in every row")
    return list(lines.values())


def _line(row: Mapping[str, Any], usual: DayLine, region: str | None) -> DayLine:
    told = {name: value for name, value in row.items() if value not in {None, ""}}
    return DayLine(
        parse_line(str(told.get("line", "")), region),
        str(told["agency"]).strip() if "agency" in told else usual.agency,
        read_span(told["from"]) if "from" in told else usual.opens,
        read_span(told["until"]) if "until" in told else usual.closes,
        _count(told["calls_an_hour"], MOST_AN_HOUR) if "calls_an_hour" in told else usual.an_hour,
        _count(told["calls_a_day"], MOST_AN_HOUR * 24) if "calls_a_day" in told else usual.a_day,
    )


def _count(value: object, most: int) -> int:
    text = str(value).removesuffix(".0")
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise RequestError(f"`{shown(value)}` is no number of calls; write a whole number from 1 to {most}")
    return int(text)
