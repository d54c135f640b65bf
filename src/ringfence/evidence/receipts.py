"""All receipts of one person: every leaf that is about her, proved under the newest signed head, to be handed to her.

Beside `receipt`, which is one leaf. Takes one unchanging view of the log, the keyring and her number; gives the file that
is handed out. With her key the commitment in each leaf opens to her number, and to nobody else's. Two heads and the proof
between them show that a stop, once sealed, was not taken back.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Protocol

import msgspec

from ringfence.call.errors import EvidenceError
from ringfence.evidence.head import TreeHead
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.reading import LeafTuple
from ringfence.evidence.token import recipient_token
from ringfence.evidence.tree import Subtree, consistency_path, inclusion_path, tiled
from ringfence.evidence.vault import person_key

FORM = "receipts 1"


class PersonReader(Protocol):
    """What is read of a log for one person's receipts."""

    def leaves_of_person(self, token: bytes) -> list[LeafTuple]:
        """The leaves about one person, oldest first."""

    def person(self, token: bytes) -> tuple[int, bytes | None, bytes | None] | None:
        """Epoch, seed and sealed number of a person in the vault."""

    def heads(self) -> Any:
        """Every tree head, the smallest first."""

    def hashes(self, start: int, stop: int) -> dict[int, bytes]:
        """The hashes of the leaves [start, stop)."""

    def tile(self, level: int, place: int) -> bytes:
        """The root of one tile."""


def receipts_of(reader: PersonReader, keyring: Keyring, number: str) -> bytes:
    """The receipts of a number in E.164 as JSON; EvidenceError if nothing is sealed about her yet."""
    token = recipient_token(keyring.current.token_key, number)
    found = reader.person(token)
    heads = list(reader.heads())
    newest = heads[-1].size if heads else 0
    leaves = [leaf for leaf in reader.leaves_of_person(token) if leaf[0] < newest]
    if found is None or found[1] is None or not leaves:
        raise EvidenceError("nothing that a signed head covers is sealed about this number; ask again later")
    subtree = tiled(_Stored(reader))
    shown = _heads_shown(heads, leaves)
    told = {
        "ringfence": FORM, "number": number, "person_key": person_key(keyring.epoch(found[0]).vault_key, found[1]).hex(),
        "public_key": keyring.current.signing_key.public_key().public_bytes_raw().hex(),
        "heads": [_head(head) for head in shown],
        "consistency": [_consistency(old, new, subtree) for old, new in pairwise(shown)],
        "leaves": [_leaf(leaf, newest, subtree) for leaf in leaves],
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _heads_shown(heads: list[TreeHead], leaves: list[LeafTuple]) -> list[TreeHead]:
    """The newest head, and before it the first that covers her first stop."""
    stop = next((leaf[0] for leaf in leaves if leaf[1] == "stop"), None)
    first = next((head for head in heads if stop is not None and head.size > stop), heads[-1])
    return [first, heads[-1]] if first.size < heads[-1].size else [heads[-1]]


class _Stored:
    """The log's hashes, for whoever walks its tree."""

    def __init__(self, reader: PersonReader) -> None:
        self._reader = reader

    def leaves(self, start: int, stop: int) -> list[bytes]:
        return [value for _, value in sorted(self._reader.hashes(start, stop).items())]

    def tile(self, level: int, place: int) -> bytes:
        return self._reader.tile(level, place)


def _head(head: TreeHead) -> dict[str, Any]:
    return {
        "size": head.size,
        "root": head.root.hex(),
        "at": head.at,
        "key_id": head.key_id,
        "signature": head.signature.hex(),
    }


def _consistency(old: TreeHead, new: TreeHead, subtree: Subtree) -> dict[str, Any]:
    path = consistency_path(old.size, new.size, subtree)
    return {"old": old.size, "new": new.size, "path": [step.hex() for step in path]}


def _leaf(leaf: LeafTuple, size: int, subtree: Subtree) -> dict[str, Any]:
    path = inclusion_path(leaf[0], size, subtree)
    return {"leaf": leaf[3].decode(), "index": leaf[0], "head": size, "path": [step.hex() for step in path]}
