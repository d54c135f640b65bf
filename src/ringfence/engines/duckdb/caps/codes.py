"""Numbers in place of values: equal values get equal numbers, so that columns can be grouped and joined in memory.

Takes Arrow columns of the touched calls; gives integers, -1 where a value is unknown. Exact: no two values share one.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Wide = NDArray[np.uint64]


def codes_of(values: pa.ChunkedArray) -> Ints:
    """A number for each value; -1 where it is unknown.

    >>> codes_of(pa.chunked_array([["a", None], ["b", "a"]])).tolist()
    [0, -1, 1, 0]
    """
    if pa.types.is_dictionary(values.type):
        parts = [part.indices.cast(pa.int32()) for part in values.unify_dictionaries().chunks]
    else:
        whole = values.combine_chunks()
        whole = whole.storage if isinstance(whole, pa.ExtensionArray) else whole
        if pa.types.is_fixed_size_binary(whole.type) and not whole.null_count:
            return token_codes(np.frombuffer(whole.buffers()[1], np.uint64).reshape(-1, 2)[: len(whole)])
        parts = [whole.dictionary_encode().indices]
    filled = [pc.fill_null(part, -1).to_numpy(zero_copy_only=False) for part in parts]
    return np.concatenate(filled).astype(np.int64) if filled else np.zeros(0, dtype=np.int64)


def token_codes(halves: Wide) -> Ints:
    """A number for each token, given as rows of two halves.

    Tokens are as good as random: sorted by their first bits, equal ones lie together, and the few that share these
    bits by chance are set apart by the rest.

    >>> token_codes(np.array([[7, 1], [7, 2], [7, 1]], dtype=np.uint64)).tolist()
    [0, 1, 0]
    """
    size = len(halves)
    bits = np.uint64(max(size.bit_length(), 1))
    mask = (np.uint64(1) << bits) - np.uint64(1)
    first = halves[:, 0] & ~mask
    keyed = np.sort(first | np.arange(size, dtype=np.uint64))
    order = (keyed & mask).astype(np.int64)
    same = (keyed[1:] >> bits) == (keyed[:-1] >> bits)
    other = _differs(halves, order)
    if np.any(same & other):
        order = _set_apart(order, halves, same, same & other)
        other = _differs(halves, order)
    codes = np.empty(size, dtype=np.int64)
    codes[order] = np.r_[0, np.cumsum(other)] if size else 0
    return codes


def _differs(halves: Wide, order: Ints) -> NDArray[np.bool_]:
    """Which tokens, in this order, are not the one before."""
    ordered = halves[order]
    differs: NDArray[np.bool_] = (ordered[1:, 0] != ordered[:-1, 0]) | (ordered[1:, 1] != ordered[:-1, 1])
    return differs


def _set_apart(order: Ints, halves: Wide, same: NDArray[np.bool_], mixed: NDArray[np.bool_]) -> Ints:
    """The order with every run of equal first bits that mixes tokens sorted by the whole token."""
    run = np.r_[0, np.cumsum(~same)]
    places = np.flatnonzero(np.isin(run, run[1:][mixed]))
    calls = order[places]
    order = order.copy()
    order[places] = calls[np.lexsort((calls, halves[calls, 1], halves[calls, 0], run[places]))]
    return order


def joined(left: Ints, right: Ints) -> Ints:
    """One number for each pair; `right` holds few different values.

    >>> joined(np.array([0, 1, 0]), np.array([500, 500, 600])).tolist()
    [0, 2, 1]
    """
    encoded = pa.array(right).dictionary_encode()
    return left * len(encoded.dictionary) + np.asarray(encoded.indices.to_numpy(), dtype=np.int64)
