"""Calls that one row of the ledger settles: with a proof that lifts every rule near, nothing need be drawn from the rest.

Between the glance and the look in full. Takes a query of calls flagged `n<i>`; gives the query without those of which
surely no flagged clause speaks because a single row, mostly a consent, keeps all of them silent. Must never leave out a
call of which a rule says something.
"""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.engines.duckdb.glanced import not_surely_false
from ringfence.engines.duckdb.printing import printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.settled import Alone, Settling, settling


def unsettled(sitting: Sitting, clauses: Sequence[Clause], near: str) -> str:
    """The calls of `near` but for those that a row of the relation that settles most clauses settles."""
    found = settling(sitting.plan, clauses)
    if not found:
        return near
    settled, alone = found[0], Alone()
    still_open = " OR ".join(_still_open(clauses, settled, alone))
    rows = "".join(f', {printed(piece)} AS "{name}"' for name, piece in alone.pieces.items())
    relation = f'(SELECT h.*{rows} FROM "{settled.relation}" AS h)'
    # A plain anti join: as NOT EXISTS, calls would be grouped by all that the condition reads of them.
    return (
        f"SELECT k.* FROM ({near}) AS k ANTI JOIN {relation} AS h"
        f" ON {_under_the_key(settled)} AND NOT ({still_open})"
    )


def _under_the_key(row: Settling) -> str:
    # Written as equal where it is one value: only then does the engine find the rows by it.
    return " AND ".join(
        f'h."{column}" = {printed(values[0])}'
        if len(values) == 1
        else f'h."{column}" IN ({", ".join(map(printed, values))})'
        for column, values in row.key.items()
    )


def _still_open(clauses: Sequence[Clause], row: Settling, alone: Alone) -> list[str]:
    """The conditions under which a row leaves a call open: a clause may speak all the same."""
    by_bound: dict[str, list[str]] = {}
    for clause in clauses:
        bound = row.most.get(clause.index)
        still = "TRUE" if bound is None else not_surely_false(alone.read(bound))
        by_bound.setdefault(still, []).append(f"k.n{clause.index}")
    return [
        f"(({' OR '.join(flags)}) AND {still})" for still, flags in sorted(by_bound.items(), reverse=True)
    ]
