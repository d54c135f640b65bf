"""What lines did, counted by their owner: the same parts under another key, so that every measure means the same.

Between what files left behind and the measures. Takes a connection with the parts and `fact`; gives parts in which all lines of one
owner are one. Calls between two lines of one owner are left out: they reach nobody else.
"""

from __future__ import annotations

from typing import Final

import duckdb

OF_ONE: Final = ("call_part",)
"""Parts that are about one line each."""

PAIRS: Final = """
SELECT least(a, b) AS low, greatest(a, b) AS high,
  calls, CASE WHEN a <= b THEN down ELSE calls - down END AS down, since_hour
FROM (
  SELECT parts.*, coalesce(one.owner_token, low) AS a, coalesce(other.owner_token, high) AS b
  FROM pairs_part AS parts LEFT JOIN owned AS one ON one.line = low LEFT JOIN owned AS other ON other.line = high
) AS of_owners WHERE a <> b
"""
"""Pairs of owners; whoever is nobody's stands for itself. What is turned round is counted the other way."""


OWNED: Final = """
CREATE TEMP TABLE owned AS SELECT line, owner_token FROM fact
WHERE owner_token IN (SELECT owner_token FROM fact GROUP BY owner_token HAVING count(*) > 1)
"""
"""Lines whose owner has another: of whoever has one line, the line says all."""


def by_owner(db: duckdb.DuckDBPyConnection) -> None:
    """Nothing; the parts and what is known are then of owners, under the same names."""
    db.execute(OWNED)
    made = {name: _OF_LINE.format(name) for name in OF_ONE}
    made["pairs_part"], made["fact"] = PAIRS, FACTS
    made["complaint"] = _KEYED.format("complaint.complainant,", "complaint")
    made["nuisance"] = "SELECT DISTINCT line FROM (" + _KEYED.format("", "nuisance") + ") AS known"
    for name, text in made.items():
        db.execute(f"CREATE TEMP TABLE {name}_owned AS {text}")
    for name in made:
        kind = "VIEW" if name in {*OF_ONE, "pairs_part"} else "TABLE"
        db.execute(f"DROP {kind} {name}")
        db.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {name}_owned")


_OF_LINE: Final = "SELECT parts.* REPLACE (coalesce(owned.owner_token, parts.line) AS line) FROM {0} AS parts LEFT JOIN owned USING (line)"
_KEYED: Final = (
    "SELECT {0} coalesce(owned.owner_token, {1}.line) AS line FROM {1} LEFT JOIN owned USING (line)"
)
FACTS: Final = """
SELECT owner_token AS line, owner_token, min(home) AS home, max(arrears_days) AS arrears_days, min(line_age_days) AS line_age_days,
  min(registration_age_days) AS registration_age_days,
  CASE WHEN count(registered) = count(*) THEN bool_and(registered) END AS registered,
  CASE WHEN count(off_site_filed) = count(*) THEN bool_and(off_site_filed) END AS off_site_filed,
  CASE WHEN bool_or(public_service) THEN true WHEN count(public_service) = count(*) THEN false END AS public_service,
  min(purpose) AS purpose
FROM fact WHERE owner_token IN (SELECT owner_token FROM owned) GROUP BY owner_token
UNION ALL
SELECT line, owner_token, home, arrears_days, line_age_days, registration_age_days, registered, off_site_filed, public_service, purpose
FROM fact WHERE line NOT IN (SELECT line FROM owned)
"""
"""Of an owner: registered only if all lines are, a public service if one of them is. A line whose owner has no other stands for her."""
