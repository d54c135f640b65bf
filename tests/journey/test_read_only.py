"""A ledger on a disk that nothing can be written to: nobody gets an answer from it, and everybody can still check it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import httpx
import pytest

import ringfence
from tests.gates import Gate

pytestmark = pytest.mark.siege

CALL = '{"recipient": "+8613900000000", "purpose": "service", "line": "+862158888888", "caller": "bank-a"}'
# Root may write what nobody may; without this it may not, as any other.
BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.fixture
def still(tmp_path):
    """A ledger with an answer in it, which nobody may write to any more."""
    folder = tmp_path / "still"
    folder.mkdir()
    with ringfence.open(folder / "ledger.db") as house:
        house.ask(json.loads(CALL))
    files = sorted(folder.iterdir())
    for path in (*files, folder):
        path.chmod(path.stat().st_mode & ~0o222)
    yield folder / "ledger.db"
    for path in (folder, *files):
        path.chmod(path.stat().st_mode | 0o200)


def told(*words):
    """What the program says, and its exit code."""
    command = [*BOUND, sys.executable, "-m", "ringfence.wiring.main", *map(str, words), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("words", [("ask", "--json", CALL), ("serve", "--port", "0")], ids=["ask", "serve"])
def test_it_gives_no_answer_and_says_why(still, words):
    code, out, error = told(words[0], "--db", still, *words[1:])
    assert (code, out) == (2, "")
    assert "lies where nothing can be written; make the file and its folder writable" in error
    assert "Traceback" not in error


def test_its_log_is_verified_where_it_lies(still):
    code, out, error = told("log", "verify", "--db", still)
    assert code == 0, error
    assert "1 leaves" in out
    assert sorted(path.name for path in still.parent.iterdir()) == sorted(
        f"ledger.db{end}" for end in ("", ".head", ".keys", ".seen")
    )


def test_the_examination_names_it(still):
    code, out, _ = told("doctor", "--db", still)
    assert code == 1
    assert "[unsound] ledger: it lies where nothing can be written" in out


def test_once_it_can_be_written_it_answers_again(still):
    for path in (still.parent, *still.parent.iterdir()):
        path.chmod(path.stat().st_mode | 0o200)
    code, out, error = told("ask", "--db", still, "--json", CALL)
    assert code in {0, 3}, error
    assert '"leaf":1' in out


def sealed(files, sign):
    """Whether the system now refuses every write to these files, also by whoever has them open."""
    done = subprocess.run(["chattr", f"{sign}i", *map(str, files)], capture_output=True, check=False)
    return done.returncode == 0


def test_a_disk_that_is_made_read_only_under_a_gate_permits_nothing_and_is_got_over(tmp_path):
    db = tmp_path / "ledger.db"
    with ringfence.open(db) as house:
        key = house.make_key("dialler", ["ask"])
    gate = Gate(db)
    gate.start()
    call = {"purpose": "service", "line": "+862158888888", "caller": "bank-a"}
    try:
        with httpx.Client(
            base_url=gate.address, headers={"Authorization": f"Bearer {key}"}, timeout=30
        ) as visitor:
            assert visitor.post("/v1/calls", json={**call, "recipient": "+8613900000000"}).status_code == 201
            files = [db, db.with_name("ledger.db-wal")]
            if not sealed(files, "+"):
                pytest.skip("this system lets nobody make a file read-only for whoever has it open")
            try:
                told = visitor.post("/v1/calls", json={**call, "recipient": "+8613900000001"})
            finally:
                assert sealed(files, "-")
            assert (told.status_code, told.json()["fallback"]["answer"]) == (503, "defer")
            assert "engine.unavailable" in told.text
            again = visitor.post("/v1/calls", json={**call, "recipient": "+8613900000001"})
            assert again.status_code == 201
    finally:
        gate.stop()
