"""The mirror shows a list what the ledger knows, and leaves whoever is asking alone."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count

import duckdb
import msgspec
import pytest

import ringfence
from ringfence.call.errors import LedgerError
from ringfence.evidence.verify import verify_log
from ringfence.ledger.catalogue import FACTS
from ringfence.store import from_outside, mirror_source
from ringfence.store.log_reader import reading_log
from ringfence.store.mirror import Mirror

EVERY_LEDGER = True

LINE = "+862158888888"
CALL = {"purpose": "marketing", "channel": "voice", "caller": "bank-a", "line": LINE}
AT = "2026-03-10T15:00:00+08:00"
NEXT_DAY = "2026-03-11T15:00:00+08:00"


def number(person):
    return f"+8613{person:09d}"


def seen(mirror, relation, columns="COUNT(*)"):
    with duckdb.connect() as db, mirror.attached(db):
        return db.execute(f'SELECT {columns} FROM "{relation}"').fetchall()


def opted_out(house, person):
    verdict = house.ask({**CALL, "purpose": "service", "recipient": number(person), "at": AT})
    house.tell(verdict, said="opt_out", at=AT)


@contextmanager
def asking_beside(house):
    """What is answered meanwhile, by a thread that asks about other people without a pause."""
    done, answers = threading.Event(), []

    def ask():
        for person in count(1_000_000):
            if done.is_set():
                return
            line = f"+8621{person % 9000:08d}"
            call = {**CALL, "purpose": "service", "recipient": number(person), "line": line}
            answers.append(house.ask(call))
            time.sleep(0.002)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        done.set()
        asking.join()


@pytest.fixture(params=["small", "large"])
def size(request, monkeypatch):
    """Whether a ledger is read in this process or, as a large one is, in one of its own."""
    if request.param == "large":
        monkeypatch.setattr(from_outside, "SMALL", -1)
        monkeypatch.setattr(from_outside, "SMALL_ON_SERVER", -1)


@pytest.mark.long
def test_a_screen_while_another_thread_asks_disturbs_neither(db, tmp_path, size):
    calls = tmp_path / "list.csv"
    calls.write_text("recipient\n" + "\n".join(map(number, range(200))) + "\n")
    with ringfence.open(db) as house:
        for person in range(0, 200, 10):
            opted_out(house, person)
        with asking_beside(house) as answers:
            screened = house.screen(calls, out=None, at=NEXT_DAY, common=CALL)
        keyring = house.people.keyring
    assert screened.answers["refuse"] == 20
    assert len(answers) > 3
    assert {answer.answer for answer in answers} == {"permit"}
    with closing(sqlite3.connect(db)) as ledger:
        kept = {row[0] for row in ledger.execute("SELECT id FROM call")}
    assert {answer.call for answer in answers} <= kept
    with reading_log(db) as reader:
        assert verify_log(reader, keyring).found == []


@pytest.mark.long
def test_what_was_answered_since_is_laid_over_the_copy(house, size):
    opted_out(house, 1)
    mirror = Mirror(house.ledger.where)
    assert mirror.refresh_apart().copied
    assert not mirror.refresh_apart().people
    opted_out(house, 2)
    house.ask({**CALL, "purpose": "service", "recipient": number(1), "at": AT})
    again = mirror.refresh_apart()
    assert (again.copied, again.people) == (False, 2)
    assert (seen(mirror, "call"), seen(mirror, "stop")) == ([(3,)], [(2,)])


@pytest.mark.long
def test_a_ledger_read_row_by_row_is_that_read_by_its_driver(house, monkeypatch):
    for person in range(3):
        opted_out(house, person)
    mirror = Mirror(house.ledger.where)
    mirror.refresh_apart()
    by_row = {name: sorted(map(str, seen(mirror, name, "*"))) for name in FACTS}
    shutil.rmtree(mirror.files.folder)
    monkeypatch.setattr(from_outside, "SMALL", -1)
    monkeypatch.setattr(from_outside, "SMALL_ON_SERVER", -1)
    assert mirror.refresh_apart().copied
    assert {name: sorted(map(str, seen(mirror, name, "*"))) for name in FACTS} == by_row
    assert by_row["stop"]


@pytest.mark.long
def test_a_screened_list_changes_nothing_and_copies_nothing(house, tmp_path):
    calls = tmp_path / "list.csv"
    calls.write_text(f"recipient\n{number(1)}\n")
    opted_out(house, 2)
    house.screen(calls, out=None, at=AT, common=CALL)
    mirror = Mirror(house.ledger.where)
    stood = (mirror.files.folder / "mark.json").read_bytes()
    house.screen(calls, out=None, at=AT, common=CALL)
    refreshed = mirror.refresh_apart()
    assert (refreshed.copied, refreshed.people) == (False, 0)
    assert refreshed.seq > msgspec.json.decode(stood)["seq"]
    assert (mirror.files.folder / "mark.json").read_bytes() == stood


@pytest.mark.long
def test_an_answer_between_two_lists_is_seen_by_the_second(house, tmp_path):
    calls = tmp_path / "list.csv"
    calls.write_text(f"recipient\n{number(1)}\n")
    house.screen(calls, out=None, at=AT, common=CALL)
    house.screen(calls, out=None, at=AT, common=CALL)
    opted_out(house, 1)
    house.screen(calls, out=None, at=AT, common=CALL)
    assert house.screen(calls, out=None, at=AT, common=CALL).answers["refuse"] == 1


@pytest.mark.long
def test_what_is_brought_is_copied_whole(house, tmp_path):
    mirror = Mirror(house.ledger.where)
    assert mirror.refresh_apart().copied
    people = tmp_path / "people.csv"
    people.write_text(f"recipient,proofs_checked_at\n{number(1)},{AT}\n")
    house.bring("recipient", people)
    assert mirror.refresh_apart().copied
    assert seen(mirror, "recipient") == [(1,)]


@pytest.mark.long
@pytest.mark.parametrize("harm", ["mark.json", "call.*.parquet"])
def test_a_mirror_that_was_harmed_is_made_anew(house, harm):
    opted_out(house, 1)
    mirror = Mirror(house.ledger.where)
    mirror.refresh_apart()
    (harmed,) = mirror.files.folder.glob(harm)
    harmed.unlink()
    assert mirror.refresh_apart().copied
    assert seen(mirror, "call") == [(1,)]


WRITES = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"


def test_reading_a_file_beside_the_gate_takes_no_lock_of_its_away(tmp_path):
    db = tmp_path / "ledger.db"
    with ringfence.open(db) as house, house.ledger.transaction():
        with mirror_source.reading(house.ledger.where) as source:
            assert source.one("SELECT COUNT(*) FROM leaf") == 0
        other = subprocess.run(
            [sys.executable, "-c", WRITES, str(db)], capture_output=True, text=True, check=False
        )
    assert "database is locked" in other.stderr


@pytest.mark.long
def test_lists_at_once_while_calls_are_answered_are_each_judged_right(house, tmp_path, size):
    calls = tmp_path / "list.csv"
    calls.write_text("recipient\n" + "\n".join(map(number, range(40))) + "\n")
    for person in range(0, 40, 10):
        opted_out(house, person)

    def screened(first):
        found = []
        for nth in range(2):
            house.ask({**CALL, "purpose": "service", "recipient": number(1000 + first + nth), "at": AT})
            found.append(house.screen(calls, out=None, at=NEXT_DAY, common=CALL).answers["refuse"])
        return found

    with ThreadPoolExecutor(3) as many:
        assert list(many.map(screened, (0, 10, 20))) == [[4, 4]] * 3
    mirror = Mirror(house.ledger.where)
    lying = {path.name for path in mirror.files.folder.glob("*.parquet")}
    assert lying == set(mirror.files.mark().files.values())


def test_a_mirror_that_is_thrown_away_between_is_an_error_that_says_so(house):
    mirror = Mirror(house.ledger.where)
    mirror.refresh_apart()
    shutil.rmtree(mirror.files.folder)
    with (
        pytest.raises(LedgerError, match="thrown away meanwhile; try again"),
        duckdb.connect() as db,
        mirror.attached(db),
    ):
        pass


def test_a_mirror_that_cannot_be_written_is_an_error_that_says_what_to_do(house, size):
    mirror = Mirror(house.ledger.where)
    mirror.files.folder.write_text("a file where the folder should be")
    with pytest.raises(
        LedgerError, match=r"the mirror of `.*` could not be (written|made): .*free some space"
    ):
        mirror.refresh_apart()
