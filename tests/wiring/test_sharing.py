"""Two companies and a keyholder between them, as they are run: over HTTP, each with a ledger of its own."""

import os
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

import ringfence
from tests.doors.cli.typed import typed

CALL = {
    "caller": "bank-b", "trade": "credit_card", "purpose": "marketing", "speaker": "human", "channel": "voice",
    "party": "customer", "line": "+8621111111", "places": [{"country": "CN", "region": "Shanghai", "zone": "Asia/Shanghai"}],
}  # fmt: skip
LISTING = "national_dnc"
pytestmark = pytest.mark.long


@contextmanager
def serving(folder):
    """The address of a keyholder that is served, and its file."""
    file = folder / "keyholder.db"
    command = [
        sys.executable,
        "-m",
        "ringfence.wiring.main",
        "keyholder",
        "serve",
        "--file",
        str(file),
        "--port",
        "0",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().partition(": ")[2].strip(), file
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture
def keyholder(tmp_path):
    """A keyholder of one's own."""
    with serving(tmp_path) as served:
        yield served


@pytest.fixture(scope="module")
def answering(tmp_path_factory):
    """Where a keyholder answers that nothing is asked of, and a member's key."""
    with serving(tmp_path_factory.mktemp("keyholder")) as (address, file):
        yield address, member(file, "bank-a")


def member(file, name, a_day=100):
    done = typed("keyholder", "add", name, "--a-day", a_day, "--file", file)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[0]


def given(tmp_path, address, key):
    (tmp_path / "stops.csv").write_text("手机号\n13000000001\n13000000002\n")
    out = tmp_path / "stops.shared"
    told = typed("share", "give", tmp_path / "stops.csv", "--name", LISTING, "--to", out, "--region", "CN",
                 "--keyholder", address, "--key", key)  # fmt: skip
    assert "2" in told.output
    assert told.exit_code == 0, told.output
    return out


def taken(tmp_path, listing, address, key):
    (tmp_path / "mine.csv").write_text("recipient\n+8613000000002\n+8613000000003\n")
    return typed("share", "take", listing, tmp_path / "mine.csv", "--db", tmp_path / "b.db", "--pack", "thread",
                 "--keyholder", address, "--key", key)  # fmt: skip


def test_a_stop_of_one_company_holds_in_the_others_ledger(tmp_path, keyholder):
    address, file = keyholder
    listing = given(tmp_path, address, member(file, "bank-a"))
    told = taken(tmp_path, listing, address, member(file, "bank-b"))
    assert told.exit_code == 0, told.output
    with ringfence.open(tmp_path / "b.db", pack="thread") as house:
        answers = {last: said(house, f"+861300000000{last}") for last in (2, 3, 4)}
    # Listed; looked up and not listed; never looked up, so that nothing is known of it.
    assert answers == {2: (True, True), 3: (False, False), 4: (True, None)}


def said(house, number):
    """Whether the rule of the listing speaks of a number, and what the ledger knows of it."""
    speaks = any(
        reason.rule == "us.dnc.national" for reason in house.would({**CALL, "recipient": number}).reasons
    )
    key = {"recipient": house.people.token(number), "listing": LISTING}
    row = house.look(lambda tx: tx.row("listing_entry", key)).result()
    return speaks, None if row is None else bool(row["listed"])


def test_who_is_no_member_learns_nothing(tmp_path, keyholder):
    address, file = keyholder
    listing = given(tmp_path, address, member(file, "bank-a"))
    told = taken(tmp_path, listing, address, "rk_nobody")
    assert told.exit_code == 2
    assert "401" in told.output


def test_a_member_learns_no_more_than_its_day(tmp_path, keyholder):
    address, file = keyholder
    listing = given(tmp_path, address, member(file, "bank-a"))
    told = taken(tmp_path, listing, address, member(file, "bank-b", a_day=1))
    assert told.exit_code == 2
    assert "1 numbers a day" in told.output
    assert "over the day" in typed("keyholder", "journal", "--file", file).output


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400), (b'{"blinded": ["zz"]}', 400), (b'{"blinded": 3}', 400), (b'{"blinded": []}', 422),
        (b'{"blinded": ["00"]}', 422), (b'{"blinded": ["' + b"ff" * 32 + b'"]}', 422), (b" " * 200_000, 413),
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused_as_a_problem(answering, body, status):
    address, key = answering
    answer = httpx.post(f"{address}/v1/evaluations", content=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_keyholder_that_is_away_changes_nothing(tmp_path, keyholder):
    address, file = keyholder
    key = member(file, "bank-a")
    listing = given(tmp_path, address, key)
    told = taken(tmp_path, listing, "http://127.0.0.1:9", key)
    assert told.exit_code == 2
    assert "does not answer" in told.output
