"""Makes the table of numbers: every numbering plan of the installed `phonenumbers` as one step function.

Stands in the workshop. It takes the metadata (patterns per region and kind of number), gives
`src/ringfence/call/number_ranges.npz`, and is run by hand when `phonenumbers` brings new metadata:

    python -m tools.make_number_ranges

The digits of an E.164 number without its plus are an integer, and since no country code begins with 0 the
integer tells the digits exactly, Italian zeros included. The table is sorted `starts` and, for each, the code
that holds from there to the next start. It must say what `phonenumbers` says, so it asks in the same order:
the region first, by leading digits where the plan has them, then whether a kind of number fits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import phonenumbers
from phonenumbers import PhoneMetadata
from tools.number_patterns import alone, combine, headed, whole, within

from ringfence.call.number_ranges import (
    AT_HOME,
    KNOWN,
    LONGEST,
    PATH,
    REGION_SHIFT,
    REWRITTEN,
    SHORTEST,
    TRUNK,
    VALID,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from tools.number_patterns import Spans

NOWHERE: Spans = np.array([], dtype=np.int64)
KINDS = ("premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")


class Table(NamedTuple):
    """What the file holds, array by array."""

    starts: NDArray[np.int64]
    codes: NDArray[np.uint16]
    regions: NDArray[np.str_]
    calling_codes: NDArray[np.int16]
    trunks: NDArray[np.int8]
    version: NDArray[np.str_]


def plan_of(calling_code: int, region: str) -> PhoneMetadata:
    """The numbering plan of a region that has this calling code."""
    plan = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, region)
    assert plan is not None
    return plan


def general(plan: PhoneMetadata) -> phonenumbers.PhoneNumberDesc:
    """What every number of the plan has in common."""
    assert plan.general_desc is not None
    return plan.general_desc


def common(plan: PhoneMetadata) -> str:
    """The pattern that every number of the plan fits."""
    return general(plan).national_number_pattern or ""


def described(description: phonenumbers.PhoneNumberDesc | None, length: int) -> Spans:
    """The national numbers of this length that one description accepts."""
    if description is None or not description.national_number_pattern:
        return NOWHERE
    if description.possible_length and length not in description.possible_length:
        return NOWHERE
    return whole(description.national_number_pattern, length)


def assigned(plan: PhoneMetadata, length: int) -> Spans:
    """The national numbers of this length that are of some kind in the plan."""
    every = described(general(plan), length)
    kinds = [getattr(plan, kind) for kind in KINDS] + [plan.fixed_line]
    if not plan.same_mobile_and_fixed_line_pattern:
        kinds.append(plan.mobile)
    some = [spans for spans in (described(kind, length) for kind in kinds) if len(spans)]
    return combine(lambda fits, *held: fits & np.logical_or.reduce(held), every, *some) if some else NOWHERE


def stripped(plan: PhoneMetadata, length: int) -> Spans:
    """The national numbers of which `phonenumbers` might drop a national prefix (at least those it does)."""
    prefix = plan.national_prefix_for_parsing
    if not prefix:
        return NOWHERE
    begun = headed(prefix, None, length)
    if plan.national_prefix_transform_rule:
        return begun
    return combine(lambda held, kept: held & ~kept, begun, spared(plan, length))


def spared(plan: PhoneMetadata, length: int) -> Spans:
    """The national numbers that fit the plan, and would not without their prefix: they keep it."""
    without = headed(plan.national_prefix_for_parsing or "", common(plan), length)
    return combine(lambda fits, rest: fits & ~rest, whole(common(plan), length), without)


def trunk_of(plan: PhoneMetadata) -> int:
    """The digit dialled before a national number, if it can be nothing else there; -1 otherwise."""
    prefix = plan.national_prefix_for_parsing or ""
    return next((digit for digit in range(10) if alone(prefix, digit)), -1)


def abroad(plan: PhoneMetadata, length: int) -> Spans:
    """The national numbers that begin like the international prefix of the plan's region."""
    return headed(plan.international_prefix, None, length) if plan.international_prefix else NOWHERE


def coded(plan: PhoneMetadata, length: int) -> Spans:
    """The national numbers that begin like the country code, or with 00 for plus."""
    return headed(f"{plan.country_code}|00", None, length)


def at_home(plan: PhoneMetadata, main: PhoneMetadata, valid: Spans, length: int) -> Spans:
    """The national numbers that, dialled in the plan's region, can be nothing but themselves."""
    right_length = length in general(main).possible_length
    return combine(
        # A country code is looked for only in what does not fit the plan.
        lambda every, fits, begun, left, code: every & ~begun & ~left & (fits | (right_length & ~code)),
        np.array([0, 10**length]),
        valid,
        stripped(plan, length),
        abroad(plan, length),
        coded(plan, length),
    )


