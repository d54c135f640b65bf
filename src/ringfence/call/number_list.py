"""A column of telephone numbers, read into E.164 all at once.

Stands where a list comes in. It takes an Arrow column of text and gives the numbers, which of them are
assigned, and their regions; what cannot be read is null and has its reason. The ordinary row (a plus or none,
digits, blanks, hyphens, brackets) is read in NumPy over the column's bytes, a block at a time; the odd rest
goes through `parse_number` one by one. It must never read a row otherwise than `parse_number` reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ringfence.call.errors import NumberError
from ringfence.call.number_ranges import (
    AT_HOME,
    KNOWN,
    LONGEST,
    REGION_SHIFT,
    REWRITTEN,
    SHORTEST,
    VALID,
    calling_code_of,
    codes_of,
    ranges,
)
from ringfence.call.number_text import check_region, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Integers = NDArray[np.int64]

BLOCK: Final = 1 << 15
"""Rows read together: few enough that a block's arrays stay in the processor's cache."""
PLUS: Final = ord("+")
ZERO: Final = ord("0")
SEPARATORS: Final = np.isin(np.arange(256), [ord(sign) for sign in " \t-()[]"])
TENS: Final = 10 ** np.arange(LONGEST + 1, dtype=np.int64)


@dataclass(frozen=True)
class ParsedNumbers:
    """What a column held, row by row."""

    numbers: pa.StringArray
    """E.164, null where the row cannot be read."""
    valid: Bools
    """Whether a plan assigns the number; False where the row cannot be read."""
    regions: pa.DictionaryArray
    """As `region_of`; null where there is none or the row cannot be read."""
    texts: pa.ChunkedArray = field(repr=False)
    region: str | None = None

    @cached_property
    def faults(self) -> dict[int, str]:
        """Row to reason for all that cannot be read, worked out when first asked for."""
        rows = np.flatnonzero(self.numbers.is_null().to_numpy(zero_copy_only=False))
        unread = self.texts.take(pa.array(rows)).cast(pa.string()).to_pylist()
        return {row: _one(text, self.region)[1] for row, text in zip(rows.tolist(), unread, strict=True)}


class Rows(NamedTuple):
    """The rows of one block: their bytes without separators, and where each begins and ends."""

    signs: NDArray[np.uint8]
    starts: Integers
    ends: Integers
    untouched: bool


def parse_numbers(texts: pa.Array | pa.ChunkedArray, region: str | None = None) -> ParsedNumbers:
    """Each row as `parse_number(text, region)` reads it, about a hundred million rows at most.

    >>> parsed = parse_numbers(pa.array(["+86 138-0013-8000", "13800138000", None]))
    >>> parsed.numbers.to_pylist(), parsed.valid.tolist()
    (['+8613800138000', None, None], [True, False, False])
    >>> parsed.faults[2]
    'no number is given: write it with `+` and the country code'
    """
    check_region(region)
    texts = pa.chunked_array([texts]) if isinstance(texts, pa.Array) else texts
    numbers, codes = [pa.array([], pa.string())], [np.zeros(0, dtype=np.uint16)]
    for block in _blocks(texts):
        block_numbers, block_codes = _parse_block(block, region)
        numbers.append(block_numbers)
        codes.append(block_codes)
    code = np.concatenate(codes)
    return ParsedNumbers(pa.concat_arrays(numbers), code & VALID > 0, _regions(code), texts, region)


def _blocks(texts: pa.ChunkedArray) -> Iterator[pa.StringArray]:
    for chunk in texts.chunks:
        for start in range(0, len(chunk), BLOCK):
            yield chunk.slice(start, BLOCK).cast(pa.string())


def _parse_block(block: pa.StringArray, region: str | None) -> tuple[pa.StringArray, NDArray[np.uint16]]:
    rows = _rows(block)
    plus, counts, values = _digits(rows)
    if region:
        counts, values = _at_home(region, plus, counts, values)
    codes = codes_of(values)
    read = _is_ordinary(region, plus, codes) & (counts >= SHORTEST) & (values >= TENS[counts - 1])
    if block.null_count:
        read &= block.is_valid().to_numpy(zero_copy_only=False)
    if rows.untouched and (read & plus).all():
        return block, codes
    odd = np.flatnonzero(~read)
    values[odd] = [_one(text, region)[0] for text in block.take(pa.array(odd)).to_pylist()]
    codes[odd] = codes_of(values[odd])
    return _written(values), codes


def _rows(block: pa.StringArray) -> Rows:
    _, offsets_buffer, signs_buffer = block.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[block.offset : block.offset + len(block) + 1]
    signs = np.frombuffer(signs_buffer or b"", np.uint8)[offsets[0] : offsets[-1]]
    offsets = offsets - offsets[0]
    apart = SEPARATORS[signs]
    untouched = not apart.any()
    if not untouched:
        offsets = offsets - np.append(0, np.cumsum(apart, dtype=np.int32))[offsets]
        signs = signs[~apart]
    return Rows(signs, offsets[:-1], offsets[1:], untouched)


def _digits(rows: Rows) -> tuple[Bools, Integers, Integers]:
    """Plus or not, how many digits, the digits as an integer; no digits where a row holds anything else."""
    signs = np.append(rows.signs, np.uint8(0))  # so that an empty last row has a sign to look at
    plus = (signs[rows.starts] == PLUS) & (rows.ends > rows.starts)
    counts = (rows.ends - rows.starts - plus).astype(np.int64)
    ordinary = counts <= LONGEST
    values = np.zeros(len(counts), dtype=np.int64)
    signs -= np.uint8(ZERO)
    for place in range(min(int(counts.max()), LONGEST)):
        digit = signs[np.maximum(rows.ends - 1 - place, 0)]
        digit[counts <= place] = 0
        ordinary &= digit <= 9
        values += digit * TENS[place]
    return plus, counts * ordinary, values * ordinary


def _at_home(region: str, plus: Bools, counts: Integers, values: Integers) -> tuple[Integers, Integers]:
    """The same with the region's country code before the digits that have none."""
    calling_code = str(calling_code_of(region))
    home = ~plus & (counts > 0) & (counts <= LONGEST - len(calling_code))
    values = np.where(home, int(calling_code) * TENS[counts] + values, values)
    return counts + home * len(calling_code), values


def _is_ordinary(region: str | None, plus: Bools, codes: NDArray[np.uint16]) -> Bools:
    """Whether the digits as they stand are the number: no prefix to drop, at home no doubt whose it is."""
    abroad: Bools = plus & (codes & (KNOWN | REWRITTEN) == KNOWN)
    if region is None:
        return abroad
    own = codes >> REGION_SHIFT == ranges().regions.index(region)
    home: Bools = ~plus & own & (codes & AT_HOME > 0)
    return abroad | home


def _one(text: str | None, region: str | None) -> tuple[int, str]:
    """The digits of one odd row as an integer; 0 and the reason if it cannot be read."""
    try:
        return int(parse_number(text or "", region)[1:]), ""
    except NumberError as error:
        return 0, str(error)


def _written(values: Integers) -> pa.StringArray:
    digits = pa.array(values, mask=values == 0).cast(pa.string())
    return pc.binary_join_element_wise("+", digits, "")


def _regions(codes: NDArray[np.uint16]) -> pa.DictionaryArray:
    places = (codes >> REGION_SHIFT).astype(np.int16)
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=places == 0), pa.array(ranges().regions))
