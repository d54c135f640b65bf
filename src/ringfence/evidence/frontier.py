"""The growing edge of the tree: what must be kept in hand to append a leaf without reading any other.

Stands behind the gates, where leaves are gathered. Takes leaf hashes in the order of their `seq`; gives the
tiles that became complete, to be stored, and the root at any size. Must never skip a leaf: `size` says
which is next. At most one root for each bit of the size is held.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from ringfence.call.errors import EvidenceError
from ringfence.evidence.tree import HASH_BYTES, TILE_BITS, Subtree, node_hash
from ringfence.evidence.tree import root as root_of

_SIZE_BYTES = 8


class Tile(NamedTuple):
    """The root over the complete block of leaves [place, place + 1) · 256 ** level; `level` counts from 1."""

    level: int
    place: int
    root: bytes


class Frontier:
    """The roots of the complete subtrees of a log, the widest first, and how many leaves they cover."""

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    @classmethod
    def over(cls, size: int, subtree: Subtree) -> Frontier:
        """The edge of a log of this size, its complete subtrees read from a stored log.

        >>> Frontier.over(0, lambda start, stop: bytes(32)).size
        0
        """
        edge = cls()
        for bit in reversed(range(size.bit_length())):
            if size >> bit & 1:
                edge._peaks.append(subtree(edge.size, edge.size + (1 << bit)))
                edge.size += 1 << bit
        return edge

    def append(self, hashes: Iterable[bytes]) -> list[Tile]:
        """The tiles that became complete by appending these leaf hashes, in the order in which they did.

        >>> frontier = Frontier()
        >>> [(tile.level, tile.place) for tile in frontier.append([bytes(32)] * 600)]
        [(1, 0), (1, 1)]
        """
        complete: list[Tile] = []
        for leaf in hashes:
            peak, place, height = leaf, self.size, 0
            while place & 1:
                peak = node_hash(self._peaks.pop(), peak)
                place >>= 1
                height += 1
                if height % TILE_BITS == 0:
                    complete.append(Tile(height // TILE_BITS, place, peak))
            self._peaks.append(peak)
            self.size += 1
        return complete

    def root(self) -> bytes:
        """The root over all leaves appended so far.

        >>> Frontier().root().hex()[:8]
        'e3b0c442'
        """
        if not self._peaks:
            return root_of([])
        return reduce(lambda right, left: node_hash(left, right), reversed(self._peaks))

    def to_bytes(self) -> bytes:
        """The size in 8 bytes, then the roots held; `from_bytes` takes it back.

        >>> Frontier().to_bytes().hex()
        '0000000000000000'
        """
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Frontier:
        """The frontier that gave these bytes.

        >>> Frontier.from_bytes(bytes(8)).size
        0
        """
        frontier = cls()
        frontier.size = int.from_bytes(stored[:_SIZE_BYTES], "big")
        if len(stored) != _SIZE_BYTES + HASH_BYTES * frontier.size.bit_count():
            raise EvidenceError("the stored edge of the tree is damaged: gather the log anew from its leaves")
        frontier._peaks = [
            stored[start : start + HASH_BYTES] for start in range(_SIZE_BYTES, len(stored), HASH_BYTES)
        ]
        return frontier
