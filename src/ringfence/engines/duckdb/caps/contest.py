"""Caps over a list: who is let through, exactly as if the calls were asked one after another.

Between the truths of every other rule and what the caps have to tell. Takes `asked` and `stopped`; adds to
`stopped` the calls that a cap stops, and gives the contest: the touched calls in asking order, what became of each
and each cap's columns over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.call.verdict import STRENGTH
from ringfence.engines.duckdb.caps.codes import codes_of, joined
from ringfence.engines.duckdb.caps.counted import Counted, count_in_ledger, known_moments, read_for
from ringfence.engines.duckdb.caps.one_by_one import go_one_by_one
from ringfence.engines.duckdb.caps.squeeze import OPEN, STOPPED, CapColumns, Words, squeeze
from ringfence.engines.duckdb.caps.sweep import (
    Swept,
    cap_of,
    cap_terms,
    see_near,
    stopped_rows,
    sweep,
    touched_rows,
    truth,
)
from ringfence.engines.duckdb.figures import arrow, columns, register
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.a_list import Wanted
from ringfence.policy.plan.clause import Clause

Ints = NDArray[np.int64]
# A calendar period's calls outlive it if their reservation lasts at least so long (ms).
PERIODS = {"day": 25 * 3_600_000, "week": 8 * 24 * 3_600_000, "month": 32 * 24 * 3_600_000}


@dataclass(frozen=True, slots=True)
class Contest:
    """The calls that caps touch, in asking order: their rows, moments and states, and each cap over them."""

    rows: Ints
    t: Ints
    state: NDArray[np.int8]
    caps: list[CapColumns]
    ledger: list[Counted]


def let_through(sitting: Sitting) -> Contest:
    """The contest, settled; `stopped` then holds every call that is not permitted."""
    see_near(sitting)
    stopped = stopped_rows(sitting)
    swept = sweep(sitting, stopped)
    _make_ready(sitting, touched_rows(swept), swept)
    touched = _Touched.read(sitting)
    ledger = [count_in_ledger(sitting, clause, touched.place) for clause in sitting.caps]
    caps = [
        _cap_columns(sitting, clause, touched, each, counted)
        for clause, each, counted in zip(sitting.caps, swept, ledger, strict=True)
    ]
    state = np.where(stopped[touched.rows], STOPPED, OPEN).astype(np.int8)
    squeeze(state, caps)
    if np.any(state == OPEN):
        go_one_by_one(touched.t, state, caps, sitting.lifetime)
    register(sitting.db, "written", {"row": touched.rows[(state == STOPPED) & ~stopped[touched.rows]]})
    sitting.db.execute("INSERT INTO stopped SELECT row FROM written")
    return Contest(touched.rows, touched.t, state, caps, ledger)


def _make_ready(sitting: Sitting, rows: Ints, swept: Sequence[Swept]) -> None:
    """Makes `k_touched`: the touched calls with all that caps may read of them; `a<i>` where cap i is asked."""
    flags = {
        f"a{clause.index}": (each.asked & (each.filled | each.lost))[rows]
        for clause, each in zip(sitting.caps, swept, strict=True)
    }
    register(sitting.db, "written", {"row": rows, **flags})
    sitting.db.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT * FROM written")
    exprs = [part for each in sitting.caps for part in (each.apart, each.rest) if part is not None]
    exprs += [piece for each in sitting.caps for piece in read_for(cap_of(each))]
    exprs += [cap_of(each).leaves for each in sitting.caps]
    ready = sitting.rows.ready("touched", exprs, flags)
    sitting.db.execute(f"CREATE OR REPLACE TEMP TABLE k_touched AS {ready}")


@dataclass(frozen=True, slots=True)
class _Touched:
    """The touched calls in asking order; `place` gives a row's place among them."""

    rows: Ints
    t: Ints
    order: Ints
    place: Ints
    words: dict[str, pa.ChunkedArray]

    @classmethod
    def read(cls, sitting: Sitting) -> _Touched:
        """The calls of `k_touched`, with the words that caps compare."""
        words = dict.fromkeys(word for each in map(cap_of, sitting.caps) for word in (each.lead, *each.words))
        drawn = "".join(f", k.{word}" for word in words)
        read = arrow(sitting.db, f"SELECT k.row, k.ord, k.t{drawn} FROM k_touched AS k")
        row, order, t = (read.column(name).to_numpy() for name in ("row", "ord", "t"))
        places = np.arange(len(row)) if bool(np.all(order[1:] > order[:-1])) else np.argsort(order)
        place = np.full(sitting.size, -1, dtype=np.int64)
        place[row[places]] = np.arange(len(row))
        return cls(row[places], t[places], places, place, {word: read.column(word) for word in words})

    def codes(self, word: str, at: Ints) -> Ints:
        """A number for each value of a word among some of the calls; -1 where it is unknown."""
        values = self.words[word]
        places = self.order[at]
        few = 2 * len(places) < len(values)
        return codes_of(values.take(places)) if few else codes_of(values)[places]

    def compared(self, words: Sequence[str], at: Ints) -> list[Words]:
        """The words themselves, read only when calls are compared one by one."""
        told = [self.words[word].take(self.order[at]).to_pylist() for word in words]
        return list(zip(*told, strict=True)) if words else [()] * len(at)


