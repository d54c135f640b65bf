"""Caps over a list: who is let through, exactly as if the calls were asked one after another.

Between the truths of every other rule and what the caps have to tell. Takes `asked` and `stopped`; adds to
`stopped` the calls that a cap stops, and gives the contest: in asking order the calls that a cap can reach, what
became of each and each cap's columns over them. Whoever no cap can reach is granted and only counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ringfence.call.verdict import STRENGTH
from ringfence.engines.duckdb.caps.counted import Counted, count_in_ledger, known_moments, read_for
from ringfence.engines.duckdb.caps.granted import count_granted
from ringfence.engines.duckdb.caps.keyed import Key, Keyed
from ringfence.engines.duckdb.caps.one_by_one import go_one_by_one
from ringfence.engines.duckdb.caps.ranks import Bools, Ints
from ringfence.engines.duckdb.caps.squeeze import OPEN, PERMITTED, STOPPED, CapColumns, squeeze
from ringfence.engines.duckdb.caps.sweep import Swept, cap_of, cap_terms, truth
from ringfence.engines.duckdb.figures import columns, register
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.a_list import Wanted
from ringfence.policy.plan.clause import Clause


@dataclass(frozen=True, slots=True)
class Contest:
    """The calls that caps can reach, in asking order: their rows, moments and states, and each cap over them.

    `ledger` holds, for each cap, what the ledger and the granted calls of the list count.
    """

    rows: Ints
    t: Ints
    state: NDArray[np.int8]
    caps: list[CapColumns]
    ledger: list[Counted]


def let_through(sitting: Sitting, stopped: Bools, swept: Sequence[Swept]) -> Contest:
    """The contest, settled; `stopped` in the session then holds every call that is not permitted."""
    keyed = Keyed.read(sitting, np.flatnonzero(_any([each.touched for each in swept])))
    keys = [
        keyed.key(clause, np.flatnonzero(each.touched[keyed.rows]))
        for clause, each in zip(sitting.caps, swept, strict=True)
    ]
    field = _Field.of(sitting, keyed, keys, swept)
    caps, ledger = field.contestants()
    state = np.where(stopped[field.rows], STOPPED, OPEN).astype(np.int8)
    state[~_any([each.reached[field.rows] for each in swept])] = PERMITTED
    squeeze(state, caps)
    if np.any(state == OPEN):
        go_one_by_one(field.t, state, caps, sitting.lifetime)
    register(sitting.db, "written", {"row": field.rows[(state == STOPPED) & ~stopped[field.rows]]})
    sitting.db.execute("INSERT INTO stopped SELECT row FROM written")
    return Contest(field.rows, field.t, state, caps, ledger)


def _any(flags: Sequence[Bools]) -> Bools:
    either: Bools = np.logical_or.reduce(flags)
    return either


@dataclass(frozen=True, slots=True)
class _Field:
    """Who is in the contest: every call that a cap can reach and, where calls must be compared, whoever counts.

    `contested` says which of the keyed calls are, `rows` names these; `place` gives the place of a row of the list
    among them.
    """

    sitting: Sitting
    keyed: Keyed
    keys: Sequence[Key]
    swept: Sequence[Swept]
    contested: Bools
    rows: Ints
    place: Ints

    @classmethod
    def of(cls, sitting: Sitting, keyed: Keyed, keys: Sequence[Key], swept: Sequence[Swept]) -> _Field:
        """The field, its calls made ready."""
        contested = _any([each.reached[keyed.rows] for each in swept])
        for key in keys:
            if not key.in_bulk:
                contested[key.at] = True
        rows, place = keyed.rows[contested], np.full(sitting.size, -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        field = cls(sitting, keyed, keys, swept, contested, rows, place)
        field.make_ready()
        return field

    @property
    def t(self) -> Ints:
        """Their moments."""
        return self.keyed.t[self.contested]

    def make_ready(self) -> None:
        """Makes `k_touched`: these calls with all that caps may read of them; `a<i>` where cap i can speak."""
        caps, db = self.sitting.caps, self.sitting.db
        flags = {
            f"a{clause.index}": each.reached[self.rows] for clause, each in zip(caps, self.swept, strict=True)
        }
        register(db, "written", {"row": self.rows, **flags})
        db.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT * FROM written")
        exprs = [part for each in caps for part in (each.apart, each.rest) if part is not None]
        exprs += [piece for each in caps for piece in read_for(cap_of(each))]
        exprs += [cap_of(each).leaves for each in caps]
        ready = self.sitting.rows.ready("touched", exprs, flags)
        db.execute(f"CREATE OR REPLACE TEMP TABLE k_touched AS {ready}")

    def contestants(self) -> tuple[list[CapColumns], list[Counted]]:
        """Each cap over these calls, and what is counted for it without them."""
        caps, ledger = [], []
        for clause, key, each in zip(self.sitting.caps, self.keys, self.swept, strict=True):
            inside = self.contested[key.at]
            members = self.place[self.keyed.rows[key.at[inside]]]
            counts = each.counts[self.keyed.rows[key.at]]
            counted = count_in_ledger(self.sitting, clause, self.place)
            granted = count_granted(key, self.keyed.t[key.at], counts, inside)
            if granted is not None:
                counted.add(members, granted)
            caps.append(self._columns(clause, key, each, inside, counted))
            ledger.append(counted)
        return caps, ledger

    def _columns(self, clause: Clause, key: Key, swept: Swept, inside: Bools, counted: Counted) -> CapColumns:
        cap, terms, period = cap_of(clause), clause.rule.terms, cap_terms(clause).period
        at = key.at[inside]
        rows = self.keyed.rows[at]
        members = self.place[rows]
        pieces = _pieces(self.sitting, clause, self.place)
        anchored = (
            period.length if period.mode == "anchored_first" and isinstance(period.length, int) else None
        )
        known = known_moments(self.sitting, clause, self.place) if anchored is not None else None
        possible = counted.possible[members]
        if known is not None and anchored is not None:
            near = (known[place][1] for place in members.tolist())
            moments = zip(near, self.keyed.t[at].tolist(), strict=True)
            possible = np.array([sum(x > now - anchored for x in each) for each, now in moments], np.int64)
        return CapColumns(
            most=cap.most, at=members, lead=key.lead[inside], asked=swept.reached[rows],
            guard=pieces["guard"][members], counts=swept.counts[rows].astype(np.int64), sure=counted.sure[members],
            possible=possible, since=pieces["since"][members], lost=pieces["lost"][members].astype(bool),
            blocks=bool(STRENGTH.get(terms.effect, 0)), unknown_blocks=bool(STRENGTH.get(terms.on_unknown, 0)),
            tumbles=key.tumbles, words=self.keyed.compared(clause, at), same_words=key.same_words[inside],
            anchored=anchored, known=None if known is None else [known[place] for place in members.tolist()],
        )  # fmt: skip


def _pieces(sitting: Sitting, clause: Clause, place: Ints) -> dict[str, Ints]:
    """What a cap says of each call of the contest by itself, by place."""
    cap = cap_of(clause)
    assert clause.apart is not None
    pieces = {"guard": clause.apart, "since": cap.since, "lost": cap.lost}
    query = sitting.evaluated(
        "k_touched", {name: Wanted(piece) for name, piece in pieces.items()}, alone=True
    )
    found = columns(
        sitting.db,
        f"SELECT row, {truth('guard')} AS guard, COALESCE(since, 0) AS since, COALESCE(lost, FALSE) AS lost"
        f" FROM ({query})",
    )
    places = place[found.pop("row")]
    ordered = {}
    for name, column in found.items():
        ordered[name] = np.empty(len(places), dtype=column.dtype)
        ordered[name][places] = column
    return ordered
