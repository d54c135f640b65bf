"""What a verification reads: a sealed log and the rows it seals, as they stand at one moment.

Declared here, where it is needed; a store implements it. Rows come as plain tuples, because millions of them
pass. What a row holds is handed over as it is: nothing is trusted before it was checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from ringfence.evidence.head import TreeHead

LeafTuple = tuple[int, str, int, bytes, bytes, bytes | None, str | None]
"""seq, kind, at, body, hash, recipient, call_id."""


class StoredTile(NamedTuple):
    """A row of `tile`."""

    level: int
    place: int
    root: bytes


class SealedRow(NamedTuple):
    """A row that names its leaf, and that leaf if there is one: where the row lies, what the leaf says."""

    recipient: bytes
    moment: int
    id: str
    leaf: int
    kind: str | None
    leaf_recipient: bytes | None
    leaf_call: str | None
    body: bytes | None


class KeptListing(NamedTuple):
    """A listing that is kept whole: its row, the digest of the file that lies there, the body of the leaf it names."""

    name: str
    checked_at: int | None
    copy: str
    leaf: int | None
    there: str | None
    body: bytes | None


class LogReader(Protocol):
    """One unchanging view of a ledger."""

    def leaf_count(self) -> int:
        """How many leaves there are."""

    def leaves(self, kinds: Sequence[str] | None = None) -> Iterator[LeafTuple]:
        """Every leaf in the order of `seq`, or those of some kinds."""

    def hashes(self, start: int, stop: int) -> dict[int, bytes]:
        """The stored hashes of the leaves [start, stop) that are there."""

    def leaves_of_call(self, call_id: str) -> list[LeafTuple]:
        """The leaves about one call, oldest first."""

    def tiles(self) -> Iterator[StoredTile]:
        """Every tile, by level and place."""

    def heads(self) -> Iterator[TreeHead]:
        """Every tree head, the smallest first."""

    def person(self, token: bytes) -> tuple[int, bytes | None, bytes | None] | None:
        """Epoch, seed and sealed number of a person in the vault."""

    def row(self, relation: str, recipient: bytes, moment: int, row_id: str) -> tuple[Any, ...] | None:
        """The row of `call` or `stop` with this key, its values in the catalogue's order."""

    def listings(self) -> Iterator[KeptListing]:
        """Every listing that is kept whole, with the leaf it names."""

    def sealed_rows(self, relation: str) -> Iterator[SealedRow]:
        """Every row of `call` or `stop` that names a leaf, with that leaf."""
