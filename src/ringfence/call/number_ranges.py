"""The table of numbers: which E.164 numbers a numbering plan assigns, and to which region.

Stands under everything that reads a number. It takes the digits of an E.164 number as an integer (no country
code begins with 0, so the integer tells the digits exactly) and gives a code: known, valid, region. It looks
them up in `number_ranges.npz`, which `tools/make_number_ranges.py` makes from the metadata of `phonenumbers`:
a step function, so one bisection answers. It must never guess: what no plan holds is neither valid nor of a
region.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PATH: Final = Path(__file__).with_name("number_ranges.npz")
# Same in: tools/make_number_ranges.py, which makes no steps outside these lengths.
SHORTEST: Final = 7
LONGEST: Final = 15

KNOWN: Final = 1
"""The number begins with a country code that exists."""
VALID: Final = 2
"""The plan assigns the number."""
REWRITTEN: Final = 4
"""`phonenumbers` may read the number, plus and all, as another one (a stray national prefix)."""
AT_HOME: Final = 8
"""Inside its region the national number alone is this number: no prefix in it, and a length the plan has."""
TRUNK: Final = 16
"""With its region's trunk digit before it, at home or after the country code, this number is meant."""
REGION_SHIFT: Final = 5


@dataclass(frozen=True)
class Ranges:
    """The table in memory: `codes[i]` holds for the numbers from `starts[i]` to the next start."""

    starts: NDArray[np.int64]
    codes: NDArray[np.uint16]
    regions: tuple[str, ...]
    calling_codes: dict[str, int]
    trunks: NDArray[np.int8]
    """The digit dialled before a national number, by the place in `regions`; -1 where there is none."""
    code_lengths: NDArray[np.int64]
    """How many digits the country code has, by a number's first three digits."""
    version: str
    plain_starts: list[int]
    plain_codes: list[int]


@cache
def ranges() -> Ranges:
    """The table, read once; `version` is the `phonenumbers` it was made from.

    >>> len(ranges().calling_codes)
    245
    """
    with np.load(PATH, allow_pickle=False) as file:
        starts, codes = file["starts"], file["codes"]
        regions = tuple(str(region) for region in file["regions"])
        calling_codes = dict(zip(regions, file["calling_codes"].tolist(), strict=True))
        trunks, version = file["trunks"], str(file["version"])
    geographic = {region: code for region, code in calling_codes.items() if code}
    lengths = np.full(1000, 3)
    for code in geographic.values():
        step = 10 ** (3 - len(str(code)))
        lengths[code * step : (code + 1) * step] = len(str(code))
    return Ranges(
        starts, codes, regions, geographic, trunks, lengths, version, starts.tolist(), codes.tolist()
    )


def code_of(digits: int) -> int:
    """The code of one number: flags, and the region's place shifted by `REGION_SHIFT`; 0 if it is in no plan.

    >>> code_of(8613800138000) & VALID > 0
    True
    """
    table = ranges()
    return table.plain_codes[bisect_right(table.plain_starts, digits) - 1]


def codes_of(digits: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The codes of many numbers at once; negative numbers are not allowed.

    >>> (codes_of(np.array([8613800138000, 0])) & VALID > 0).tolist()
    [True, False]
    """
    table = ranges()
    return table.codes[np.searchsorted(table.starts, digits, side="right") - 1]


def is_valid(number: str) -> bool:
    """Whether the plan of its country assigns this E.164 number; False for what is not E.164.

    >>> is_valid("+8613800138000"), is_valid("+8621111111"), is_valid("95588")
    (True, False, False)
    """
    return bool(_code_of_text(number) & VALID)


def region_of(number: str) -> str | None:
    """The region of an E.164 number, assigned or not: two letters, `001` for a code of no country, else None.

    >>> region_of("+8621111111"), region_of("+80012345678"), region_of("+9991234567")
    ('CN', '001', None)
    """
    return ranges().regions[_code_of_text(number) >> REGION_SHIFT] or None


def calling_code_of(region: str) -> int | None:
    """The country code of a region; None if there is no such region.

    >>> calling_code_of("CN"), calling_code_of("XX")
    (86, None)
    """
    return ranges().calling_codes.get(region)


def _code_of_text(number: str) -> int:
    digits = number[1:]
    if number[:1] != "+" or digits[:1] == "0" or len(digits) > LONGEST:
        return 0
    if not (digits.isascii() and digits.isdecimal()):
        return 0
    return code_of(int(digits))
