"""Telephone numbers of every region, made up by a seed: valid ones, nearly valid ones and nonsense.

Stands under the benchmark and the tests of numbers. It takes the example numbers and lengths that the
metadata of `phonenumbers` gives for each region and kind, and changes digits. It must never ask the table
that is tested.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import phonenumbers
from phonenumbers import PhoneMetadata

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = (
    "general_desc",
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "personal_number",
    "voip",
    "pager",
    "uan",
    "voicemail",
)
STRAYS = ("0", "1", "8", "00", "06", "15", "9", "90", "810", "011")


class Sample(NamedTuple):
    """A national number and where it would be dialled."""

    calling_code: int
    region: str
    national: str

    @property
    def international(self) -> str:
        """The number with plus and country code."""
        return f"+{self.calling_code}{self.national}"


@cache
def examples() -> dict[str, list[Sample]]:
    """The metadata's own examples by region, and one for each further length."""
    found: dict[str, list[Sample]] = {}
    for calling_code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            plan = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
            kinds = [kind for kind in (getattr(plan, name) for name in KINDS) if kind]
            numbers = {kind.example_number for kind in kinds if kind.example_number}
            lengths = {length for kind in kinds for length in kind.possible_length or ()}
            numbers |= {
                "123456789012345678"[:length] for length in lengths - {len(number) for number in numbers}
            }
            known = [Sample(calling_code, region, number) for number in sorted(numbers)]
            found.setdefault(region, []).extend(known)
    return found


def samples(count: int, seed: int) -> Iterator[Sample]:
    """`count` numbers, each region in turn, about half of them valid."""
    random = Random(seed)
    regions = list(examples().values())
    for index in range(count):
        sample = random.choice(regions[index % len(regions)])
        yield sample._replace(national=changed(sample.national, random))


def changed(national: str, random: Random) -> str:
    """The number as it is, with new last digits, wrong digits, one too many or too few, or a stray prefix."""
    way = random.random()
    if way < 0.1:
        return national
    if way < 0.6:
        kept = len(national) - random.randint(1, 4)
        return national[:kept] + _digits(len(national) - kept, random)
    if way < 0.7:
        return _digits(len(national), random)
    if way < 0.8:
        return random.choice(STRAYS) + national
    if way < 0.9:
        place = random.randrange(len(national))
        return national[:place] + _digits(1, random) + national[place + 1 :]
    place = random.randrange(len(national))
    return national[:place] + random.choice(("", _digits(2, random))) + national[place + 1 :]


def _digits(count: int, random: Random) -> str:
    return "".join(random.choices("0123456789", k=count))
