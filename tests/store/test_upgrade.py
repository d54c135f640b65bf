"""A ledger of an earlier version, brought up to date, is as a new one, and nothing it knew is lost."""

import sqlite3

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from ringfence.store.migrate import STEPS, bring_up_to_date


def at_step(path, step):
    """Makes the ledger as it was at a step."""
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
    engine.dispose()


def relations(path):
    """Every relation's columns with their types, in whatever order, its key, and the columns of its indexes."""
    with sqlite3.connect(path) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: {row[1:4] + row[5:] for row in db.execute(f'PRAGMA table_info("{name}")')} for name in names
        }
        indexes = {
            (name, each[1], tuple(row[2] for row in db.execute(f'PRAGMA index_info("{each[1]}")')))
            for name in names
            for each in db.execute(f'PRAGMA index_list("{name}")').fetchall()
            if each[3] == "c"
        }
    db.close()
    return columns, indexes


@pytest.fixture
def old(db):
    at_step(db, "0001")
    return db


def test_an_old_ledger_brought_up_to_date_is_as_a_new_one(old, tmp_path):
    bring_up_to_date(old)
    bring_up_to_date(tmp_path / "new.db")

    assert relations(old) == relations(tmp_path / "new.db")


def test_what_was_filed_for_a_line_becomes_its_filings(old):
    with sqlite3.connect(old) as db:
        rows = [("1", "Beijing, Tianjin", 4), ("2", "", 5), ("3", None, 6)]
        db.executemany("INSERT INTO line (line, filed, leaf) VALUES (?, ?, ?)", rows)
    db.close()
    bring_up_to_date(old)
    with sqlite3.connect(old) as db:
        filed = db.execute("SELECT line, region, since, leaf FROM filing ORDER BY region").fetchall()
        looked = db.execute("SELECT line, filings_checked_at IS NOT NULL FROM line ORDER BY line").fetchall()
    db.close()

    assert filed == [("1", "Beijing", None, 4), ("1", "Tianjin", None, 4)]
    assert looked == [("1", 1), ("2", 1), ("3", 0)]
