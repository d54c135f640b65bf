"""A subscriber's token: what call records know a number by, eight bytes that an engine compares as one integer.

At the carrier's door, right after a number was read. Takes numbers in E.164 and a token key; gives integers from 0 to
2^63. The upper 56 bits are a keyed hash of the block of a hundred numbers, the lower 7 the number's place in it, moved
round by a keyed amount: whether two people are neighbours can be counted, and no number be read, without the key. Two of
a hundred million blocks meet in one of ten networks, once; one call does not change a measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ringfence.evidence.mac import keyed

DOMAIN: Final = b"ringfence.subscriber"
OF_DEVICES: Final = b"ringfence.device"
IN_A_BLOCK: Final = 100
PLACE_BITS: Final = 7

Integers = NDArray[np.int64]


def subscriber_tokens(key: bytes, numbers: Sequence[int] | Integers) -> Integers:
    """The tokens of numbers in E.164, written as integers without the plus.

    >>> one, next_to_it, far = subscriber_tokens(bytes(32), [8613000000000, 8613000000001, 8613100000000]).tolist()
    >>> one >> 7 == next_to_it >> 7, one == next_to_it, one >> 7 == far >> 7
    (True, False, False)
    """
    mac = keyed(key, DOMAIN)
    blocks, places = np.divmod(np.asarray(numbers, np.int64), IN_A_BLOCK)
    different, which = np.unique(blocks, return_inverse=True)
    # Each block is keyed once, however many of its numbers there are.
    digests = [mac(str(block).encode()) for block in different.tolist()]
    tops = np.array([int.from_bytes(digest[:7]) << PLACE_BITS for digest in digests], np.int64)
    moved = np.array([int.from_bytes(digest[7:15]) % IN_A_BLOCK for digest in digests], np.int64)
    tokens: Integers = tops[which] + (places + moved[which]) % IN_A_BLOCK
    return tokens


def device_tokens(key: bytes, devices: Sequence[str]) -> Integers:
    """The tokens of devices by whatever a network calls them: an IMEI names a person as well as a number does.

    >>> one, other = device_tokens(bytes(32), ["imei-1", "imei-2"]).tolist()
    >>> one == other
    False
    """
    mac = keyed(key, OF_DEVICES)
    return np.array([int.from_bytes(mac(device.encode())[:8]) >> 1 for device in devices], np.int64)


def subscriber_token(key: bytes, number: str) -> int:
    """The token of one number in E.164."""
    return int(subscriber_tokens(key, [int(number.removeprefix("+"))])[0])
