"""What was seen of a log, kept beside its ledger: how many leaves it had, and its newest signed head.

Beside a gate, and in no copy of its ledger. Takes what was committed; says, when a ledger is opened, whether that is the
one that was seen, or an older copy of it that would forget a stop and tell another story from there on. It is no proof for
others: that is the signed head.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from ringfence.call.errors import EvidenceError
from ringfence.call.moments import written
from ringfence.evidence.head import TreeHead
from ringfence.evidence.log import TransactionHashes, write_leaf
from ringfence.evidence.tree import tiled
from ringfence.ledger.ledger import Transaction

NUMBER_BYTES: Final = 8


class Seen(NamedTuple):
    """How many leaves were seen, and when the last of them was (UTC milliseconds)."""

    leaves: int
    at: int


class Witness:
    """The two small files beside one ledger."""

    def __init__(self, beside: Path) -> None:
        self._count = beside.with_name(beside.name + ".seen")
        self._head = beside.with_name(beside.name + ".head")
        self._file: int | None = None
        self._last = -1

    def seen(self) -> Seen | None:
        """What was seen last; None where nothing was."""
        try:
            held = self._count.read_bytes()
        except FileNotFoundError:
            return None
        if len(held) != 2 * NUMBER_BYTES:
            return None
        return Seen(int.from_bytes(held[:NUMBER_BYTES], "big"), int.from_bytes(held[NUMBER_BYTES:], "big"))

    def head(self) -> TreeHead | None:
        """The newest head that was seen."""
        try:
            return msgspec.json.decode(self._head.read_bytes(), type=TreeHead)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def note(self, leaves: int, at: int) -> None:
        """Notes how many leaves there are, after they were committed: a few microseconds, and no visit to the disk."""
        if leaves == self._last:
            return
        if self._file is None:
            self._file = os.open(self._count, os.O_WRONLY | os.O_CREAT, 0o600)
        os.pwrite(self._file, leaves.to_bytes(NUMBER_BYTES, "big") + at.to_bytes(NUMBER_BYTES, "big"), 0)
        self._last = leaves

    def note_head(self, head: TreeHead) -> None:
        """Notes a head once it was signed."""
        part = self._head.with_name(self._head.name + ".part")
        part.write_bytes(msgspec.json.encode(head))
        part.replace(self._head)

    def close(self) -> None:
        """Lets the file go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def check_witness(tx: Transaction, witness: Witness, name: str) -> None:
    """EvidenceError if the ledger is not the one that was seen, or an older copy of it."""
    seen, head, held = witness.seen(), witness.head(), tx.next_seq()
    if seen is not None and held < seen.leaves:
        raise EvidenceError(
            f"the ledger `{name}` holds {held} leaves, and {seen.leaves} were seen, the last at {written(seen.at)}: it is an"
            " older copy; bring a later one, or run `ringfence log reconcile`"
        )
    if head is not None and head.size <= held and _root(tx, head.size) != head.root:
        raise EvidenceError(
            f"the ledger `{name}` tells another story than the head over {head.size} leaves that was signed at"
            f" {written(head.at)}; bring the right copy, or run `ringfence log reconcile`"
        )


def restored(tx: Transaction, witness: Witness, by: str, at: int) -> tuple[int, int] | None:
    """The moments between which leaves are lost, now said in a leaf of its own; None if nothing is.

    From the newest leaf that is held to the last that was seen. `by` is who answers for going on without them.
    """
    seen, head, held = witness.seen(), witness.head(), tx.next_seq()
    if not by.strip():
        raise EvidenceError("say who answers for going on without what is lost: --as NAME")
    lost = 0 if seen is None else max(0, seen.leaves - held)
    forked = head is not None and (head.size > held or _root(tx, head.size) != head.root)
    if not lost and not forked:
        return None
    newest = tx.leaves(held - 1, held) if held else ()
    since, until = (newest[0].at if newest else 0), (at if seen is None else seen.at)
    facts: dict[str, object] = {"by": by, "held": held, "lost": lost, "since": since, "until": until}
    if head is not None:
        facts["head"] = {"size": head.size, "root": head.root.hex(), "at": head.at}
    write_leaf(tx, "restored", at, facts)
    return since, until


def _root(tx: Transaction, size: int) -> bytes:
    row = tx.row("tree_head", {"size": size})
    return bytes(row["root"]) if row is not None else tiled(TransactionHashes(tx))(0, size)
