"""The calls that a cap may touch, with just what sorts them: whose they are, in which period, about which words.

Between the sweep and the contest. Takes rows of the list; gives columns in asking order. Most of these calls are
granted unseen, so nothing is looked up here and nothing else is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ringfence.engines.duckdb.caps.codes import codes_of, joined
from ringfence.engines.duckdb.caps.ranks import Ranks
from ringfence.engines.duckdb.caps.squeeze import Words
from ringfence.engines.duckdb.caps.sweep import cap_of, cap_terms
from ringfence.engines.duckdb.figures import arrow, register
from ringfence.engines.duckdb.printing import printed
from ringfence.engines.duckdb.sitting import Sitting
from ringfence.policy.plan.clause import CapCounts, Clause
from ringfence.policy.plan.logic import Expr

Ints = NDArray[np.int64]
# A calendar period's calls outlive it if their reservation lasts at least so long (ms).
PERIODS = {"day": 25 * 3_600_000, "week": 8 * 24 * 3_600_000, "month": 32 * 24 * 3_600_000}


@dataclass(frozen=True, slots=True)
class Key:
    """What one cap sorts its calls by: numbers for whose they are, for their words (-1: one is unknown), and `since`.

    `by_lead` ranks them by whose they are. If it `tumbles`, calls of one period all share it and outlive it, so that
    later ones need no moment compared.
    """

    at: Ints
    lead: Ints
    since: Ints
    same_words: Ints
    by_lead: Ranks
    tumbles: bool

    @property
    def in_bulk(self) -> bool:
        """Whether calls can be counted by group alone, none of them compared with another."""
        return self.tumbles and bool(np.all(self.same_words >= 0))

    def exactly(self) -> Ranks:
        """The calls that count for one another, where they can be counted in bulk."""
        ranks = Ranks.of(joined(self.lead, self.same_words)) if np.any(self.same_words) else self.by_lead
        return ranks.split(self.since)


@dataclass(frozen=True, slots=True)
class Keyed:
    """The calls in asking order: their rows, their moments, and the words that caps compare."""

    rows: Ints
    t: Ints
    words: dict[str, pa.ChunkedArray]
    since: dict[int, Ints]

    @classmethod
    def read(cls, sitting: Sitting, rows: Ints) -> Keyed:
        """These rows of the list."""
        register(sitting.db, "written", {"row": rows})
        words = dict.fromkeys(word for each in map(cap_of, sitting.caps) for word in (each.lead, *each.words))
        dated = [clause for clause in sitting.caps if tumbles_if_in_order(clause, sitting.lifetime)]
        drawn = "".join(f', k."{word}"' for word in words)
        drawn += "".join(
            f", COALESCE({printed(cap_of(each).since)}, 0) AS since{each.index}" for each in dated
        )
        exprs = [cap_of(each).since for each in dated] + [
            piece for each in map(cap_of, sitting.caps) for piece in keyed_by(each)
        ]
        ready = sitting.rows.ready("written", exprs)
        read = arrow(sitting.db, f"SELECT k.row, k.ord, k.t{drawn} FROM ({ready}) AS k")
        order = read.column("ord").to_numpy()
        if not bool(np.all(order[1:] > order[:-1])):
            read = read.take(np.argsort(order))
        return cls(
            read.column("row").to_numpy(), read.column("t").to_numpy(),
            {word: read.column(word) for word in words},
            {each.index: read.column(f"since{each.index}").to_numpy() for each in dated},
        )  # fmt: skip

    def key(self, clause: Clause, at: Ints) -> Key:
        """What a cap sorts these of the calls by."""
        cap = cap_of(clause)
        same = np.zeros(len(at), dtype=np.int64)
        for word in cap.words:
            codes = self._codes(word, at)
            same = np.where((codes < 0) | (same < 0), -1, joined(same, codes))
        lead, t = self._codes(cap.lead, at), self.t[at]
        ranks, since = Ranks.of(lead), self.since.get(clause.index)
        if since is None:
            return Key(at, lead, np.zeros(len(at), dtype=np.int64), same, ranks, tumbles=False)
        starts = since[at]
        return Key(at, lead, starts, same, ranks, ranks.tumble(t, starts))

    def compared(self, clause: Clause, at: Ints) -> Callable[[], Sequence[Words]]:
        """The words themselves, read only when calls are compared one by one."""
        words = cap_of(clause).words

        def read() -> Sequence[Words]:
            told = [self.words[word].take(at).to_pylist() for word in words]
            return list(zip(*told, strict=True)) if words else [()] * len(at)

        return read

    def _codes(self, word: str, at: Ints) -> Ints:
        """A number for each value of a word among some of the calls; -1 where it is unknown."""
        values = self.words[word]
        few = 2 * len(at) < len(values)
        return codes_of(values.take(at)) if few else codes_of(values)[at]


def keyed_by(cap: CapCounts) -> list[Expr]:
    """The pieces of logic that hold the words by which calls count for one another."""
    told = cap.counted.told
    return [value for _, value in cap.counted.key] + ([told] if told is not None else [])


def tumbles_if_in_order(clause: Clause, lifetime: int) -> bool:
    """Whether a cap counts by calendar periods that every permitted call outlives."""
    period = cap_terms(clause).period
    return period.mode == "calendar" and lifetime >= PERIODS[str(period.length)]
