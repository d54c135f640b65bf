"""What the ledger already counts for a cap, for every call of the list that the cap may touch.

Takes the calls that are touched, made ready, and the ledger's calls near them. Where a line's cap asks the same of
many calls, it is asked once for all of them. Calls whose key holds an open reservation are counted one by one,
because a reservation ends at a moment of its own. Gives columns by place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from ringfence.engines.duckdb.caps.granted import Granted
from ringfence.engines.duckdb.caps.sweep import cap_of
from ringfence.engines.duckdb.figures import columns, one_row
from ringfence.engines.duckdb.printing import DUCKDB, printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.a_list import Wanted, keys_of
from ringfence.policy.plan.clause import CapCounts, Clause
from ringfence.policy.plan.logic import Expr, possibly
from ringfence.policy.plan.lookups import Lookup

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counted:
    """By place: how many calls of the ledger count, surely and possibly, and the newest of each (-1 without any).

    `held` says which calls share their key with an open reservation of the ledger.
    """

    sure: Ints
    possible: Ints
    newest_sure: Ints
    newest: Ints
    held: NDArray[np.bool_]

    def add(self, places: Ints, granted: Granted) -> None:
        """Puts what the granted calls of the list count beside the ledger's own, at these places."""
        self.sure[places] += granted.sure
        self.possible[places] += granted.possible
        self.newest_sure[places] = np.maximum(self.newest_sure[places], granted.newest_sure)
        self.newest[places] = np.maximum(self.newest[places], granted.newest)


def count_in_ledger(sitting: Sitting, clause: Clause, place: Ints) -> Counted:
    """The ledger's counts for the calls flagged `a<i>` in `k_touched`; `place` gives a row's place."""
    cap, size = cap_of(clause), int(place.max(initial=-1)) + 1
    none, never = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    counted = Counted(none, none.copy(), never, never.copy(), np.zeros(size, dtype=bool))
    if cap.surely is not None:
        return counted
    found = columns(sitting.db, _query(sitting, clause))
    at = place[found["row"]]
    for name in ("sure", "possible", "newest_sure", "newest"):
        getattr(counted, name)[at] = found[name]
    if not sitting.db.execute("SELECT 1 FROM near_calls WHERE expires_at IS NOT NULL LIMIT 1").fetchall():
        return counted
    held = f"k.{cap.lead} IN (SELECT h.{cap.lead} FROM near_calls AS h WHERE h.expires_at IS NOT NULL)"
    _some(sitting, "k_held", f"a{clause.index}", [cap.sure, cap.possible], held)
    wanted = {"sure": Wanted(cap.sure), "possible": Wanted(cap.possible)}
    found = columns(sitting.db, sitting.evaluated("k_held", wanted, alone=True))
    at = place[found["row"]]
    counted.sure[at], counted.possible[at], counted.held[at] = found["sure"], found["possible"], True
    return counted


def known_moments(sitting: Sitting, clause: Clause, place: Ints) -> list[tuple[list[int], list[int]]]:
    """By place: the moments the ledger counts, surely and possibly, for periods that start at a first call."""
    cap = cap_of(clause)
    assert cap.surely is not None
    assert cap.possibly is not None
    _some(sitting, "k_some", f"a{clause.index}", [cap.surely, cap.possibly])
    wanted = {"surely": Wanted(cap.surely), "possibly": Wanted(cap.possibly)}
    known: list[tuple[list[int], list[int]]] = [([], [])] * (int(place.max(initial=-1)) + 1)
    for row, surely, possibly_ in sitting.db.execute(
        sitting.evaluated("k_some", wanted, alone=True)
    ).fetchall():
        known[place[row]] = (surely or [], possibly_ or [])
    return known


def _some(sitting: Sitting, name: str, flag: str, exprs: list[Expr], where: str = "TRUE") -> None:
    """Makes `name`: those of the touched calls that are flagged, ready for these pieces of logic."""
    sitting.db.execute(
        f"CREATE OR REPLACE TEMP TABLE flagged AS SELECT k.row FROM k_touched AS k WHERE k.{flag} AND {where}"
    )
    sitting.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sitting.rows.ready('flagged', exprs)}")


def _query(sitting: Sitting, clause: Clause) -> str:
    cap, flag = cap_of(clause), f"a{clause.index}"
    lookup = cap.counted
    asked_by = _columns(lookup)
    bounds = one_row(
        sitting.db,
        f"SELECT MIN({printed(cap.since)}), MAX({printed(cap.until)}) FROM k_touched AS k WHERE k.{flag}",
    )
    if cap.lead != "line" or "t" in asked_by:
        return _grouped("row", f"(SELECT * FROM k_touched WHERE {flag})", lookup, bounds)
    names = ", ".join(f'"{name}"' for name in asked_by)
    alike = " AND ".join(f'k."{name}" IS NOT DISTINCT FROM m."{name}"' for name in asked_by)
    return (
        f"WITH m AS (SELECT row_number() OVER () AS asker, * FROM (SELECT DISTINCT {names} FROM k_touched WHERE {flag})),"
        f" c AS ({_grouped('asker', 'm', lookup, bounds)})"
        f" SELECT k.row, c.* EXCLUDE (asker) FROM k_touched AS k JOIN m ON {alike} JOIN c ON c.asker = m.asker WHERE k.{flag}"
    )


def _columns(lookup: Lookup) -> list[str]:
    """The columns of a call on which its count depends, if no reservation is open."""
    parts = [value for _, value in lookup.key] + [
        part for part in (lookup.within, lookup.told) if part is not None
    ]
    return sorted(
        {column.name for part in parts for column in part.find_all(exp.Column) if column.table == "k"}
    )


def _grouped(asker: str, rows: str, lookup: Lookup, bounds: tuple[int | None, ...]) -> str:
    assert lookup.told is not None
    sure, maybe = printed(lookup.told), printed(possibly(lookup.told))
    parts = [f"COALESCE({sure}, TRUE)", *([printed(lookup.within)] if lookup.within is not None else [])]
    if None not in bounds:
        parts.append(f"h.ts BETWEEN {bounds[0]} AND {bounds[1]}")
    return (
        f"SELECT k.{asker}, COUNT(*) FILTER (WHERE {sure}) AS sure, COUNT(*) FILTER (WHERE {maybe}) AS possible,"
        f" COALESCE(MAX(h.ts) FILTER (WHERE {sure}), -1) AS newest_sure,"
        f" COALESCE(MAX(h.ts) FILTER (WHERE {maybe}), -1) AS newest"
        f" FROM {rows} AS k JOIN near_calls AS h ON {keys_of(DUCKDB, lookup)} WHERE {' AND '.join(parts)} GROUP BY k.{asker}"
    )


def read_for(cap: CapCounts) -> list[Expr]:
    """The pieces of logic that a cap's calls are sorted into keys and periods by, and counted by in the ledger."""
    lookup = cap.counted
    told = [part for part in (lookup.within, lookup.told) if part is not None]
    return [cap.counts, cap.since, cap.until, cap.lost, *(value for _, value in lookup.key), *told]
