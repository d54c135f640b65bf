"""The vault: a person's number under her own key, and what stands for her in the sealed log.

Stands behind the token. Takes a number; gives it sealed (to be opened per purpose and role, every opening a
leaf) and, for each call, a commitment that goes into the leaf. Must never keep a key or a number.

Threat model: a stolen database without its keyring gives no number. Tokens, sealed numbers and commitments
are all under keys that come from the keyring; the seeds, which stand in the database, are of no use without
it.

Erasure: a person's key is made of the vault key and her seed, and the seed stands in her row of the vault
alone. Once it is destroyed there and in every copy, nothing in the vault opens, and no commitment in the
log can be linked to her number or to another of her leaves, not even with the keyring. The tree stays
whole, because no leaf was touched. What the ledger keeps by her token is not the vault's to erase.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ringfence.call.errors import EvidenceError
from ringfence.evidence.mac import Mac, hmac_sha256, keyed

SEED_BYTES = 16
NONCE_BYTES = 12
COMMITMENT_BYTES = 16
NUMBER_BYTES = 16
"""E.164 allows a plus and fifteen digits; all are sealed at this length, so that length tells no country."""


def person_seed() -> bytes:
    """Sixteen new random bytes: kept in the person's row of the vault, and destroyed to erase her.

    >>> len(person_seed())
    16
    """
    return secrets.token_bytes(SEED_BYTES)


def person_key(vault_key: bytes, seed: bytes) -> bytes:
    """The 32-byte key of one person; there is no other way to it than through her seed.

    >>> person_key(bytes(32), bytes(16)) == person_key(bytes(32), bytes([1]) * 16)
    False
    """
    if len(seed) != SEED_BYTES:
        raise EvidenceError("a person's seed is not whole: if she was not erased, restore it from a copy")
    return keyed(vault_key, b"ringfence.person")(seed)


def seal_number(person_key: bytes, number: str, token: bytes) -> bytes:
    """The number in AES-256-GCM, nonce first, bound to the recipient's token; always 44 bytes.

    >>> len(seal_number(bytes(32), "+8613000000000", bytes(16)))
    44
    """
    clear = number.encode()
    if len(clear) > NUMBER_BYTES:
        raise EvidenceError("a number is longer than E.164 allows: write it with its country, as +8613…")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(person_key).encrypt(nonce, clear.ljust(NUMBER_BYTES, b"\x00"), token)


def open_number(person_key: bytes, sealed: bytes, token: bytes) -> str:
    """The number that was sealed under this key for this token.

    >>> open_number(bytes(32), seal_number(bytes(32), "+8613000000000", bytes(16)), bytes(16))
    '+8613000000000'
    """
    try:
        clear = _cipher(person_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], token)
    except (InvalidTag, ValueError):
        raise EvidenceError(
            "a sealed number does not open: bring the keyring of its epoch, or restore its row from a copy"
        ) from None
    return clear.rstrip(b"\x00").decode()


def commitment(person_key: bytes, call_id: str, number: str) -> str:
    """What stands in a leaf for the recipient of this call: 32 hexadecimal digits, others for each call.

    >>> len(commitment(bytes(32), "call-1", "+8613000000000"))
    32
    """
    # A number holds no zero byte, so no other pair of number and call gives these bytes.
    said = b"ringfence.commitment\x00" + number.encode() + b"\x00" + call_id.encode()
    return hmac_sha256(person_key, said)[:COMMITMENT_BYTES].hex()


def _cipher(person_key: bytes) -> AESGCM:
    # One key, one use: what seals the number is not what commits to it.
    return AESGCM(Mac(person_key, b"ringfence.vault")(b"number"))
