"""One token for a number in every company, without any of them having the key: blinded, evaluated, unblinded.

Between a company and the keyholder. The company hides a number behind a secret of the moment; the keyholder, who has
the key, works on what she cannot read; the company takes its secret away again and has the number's shared token.
The keyholder must never see a number, and the company never the key: without the keyholder nobody can try numbers out.

The protocol is the oblivious pseudorandom function of RFC 9497 on P-256, with the x-coordinate alone of every point,
because that is what the library's Diffie-Hellman gives: a point and its mirror image then count as the same, which
takes one bit of 256. Numbers are brought to the curve as RFC 9380 does (P256_XMD:SHA-256_SSWU_RO_).
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)

from ringfence.call.errors import EvidenceError

P: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
"""The prime of P-256's field."""
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points P-256 has; it is prime, so that every secret but nothing can be taken away again."""
A: Final = P - 3
B: Final = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
Z: Final = P - 10
WIDE: Final = 48
"""Bytes of which an element of the field is made: so many that none is likelier than another."""
DOMAIN: Final = b"HashToGroup-OPRFV1-\x00-P256-SHA256"
X_BYTES: Final = 32
ROOT: Final = (P + 1) // 4

Point = tuple[int, int]


def new_key() -> int:
    """A key for a keyholder."""
    return secrets.randbelow(ORDER - 1) + 1


def blind(number: str, secret: int) -> bytes:
    """A number in E.164 behind a secret: 32 bytes that tell nothing of it."""
    x, y = to_curve(number.encode())
    return _times(secret, b"\x04" + _bytes(x) + _bytes(y))


def evaluate(key: int, blinded: bytes) -> bytes:
    """What the keyholder makes of 32 blinded bytes. EvidenceError if they are no point of the curve."""
    return _times(key, b"\x02" + blinded)


def unblind(number: str, secret: int, evaluated: bytes) -> bytes:
    """The number's shared token: 32 bytes, the same whoever asked, whatever the secret.

    >>> secret, key = new_key(), new_key()
    >>> token = unblind("+8613000000000", secret, evaluate(key, blind("+8613000000000", secret)))
    >>> token == unblind("+8613000000000", 1, evaluate(key, blind("+8613000000000", 1)))
    True
    """
    x = _times(pow(secret, -1, ORDER), b"\x02" + evaluated)
    written = number.encode()
    return sha256(len(written).to_bytes(2) + written + len(x).to_bytes(2) + x + b"Finalize").digest()


def fingerprint(key: int) -> str:
    """The key's name: tokens made with another key have another, and the two never meet."""
    public = derive_private_key(key, SECP256R1()).public_key().public_numbers()
    return sha256(_bytes(public.x)).hexdigest()[:16]


def to_curve(message: bytes) -> Point:
    """The point of P-256 that stands for a message; nobody knows by what the generator was taken to get there.

    >>> x, y = to_curve(b"a message")
    >>> (y * y - (x**3 + A * x + B)) % P
    0
    """
    wide = _expanded(message, 2 * WIDE)
    first, second = (
        int.from_bytes(wide[:WIDE]) % P,
        int.from_bytes(wide[WIDE:]) % P,
    )
    return _added(_mapped(first), _mapped(second))


def _times(scalar: int, point: bytes) -> bytes:
    try:
        other = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        return _secret(scalar).exchange(ECDH(), other)
    except ValueError:
        raise EvidenceError("this is no point of the curve P-256: nobody blinded a number to it") from None


def _secret(scalar: int) -> EllipticCurvePrivateKey:
    return derive_private_key(scalar, SECP256R1())


def _bytes(x: int) -> bytes:
    return x.to_bytes(X_BYTES)


def _expanded(message: bytes, length: int) -> bytes:
    """RFC 9380 § 5.3.1, expand_message_xmd with SHA-256."""
    domain = DOMAIN + bytes([len(DOMAIN)])
    first = sha256(bytes(64) + message + length.to_bytes(2) + b"\x00" + domain).digest()
    last, pieces = bytes(32), []
    for number in range(1, -(-length // 32) + 1):
        mixed = bytes(one ^ other for one, other in zip(first, last, strict=True))
        last = sha256(mixed + bytes([number]) + domain).digest()
        pieces.append(last)
    return b"".join(pieces)[:length]


def _mapped(u: int) -> Point:
    """RFC 9380 § 6.6.2, the simplified map of Shallue, van de Woestijne and Ulas."""
    zu = Z * u * u % P
    bottom = (zu * zu + zu) % P
    x = -B * pow(A, -1, P) * (1 + pow(bottom, -1, P)) % P if bottom else B * pow(Z * A, -1, P) % P
    square = _right_side(x)
    y = pow(square, ROOT, P)
    if y * y % P != square:
        x = zu * x % P
        y = pow(_right_side(x), ROOT, P)
    return x, (y if u % 2 == y % 2 else P - y)


def _right_side(x: int) -> int:
    return (x * x * x + A * x + B) % P


def _added(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        # A point and its mirror image: it happens to one message of 2^256.
        raise EvidenceError("this number has no point on the curve")
    slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P
