"""What a caller's own sealed log says of her: receipts that she was handed, checked and read.

Beside the evidence, where the caller does run this house. Takes a file of receipts; gives its leaves once all of it holds,
and each call that was let through after a stop of hers was sealed. It takes nobody's word: what does not hold is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ringfence.call.errors import EvidenceError
from ringfence.evidence.head import TreeHead, key_id, verify_head
from ringfence.evidence.leaf import leaf_hash
from ringfence.evidence.receipts import FORM
from ringfence.evidence.tree import verify_consistency, verify_inclusion
from ringfence.evidence.vault import commitment


@dataclass(frozen=True, slots=True)
class SealedLeaf:
    """One leaf about her: its place, kind, moment, and what it says of a call or a stop."""

    index: int
    kind: str
    at: int
    answer: str | None
    said: str | None
    outcome: str | None
    purpose: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file of receipts that holds: its leaves, the key that signed the log, and how many heads and proofs it has."""

    key: str
    leaves: tuple[SealedLeaf, ...]
    heads: int
    proofs: int

    @property
    def after_stop(self) -> list[tuple[SealedLeaf, SealedLeaf]]:
        """Each call that was let through after a stop was sealed, with the first stop."""
        stop = next((leaf for leaf in self.leaves if leaf.kind == "stop"), None)
        if stop is None:
            return []
        return [
            (stop, leaf)
            for leaf in self.leaves
            if leaf.answer == "permit" and leaf.kind == "answer" and leaf.index > stop.index
        ]


def read_receipts(written: bytes) -> Sealed:
    """The receipts, if every one of them holds; else an EvidenceError that says what does not."""
    try:
        given = msgspec.json.decode(written, type=dict[str, Any])
        if given.get("ringfence") != FORM:
            raise EvidenceError("these are no receipts; bring the file as the caller handed it out")
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(given["public_key"]))
        roots = {head["size"]: _root(head, key) for head in given["heads"]}
        for each in given["consistency"]:
            _check_consistency(each, roots)
        leaves = [_leaf(each, given, roots) for each in given["leaves"]]
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise EvidenceError(
            "these are no whole receipts; bring the file as the caller handed it out"
        ) from None
    ordered = tuple(sorted(leaves, key=lambda leaf: leaf.index))
    return Sealed(key_id(key), ordered, len(roots), len(given["consistency"]))


def _root(head: dict[str, Any], key: Ed25519PublicKey) -> bytes:
    root = bytes.fromhex(head["root"])
    written = TreeHead(head["size"], root, head["at"], head["key_id"], bytes.fromhex(head["signature"]))
    if not verify_head(key, written):
        raise EvidenceError(f"the head over `{head['size']}` leaves is not signed by the key that is given")
    return root


def _check_consistency(each: dict[str, Any], roots: dict[int, bytes]) -> None:
    old, new, path = each["old"], each["new"], [bytes.fromhex(step) for step in each["path"]]
    if not verify_consistency(old, new, path, roots[old], roots[new]):
        raise EvidenceError(f"the log of `{new}` leaves does not continue that of `{old}`")


def _leaf(each: dict[str, Any], given: dict[str, Any], roots: dict[int, bytes]) -> SealedLeaf:
    body, index = each["leaf"].encode(), each["index"]
    path = [bytes.fromhex(step) for step in each["path"]]
    if not verify_inclusion(leaf_hash(body), index, each["head"], path, roots[each["head"]]):
        raise EvidenceError(f"leaf `{index}` does not stand in the signed log")
    said = msgspec.json.decode(body, type=dict[str, Any])
    call = said["call"] if isinstance(said["call"], dict) else {"id": said["call"], "who": said["who"]}
    if said.get("seq") != index or call["who"] != commitment(
        bytes.fromhex(given["person_key"]), call["id"], given["number"]
    ):
        raise EvidenceError(f"leaf `{index}` is not about this number")
    rules = tuple(reason["rule"] for reason in said.get("reasons", ()))
    return SealedLeaf(
        index,
        said["kind"],
        said["at"],
        said.get("answer"),
        said.get("said"),
        said.get("outcome"),
        call.get("purpose"),
        rules,
    )
