"""What all calls of a list share, so that a plan need not ask each of them.

Between the table `asked` and the judge. Takes the calls made ready; gives the words that are the same for all, and the
span of time in which any of them can be asked. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from ringfence.call.moments import DAY
from ringfence.call.verdict import HORIZON_DAYS
from ringfence.engines.duckdb.figures import one_row
from ringfence.policy.plan.fold import Known, Value

SPAN = (HORIZON_DAYS + 1) * DAY
"""How much later than planned (ms) a call may be asked again."""
FEW = 2_048
"""Calls that are compared before all of them are."""
OWN = ("row", "ord", "t", "id", "recipient")


def shared(db: duckdb.DuckDBPyConnection, words: Iterable[str]) -> Known:
    """What is known of every call of `asked`, whenever it is asked."""
    first, last = one_row(db, "SELECT MIN(t), MAX(t) FROM asked")
    if first is None:
        return Known({})
    there = {name for name, *_ in db.execute("DESCRIBE asked").fetchall()}
    read = [word for word in words if word in there and word not in OWN]
    # What differs among a few calls need not be looked for in millions.
    few = _alike(db, f"(SELECT * FROM asked LIMIT {FEW})", read)
    return Known(_alike(db, "asked", few), since=first, until=last + SPAN)


def _alike(db: duckdb.DuckDBPyConnection, calls: str, words: Iterable[str]) -> dict[str, Value]:
    """Those of these words that all of the calls have alike, with what they are."""
    read = list(words)
    # Each is compared with the first call's: to find the least and the most of it would take three times as long.
    same = "".join(
        f', BOOL_AND(a."{word}" IS NOT DISTINCT FROM one."{word}"), ANY_VALUE(one."{word}")' for word in read
    )
    drawn = f"SELECT COUNT(*){same} FROM {calls} AS a CROSS JOIN (SELECT * FROM asked LIMIT 1) AS one"
    _, *found = one_row(db, drawn)
    return {
        word: value for word, value, holds in zip(read, found[1::2], found[::2], strict=True)
        if holds and (value is None or isinstance(value, str | int))
    }  # fmt: skip
