"""Who came before whom: members of a cap by what they share, in asking order within each.

Takes columns over members that are given in asking order; gives counts and moments of the earlier ones of the same
group. Knows no cap and no SQL.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Members by group: `order` lists them, `base` is where the group of each so listed begins."""

    order: Ints
    base: Ints

    @classmethod
    def of(cls, group: Ints) -> Ranks:
        """The ranks of members that are given in asking order."""
        bits = max(len(group).bit_length(), 1)
        if len(group) and int(group.max()) < 1 << (62 - bits):
            # A group and a place in one number: sorting numbers is several times faster than sorting by them.
            keyed = np.sort((group << bits) | np.arange(len(group)))
            order, ranked = keyed & ((1 << bits) - 1), keyed >> bits
        else:
            order = np.argsort(group, kind="stable")
            ranked = group[order]
        return cls(order, _begun(ranked[1:] != ranked[:-1]) if len(ranked) else order)

    def split(self, values: Ints) -> Ranks:
        """The same members, a group ending wherever the value of the next one differs."""
        if not len(self.order):
            return self
        ranked = values[self.order]
        return Ranks(self.order, _begun((ranked[1:] != ranked[:-1]) | (self.base[1:] != self.base[:-1])))

    def tumble(self, t: Ints, since: Ints) -> bool:
        """Whether periods follow one another in every group: whoever comes in a new one comes after all of the last.

        `since` is where the period of each begins. Only then does sharing a group and a period mean to count.
        """
        if not len(self.order):
            return True
        moments, starts = t[self.order], since[self.order]
        same_group = self.base[1:] == self.base[:-1]
        return not bool(np.any(same_group & (starts[1:] != starts[:-1]) & (moments[:-1] >= starts[1:])))

    def earlier(self, counted: Bools) -> Ints:
        """How many earlier members of the same group are counted."""
        ones = counted[self.order].astype(np.int64)
        before = np.cumsum(ones) - ones
        result = np.empty(len(ones), dtype=np.int64)
        result[self.order] = before - before[self.base]
        return result

    def newest(self, counted: Bools, t: Ints) -> Ints:
        """The moment of the newest earlier member of the same group that is counted; -1 without any."""
        places = np.arange(len(counted))
        last = np.maximum.accumulate(np.where(counted[self.order], places, -1))
        before = np.r_[-1, last[:-1]] if len(last) else last
        result = np.empty(len(counted), dtype=np.int64)
        result[self.order] = np.where(before >= self.base, t[self.order][before], -1)
        return result


def _begun(breaks: Bools) -> Ints:
    """Where the group of each begins, from where a next one begins."""
    first = np.r_[True, breaks]
    return np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))
