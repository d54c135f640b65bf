"""Which calls of a list a cap can touch at all: one sweep over all of them, before anything is counted exactly.

Takes `asked`, what already stands in the way, and the ledger's calls of the periods concerned. A call's key falls
into a bucket; where list and ledger together do not fill a bucket, none of its keys can reach the cap. That is an
upper bound and errs on one side only: whoever is left in is counted exactly afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ringfence.engines.duckdb.figures import columns, one_row
from ringfence.engines.duckdb.printing import printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.plan.cap import period_columns
from ringfence.policy.plan.clause import CapCounts, Clause

Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]
FALSE, UNKNOWN, TRUE = 0, 1, 2
FEW = 4_000_000
"""Calls of the ledger up to which those near the list are copied apart, to be scanned once and not for every cap."""


@dataclass(frozen=True, slots=True)
class Swept:
    """For one cap, by row of the list: of which calls it is asked, which may count, which are in a filled bucket."""

    asked: Bools
    counting: Bools
    filled: Bools
    lost: Bools

    @property
    def touched(self) -> Bools:
        """The calls that must be counted exactly: those it may stop, and those that may count against them."""
        return (self.asked & (self.filled | self.lost)) | (self.counting & self.filled)


def cap_of(clause: Clause) -> CapCounts:
    """The figures of a clause that is a cap."""
    assert clause.cap is not None
    return clause.cap


def cap_terms(clause: Clause) -> CapTerms:
    """The parameters of a clause that is a cap."""
    assert isinstance(clause.rule.then, CapTerms)
    return clause.rule.then


def stopped_rows(sitting: Sitting) -> Bools:
    """By row of the list: whether something stands in the way already."""
    stopped = np.zeros(sitting.size, dtype=bool)
    stopped[columns(sitting.db, "SELECT row FROM stopped")["row"]] = True
    return stopped


def see_near(sitting: Sitting) -> None:
    """Makes `near_calls`: the ledger's calls that any period around a call of the list can hold."""
    spans = [_span(sitting, clause) for clause in sitting.caps]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    words = ", ".join(f'"{column}"' for column in sitting.plan.past_words)
    near = f"SELECT {words}, ts, direction, outcome, expires_at FROM call WHERE ts BETWEEN {first} AND {last}"
    (count,) = one_row(sitting.db, f"SELECT COUNT(*) FROM call WHERE ts BETWEEN {first} AND {last}")
    few = count <= FEW
    # A name is either a table or a view; what an earlier judgement of this session left may be the other.
    sitting.db.execute("DROP VIEW IF EXISTS near_calls_far; DROP TABLE IF EXISTS near_calls_few")
    sitting.db.execute(f"CREATE TEMP {'TABLE near_calls_few' if few else 'VIEW near_calls_far'} AS {near}")
    sitting.db.execute(
        f"CREATE OR REPLACE TEMP VIEW near_calls AS SELECT * FROM near_calls_{'few' if few else 'far'}"
    )


def _span(sitting: Sitting, clause: Clause) -> tuple[int, int]:
    """The first and last moment of any period of a cap that a call of the list can lie in."""
    period, span = cap_terms(clause).period, (sitting.first, sitting.last)
    if period.mode == "anchored_first":
        return 0, sitting.last
    if period.mode == "rolling" and isinstance(period.length, int):
        return sitting.first - period.length, sitting.last
    start, end = period_columns(period)
    # Without a clock that anybody knows nothing lies in a period: the list's own span is as good as any.
    return sitting.rows.reach_of(sitting.plan.desk.clocks(period.zone), start, end, span) or span


def sweep(sitting: Sitting, stopped: Bools) -> list[Swept]:
    """What each cap of the plan can touch."""
    mask = _buckets(sitting.size) - 1
    found = _columns(sitting, mask)
    row = found.pop("row")
    if not bool(np.all(row[1:] > row[:-1])):
        found = {name: _by_row(row, column) for name, column in found.items()}
    return [_swept(sitting, clause, mask, found, stopped) for clause in sitting.caps]


def _by_row(row: NDArray[np.int64], column: NDArray[Any]) -> NDArray[Any]:
    ordered = np.empty_like(column)
    ordered[row] = column
    return ordered


def _buckets(rows: int) -> int:
    return 1 << min(max((4 * rows).bit_length(), 10), 24)


def _columns(sitting: Sitting, mask: int) -> dict[str, NDArray[Any]]:
    exprs = [
        part for clause in sitting.caps for part in (clause.guard, cap_of(clause).counts, cap_of(clause).lost)
    ]
    leads = dict.fromkeys(cap_of(clause).lead for clause in sitting.caps)
    drawn = [f"{_bucket(f'k.{lead}', mask)} AS {lead}" for lead in leads]
    for clause in sitting.caps:
        i, cap = clause.index, cap_of(clause)
        drawn += [f"{truth(printed(clause.guard))} AS g{i}", f"{truth(printed(cap.counts))} AS c{i}"]
        drawn.append(f"COALESCE({printed(cap.lost)}, FALSE) AS x{i}")
    ready = sitting.rows.ready("asked", exprs)
    return columns(sitting.db, f"SELECT k.row, {', '.join(drawn)} FROM ({ready}) AS k")


def _bucket(lead: str, mask: int) -> str:
    plain = lead if lead.endswith("recipient") else f"{lead}::VARCHAR"
    return f"(hash({plain}) & {mask})::UINTEGER"


def truth(condition: str) -> str:
    """A condition's truth as a small number: 0 no, 1 unknown, 2 yes."""
    return (
        f"(CASE WHEN {condition} THEN {TRUE} WHEN NOT ({condition}) THEN {FALSE} ELSE {UNKNOWN} END)::TINYINT"
    )


def _swept(
    sitting: Sitting, clause: Clause, mask: int, found: dict[str, NDArray[Any]], stopped: Bools
) -> Swept:
    cap, i = cap_of(clause), clause.index
    bucket = found[cap.lead]
    counting: Bools = (found[f"c{i}"] > FALSE) & ~stopped
    asked: Bools = found[f"g{i}"] > FALSE
    of_list = np.bincount(bucket[counting], minlength=mask + 1)
    query = (
        f"SELECT {_bucket(f'h.{cap.lead}', mask)} AS b FROM near_calls AS h WHERE h.{cap.lead} IS NOT NULL"
    )
    of_ledger = np.bincount(columns(sitting.db, query)["b"], minlength=mask + 1)
    filled: Bools = (of_list + of_ledger >= cap.most)[bucket]
    return Swept(asked, counting, filled, np.asarray(found[f"x{i}"], dtype=bool) & asked)


def touched_rows(swept: Sequence[Swept]) -> NDArray[np.int64]:
    """The rows of the list that any cap touches."""
    return np.flatnonzero(np.logical_or.reduce([each.touched for each in swept]))
