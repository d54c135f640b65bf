"""Seeded dice: what is drawn depends on the seed, the row and the name of what is drawn, and on nothing else.

Takes a row and a name; gives the same draw on every machine and in every version. One more fact drawn for a
row changes no other, and rows may be drawn in any order.
"""

from __future__ import annotations

from hashlib import blake2b

SEED = "ringfence campaign 2026"
WHOLE = 2**64


def draw(row: int, name: str) -> float:
    """A number in [0, 1).

    >>> draw(0, "line") == draw(0, "line"), draw(0, "line") == draw(1, "line")
    (True, False)
    """
    return int.from_bytes(blake2b(f"{SEED}/{row}/{name}".encode(), digest_size=8).digest()) / WHOLE


def chance(row: int, name: str, share: float) -> bool:
    """Whether it happens, as it does for this share of the rows."""
    return draw(row, name) < share


def within(row: int, name: str, start: int, stop: int) -> int:
    """A whole number in `[start, stop)`, each as likely as the other."""
    return start + int(draw(row, name) * (stop - start))


def one_of(row: int, name: str, shares: dict[str, float]) -> str | None:
    """One of the words, each as likely as its share; None for what the shares leave of 1."""
    left = draw(row, name)
    for word, share in shares.items():
        left -= share
        if left < 0:
            return word
    return None
