"""The tree over the leaves (RFC 6962): one root stands for the whole log.

Stands behind the gates: leaves are gathered into it once they are durable. Takes leaf hashes; gives roots,
and paths by which anyone who holds a signed root can check that a leaf is in the log (inclusion) and that a
later log continues an earlier one (consistency). Must never see what a leaf says. A log is read through
`Hashes`, as leaf hashes and the roots of its complete blocks ("tiles"), so that a path is found without
reading the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from ringfence.call.errors import EvidenceError

TILE = 256
"""Leaves under a tile of level 1; and tiles of one level under a tile of the next."""
TILE_BITS = TILE.bit_length() - 1
HASH_BYTES = 32
REMEMBERED = 1 << 14
"""Subtrees that one reader of a stored log keeps in hand."""

Subtree = Callable[[int, int], bytes]
"""Gives the root over the leaves [start, stop) of a log; `tiled(store)` is that of a stored one."""


class Hashes(Protocol):
    """What a store keeps of a log, for `tiled` to read."""

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """The leaf hashes of the places [start, stop), in order; never more than `TILE` are asked for."""

    def tile(self, level: int, place: int) -> bytes:
        """The root over the leaves [place, place + 1) · TILE ** level; only complete tiles are asked for."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """The RFC 6962 hash of two subtrees: SHA-256 over a one byte and both roots.

    >>> len(node_hash(bytes(32), bytes(32)))
    32
    """
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes; that of no leaves is the hash of nothing.

    >>> root([]).hex()[:8]
    'e3b0c442'
    """
    row = list(hashes)
    if not row:
        return sha256(b"").digest()
    while len(row) > 1:
        # RFC 6962 splits at the largest power of two: read from below, whoever has no neighbour moves up.
        alone = row[-1:] if len(row) % 2 else []
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)] + alone
    return row[0]


def tiled(hashes: Hashes) -> Subtree:
    """The subtrees of a stored log, from its tiles where they are complete and from its leaves at the edge.

    A path over n leaves costs at most 2 · 255 look-ups for each of the log₂₅₆ n levels; what one path has
    read, the next one through the same `tiled` does not read again.

    >>> class Store:
    ...     def leaves(self, start, stop): return [bytes([place]) * 32 for place in range(start, stop)]
    ...     def tile(self, level, place): raise LookupError
    >>> tiled(Store())(0, 1) == bytes(32)
    True
    """

    # Invariant: a log only grows, so the root over a range of leaves, once read, stays what it is.
    @lru_cache(maxsize=REMEMBERED)
    def subtree(start: int, stop: int) -> bytes:
        width = stop - start
        level, rest = divmod(width.bit_length() - 1, TILE_BITS)
        if level > 0 and rest == 0 and width.bit_count() == 1:
            return hashes.tile(level, start // width)
        if width <= TILE:
            row = hashes.leaves(start, stop)
            if len(row) != width:
                raise EvidenceError(
                    f"leaves `{start}` to `{stop - 1}` are not all there: restore them from a copy"
                )
            return root(row)
        middle = start + _left_width(width)
        return node_hash(subtree(start, middle), subtree(middle, stop))

    return subtree


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The hashes that, with the leaf at `index`, give the root of the first `size` leaves; deepest first.

    >>> hashes = [bytes([place]) * 32 for place in range(3)]
    >>> inclusion_path(2, 3, lambda start, stop: root(hashes[start:stop])) == [root(hashes[:2])]
    True
    """
    if not 0 <= index < size:
        raise EvidenceError(f"leaf `{index}` is not in a log of {size} leaves: ask for a later tree head")
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _left_width(stop - start)
        if index < middle:
            path.append(subtree(middle, stop))
            stop = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether the leaf with hash `leaf` stands at `index` among the `size` leaves whose root is `head`.

    >>> verify_inclusion(bytes(32), 0, 1, [], bytes(32))
    True
    """
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            reached = node_hash(sibling, reached)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            reached = node_hash(reached, sibling)
        place, last = place // 2, last // 2
    return last == 0 and reached == head


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The hashes that show the first `old` of `new` leaves to be unchanged; none if that needs no showing.

    >>> hashes = [bytes([place]) * 32 for place in range(3)]
    >>> consistency_path(2, 3, lambda start, stop: root(hashes[start:stop])) == [hashes[2]]
    True
    """
    if not 0 <= old <= new:
        raise EvidenceError(f"a log of {new} leaves cannot continue one of {old}: ask for a later tree head")
    if old in {0, new}:
        return []
    path: list[bytes] = []
    start, stop = 0, new
    while old != stop:
        middle = start + _left_width(stop - start)
        if old <= middle:
            path.append(subtree(middle, stop))
            stop = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    if start:
        path.append(subtree(start, stop))
    return path[::-1]


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_head: bytes, new_head: bytes) -> bool:
    """Whether the `new` leaves with root `new_head` begin with the `old` leaves whose root is `old_head`.

    >>> verify_consistency(1, 1, [], bytes(32), bytes(32))
    True
    """
    if old == new:
        return not path and old_head == new_head
    if old == 0:
        return not path and old_head == root([])
    if not 0 < old < new:
        return False
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place // 2, last // 2
    # An earlier log that is one whole subtree of the later is its own first step; the path leaves it out.
    steps = iter([old_head, *path] if old.bit_count() == 1 else path)
    earlier = later = next(steps, b"")
    for sibling in steps:
        if last == 0:
            return False
        if place % 2 or place == last:
            earlier, later = node_hash(sibling, earlier), node_hash(sibling, later)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            later = node_hash(later, sibling)
        place, last = place // 2, last // 2
    return last == 0 and earlier == old_head and later == new_head


def _left_width(width: int) -> int:
    """The largest power of two below `width`: how many leaves stand left of a subtree's top."""
    return 1 << (width - 1).bit_length() - 1
