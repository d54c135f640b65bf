"""A column of telephone numbers, read into E.164 all at once.

Stands where a list comes in. It takes an Arrow column of text and gives the numbers, which of them are
assigned, and their regions; what cannot be read is null and has its reason. The ordinary row (a plus or none,
digits, blanks, hyphens, brackets) is read in NumPy over the column's bytes, a block at a time; the odd rest
goes through `parse_number` one by one. It must never read a row otherwise than `parse_number` reads it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
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
    TRUNK,
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
    Codes = NDArray[np.uint16]

BLOCK: Final = 1 << 15
"""Rows read together: few enough that a block's arrays stay in the processor's cache."""
THREADS: Final = 2
"""Blocks read at a time; NumPy lets another go on meanwhile."""
PLUS: Final = ord("+")
ZERO: Final = ord("0")
SEPARATORS: Final = np.isin(np.arange(256), [ord(sign) for sign in " \t-()[]"])
TENS: Final = 10 ** np.arange(LONGEST + 1, dtype=np.int64)


@dataclass(frozen=True)
class ParsedNumbers:
    """What a column held, row by row."""

    numbers: pa.StringArray
    """E.164, null where the row cannot be read."""
    values: Integers
    """The same without the plus, 0 where the row cannot be read."""
    valid: Bools
    """Whether a plan assigns the number; False where the row cannot be read."""
    regions: pa.DictionaryArray
    """As `region_of`; null where there is none or the row cannot be read."""
    texts: pa.ChunkedArray = field(repr=False)
    region: str | None = None

    @cached_property
    def faults(self) -> dict[int, str]:
        """Row to reason for all that cannot be read, worked out when first asked for."""
        rows = np.flatnonzero(self.values == 0)
        unread = self.texts.take(pa.array(rows)).cast(pa.string()).to_pylist()
        return {row: _one(text, self.region)[1] for row, text in zip(rows.tolist(), unread, strict=True)}


class Rows(NamedTuple):
    """The rows of one block: their bytes without separators, and where each begins and ends."""

    signs: NDArray[np.uint8]
    starts: Integers
    ends: Integers
    untouched: bool


class Reading(NamedTuple):
    """What is known of each row of a block so far; `values` and `codes` are brought up to date in place."""

    plus: Bools
    counts: Integers
    values: Integers
    codes: Codes


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
    numbers, values, codes = [pa.array([], pa.string())], [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
    with ThreadPoolExecutor(THREADS) as threads:
        for block_numbers, reading in threads.map(partial(_parse_block, region=region), _blocks(texts)):
            numbers.append(block_numbers)
            values.append(reading.values)
            codes.append(reading.codes)
    value, code = np.concatenate(values), np.concatenate(codes)
    return ParsedNumbers(pa.concat_arrays(numbers), value, code & VALID > 0, _regions(code), texts, region)


def _blocks(texts: pa.ChunkedArray) -> Iterator[pa.StringArray]:
    for chunk in texts.chunks:
        for start in range(0, len(chunk), BLOCK):
            yield chunk.slice(start, BLOCK).cast(pa.string())


def _parse_block(block: pa.StringArray, region: str | None) -> tuple[pa.StringArray, Reading]:
    rows = _rows(block)
    reading = _digits(rows, region)
    likely = (reading.counts >= SHORTEST) & (reading.values >= TENS[reading.counts - 1])  # no leading zero
    if block.null_count:
        likely &= block.is_valid().to_numpy(zero_copy_only=False)
    read = likely & _is_plain(reading, region)
    if rows.untouched and (read & reading.plus).all():
        return block, reading
    read[_drop_trunk(np.flatnonzero(likely & ~read), reading, region)] = True
    odd = np.flatnonzero(~read)
    reading.values[odd] = [_one(text, region)[0] for text in block.take(pa.array(odd)).to_pylist()]
    reading.codes[odd] = codes_of(reading.values[odd])
    return _written(reading.values), reading


def _rows(block: pa.StringArray) -> Rows:
    _, offsets_buffer, signs_buffer = block.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[block.offset : block.offset + len(block) + 1]
    signs = np.frombuffer(signs_buffer or b"", np.uint8)[offsets[0] : offsets[-1]]
    offsets = offsets - offsets[0]
    apart = SEPARATORS[signs]
    untouched = not apart.any()
    if not untouched:
        # Every offset moves back by the separators before it.
        offsets = offsets - np.append(0, np.cumsum(apart, dtype=np.int32))[offsets]
        signs = signs[~apart]
    return Rows(signs, offsets[:-1], offsets[1:], untouched)


def _digits(rows: Rows, region: str | None) -> Reading:
    """The digits of each row as an integer, at home with the country code; 0 where there is anything else."""
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
    counts *= ordinary
    if not plus.all():
        counts, values = _at_home(calling_code_of(region) if region else None, plus, counts, values)
    values *= counts > 0
    return Reading(plus, counts, values, codes_of(values))


def _at_home(code: int | None, plus: Bools, counts: Integers, values: Integers) -> tuple[Integers, Integers]:
    """The same with the country code where there is no plus; no digits if there is none or no room for it."""
    if code is None:
        return counts * plus, values
    size = len(str(code))
    home = ~plus & (counts > 0) & (counts <= LONGEST - size)
    values = np.where(home, code * TENS[counts] + values, values)
    return np.where(home, counts + size, counts * plus), values


def _is_plain(reading: Reading, region: str | None) -> Bools:
    """Whether the digits as they stand are the number: no prefix to drop, at home no doubt whose it is."""
    abroad: Bools = reading.plus & (reading.codes & (KNOWN | REWRITTEN) == KNOWN)
    home: Bools = ~reading.plus & (reading.codes & AT_HOME > 0) & _is_of(region, reading.codes)
    return abroad | home


def _drop_trunk(rows: Integers, reading: Reading, region: str | None) -> Integers:
    """Those of `rows` that are a number but for a trunk digit, which goes from `values`."""
    digits, counts = reading.values[rows], reading.counts[rows]
    tail = TENS[counts - ranges().code_lengths[digits // TENS[counts - 3]] - 1]
    calling_code, trunk = np.divmod(digits // tail, 10)
    shorter = calling_code * tail + digits % tail
    codes = codes_of(shorter)
    meant = (codes & TRUNK > 0) & (ranges().trunks[codes >> REGION_SHIFT] == trunk)
    meant &= reading.plus[rows] | _is_of(region, codes)
    reading.values[rows[meant]], reading.codes[rows[meant]] = shorter[meant], codes[meant]
    dropped: Integers = rows[meant]
    return dropped


def _is_of(region: str | None, codes: Codes) -> Bools:
    place = ranges().regions.index(region) if region else 0
    own: Bools = codes >> REGION_SHIFT == place
    return own


def _one(text: str | None, region: str | None) -> tuple[int, str]:
    """The digits of one odd row as an integer; 0 and the reason if it cannot be read."""
    try:
        return int(parse_number(text or "", region)[1:]), ""
    except NumberError as error:
        return 0, str(error)


def _written(values: Integers) -> pa.StringArray:
    digits = pa.array(values, mask=values == 0).cast(pa.string())
    return pc.binary_join_element_wise("+", digits, "")


def regions_of(values: Integers) -> pa.DictionaryArray:
    """The country or region of each number in E.164, given as an integer without the plus; null where no plan has it.

    >>> regions_of(np.array([8613800138000, 12025550123, 999])).to_pylist()
    ['CN', 'US', None]
    """
    return _regions(codes_of(values))


def _regions(codes: Codes) -> pa.DictionaryArray:
    places = (codes >> REGION_SHIFT).astype(np.int16)
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=places == 0), pa.array(ranges().regions))
