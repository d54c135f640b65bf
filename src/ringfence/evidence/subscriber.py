"""A subscriber's token: what call records know a number by, eight bytes that an engine compares as one integer.

At the carrier's door, right after a number was read. Takes numbers in E.164 and a token key; gives integers from 0 to
2^63. The upper 56 bits are a keyed hash of the block of a hundred numbers, the lower 7 the number's place in it, moved
round by a keyed amount: whether two people are neighbours can be counted, and no number be read, without the key. Two of
a hundred million blocks meet in one of ten networks, once; one call does not change a measure.
"""

from __future__ import annotations

from collections.abc import Iterable

from ringfence.evidence.mac import keyed

DOMAIN = b"ringfence.subscriber"
IN_A_BLOCK = 100
PLACE_BITS = 7


def subscriber_tokens(key: bytes, numbers: Iterable[int]) -> list[int]:
    """The tokens of numbers in E.164, written as integers without the plus.

    >>> one, next_to_it, far = subscriber_tokens(bytes(32), [8613000000000, 8613000000001, 8613100000000])
    >>> one >> 7 == next_to_it >> 7, one == next_to_it, one >> 7 == far >> 7
    (True, False, False)
    """
    mac = keyed(key, DOMAIN)
    blocks: dict[int, tuple[int, int]] = {}
    tokens = []
    for number in numbers:
        block, place = divmod(number, IN_A_BLOCK)
        found = blocks.get(block)
        if found is None:
            digest = mac(str(block).encode())
            found = blocks[block] = (int.from_bytes(digest[:7]) << PLACE_BITS, int.from_bytes(digest[7:15]))
        tokens.append(found[0] + (place + found[1]) % IN_A_BLOCK)
    return tokens


def subscriber_token(key: bytes, number: str) -> int:
    """The token of one number in E.164."""
    return subscriber_tokens(key, [int(number.removeprefix("+"))])[0]
