"""A firm's pool of lines, joined: its ledger read, its odds learned from its own closures, the fittest written back for diverts.

Joins the ledger, DuckDB and the forecast. Decides nothing: which line is fit the room below says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import duckdb

from ringfence.call.errors import RequestError, nearest
from ringfence.call.moments import DAY, utc_offset
from ringfence.caller.lines.causes import HOUSE_LIMIT
from ringfence.caller.lines.days import Counts, Pool, counts_of
from ringfence.caller.lines.fittest import Dealt, deal
from ringfence.caller.lines.odds import FORTNIGHT_DAYS, Forecast, Odds, learned
from ringfence.evidence.log import write_leaf
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.ledger import Transaction
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.plain.validity import Validity
from ringfence.policy.rule import Pack
from ringfence.store.mirror_source import reading
from ringfence.wiring.house import Ringfence

LEARNED_FROM: Final = 180
"""Days of the firm's past that odds are learned from."""
MOST: Final = 1_000_000
PLACED: Final = CATALOGUE["call"].of("line", "ts", "outcome", "expires_at")
SHOWN: Final = 30
"""Days of a line that are shown."""
ANSWERED: Final = ("connect", "conversation", "machine")
MILLION: Final = 1_000_000
COUNTED: Final = f"""
SELECT line, CAST(floor((ts + {{offset}}) / {DAY}) AS BIGINT) AS day_of, count(*), count_if(outcome IN {ANSWERED}),
  count_if(outcome IS NOT NULL)
FROM calls WHERE example = 0 AND line IS NOT NULL AND expires_at IS NULL GROUP BY line, day_of
"""


@dataclass(frozen=True, slots=True)
class Health:
    """One line: its forecast, what it did of late, and whether it rests."""

    line: str
    caller: str | None
    forecast: Forecast
    usual: float
    days: dict[int, Counts]

    @property
    def rests(self) -> bool:
        """Whether no volume keeps its odds below the limit."""
        return self.forecast.most == 0


class Lines:
    """The pool of one firm's lines."""

    def __init__(self, house: Ringfence, limit: float = HOUSE_LIMIT) -> None:
        self.house, self.limit = house, limit
        # By the pack's clock as it stands now: an hour more or less at a change moves no day that matters.
        self.offset = utc_offset(ZoneInfo(house.pack.zone), house.gate.clock())
        self.today = (house.gate.clock() + self.offset) // DAY
        self.pool = self._pool()
        self.odds = self._odds()

    def health(self) -> list[Health]:
        """Every line, the most endangered first."""
        told = [self.of(line) for line in self.pool.lines]
        return sorted(told, key=lambda each: (-each.forecast.odds[SHOWN], each.line))

    def of(self, line: str, volume: float | None = None) -> Health:
        """One line, with another volume planned for tomorrow if one is given."""
        if line not in self.pool.lines:
            hint = nearest(line, self.pool.lines) or "import it with `ringfence import lines`"
            raise RequestError(f"`{line}` is no line of the pool; {hint}", "LINE")
        evening = self.pool.evening(line, self.today - 1, volume)
        days = {
            day: counts for day, counts in self.pool.counts.get(line, {}).items() if day >= self.today - SHOWN
        }
        return Health(
            line,
            self.pool.known.get(line, {}).get("caller"),
            self.odds.forecast(evening),
            evening.usual_volume or 0.0,
            days,
        )

    def choose(self, calls: int) -> Dealt:
        """So many calls dealt out among the lines that are fit; what fits on none is told and not placed.

        No line gets more than the pack lets it place in a day, whatever its odds: a carrier's limits are obeyed beforehand.
        """
        cap = line_day_cap(self.house.pack, self.house.gate.clock())
        told = [(each.line, _in_a_million(each), min(cap, each.forecast.most)) for each in self.health()]
        return deal(calls, told)

    def write(self) -> int:
        """How many lines' health diverts go by now."""
        told, at = self.health(), self.house.gate.clock()

        def work(tx: Transaction) -> int:
            leaf = tx.next_seq()
            rows = [
                {
                    "line": each.line,
                    "odds": _in_a_million(each),
                    "most": each.forecast.most,
                    "as_of": at,
                    "leaf": leaf,
                }
                for each in told
            ]
            tx.bring("line_health", rows)
            return write_leaf(tx, "import", at, {"relation": "line_health", "rows": len(rows)})

        self.house.write(work)
        return len(told)

    def _pool(self) -> Pool:
        since = (self.today - LEARNED_FROM) * DAY - self.offset
        with duckdb.connect() as db, reading(self.house.ledger.where) as source:
            db.register("calls", source.rows(PLACED, f" WHERE ts >= {since}"))
            counts = counts_of(db.execute(COUNTED.format(offset=self.offset)).fetchall())
        told: Callable[[Transaction], Any] = partial(_known, offset=self.offset)
        known, complaints, closed = self.house.look(told).result()
        return Pool(counts, known, complaints, closed)

    def _odds(self) -> Odds:
        rows = list(self.pool.at_risk(self.today - LEARNED_FROM, self.today))
        lately = [day >= self.today - FORTNIGHT_DAYS for _, day, _, _ in rows]
        return learned([day for _, _, day, _ in rows], [closed for *_, closed in rows], lately, self.limit)


def line_day_cap(pack: Pack, at: int) -> int:
    """How many calls a pack lets one line place in a day: the smallest of its caps that are counted so; very many if none is."""
    caps = [
        Validity(rule, pack).value(at)
        for rule in pack.rules
        if isinstance(rule.then, CapTerms)
        and rule.then.key == ("line",)
        and rule.then.count == "attempt"
        and Validity(rule, pack).holds(at)
        and rule.then.period.length in {"day", DAY}
    ]
    return min((cap for cap in caps if cap is not None), default=MOST)


def _known(
    tx: Transaction, *, offset: int
) -> tuple[dict[str, dict[str, Any]], dict[int, int], dict[str, int]]:
    filed = {row["line"] for row in tx.rows("filing", {}, MOST)}
    known = {
        row["line"]: {
            **{name: row[name] for name in ("caller", "home", "located", "opened_at")},
            **{name: None if row[name] is None else bool(row[name]) for name in ("arrears", "registered")},
            "filed": True if row["line"] in filed else None,
        }
        for row in tx.rows("line", {}, MOST)
    }
    complaints = Counter(
        (row["said_at"] + offset) // DAY for row in tx.rows("stop", {"trigger": "complaint"}, MOST)
    )
    closed = {row["line"]: (row["closed_at"] + offset) // DAY for row in tx.rows("line_closure", {}, MOST)}
    return known, dict(complaints), closed


def _in_a_million(health: Health) -> int:
    return round(health.forecast.odds[SHOWN] * MILLION)
