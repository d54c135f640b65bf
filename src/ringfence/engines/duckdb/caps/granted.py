"""Calls of a list that no cap can stop, whatever becomes of the others: counted once for all who come after them.

Between the sweep and the contest. Takes what a cap sorts its calls by and which of them are in the contest; gives,
for these, what the others add to their counts. They stand beside the ledger's calls: granted is granted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ringfence.engines.duckdb.caps.keyed import Key
from ringfence.engines.duckdb.caps.ranks import Bools, Codes, Ints
from ringfence.engines.duckdb.caps.squeeze import FALSE, TRUE, UNKNOWN


@dataclass(frozen=True, slots=True)
class Granted:
    """By call in the contest: how many granted ones count, surely and possibly, and the newest of each (-1: none)."""

    sure: Ints
    possible: Ints
    newest_sure: Ints
    newest: Ints


def count_granted(key: Key, t: Ints, counts: Codes, contested: Bools) -> Granted | None:
    """What the calls of a cap that are not in the contest add to those that are; None if there are none."""
    if np.all(contested):
        return None
    alike = key.exactly()
    surely, possibly = ~contested & (counts == TRUE), ~contested & (counts > FALSE)
    sure, newest_sure = alike.earlier(surely)[contested], alike.newest(surely, t)[contested]
    if not np.any(counts == UNKNOWN):
        return Granted(sure, sure, newest_sure, newest_sure)
    return Granted(
        sure, alike.earlier(possibly)[contested], newest_sure, alike.newest(possibly, t)[contested]
    )
