"""What caps have to tell: for every call of which one speaks, whether surely, from which fact, and until when.

Takes the settled contest; adds to `says`. Where a calendar period is shared and everything about the earlier calls is
known, counts and newest moments are had from the contest itself; what is left is looked at call by call.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ringfence.engines.duckdb.caps.contest import Contest
from ringfence.engines.duckdb.caps.counted import Counted
from ringfence.engines.duckdb.caps.squeeze import FALSE, PERMITTED, TRUE, UNKNOWN, CapColumns
from ringfence.engines.duckdb.caps.sweep import cap_of
from ringfence.engines.duckdb.figures import register
from ringfence.engines.duckdb.glanced import read_in_full
from ringfence.engines.duckdb.looked import look_at, speaks, tell
from ringfence.engines.duckdb.printing import printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.logic import case, nothing, sooner
from ringfence.policy.plan.lookups import figures_in

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def tell_caps(sitting: Sitting, contest: Contest) -> None:
    """Adds to `says` what every cap has to tell."""
    rest: dict[int, Ints] = {}
    for clause, cap, counted in zip(sitting.caps, contest.caps, contest.ledger, strict=True):
        known = _known(clause, cap, counted)
        _tell_known(sitting, clause, cap, counted, contest, known)
        reached = cap.asked & ~known
        reached &= cap.lost | (cap.most_counted(contest.state) >= cap.most) | (cap.anchored is not None)
        rest[clause.index] = contest.rows[cap.at[reached]]
    if any(len(rows) for rows in rest.values()):
        _tell_rest(sitting, rest)


def _known(clause: Clause, cap: CapColumns, counted: Counted) -> Bools:
    """Of which members the contest itself holds all that the cap has to tell."""
    if cap.exact is None or any(figures_in(part) for part in (clause.apart, clause.rest) if part is not None):
        return np.zeros(len(cap.at), dtype=bool)
    unclear = np.isin(cap.lead, cap.lead[cap.same_words < 0])
    known: Bools = ~unclear & ~counted.held[cap.at] & cap.asked
    return known


def _tell_known(
    sitting: Sitting, clause: Clause, cap: CapColumns, counted: Counted, contest: Contest, known: Bools
) -> None:
    if cap.exact is None:
        return
    permitted = contest.state[cap.at] == PERMITTED
    surely, possibly = permitted & (cap.counts == TRUE), permitted & (cap.counts > FALSE)
    clear = not np.any(cap.counts == UNKNOWN)
    sure_here, newest_sure = cap.exact.earlier(surely), cap.exact.newest(surely, contest.t[cap.at])
    possible_here = sure_here if clear else cap.exact.earlier(possibly)
    newest = newest_sure if clear else cap.exact.newest(possibly, contest.t[cap.at])
    sure, possible = cap.sure + sure_here, cap.possible + possible_here
    is_sure = sure >= cap.most
    broken = ~cap.lost & is_sure & (cap.guard == TRUE)
    unknown = cap.lost | (possible >= cap.most)
    says = known & (cap.guard > FALSE) & (broken | (unknown & (clause.rule.terms.on_unknown != "ignore")))
    if not np.any(says):
        return
    fact = np.where(
        is_sure,
        np.maximum(counted.newest_sure[cap.at], newest_sure),
        np.maximum(counted.newest[cap.at], newest),
    )
    fact[cap.lost] = -1
    register(
        sitting.db,
        "written",
        {"row": contest.rows[cap.at[says]], "unknown": ~broken[says], "fact_at": fact[says]},
    )
    lost, leaves, rest = cap_of(clause).lost, cap_of(clause).leaves, clause.rest
    edge = sooner(case([(lost, nothing())], leaves), *([rest] if rest is not None else []))
    # Invariant: whoever counts leaves a calendar period at its end, since no open reservation is among them.
    sitting.db.execute(
        f"INSERT INTO says SELECT w.row, {clause.index}, w.unknown, {printed(edge)}, NULLIF(w.fact_at, -1), NULL"
        " FROM written AS w JOIN k_touched AS k ON k.row = w.row"
    )


def _tell_rest(sitting: Sitting, rest: dict[int, Ints]) -> None:
    """Looks at calls one by one, against the ledger's calls and those of the list that are permitted."""
    rows = np.unique(np.concatenate(list(rest.values())))
    flags = {f"n{i}": np.isin(rows, found) for i, found in rest.items()}
    register(sitting.db, "written", {"row": rows, **flags})
    sitting.see_the_past("near_calls")
    heard = look_at(
        sitting, "capped", sitting.caps, sitting.rows.ready("written", read_in_full(sitting.caps), flags)
    )
    sitting.db.execute(f"INSERT INTO says {tell(sitting, 'capped', heard, speaks)}")
