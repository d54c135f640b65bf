"""A listing kept whole: every number of it in one file of its own, eight bytes each, found by its token.

Beside the ledger's file, whose relation `listing` names the copy that holds. Takes the first 64 bits of tokens, and
days; gives the day since which a token is listed. A copy is never changed: a newer one is another file. With 64 bits,
a token that is not among 50 million is taken for one that is once in 370,000 million look-ups. Holds no number.
"""

from __future__ import annotations

import mmap
import os
import struct
from bisect import bisect_left
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from ringfence.call.errors import LedgerError
from ringfence.call.moments import DAY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

KEY_BYTES: Final = 8
"""How much of a token is kept."""
FIRST_DAY: Final = 7_305
"""1990-01-01, in days since 1970: the day that is written as 1. What is written as 0 is not known."""
LAST_DAY: Final = FIRST_DAY + (1 << 16) - 2

MAGIC: Final = b"ringfence listing 1\n"
HEADER: Final = struct.Struct("<24sQ")
# The first 16 bits of a key are its drawer, of which 32 and 16 more are kept.
DRAWERS: Final = 1 << 16
KINDS: Final[tuple[Literal["I", "H"], ...]] = ("I", "I", "H", "H")
AT_ONCE: Final = 1 << 18
"""Look-ups done together: what they touch then stays near the processor."""


class ListingCopy:
    """One copy of a listing, open to be looked up in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            magic, self.count = HEADER.unpack_from(self._bytes)
        except (OSError, ValueError, struct.error) as error:
            raise LedgerError(
                f"the listing's copy `{path.name}` cannot be read: {error}; load it anew"
            ) from None
        sizes = [4 * (DRAWERS + 1), 4 * self.count, 2 * self.count, 2 * self.count]
        if magic.rstrip(b"\0") != MAGIC or len(self._bytes) != HEADER.size + sum(sizes):
            raise LedgerError(f"`{path.name}` is no whole copy of a listing; load it anew")
        begin = HEADER.size
        self._parts: list[memoryview[int]] = []
        for size, kind in zip(sizes, KINDS, strict=True):
            self._parts.append(memoryview(self._bytes)[begin : begin + size].cast(kind))
            begin += size

    def find(self, token: bytes) -> tuple[bool, int | None]:
        """Whether a token is listed, and since which day (its midnight in UTC milliseconds) if that is known."""
        starts, high, low, days = self._parts
        key = int.from_bytes(token[:KEY_BYTES], "big")
        drawer, wanted, rest = key >> 48, (key >> 16) & 0xFFFFFFFF, key & 0xFFFF
        end = starts[drawer + 1]
        place = bisect_left(high, wanted, starts[drawer], end)
        while place < end and high[place] == wanted:
            if low[place] == rest:
                return True, (days[place] + FIRST_DAY - 1) * DAY if days[place] else None
            place += 1
        return False, None

    def find_many(self, keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint16]]:
        """Which of many keys are listed, and since which day as it is kept; fastest for keys in order."""
        import numpy as np  # noqa: PLC0415 - a single question need not wait for it

        parts = [
            np.frombuffer(part, kind)
            for part, kind in zip(self._parts, ("u4", "u4", "u2", "u2"), strict=True)
        ]
        there, since = np.zeros(len(keys), np.bool_), np.zeros(len(keys), np.uint16)
        for begin in range(0, len(keys) if self.count else 0, AT_ONCE):
            some = slice(begin, begin + AT_ONCE)
            there[some], since[some] = _found(parts, keys[some])
        return there, since


def _found(parts: list[Any], keys: npt.NDArray[np.uint64]) -> tuple[Any, Any]:
    import numpy as np  # noqa: PLC0415 - as above

    starts, high, low, days = parts
    drawer = (keys >> np.uint64(48)).astype(np.int64)
    wanted, rest = (keys >> np.uint64(16)).astype(np.uint32), keys.astype(np.uint16)
    place, end = starts[drawer].astype(np.int64), starts[drawer + 1].astype(np.int64)
    last, beyond = len(high) - 1, end.copy()
    for _ in range(int((end - place).max(initial=0)).bit_length()):
        middle = (place + beyond) >> 1
        before = (place < beyond) & (high[np.minimum(middle, last)] < wanted)
        place = np.where(before, middle + 1, place)
        beyond = np.where(before, beyond, middle)
    while True:
        at = np.minimum(place, last)
        near = (place < end) & (high[at] == wanted)
        there = near & (low[at] == rest)
        # Two keys may share their first 48 bits; hardly ever do.
        onwards = near & ~there
        if not onwards.any():
            return there, np.where(there, days[at], 0).astype(np.uint16)
        place = place + onwards


def write_copy(folder: Path, keys: npt.NDArray[np.uint64], days: npt.NDArray[np.uint16]) -> Path:
    """The file of a copy, named by its digest, on the disk before it has that name.

    `keys` are the first 64 bits of tokens in order, each once; `days` as they are kept.
    """
    import numpy as np  # noqa: PLC0415 - as above

    starts = np.searchsorted(keys >> np.uint64(48), np.arange(DRAWERS + 1, dtype=np.uint64))
    parts = [
        starts.astype("<u4"), (keys >> np.uint64(16)).astype("<u4"), keys.astype("<u2"), days.astype("<u2"),
    ]  # fmt: skip
    folder.mkdir(exist_ok=True)
    part, digest = folder / f"{os.getpid()}.part", sha256()
    try:
        with part.open("wb") as file:
            for piece in (HEADER.pack(MAGIC, len(keys)), *(each.tobytes() for each in parts)):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return part.replace(folder / f"{digest.hexdigest()}.listing")
    except OSError as error:
        part.unlink(missing_ok=True)
        raise LedgerError(f"the listing's copy could not be written: {error}; free some space") from error
