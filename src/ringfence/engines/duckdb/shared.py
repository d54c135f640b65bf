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
    drawn = "".join(f', COUNT("{word}"), MIN("{word}"), MAX("{word}")' for word in read)
    rows, first, last, *found = one_row(db, f"SELECT COUNT(*), MIN(t), MAX(t){drawn} FROM asked")
    if not rows:
        return Known({})
    known: dict[str, Value] = {}
    for place, word in enumerate(read):
        count, least, most = found[3 * place : 3 * place + 3]
        if not count:
            known[word] = None
        elif count == rows and least == most and isinstance(least, str | int):
            known[word] = least
    return Known(known, since=first, until=last + SPAN)
