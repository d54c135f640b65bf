"""A receipt: one leaf with all that is needed to prove that it stands in the log.

Stands at the end of the call's way, in the hands of whoever the leaf is about. Takes what a keeper handed
out and the keeper's public key; says whether it holds. Must never need a server, a ledger or a secret.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ringfence.call.errors import EvidenceError
from ringfence.evidence.head import TreeHead, verify_head
from ringfence.evidence.leaf import facts_of, leaf_hash
from ringfence.evidence.tree import verify_inclusion


class Receipt(msgspec.Struct, frozen=True):
    """A leaf's body, its place in the log, a tree head that covers it and the path between the two."""

    body: bytes
    index: int
    head: TreeHead
    path: tuple[bytes, ...]

    def to_json(self) -> bytes:
        """The receipt as it is handed out: the leaf as readable text, hashes in hexadecimal."""
        head = _HeadWritten(
            self.head.size, self.head.root.hex(), self.head.at, self.head.key_id, self.head.signature.hex()
        )
        path = [step.hex() for step in self.path]
        written = _ReceiptWritten("receipt 1", self.body.decode(), self.index, head, path)
        return msgspec.json.format(msgspec.json.encode(written), indent=2) + b"\n"

    @classmethod
    def from_json(cls, written: bytes | str) -> Receipt:
        """The receipt that was handed out; that it can be read does not say that it holds."""
        try:
            found = msgspec.json.decode(written, type=_ReceiptWritten)
            head = TreeHead(
                found.head.size,
                bytes.fromhex(found.head.root),
                found.head.at,
                found.head.key_id,
                bytes.fromhex(found.head.signature),
            )
            path = tuple(bytes.fromhex(step) for step in found.path)
        except ValueError:
            raise EvidenceError("this is not a whole receipt: bring the file as it was handed out") from None
        return cls(found.leaf.encode(), found.index, head, path)


def check_receipt(receipt: Receipt, public_key: Ed25519PublicKey) -> None:
    """Nothing, if the receipt holds under the keeper's key; else an EvidenceError that says what does not.

    >>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    >>> from ringfence.evidence.head import sign_head
    >>> from ringfence.evidence.leaf import seal
    >>> key, leaf = Ed25519PrivateKey.generate(), seal(0, "stop", 1773126000000, {"scope": "caller"})
    >>> receipt = Receipt(leaf.body, 0, sign_head(key, 1, leaf.hash, leaf.at), ())
    >>> check_receipt(Receipt.from_json(receipt.to_json()), key.public_key())
    """
    index, head = receipt.index, receipt.head
    if not verify_head(public_key, head):
        raise EvidenceError(
            f"the receipt of leaf `{index}` does not hold: its tree head is not signed by this key; "
            "ask the keeper for the key of that time, or keep the receipt as evidence"
        )
    if not 0 <= index < head.size:
        raise EvidenceError(
            f"the receipt of leaf `{index}` does not hold: its tree head has {head.size}; ask for a later one"
        )
    if facts_of(receipt.body).get("seq") != index:
        raise EvidenceError(
            f"the receipt of leaf `{index}` does not hold: the leaf names another place; ask for its own"
        )
    if not verify_inclusion(leaf_hash(receipt.body), index, head.size, receipt.path, head.root):
        raise EvidenceError(
            f"the receipt of leaf `{index}` does not hold: its leaf is not under the signed root; "
            "the leaf or the path was altered, keep both as evidence"
        )


class _HeadWritten(msgspec.Struct, forbid_unknown_fields=True):
    size: int
    root: str
    at: int
    key_id: str
    signature: str


class _ReceiptWritten(msgspec.Struct, forbid_unknown_fields=True):
    ringfence: Literal["receipt 1"]
    leaf: str
    index: int
    head: _HeadWritten
    path: list[str]
