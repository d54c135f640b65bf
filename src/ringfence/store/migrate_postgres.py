"""Brings the relations of a ledger on PostgreSQL up to date with the code, by the same numbered steps.

Used when a ledger is opened, by many processes at once: one makes or migrates the relations while the others wait for
it. A ledger that is newer than the code is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from ringfence.call.errors import LedgerError
from ringfence.store.migrate import HEAD, check_known, upgrade
from ringfence.store.where import Where

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

MAKERS_PLACE = 0x52_46_4D
"""The advisory lock under which relations are made."""


def bring_up_to_date(where: Where) -> None:
    """Makes or migrates the ledger's relations."""
    try:
        with psycopg.connect(where.database, connect_timeout=5) as db:
            found = version_on(db)
            if found == HEAD:
                return
            db.execute("SELECT pg_advisory_xact_lock(%s)", (MAKERS_PLACE,))
            found = version_on(db)
            if found is None:
                _make(db)
            elif found != HEAD:
                check_known(found, where.name)
                _upgrade(where)
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[0]
        raise LedgerError(f"the ledger `{where.name}` does not open: {said}") from error


def version_on(db: psycopg.Connection[tuple[object, ...]]) -> str | None:
    """The step a ledger stands at; None for a database without one."""
    there = db.execute("SELECT to_regclass('alembic_version')").fetchone()
    if there is None or there[0] is None:
        return None
    found = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


def _make(db: psycopg.Connection[tuple[object, ...]]) -> None:
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - only a new ledger needs its tables described

    from ringfence.store.tables import created  # noqa: PLC0415

    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for statement in created(dialect):
        db.execute(statement.encode())
    db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    db.execute("INSERT INTO alembic_version VALUES (%s)", (HEAD,))


def _upgrade(where: Where) -> None:
    import sqlalchemy as sa  # noqa: PLC0415 - a second of loading that an up-to-date ledger need not pay

    scheme, _, rest = where.database.partition("://")
    assert scheme
    upgrade(sa.create_engine(f"postgresql+psycopg://{rest}"), where.name)
