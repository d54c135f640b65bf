"""Brings a ledger's relations up to date with the code, by Alembic's numbered steps.

Used when a ledger is opened. A ledger that is newer than the code is refused: nothing is guessed about
relations this version does not know. Alembic itself is loaded only when there is something to do.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ringfence.call.errors import LedgerError

HEAD = "0001"
"""The newest step in `migrations/versions`; a test holds it to the folder."""
STEPS = Path(__file__).parent / "migrations"


def bring_up_to_date(path: Path) -> None:
    """Makes or migrates the ledger's relations."""
    if not path.parent.is_dir():
        raise LedgerError(f"the folder of `{path.name}` does not exist; make it first")
    found = version_of(path)
    if found == HEAD:
        return
    known = {step.name.split("_")[0] for step in (STEPS / "versions").glob("[0-9]*.py")}
    if found is not None and found not in known:
        raise LedgerError(
            f"the ledger `{path.name}` is of version `{found}`, newer than this program; upgrade it"
        )
    _upgrade(path)


def version_of(path: Path) -> str | None:
    """The step a ledger stands at; None for one that is empty or not there."""
    if not path.exists():
        return None
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            has = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            found = db.execute("SELECT version_num FROM alembic_version").fetchone() if has else None
        finally:
            db.close()
    except sqlite3.Error as error:
        raise LedgerError(f"`{path.name}` is not a ledger: {error}; name another file with --db") from error
    return None if found is None else str(found[0])


def _upgrade(path: Path) -> None:
    import sqlalchemy as sa  # noqa: PLC0415 - a second of loading that an up-to-date ledger need not pay
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    engine = sa.create_engine(f"sqlite:///{path}")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except sa.exc.SQLAlchemyError as error:
        raise LedgerError(f"the ledger `{path.name}` could not be brought up to date: {error}") from error
    finally:
        engine.dispose()
