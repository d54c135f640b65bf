"""The catalogue, the tables and the migrations say the same."""

import re
import sqlite3
from pathlib import Path

import pytest

from ringfence.ledger.catalogue import CATALOGUE
from ringfence.store import migrate
from ringfence.store.sqlite import SqliteLedger
from ringfence.store.tables import TABLES

KEPT = {name: relation for name, relation in CATALOGUE.items() if not relation.generated}


@pytest.fixture
def fresh(db):
    """A ledger that the migrations have just made."""
    SqliteLedger(db).close()
    with sqlite3.connect(db) as connection:
        yield connection
    connection.close()


def columns_of(connection, table):
    """Each column as SQLite has it: name, whether it must be given."""
    return [(row[1], bool(row[3])) for row in connection.execute(f'PRAGMA table_info("{table}")')]


def key_of(connection, table):
    """The columns of the primary key in order."""
    rows = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    return tuple(row[1] for row in sorted((row for row in rows if row[5]), key=lambda row: row[5]))


def indexes_of(connection, table):
    """The columns of every further index."""
    names = [row[1] for row in connection.execute(f'PRAGMA index_list("{table}")') if row[3] == "c"]
    return {tuple(row[2] for row in connection.execute(f'PRAGMA index_info("{name}")')) for name in names}


def test_the_tables_are_the_catalogue():
    assert TABLES.keys() == KEPT.keys()
    for name, relation in KEPT.items():
        assert tuple(column.name for column in TABLES[name].columns) == relation.column_names
        assert tuple(column.name for column in TABLES[name].primary_key.columns) == relation.key


def test_a_fresh_ledger_has_the_catalogue_and_nothing_else(fresh):
    rows = fresh.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    assert {name for (name,) in rows} - {"alembic_version"} == KEPT.keys()


@pytest.mark.parametrize("name", KEPT)
def test_the_migrations_make_each_relation_as_the_catalogue_has_it(fresh, name):
    relation = KEPT[name]
    needed = {column.name: column.needed or column.name in relation.key for column in relation.columns}
    made = dict(columns_of(fresh, name))
    # SQLite says of a key that is its row's number that it need not be given.
    lone = relation.key[0] if len(relation.key) == 1 else None
    assert list(made) == list(relation.column_names)
    assert {column: must for column, must in made.items() if column != lone} == {
        column: must for column, must in needed.items() if column != lone
    }
    assert key_of(fresh, name) == relation.key
    assert indexes_of(fresh, name) == set(relation.indexes)


def test_the_newest_step_is_the_one_the_program_asks_for():
    steps = Path(migrate.__file__).with_name("migrations") / "versions"
    said = "\n".join(step.read_text() for step in steps.glob("*.py"))
    assert max(re.findall(r'^revision(?:: str)? = "(\w+)"', said, re.MULTILINE)) == migrate.HEAD
