"""Receipts of a caller's own sealed log: that each leaf stands in it, is about her, and was not taken back.

Takes the receipts that lie among the evidence; gives what does not hold of them, and every call that was let through
after a stop was sealed. Whose key signed the log a person compares with what the caller publishes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ringfence_verify.findings import Findings
from ringfence_verify.tree import continues, includes, leaf_hash

RECEIPTS = "receipts 1"


def check_receipts(folder: Path, told: dict[str, Any], findings: Findings) -> None:
    """Checks every file of receipts that the dossier has."""
    for each in told.get("attachments", []):
        name = str(each.get("filename", ""))
        if str(each.get("purpose", "")).endswith(": receipt") and (folder / name).is_file():
            try:
                check_file((folder / name).read_bytes(), name, findings)
            except (ValueError, KeyError, TypeError, AttributeError):
                findings.add(name, "these are no whole receipts")


def check_file(written: bytes, name: str, findings: Findings) -> None:
    """Checks the receipts of one file."""
    given = json.loads(written)
    if given.get("ringfence") != RECEIPTS:
        raise ValueError(name)
    key = bytes.fromhex(given["public_key"])
    roots = _heads(given, key, name, findings)
    for each in given["consistency"]:
        path = [bytes.fromhex(step) for step in each["path"]]
        old, new = each["old"], each["new"]
        if old not in roots or new not in roots or not continues(old, new, path, roots[old], roots[new]):
            findings.add(name, f"the log of {new} leaves does not continue that of {old}")
    leaves = [_leaf(each, given, roots, name, findings) for each in given["leaves"]]
    if any(wrong == name for wrong, _ in findings.wrong):
        return
    findings.hold(
        f"{name}: {len(leaves)} leaves stand in the log signed by key {hashlib.sha256(key).hexdigest()[:16]}"
    )
    for stop, call in broken_stops(leaves):
        findings.hold(
            f"{name}: after the stop of leaf {stop['seq']} ({stop['said']}), leaf {call['seq']} let a call through"
            f" ({call['call'].get('purpose') or 'purpose not said'})"
        )


def broken_stops(leaves: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each call that was let through after a stop was sealed, with the first such stop."""
    stops = sorted((leaf for leaf in leaves if leaf.get("kind") == "stop"), key=lambda leaf: leaf["seq"])
    if not stops:
        return []
    first = stops[0]
    let = (leaf for leaf in leaves if leaf.get("kind") == "answer" and leaf.get("answer") == "permit")
    return [(first, leaf) for leaf in sorted(let, key=lambda leaf: leaf["seq"]) if leaf["seq"] > first["seq"]]


def _heads(given: dict[str, Any], key: bytes, name: str, findings: Findings) -> dict[int, bytes]:
    """The roots that the key signed, by size."""
    roots = {}
    for head in given["heads"]:
        signer = hashlib.sha256(key).hexdigest()[:16]
        text = f"ringfence tree head 1\nsize {head['size']}\nroot {head['root']}\nat {head['at']}\nkey {signer}\n"
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(head["signature"]), text.encode())
        except InvalidSignature:
            findings.add(name, f"the head over {head['size']} leaves is not signed by the key that is given")
            continue
        roots[head["size"]] = bytes.fromhex(head["root"])
    return roots


def _leaf(
    each: dict[str, Any], given: dict[str, Any], roots: dict[int, bytes], name: str, findings: Findings
) -> dict[str, Any]:
    body, index = each["leaf"].encode(), each["index"]
    path = [bytes.fromhex(step) for step in each["path"]]
    said: dict[str, Any] = json.loads(body)
    if each["head"] not in roots or not includes(
        leaf_hash(body), index, each["head"], path, roots[each["head"]]
    ):
        findings.add(name, f"leaf {index} does not stand in the signed log")
    elif said.get("seq") != index:
        findings.add(name, f"leaf {index} names another place")
    elif not _is_about_her(said, given):
        findings.add(name, f"leaf {index} is not about this number")
    return said


def _is_about_her(said: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether the commitment in a leaf opens to her number with the key that she was given."""
    call = said["call"]
    call_id, who = (call["id"], call["who"]) if isinstance(call, dict) else (call, said["who"])
    message = b"ringfence.commitment\x00" + given["number"].encode() + b"\x00" + call_id.encode()
    made = hmac.new(bytes.fromhex(given["person_key"]), message, hashlib.sha256).digest()[:16].hex()
    return hmac.compare_digest(made, who)
