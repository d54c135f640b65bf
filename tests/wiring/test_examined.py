"""The doctor finds what a gate cannot stand on, says what to do, and changes nothing."""

import datetime as dt
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from types import SimpleNamespace

import pytest

import ringfence
from ringfence.doors.cli.doctor import MESSAGES
from ringfence.doors.translated import in_chinese
from ringfence.store.where import Where
from ringfence.wiring import examined
from ringfence.wiring.bootstrap import now
from ringfence.wiring.examined import examine
from tests.doors.cli.typed import asked, typed

pytestmark = pytest.mark.long

NOW = int(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC).timestamp() * 1000)
CALL = {"recipient": "+8613000000001", "purpose": "service", "line": "+862158888888"}


@pytest.fixture
def kept(db):
    """A ledger with one sealed answer, under a head signed at NOW."""
    with ringfence.open(db, clock=lambda: NOW) as house:
        house.ask(CALL)
    return db


def seen(db, pack="thread", at=NOW):
    """What was found, by thing; each in Chinese too."""
    found = {each.what: each for each in examine(Where.of(db), pack, at)}
    for each in found.values():
        if each.what != "pack" or each.state == "unsound":
            assert in_chinese(each.found, MESSAGES) != each.found, each.found
    return found


def states(db, **more):
    return {what: each.state for what, each in seen(db, **more).items() if what != "system clock"}


def test_a_ledger_as_it_should_be_is_sound_and_is_left_as_it_was(kept):
    before = {path.name: path.read_bytes() for path in kept.parent.iterdir() if path.is_file()}
    assert set(states(kept).values()) == {"sound"}
    assert seen(kept)["log"].found == "leaves: 1, under a signed head: 1"
    assert {name: (kept.parent / name).read_bytes() for name in before} == before


def test_a_ledger_that_is_not_there_is_told_and_not_made(db):
    assert states(db) == {"ledger": "unsound", "keyring": "unsound", "log": "unsound", "disk": "sound", "pack": "sound"}  # fmt: skip
    assert not db.exists()


def test_a_damaged_file_is_found(kept):
    with kept.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 8))
    assert states(kept)["ledger"] == "unsound"


@pytest.mark.parametrize(("version", "what"), [("0001", "after a copy"), ("9999", "upgrade this program")])
def test_relations_of_another_version_are_told_with_what_to_do(kept, version, what):
    with closing(sqlite3.connect(kept)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
    assert what in seen(kept)["ledger"].found


def test_a_keyring_that_others_can_read_is_unsound(kept):
    keys = kept.with_name(kept.name + ".keys")
    keys.chmod(stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP)
    assert "chmod 600" in seen(kept)["keyring"].found


def test_a_keyring_of_another_ledger_did_not_sign_the_head(kept, tmp_path):
    other = tmp_path / "other.db"
    ringfence.open(other).close()
    shutil.copy(f"{other}.keys", f"{kept}.keys")
    assert "no key of the keyring signed" in seen(kept)["log"].found


def test_a_ledger_with_fewer_leaves_than_its_head_covers_is_not_to_be_opened(kept):
    with closing(sqlite3.connect(kept)) as raw, raw:
        raw.execute("DELETE FROM leaf")
    assert seen(kept)["log"].found.startswith("its head covers 1 leaves and there are 0; do not open it")


def test_a_clock_that_stands_before_the_newest_head_is_found(kept):
    assert seen(kept, at=NOW - 60_000)["system clock"].found.startswith(
        "the newest head was signed 60 s from now"
    )


@pytest.mark.parametrize(("kept_in_time", "state"), [(True, "sound"), (False, "unknown"), (None, "unknown")])
def test_a_clock_nobody_is_seen_to_keep_is_unknown_and_not_sound(kept, monkeypatch, kept_in_time, state):
    monkeypatch.setattr(examined, "_kept_in_time", lambda: kept_in_time)
    assert seen(kept)["system clock"].state == state


def test_the_kernel_is_asked_about_its_clock():
    assert examined._kept_in_time() in {True, False, None}


def test_a_disk_that_is_nearly_full_is_told(kept, monkeypatch):
    usage = SimpleNamespace(free=1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage)
    assert seen(kept)["disk"].state == "unsound"


def test_a_calendar_that_ends_within_a_month_is_told_before_it_does(kept):
    late = int(dt.datetime(2099, 12, 20, tzinfo=dt.UTC).timestamp() * 1000)
    found = seen(kept, pack="cn-bank-card", at=late)["pack"]
    assert (found.state, "get a newer pack" in found.found) == ("unsound", True)


def test_the_command_tells_a_line_each_and_by_its_exit_code(db):
    asked(db)
    result = typed("doctor", "--db", db)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 6)
    db.with_name(db.name + ".keys").unlink()
    result = typed("doctor", "--db", db, "--lang", "zh")
    assert result.exit_code == 1
    assert "[有问题] 钥匙串: 没有钥匙串" in result.stdout
    assert now() > NOW