def after_trunk(plan: PhoneMetadata, main: PhoneMetadata, length: int) -> Spans:
    """The national numbers before which a trunk digit is sure to go, at home and after the country code."""
    trunk = trunk_of(plan)
    lengths = {length} & set(general(main).possible_length) & set(general(plan).possible_length)
    if trunk < 0 or trunk != trunk_of(main) or not lengths:
        return NOWHERE
    begun = np.array([trunk * 10**length, (trunk + 1) * 10**length])
    # Dropping the digit as a trunk digit and as a country code comes to the same.
    code = NOWHERE if trunk == plan.country_code else coded(plan, length + 1)
    sure = combine(
        lambda every, *doubts: every & ~np.logical_or.reduce(doubts),
        begun,
        spared(plan, length + 1),
        spared(main, length + 1),
        abroad(plan, length + 1),
        code,
    )
    rest: Spans = sure - begun[0]
    return rest


def shares(calling_code: int, length: int) -> Iterator[tuple[str, PhoneMetadata, Spans]]:
    """Each region of a calling code with its plan and the national numbers that are told to be its own."""
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[calling_code]
    left: Spans = np.array([0, 10**length], dtype=np.int64)
    for region in regions:
        plan = plan_of(calling_code, region)
        if len(regions) == 1:
            own = left
        elif plan.leading_digits is not None:
            own = headed(plan.leading_digits, None, length)
        else:
            own = assigned(plan, length)
        yield region, plan, combine(np.logical_and, own, left)
        left = combine(lambda still, taken: still & ~taken, left, own)


def steps(calling_code: int, length: int, regions: list[str]) -> tuple[Spans, NDArray[np.uint16]]:
    """The starts and codes of one calling code and one length of national number, ending with code 0."""
    main = plan_of(calling_code, phonenumbers.region_code_for_country_code(calling_code))
    marks = [(np.array([0, 10**length]), KNOWN), (stripped(main, length), REWRITTEN)]
    for region, plan, own in shares(calling_code, length):
        valid = combine(np.logical_and, own, assigned(plan, length))
        home = combine(np.logical_and, own, at_home(plan, main, valid, length))
        marks += [(own, regions.index(region) << REGION_SHIFT), (valid, VALID), (home, AT_HOME)]
        marks.append((combine(np.logical_and, own, after_trunk(plan, main, length)), TRUNK))
    starts = np.unique(np.concatenate([spans for spans, _ in marks]))
    codes = np.zeros(len(starts), dtype=np.uint16)
    for spans, mark in marks:
        codes |= np.where(within(spans, starts), mark, 0).astype(np.uint16)
    return starts + calling_code * 10**length, codes


def joined(pieces: list[tuple[Spans, NDArray[np.uint16]]]) -> tuple[Spans, NDArray[np.uint16]]:
    """One step function out of many: sorted, beginning at 0, without steps that change nothing."""
    starts = np.concatenate([[0], *(starts for starts, _ in pieces)])
    codes = np.concatenate([np.zeros(1, np.uint16), *(codes for _, codes in pieces)])
    # Where one calling code ends and the next begins, two steps share a start; the one with a code is right.
    order = np.lexsort((codes, starts))
    starts, codes = starts[order], codes[order]
    right = np.append(starts[1:] != starts[:-1], True)
    starts, codes = starts[right], codes[right]
    turns = np.append(True, codes[1:] != codes[:-1])
    return starts[turns], codes[turns]


def make() -> Table:
    """The table of the installed metadata."""
    plans = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    home = {region: code for code, regions in plans.items() for region in regions if region != "001"}
    regions = ["", "001", *sorted(home)]
    pieces = [
        steps(calling_code, digits - len(str(calling_code)), regions)
        for digits in range(SHORTEST, LONGEST + 1)
        for calling_code in plans
    ]
    calling_codes = np.array([home.get(region, 0) for region in regions], dtype=np.int16)
    trunks = [trunk_of(plan_of(home[region], region)) if region in home else -1 for region in regions]
    version = np.array(phonenumbers.__version__)
    return Table(*joined(pieces), np.array(regions), calling_codes, np.array(trunks, dtype=np.int8), version)


def main() -> None:
    """Write the table and say how large it is."""
    table = make()
    with Path(PATH).open("wb") as file:
        np.savez_compressed(file, **table._asdict())
    print(f"{PATH}: {len(table.starts)} steps, {PATH.stat().st_size} bytes, phonenumbers {table.version}")


if __name__ == "__main__":
    main()
