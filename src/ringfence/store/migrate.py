"""Brings a ledger's relations up to date with the code, by Alembic's numbered steps.

Used when a ledger is opened. A ledger that is newer than the code is refused: nothing is guessed about
relations this version does not know. Alembic itself is loaded only when there is something to do.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from ringfence.call.errors import LedgerError
from ringfence.store.where import Where

if TYPE_CHECKING:
    from sqlalchemy import Engine

HEAD = "0006"
"""The newest step in `migrations/versions`; a test holds it to the folder."""
STEPS = Path(__file__).parent / "migrations"


def bring_up_to_date(path: Path) -> None:
    """Makes or migrates the ledger's relations."""
    if not path.parent.is_dir():
        raise LedgerError(f"the folder of `{path.name}` does not exist; make it first")
    found = version_of(path)
    if found == HEAD:
        return
    if found is None:
        _make(path)
        return
    check_known(found, path.name)
    _upgrade(path)


def check_known(found: str, name: str) -> None:
    """Refuses a ledger that a newer program has written."""
    known = {step.name.split("_")[0] for step in (STEPS / "versions").glob("[0-9]*.py")}
    if found not in known:
        raise LedgerError(f"the ledger `{name}` is of version `{found}`, newer than this program; upgrade it")


def version_of(path: Path) -> str | None:
    """The step a ledger stands at; None for one that is empty or not there."""
    if not path.exists():
        return None
    try:
        db = sqlite3.connect(Where.of(path).read_only, uri=True)
        try:
            has = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            found = db.execute("SELECT version_num FROM alembic_version").fetchone() if has else None
        finally:
            db.close()
    except sqlite3.Error as error:
        raise LedgerError(f"`{path.name}` is not a ledger: {error}; name another file with --db") from error
    return None if found is None else str(found[0])


def _make(path: Path) -> None:
    """Makes a new ledger as the newest step leaves one; a test holds the two ways to the same relations."""
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - only a new ledger needs its tables described

    from ringfence.store.tables import created  # noqa: PLC0415

    db = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        # Two programs may open a ledger that does not exist: the second finds it made.
        db.execute("BEGIN IMMEDIATE")
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
            for statement in created(sqlite.dialect()):
                db.execute(statement)
            db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            db.execute("INSERT INTO alembic_version VALUES (?)", (HEAD,))
        db.execute("COMMIT")
    except sqlite3.Error as error:
        raise LedgerError(f"the ledger `{path.name}` could not be made: {error}; check the folder") from error
    finally:
        db.close()


def _upgrade(path: Path) -> None:
    import sqlalchemy as sa  # noqa: PLC0415 - a second of loading that an up-to-date ledger need not pay

    upgrade(sa.create_engine(f"sqlite:///{path}"), path.name)


def upgrade(engine: Engine, name: str) -> None:
    """Runs the numbered steps that a ledger lacks."""
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as error:
        raise LedgerError(f"the ledger `{name}` could not be brought up to date: {error}") from error
    finally:
        engine.dispose()
