"""`log verify` names what was done to a ledger, and tells it by its exit code."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.doors.cli.typed import asked, is_told_in_one_line, typed

pytestmark = pytest.mark.long


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


def test_a_restored_ledger_is_gone_on_with_only_when_the_stops_since_are_told(db):
    asked(db)
    assert is_told_in_one_line(typed("log", "reconcile", "--as", "on call", "--db", db))
    done = typed("log", "reconcile", "--as", "on call", "--no-stops", "--db", db, "--lang", "en")
    assert (done.exit_code, "nothing is lost" in done.stdout) == (0, True)


def test_stops_said_since_a_copy_hold_after_it_was_gone_on_with(db, tmp_path):
    asked(db, id="call-1")
    assert typed("backup", "--to", tmp_path / "copy", "--db", db).exit_code == 0
    assert typed("tell", "call-1", "--said", "opt_out", "--db", db).exit_code == 0
    for suffix in ("", "-wal", "-shm"):
        db.with_name(db.name + suffix).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy" / db.name, db)
    assert is_told_in_one_line(typed("explain", "call-1", "--db", db))
    stops = tmp_path / "stops.csv"
    stops.write_text("recipient,said_at,trigger\n+8613000000000,2026-03-10T15:06:00+08:00,opt_out\n")
    done = typed("log", "reconcile", "--as", "on call", "--stops", stops, "--db", db, "--lang", "en")
    assert (done.exit_code, "stops brought: 1" in done.stdout) == (0, True), done.stderr
    assert typed("log", "verify", "--db", db).exit_code == 0
