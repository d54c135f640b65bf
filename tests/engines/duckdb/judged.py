"""A list as it lies in the session once it is judged, in the order wanted."""

import duckdb

from ringfence.engines.duckdb.figures import arrow
from ringfence.engines.duckdb.verdicts import see_verdicts

SAID = "[{'rule': 'r1', 'effect': 'defer', 'unknown': false, 'until': 5000::BIGINT, 'fact_at': NULL::BIGINT, 'leaf': 7::BIGINT}]"
FILED = """
CREATE TEMP TABLE asked AS SELECT i AS row, i * 10 AS t, md5(i::VARCHAR)::UUID AS recipient,
    {id} AS id FROM range({rows}) AS r(i);
CREATE TEMP TABLE worded AS SELECT i AS row, 2 AS strength, 'defer' AS answer, 5000::BIGINT AS retry_at,
    NULL::VARCHAR AS retry_note, {said} AS reasons FROM range(0, {told}, 5) AS r(i) ORDER BY {order};
CREATE TEMP TABLE spoken AS SELECT row, 'r1' AS rule, 'defer' AS effect, false AS "unknown" FROM worded;
"""


def filed(rows, *, order="i", ids="NULL::VARCHAR", told=None):
    """A judged list of which every fifth call is put off, of the first so many if told."""
    db = duckdb.connect()
    arrow(db, "SELECT 1")  # as every judged list has been read from before its verdicts are written
    db.execute(FILED.format(rows=rows, order=order, said=SAID, id=ids, told=rows if told is None else told))
    see_verdicts(db)
    return db
