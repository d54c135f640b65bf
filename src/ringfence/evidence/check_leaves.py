"""Every leaf held against itself: its hash, its place, its kind and moment, and the person it is about.

The first step of a verification. Takes the leaves in order; gives what is wrong with single ones and what the
tree is then held against: the roots of complete blocks, and which leaf belongs where.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from ringfence.call.errors import EvidenceError
from ringfence.evidence.findings import Findings, leaves_in_words, stretch
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.leaf import leaf_hash
from ringfence.evidence.reading import LeafTuple, LogReader
from ringfence.evidence.tree import TILE, root
from ringfence.evidence.vault import commitment, open_number, person_key

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(slots=True)
class LeavesSeen:
    """What the tree is held against, once every leaf was looked at.

    `size` is how many places the log has, `blocks` the roots of complete blocks of 256 as the rows stand.
    `home` holds the hashes of leaves that stand in another's place, by their own; `hashed` those of bodies
    that are not what their row's hash says. `doubted` are leaves that say nothing to be believed.
    """

    size: int = 0
    blocks: dict[int, bytes] = field(default_factory=dict)
    home: dict[int, bytes] = field(default_factory=dict)
    hashed: dict[int, bytes] = field(default_factory=dict)
    doubted: set[int] = field(default_factory=set)
    missing: list[range] = field(default_factory=list)

    def is_missing(self, seq: int) -> bool:
        """Whether this leaf was dropped."""
        return any(seq in gap for gap in self.missing)


class Leaves:
    """Looks at one leaf after the other."""

    def __init__(self, reader: LogReader, keyring: Keyring, findings: Findings) -> None:
        self.seen, self.findings = LeavesSeen(), findings
        self._people = _People(reader, keyring, findings)
        self._block: list[bytes] = []
        self._place = 0
        self._next = 0
        self._gaps: list[range] = []

    def look(self, leaf: LeafTuple) -> None:
        """Notes what is wrong with one leaf."""
        seq, kind, at, body, stored, recipient, call_id = leaf
        facts = _facts(body)
        if leaf_hash(body) != stored:
            self._doubt(seq, "altered", "its body is not what was hashed")
            self.seen.hashed[seq] = leaf_hash(body)
        elif facts is None:
            self._doubt(seq, "altered", "its body was not sealed here")
        elif facts.get("seq") != seq:
            self._moved(seq, facts.get("seq"), stored)
            return
        elif facts.get("kind") != kind or facts.get("at") != at:
            name = "at" if facts.get("kind") == kind else "kind"
            self._doubt(seq, "altered", f"its `{name}` is another than its body tells")
        else:
            self._about(seq, facts, recipient, call_id)
        self._stands(seq, stored)

    def end(self) -> LeavesSeen:
        """What was seen; the leaves that are missing are named now, when all that was moved is known."""
        self._close_block()
        while self._next in self.seen.home:
            self._next += 1
        self.seen.size = self._next
        self.seen.missing = [part for gap in self._gaps for part in _without(gap, self.seen.home)]
        for gap in self.seen.missing:
            self.drop(gap)
        return self.seen

    def drop(self, gap: range) -> None:
        """Notes that leaves are missing."""
        verb = "is" if len(gap) == 1 else "are"
        words = f"{leaves_in_words(gap[0], gap[-1])} {verb} missing; restore from a copy"
        self.findings.add("leaf", stretch(gap[0], gap[-1]), "dropped", words)

    def _stands(self, seq: int, stored: bytes) -> None:
        if seq > self._next:
            self._gaps.append(range(self._next, seq))
        self._next = max(self._next, seq + 1)
        place = seq // TILE
        if place != self._place:
            self._close_block()
            self._place = place
        self._block.append(stored)

    def _close_block(self) -> None:
        if len(self._block) == TILE:
            self.seen.blocks[self._place] = root(self._block)
        self._block.clear()

    def _moved(self, seq: int, own: object, stored: bytes) -> None:
        told = (
            f"the leaf that was sealed as `{own}` stands in its place"
            if isinstance(own, int)
            else "it has none"
        )
        self._doubt(seq, "moved", told)
        if isinstance(own, int):
            self.seen.home[own] = stored
            self.seen.doubted.add(own)

    def _doubt(self, seq: int, done: Any, what: str) -> None:
        self.seen.doubted.add(seq)
        self.findings.add("leaf", seq, done, f"leaf `{seq}` was {done}: {what}; restore it from a copy")

    def _about(self, seq: int, facts: dict[str, Any], recipient: bytes | None, call_id: str | None) -> None:
        """Whom and which call the row says it is about must be whom and which the body seals."""
        call = facts.get("call")
        own = call.get("id") if isinstance(call, dict) else call
        if own is not None and own != call_id:
            self._doubt(seq, "altered", "its `call_id` is another than its body tells")
            return
        who = call.get("who") if isinstance(call, dict) else facts.get("who")
        if who is not None and not self._people.is_hers(recipient, own, who):
            self._doubt(seq, "altered", "its `recipient` is not the person it seals")


class _People:
    """Opens people as the log meets them, each once."""

    def __init__(self, reader: LogReader, keyring: Keyring, findings: Findings) -> None:
        self._reader, self._keyring, self._findings = reader, keyring, findings
        self._known: dict[bytes, tuple[bytes, str] | None] = {}

    def is_hers(self, token: bytes | None, call_id: object, who: object) -> bool:
        """Whether a commitment is hers; True where the vault cannot say, which is a finding of its own."""
        if token is None or not isinstance(call_id, str):
            return False
        if token not in self._known:
            self._known[token] = self._opened(token)
        known = self._known[token]
        return known is None or commitment(known[0], call_id, known[1]) == who

    def _opened(self, token: bytes) -> tuple[bytes, str] | None:
        row = self._reader.person(token)
        if row is None:
            words = f"the vault has no row for the person `{token.hex()}`, of sealed leaves; restore it"
            self._findings.add("vault", token.hex(), "dropped", words)
            return None
        epoch, seed, sealed = row
        # She was erased: nobody can link her leaves any more, which is what erasing means.
        if seed is None:
            return None
        try:
            key = person_key(self._keyring.epoch(epoch).vault_key, seed)
            return key, open_number(key, sealed or b"", token)
        except EvidenceError as error:
            words = f"the vault's row for the person `{token.hex()}` was altered: {error}"
            self._findings.add("vault", token.hex(), "altered", words)
            return None


def _facts(body: bytes) -> dict[str, Any] | None:
    """What a body says; None where it is not in the one form that is sealed."""
    try:
        facts = _decode(body)
    except (ValueError, RecursionError):
        return None
    return facts if _encode(facts) == body else None


def _without(gap: range, filled: dict[int, bytes]) -> list[range]:
    """The parts of a gap that nothing fills."""
    parts, start = [], gap.start
    for place in sorted(place for place in filled if place in gap):
        parts.append(range(start, place))
        start = place + 1
    return [part for part in (*parts, range(start, gap.stop)) if part]