def _cap_columns(
    sitting: Sitting, clause: Clause, touched: _Touched, swept: Swept, counted: Counted
) -> CapColumns:
    cap, terms, period = cap_of(clause), clause.rule.terms, cap_terms(clause).period
    members = np.flatnonzero(swept.touched[touched.rows])
    asked = (swept.asked & (swept.filled | swept.lost))[touched.rows[members]]
    pieces = _pieces(sitting, clause, touched)
    same = np.zeros(len(members), dtype=np.int64)
    for word in cap.words:
        codes = touched.codes(word, members)
        same = np.where((codes < 0) | (same < 0), -1, joined(same, codes))
    anchored = period.length if period.mode == "anchored_first" and isinstance(period.length, int) else None
    known = known_moments(sitting, clause, touched.place) if anchored is not None else None
    possible = counted.possible[members]
    if known is not None and anchored is not None:
        t = touched.t[members].tolist()
        near = (known[place][1] for place in members.tolist())
        possible = np.array(
            [sum(x > now - anchored for x in each) for each, now in zip(near, t, strict=True)], np.int64
        )
    return CapColumns(
        most=cap.most, at=members, lead=touched.codes(cap.lead, members), asked=asked,
        guard=pieces["guard"][members], counts=pieces["counts"][members], sure=counted.sure[members],
        possible=possible, since=pieces["since"][members], lost=pieces["lost"][members].astype(bool),
        blocks=bool(STRENGTH.get(terms.effect, 0)), unknown_blocks=bool(STRENGTH.get(terms.on_unknown, 0)),
        tumbles=period.mode == "calendar" and sitting.lifetime >= PERIODS[str(period.length)],
        words=lambda: touched.compared(cap.words, members), same_words=same, anchored=anchored,
        known=None if known is None else [known[place] for place in members.tolist()],
    )  # fmt: skip


def _pieces(sitting: Sitting, clause: Clause, touched: _Touched) -> dict[str, Ints]:
    """What a cap says of each touched call by itself, by place."""
    cap = cap_of(clause)
    assert clause.apart is not None
    pieces = {"guard": clause.apart, "counts": cap.counts, "since": cap.since, "lost": cap.lost}
    query = sitting.evaluated(
        "k_touched", {name: Wanted(piece) for name, piece in pieces.items()}, alone=True
    )
    found = columns(
        sitting.db,
        f"SELECT row, {truth('guard')} AS guard, {truth('counts')} AS counts, COALESCE(since, 0) AS since,"
        f" COALESCE(lost, FALSE) AS lost FROM ({query})",
    )
    place = touched.place[found["row"]]
    ordered = {}
    for name in ("guard", "counts", "since", "lost"):
        ordered[name] = np.empty(len(place), dtype=found[name].dtype)
        ordered[name][place] = found[name]
    return ordered
