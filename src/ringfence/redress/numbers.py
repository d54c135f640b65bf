"""What a number is, as far as that is published: whose service number, which series, given to which city and carrier.

Beside the case. Takes a number as it was shown; gives what is known of it and whether it could have been altered on the
way. A number says whose it was given to, never who called.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from ringfence.call.series import digits_of

REFERENCE: Final = Path(__file__).parent / "reference"
CHINA: Final = "+86"
SEGMENT: Final = 7
Series = Literal[
    "service",
    "call_centre",
    "toll_free",
    "short_message",
    "mobile",
    "virtual",
    "fixed",
    "foreign",
    "short",
    "withheld",
]
OF_SERIES: Final[tuple[tuple[str, Series], ...]] = (
    ("cn.service", "service"), ("cn.call_centre", "call_centre"), ("cn.400", "toll_free"), ("cn.800", "toll_free"),
    ("cn.106", "short_message"), ("cn.virtual", "virtual"), ("cn.mobile", "mobile"),
)  # fmt: skip
# A short number, a foreign one and one of a platform are what impostors show; a number that was withheld shows nothing.
ALTERED_OFTEN: Final = frozenset(
    {"service", "call_centre", "short", "foreign", "toll_free", "short_message", "fixed"}
)


class Official(NamedTuple):
    """Who publishes a number as its own."""

    name: str
    trade: str


class Segment(NamedTuple):
    """To which province, city and carrier the first digits of a mobile number were given."""

    province: str
    city: str
    carrier: str


@dataclass(frozen=True, slots=True)
class NumberTold:
    """What is known of a number; `could_be_altered` says that others can make a telephone show it."""

    number: str | None
    series: Series
    official: Official | None = None
    segment: Segment | None = None

    @property
    def could_be_altered(self) -> bool:
        """Whether another than its owner may well have shown it."""
        return self.series in ALTERED_OFTEN


def told_of(number: str | None) -> NumberTold:
    """What is published of a number.

    >>> told_of("95588").official.name, told_of(None).series
    ('中国工商银行', 'withheld')
    """
    if number is None:
        return NumberTold(None, "withheld")
    return NumberTold(number, series_of(number), official().get(number.removeprefix(CHINA)), _segment(number))


def series_of(number: str) -> Series:
    """The series that a number belongs to."""
    for name, series in OF_SERIES:
        if number.startswith(digits_of(name)):
            return series
    if number.startswith(CHINA):
        return "fixed"
    return "foreign" if number.startswith("+") else "short"


@lru_cache(maxsize=1)
def official() -> dict[str, Official]:
    """The numbers that their owners publish, by the number as it is dialled at home."""
    with (REFERENCE / "cn_official.csv").open(encoding="utf-8", newline="") as file:
        return {row["number"]: Official(row["name"], row["trade"]) for row in csv.DictReader(file)}


def _segment(number: str) -> Segment | None:
    digits = number.removeprefix(CHINA)
    if not number.startswith(CHINA) or len(digits) != 11 or not digits.startswith("1"):
        return None
    table, prefix = _segments(), int(digits[:SEGMENT])
    run = bisect_right(table.firsts, prefix) - 1
    return table.places[run] if run >= 0 and prefix <= table.lasts[run] else None


class _Segments(NamedTuple):
    """Runs of segments that are alike: the first of each, the last, and to whom they were given."""

    firsts: list[int]
    lasts: list[int]
    places: list[Segment]


@lru_cache(maxsize=1)
def _segments() -> _Segments:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only who has mobile numbers waits for it

    table = pq.read_table(REFERENCE / "cn_segments.parquet")
    words = (table[name].to_pylist() for name in ("province", "city", "carrier"))
    return _Segments(table["first"].to_pylist(), table["last"].to_pylist(), list(map(Segment, *words)))
