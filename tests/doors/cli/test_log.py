"""`log verify` names what was done to a ledger, and tells it by its exit code."""

import sqlite3
from contextlib import closing

from tests.doors.cli.typed import asked, is_told_in_one_line, typed


def test_an_altered_ledger_is_told_by_exit_code_and_row(db):
    asked(db)
    assert typed("log", "verify", "--db", db).exit_code == 0
    with closing(sqlite3.connect(db)) as raw, raw:
        raw.execute("UPDATE leaf SET hash = zeroblob(32)")
    result = typed("log", "verify", "--db", db)
    assert result.exit_code == 1
    assert "leaf `0` was altered" in result.stdout
    assert "存证叶" not in result.stdout
    assert "[被改]" in typed("log", "verify", "--db", db, "--lang", "zh").stdout


def test_a_ledger_that_is_not_there_cannot_be_verified_and_is_not_made(db):
    result = typed("log", "verify", "--db", db)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)
    assert not db.exists()


def test_a_ledger_without_its_keyring_cannot_be_verified(db):
    asked(db)
    db.with_name(db.name + ".keys").unlink()
    result = typed("log", "verify", "--db", db)
    assert result.exit_code == 2
    assert is_told_in_one_line(result)
