"""A tree head: the root of the log at one size, signed.

Stands behind the gates, after leaves were gathered. Takes a size and a root; gives the statement to which
the keeper of this log is held from then on. What it must never do is for its caller to see to: sign two
roots for one size.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class TreeHead(msgspec.Struct, frozen=True):
    """A signed root over the first `size` leaves; `at` is UTC milliseconds, `key_id` names the key."""

    size: int
    root: bytes
    at: int
    key_id: str
    signature: bytes


def sign_head(key: Ed25519PrivateKey, size: int, root: bytes, at: int) -> TreeHead:
    """The tree head over `size` leaves with this root; `at` is UTC milliseconds.

    >>> sign_head(Ed25519PrivateKey.from_private_bytes(bytes(32)), 0, bytes(32), 1773126000000).key_id
    '139e3940e64b5491'
    """
    signer = key_id(key.public_key())
    return TreeHead(size, root, at, signer, key.sign(_signed_text(size, root, at, signer)))


def verify_head(public_key: Ed25519PublicKey, head: TreeHead) -> bool:
    """Whether this key signed this head.

    >>> key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    >>> verify_head(key.public_key(), sign_head(key, 0, bytes(32), 1773126000000))
    True
    """
    if head.key_id != key_id(public_key):
        return False
    try:
        public_key.verify(head.signature, _signed_text(head.size, head.root, head.at, head.key_id))
    except InvalidSignature:
        return False
    return True


def key_id(public_key: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the public key's SHA-256, by which heads name their signer.

    >>> len(key_id(Ed25519PrivateKey.generate().public_key()))
    16
    """
    return sha256(public_key.public_bytes_raw()).hexdigest()[:16]


def _signed_text(size: int, root: bytes, at: int, signer: str) -> bytes:
    # The first line keeps the signature from meaning anything else this key might one day sign.
    return f"ringfence tree head 1\nsize {size}\nroot {root.hex()}\nat {at}\nkey {signer}\n".encode()
