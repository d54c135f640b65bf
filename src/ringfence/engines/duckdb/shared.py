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
OWN = ("row", "ord", "t", "id", "recipient")


def shared(db: duckdb.DuckDBPyConnection, words: Iterable[str]) -> Known:
    """What is known of every call of `asked`, whenever it is asked."""
    there = {name for name, *_ in db.execute("DESCRIBE asked").fetchall()}
    read = [word for word in words if word in there and word not in OWN]
    # Each is compared with the first call's: to find the least and the most of it would take three times as long.
    same = "".join(
        f', BOOL_AND(a."{word}" IS NOT DISTINCT FROM one."{word}"), ANY_VALUE(one."{word}")' for word in read
    )
    drawn = f"SELECT MIN(a.t), MAX(a.t){same} FROM asked AS a CROSS JOIN (SELECT * FROM asked LIMIT 1) AS one"
    first, last, *found = one_row(db, drawn)
    if first is None:
        return Known({})
    known: dict[str, Value] = {
        word: value for word, value, holds in zip(read, found[1::2], found[::2], strict=True)
        if holds and (value is None or isinstance(value, str | int))
    }  # fmt: skip
    return Known(known, since=first, until=last + SPAN)
