"""The sealed log as it is written: a leaf in the transaction of what it seals, the tree gathered behind.

Beside every room that writes to the ledger. A leaf is there or the row it seals is not; the tree, its tiles and
its signed heads follow in a later transaction and can always be made again from the leaves.
"""

from __future__ import annotations

from ringfence.call.errors import EvidenceError
from ringfence.evidence.frontier import Frontier
from ringfence.evidence.head import TreeHead, sign_head
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.leaf import Body, seal, seal_body
from ringfence.evidence.tree import TILE, tiled
from ringfence.ledger.ledger import LeafRow, Transaction


def write_leaf(
    tx: Transaction, kind: str, at: int, facts: dict[str, object], *,
    recipient: bytes | None = None, call_id: str | None = None,
) -> int:  # fmt: skip
    """The sequence of a new leaf over these facts."""
    leaf = seal(tx.next_seq(), kind, at, facts)
    tx.append_leaf(LeafRow(leaf.seq, kind, at, leaf.body, leaf.hash, recipient, call_id))
    return leaf.seq


def row_of(body: Body, recipient: bytes, call_id: str) -> LeafRow:
    """The leaf over facts in fields as the ledger keeps it: about one person and one call."""
    leaf = seal_body(body)
    return LeafRow(leaf.seq, leaf.kind, leaf.at, leaf.body, leaf.hash, recipient, call_id)


class TransactionHashes:
    """The log's hashes inside a transaction, for whoever walks its tree."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def leaves(self, start: int, stop: int) -> list[bytes]:
        """The hashes of leaves `[start, stop)`."""
        return list(self._tx.leaf_hashes(start, stop))

    def tile(self, level: int, place: int) -> bytes:
        """The root of one tile; EvidenceError if it is not there."""
        row = self._tx.row("tile", {"level": level, "place": place})
        if row is None:
            raise EvidenceError(f"tile `{level}/{place}` of the log is gone; run `ringfence log verify`")
        return bytes(row["hash"])


class Gatherer:
    """Gathers leaves into the tree behind the answers; keeps its place between rounds."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self._frontier: Frontier | None = None

    def behind(self, tx: Transaction) -> int:
        """How many leaves the tree does not cover yet."""
        return tx.next_seq() - self._at(tx).size

    def gather(self, tx: Transaction, at: int) -> TreeHead | None:
        """A signed head over all leaves, or none if the last one already covers them."""
        frontier = self._at(tx)
        size = tx.next_seq()
        if frontier.size == size:
            return None
        while frontier.size < size:
            stop = min(size, frontier.size + 64 * TILE)
            for tile in frontier.append(tx.leaf_hashes(frontier.size, stop)):
                tx.bring("tile", [{"level": tile.level, "place": tile.place, "hash": tile.root}])
        head = sign_head(self.keyring.current.signing_key, size, frontier.root(), at)
        tx.bring(
            "tree_head",
            [
                {
                    "size": head.size, "root": head.root, "at": head.at, "key_id": head.key_id,
                    "signature": head.signature,
                }
            ],
        )  # fmt: skip
        return head

    def forget(self) -> None:
        """Starts anew from the ledger, after a transaction that was not kept."""
        self._frontier = None

    def _at(self, tx: Transaction) -> Frontier:
        """The tree so far, made again when the program starts: of its tiles, or of all leaves where a tile is gone.

        Another process may have written since; a frontier is only ever extended with what the ledger holds.
        """
        if self._frontier is None:
            last = tx.last_head()
            try:
                self._frontier = Frontier.over(last or 0, tiled(TransactionHashes(tx)))
            except EvidenceError:
                self._frontier = Frontier()
            while last is not None and self._frontier.size < last:
                stop = min(last, self._frontier.size + 64 * TILE)
                hashes = tx.leaf_hashes(self._frontier.size, stop)
                if len(hashes) != stop - self._frontier.size:
                    raise EvidenceError("leaves under a signed head are gone; run `ringfence log verify`")
                self._frontier.append(hashes)
        return self._frontier
