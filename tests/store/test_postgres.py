"""A ledger on PostgreSQL: what many processes write is one log, and what the server does to a connection loses nothing."""

from __future__ import annotations

import threading

import psycopg
import pytest

import ringfence
from ringfence.call.errors import EvidenceError, LedgerError, RequestError
from ringfence.evidence.keyring import keys_of
from ringfence.evidence.verify import verify_log
from ringfence.store.log_reader import reading_log
from ringfence.store.transaction import in_order
from ringfence.store.where import Where

pytestmark = pytest.mark.long
CALL = {"recipient": "+8616191234567", "purpose": "service", "caller": "bank-a", "line": "+8616190000001"}
ENDED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def house(on_server):
    """A house over a ledger on the server."""
    with ringfence.open(on_server) as opened:
        yield opened


def found(house):
    """What a verification of its log finds."""
    with reading_log(house.ledger.where) as reader:
        return verify_log(reader, house.people.keyring).found


def test_a_connection_that_the_server_ended_is_made_anew_and_nothing_accepted_is_lost(house, on_server):
    first = house.ask(CALL)
    with psycopg.connect(on_server, autocommit=True) as other:
        other.execute(ENDED)
    with pytest.raises(LedgerError, match="could not be written"):
        house.ask(CALL)
    second = house.ask(CALL)
    assert (first.leaf, second.leaf) == (0, 1)
    assert found(house) == []


def test_a_database_that_is_gone_and_comes_back_needs_no_new_start(house, on_server, postgres):
    house.ask(CALL)
    name = Where.of(on_server).beside.name
    with psycopg.connect(postgres[0], autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        for _ in range(2):
            with pytest.raises(LedgerError):
                house.ask(CALL)
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert house.ask(CALL).leaf == 1


def test_houses_that_write_at_once_write_one_log_without_a_gap(on_server):
    houses = [ringfence.open(on_server) for _ in range(4)]
    leaves: list[int] = []

    def asks(house, turn):
        call = {**CALL, "recipient": f"+86161912345{turn:02}"}
        leaves.extend(verdict.leaf for verdict in house.ask_all([call] * 30))

    askers = [threading.Thread(target=asks, args=(house, turn)) for turn, house in enumerate(houses)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert sorted(leaves) == list(range(120))
    for house in houses:
        house.close()
    assert found(houses[0]) == []


def test_houses_that_write_at_once_exceed_no_cap(on_server, tmp_path):
    debt = {**CALL, "purpose": "collection", "party": "debtor", "style": "interactive", "speaker": "human", "channel": "voice", "at": "2026-03-10T10:00:00+08:00", "places": [{"country": "CN", "zone": "Asia/Shanghai"}]}  # fmt: skip
    looked = tmp_path / "looked.csv"
    looked.write_text(f"recipient,proofs_checked_at\n{CALL['recipient']},2026-03-09T10:00:00+08:00\n")
    houses = [ringfence.open(on_server) for _ in range(4)]
    houses[0].bring("recipient", looked)
    answers: list[str] = []

    def asks(house):
        answers.extend(verdict.answer for verdict in house.ask_all([debt] * 10))

    askers = [threading.Thread(target=asks, args=(house,)) for house in houses]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    for house in houses:
        house.close()
    assert (answers.count("permit"), len(answers)) == (3, 40)


def test_what_the_server_refuses_is_told_to_whoever_asked_and_to_nobody_else(house):
    known = {
        "recipient": house.people.token("+8616190000009"),
        "ts": 1,
        "id": "twice",
        "day": 0,
        "direction": "outbound",
    }
    row = in_order("call", known)
    held, begun = threading.Event(), threading.Event()

    def hold(_tx):
        begun.set()
        held.wait()

    house.begin(hold)
    begun.wait()
    futures = [house.begin(lambda tx: tx.insert("call", row)) for _ in range(2)]
    futures.append(house.submit(CALL))
    held.set()
    assert futures[0].result() is None
    with pytest.raises(LedgerError, match="nothing was accepted"):
        futures[1].result()
    assert futures[2].result().answer == "permit"


def test_a_sign_that_no_text_of_the_server_may_hold_is_refused_as_a_request(house):
    with pytest.raises(RequestError):
        house.ask({**CALL, "campaign": "spring\x00"})


def test_a_ledger_whose_keyring_is_gone_gets_no_new_one(house, on_server):
    house.ask(CALL)
    house.close()
    keys_of(Where.of(on_server).beside).unlink()
    with pytest.raises(EvidenceError, match="bring it back from its copy"):
        ringfence.open(on_server)


def test_a_ledger_of_a_newer_program_is_refused(on_server):
    with psycopg.connect(on_server, autocommit=True) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerError, match="newer than this program"):
        ringfence.open(on_server)


def test_a_password_is_never_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("RINGFENCE_BESIDE", str(tmp_path))
    with pytest.raises(LedgerError) as told:
        ringfence.open("postgresql://gate:s3cr3t@127.0.0.1:1/ringfence")
    assert "s3cr3t" not in str(told.value)
    assert "ringfence at 127.0.0.1" in str(told.value)
