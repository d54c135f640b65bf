"""A ladder held against what was measured: who is seen by it, and what follows for each.

Joins the engine's rows and the ladder. Takes a connection in which `measured` and `fact` are; gives those who are seen, and writes the
steps that follow in the one transaction it is handed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import duckdb

from ringfence.call.errors import RequestError
from ringfence.carrier.known import is_owner
from ringfence.carrier.ladder.ladder import Ladder
from ringfence.carrier.ladder.steps import FACTS, Done, Seen, Steps
from ringfence.carrier.measures.measure import measures
from ringfence.ledger.ledger import Transaction

FIGURES: Final = tuple(measures())


def seen_by(db: duckdb.DuckDBPyConnection, ladder: Ladder) -> Iterator[Seen]:
    """The lines, or owners, of which a ladder sees what it looks for."""
    names = ", ".join(f"measured.{name}" for name in FIGURES)
    facts = ", ".join(f"fact.{name}" for name in FACTS)
    # A line of which somebody complained and that made no call has no row of calls; it is not seen by what counts calls.
    cursor = db.execute(
        f"SELECT measured.line, {names}, {facts} FROM measured LEFT JOIN fact USING (line) "
        f"WHERE {ladder.condition().sql('duckdb')} ORDER BY measured.line"
    )
    for line, *values in cursor.fetchall():
        figures = dict(zip(FIGURES, values, strict=False))
        yield Seen(line, is_owner(line), figures, dict(zip(FACTS, values[len(FIGURES) :], strict=True)))


def climb(ladder: Ladder, seen: list[Seen], at: int, tx: Transaction) -> list[Done]:
    """What follows for those who are seen, and for those who stand on the ladder and are not; written down."""
    return list(Steps(tx, ladder, at).take(seen))


def with_limit(ladder: Ladder, measure: str, limit: int) -> str:
    """A ladder's condition, as SQL, with another limit of one of its measures."""
    if measure not in {bound.measure for bound in ladder.bounds}:
        known = ", ".join(bound.measure for bound in ladder.bounds)
        raise RequestError(f"`{ladder.rule.id}` does not look at `{measure}`; it looks at {known}", "measure")
    told = []
    for bound in ladder.bounds:
        changed = type(bound)(
            bound.measure, bound.at_least, limit if bound.measure == measure else bound.limit
        )
        told.append(changed.sql())
    return " AND ".join(told)
