"""Some calls of an opened list, planned anew: at other moments, from other lines.

Between an opened list and the table `asked`, for whoever tries a list several times. Takes the rows that are wanted;
gives them as a list of its own, in their order.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.engines.duckdb.opened import Fact, Opened


def planned_anew(opened: Opened, rows: NDArray[np.int64], t: NDArray[np.int64], lines: list[str]) -> Opened:
    """These rows of the list with these moments and lines."""
    places = pa.array(rows)
    facts = {name: _some(fact, places) for name, fact in opened.facts.items()}
    facts["line"] = pa.array(lines, pa.string()).dictionary_encode()
    return replace(
        opened, rows=len(rows), facts=facts, t=pa.chunked_array([pa.array(t, pa.int64())]), priority=_some(opened.priority, places),
        whom=_some(opened.whom, places), place_count=_some(opened.place_count, places),
    )  # fmt: skip


def _some(fact: Fact, places: pa.Array) -> Fact:
    return fact if fact is None or isinstance(fact, str | int) else fact.take(places)
