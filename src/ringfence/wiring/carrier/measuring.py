"""Lines measured over the last days: what files left behind, and what the ledger knows of lines, brought before one engine.

Joins record files, the ledger and DuckDB. Gives a connection in which `measured` has a row for each line, or each owner, and
`fact` what is known of it. It keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb

from ringfence.call.moments import DAY, HOUR
from ringfence.carrier.ladder.review import nuisances
from ringfence.carrier.measures.compose import Measuring
from ringfence.engines.duckdb.by_owner import by_owner
from ringfence.engines.duckdb.measured import measure
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.ledger import Transaction
from ringfence.store.mirror_source import reading
from ringfence.store.where import Where
from ringfence.wiring.carrier.records import RecordFiles, files_of

THREADS: Final = 2
COMPLAINTS: Final = CATALOGUE["line_complaint"].of("line", "complainant")
LINES: Final = CATALOGUE["carried_line"]


@contextmanager
def measured(
    records: RecordFiles, where: Where, look: Callable[[Callable[[Transaction], Any]], Any], at: int, days: int, *,
    per_owner: bool = False, progress: Callable[[float], object] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:  # fmt: skip
    """A connection with `measured` and `fact`, over the `days` times 24 hours before the hour in which `at` lies."""
    until = at // HOUR * HOUR
    since = until - days * DAY
    files, known = look(lambda tx: (files_of(tx), nuisances(tx, at)))
    with TemporaryDirectory() as spill, duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{records.memory}'; SET temp_directory = '{Path(spill) / 'duckdb'}'")
        db.execute(f"SET threads = {THREADS}; SET preserve_insertion_order = false")
        records.views(db, files, since, until)
        _known(db, where, since, until)
        db.execute("CREATE TEMP TABLE nuisance (line BIGINT)")
        if known:
            db.executemany("INSERT INTO nuisance VALUES (?)", [[each] for each in known])
        if per_owner:
            by_owner(db)
        measure(db, Measuring(kept=True), progress=progress)
        yield db


def _known(db: duckdb.DuckDBPyConnection, where: Where, since: int, until: int) -> None:
    """What the ledger knows of lines, and who complained in these days."""
    with reading(where) as source:
        lines = source.rows(LINES, "")
        db.register("lines_told", lines)
        db.execute(
            f"CREATE TEMP TABLE fact AS SELECT line, owner_token, home, (({until} - unpaid_since) // {DAY})::BIGINT AS arrears_days, "
            f"(({until} - opened_at) // {DAY})::BIGINT AS line_age_days, "
            f"CASE WHEN registered THEN (({until} - registered_at) // {DAY})::BIGINT END AS registration_age_days, "
            "registered::BOOLEAN AS registered, off_site_filed::BOOLEAN AS off_site_filed, public_service::BOOLEAN AS public_service, purpose "
            "FROM lines_told WHERE example = 0"
        )
        db.unregister("lines_told")
        complaints = source.rows(COMPLAINTS, f" WHERE ts >= {since} AND ts < {until}")
        db.register("complaints_told", complaints)
        db.execute(
            "CREATE TEMP TABLE complaint AS SELECT line, complainant FROM complaints_told WHERE example = 0"
        )
        db.unregister("complaints_told")
