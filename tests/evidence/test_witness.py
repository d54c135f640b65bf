"""An older copy of a ledger is known for one, whatever was done with it; going on without what is lost is sealed."""

import shutil
import threading

import psycopg
import pytest

import ringfence
from ringfence.call.errors import EvidenceError
from ringfence.evidence.frontier import Frontier
from ringfence.evidence.keyring import Keyring, keys_of
from ringfence.evidence.tree import tiled
from ringfence.evidence.verify import verify_log
from ringfence.evidence.witness import Witness
from ringfence.store.backup import backup
from ringfence.store.log_reader import reading_log
from ringfence.store.where import Where
from ringfence.wiring.bootstrap import now, open_house, reconcile

pytestmark = pytest.mark.long

HER = "+8616191234567"
CALL = {"recipient": HER, "line": "+862158888888", "purpose": "marketing", "caller": "bank-a"}


@pytest.fixture
def restored(db, tmp_path):
    """A ledger that was brought back from a copy which does not know that she said stop."""
    with ringfence.open(db) as house:
        house.ask({**CALL, "id": "one"})
    backup(Where.of(db), tmp_path / "copy")
    with ringfence.open(db) as house:
        house.tell("one", said="opt_out")
        assert house.would(CALL).answer == "refuse"
    for each in db.parent.glob("ledger.db*"):
        if each.suffix not in {".keys", ".seen", ".head"}:
            each.unlink() if each.is_file() else shutil.rmtree(each)
    shutil.copy(tmp_path / "copy" / db.name, db)
    return db


def test_a_copy_that_would_forget_a_stop_is_not_opened(restored):
    with pytest.raises(EvidenceError, match="holds 1 leaves, and 2 were seen"):
        ringfence.open(restored)


def test_a_copy_that_grew_on_elsewhere_tells_another_story_and_is_not_opened(restored, tmp_path):
    elsewhere = tmp_path / "elsewhere" / restored.name
    elsewhere.parent.mkdir()
    for suffix in ("", ".keys"):
        shutil.copy(f"{restored}{suffix}", f"{elsewhere}{suffix}")
    with ringfence.open(elsewhere) as house:
        for nth in range(5):
            house.ask({**CALL, "id": f"other-{nth}"})
    shutil.copy(elsewhere, restored)
    with pytest.raises(EvidenceError, match="tells another story"):
        ringfence.open(restored)


def test_going_on_is_sealed_with_who_answers_for_it_and_the_log_holds(restored):
    lost = reconcile(Where.of(restored), "on call", now())
    assert lost is not None
    assert lost[0] <= lost[1]
    with ringfence.open(restored) as house:
        (leaf,) = house.write(
            lambda tx: [each for each in tx.leaves(0, tx.next_seq()) if each.kind == "restored"]
        )
        assert b'"by":"on call"' in leaf.body
        assert b'"lost":1' in leaf.body
        house.ask({**CALL, "id": "two"})
    with reading_log(restored) as reader:
        assert verify_log(reader, Keyring.read(keys_of(restored))).found == []
    assert reconcile(Where.of(restored), "on call", now()) is None


def test_going_on_without_a_name_is_refused(restored):
    with pytest.raises(EvidenceError, match="who answers"):
        reconcile(Where.of(restored), " ", now())


def test_a_ledger_that_is_as_it_was_seen_is_opened_as_always(db):
    for _ in range(3):
        with ringfence.open(db) as house:
            house.ask(CALL)
    seen = Witness(db).seen()
    assert seen is not None
    assert seen.leaves == 3


def test_a_witness_that_is_gone_says_nothing(restored):
    for suffix in (".seen", ".head"):
        restored.with_name(restored.name + suffix).unlink()
    ringfence.open(restored).close()


def test_a_head_that_was_signed_in_a_transaction_that_was_not_kept_is_not_one(db, monkeypatch):
    def fails(_tx):
        raise EvidenceError("no")

    with ringfence.open(db) as house:
        monkeypatch.setattr("ringfence.wiring.house.GATHER_EVERY", 1)
        with monkeypatch.context() as patched:
            patched.setattr("ringfence.wiring.house.TALLY_EVERY", 1)
            patched.setattr("ringfence.wiring.house.tally", fails)
            with pytest.raises(EvidenceError, match="no"):
                house.ask({**CALL, "id": "lost"})
        monkeypatch.setattr("ringfence.wiring.house.GATHER_EVERY", 1000)
        house.ask({**CALL, "id": "kept"})
        assert Witness(db).head() is None
    ringfence.open(db).close()


def test_a_ledger_is_opened_while_somebody_writes_for_long(db):
    with ringfence.open(db) as house:
        held, may_end = threading.Event(), threading.Event()

        def writes(_tx):
            held.set()
            may_end.wait(20)

        writing = house.begin(writes)
        held.wait(20)
        opened = open_house(db)
        may_end.set()
        writing.result()
        opened.close()


@pytest.mark.long
def test_a_server_that_went_back_to_an_older_copy_is_known_for_one(on_server):
    with ringfence.open(on_server) as house:
        house.ask({**CALL, "id": "one"})
        house.tell("one", said="opt_out")
    with psycopg.connect(on_server, autocommit=True) as db:
        db.execute("DELETE FROM leaf WHERE seq = 1")
    with pytest.raises(EvidenceError, match="holds 1 leaves, and 2 were seen"):
        ringfence.open(on_server)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 1000, 70_000])
def test_the_edge_of_a_stored_log_is_that_of_its_leaves(size):
    hashes = [place.to_bytes(32, "big") for place in range(size)]
    grown = Frontier()
    tiles = {(tile.level, tile.place): tile.root for tile in grown.append(hashes)}

    class Stored:
        def leaves(self, start, stop):
            return hashes[start:stop]

        def tile(self, level, place):
            return tiles[level, place]

    assert Frontier.over(size, tiled(Stored())).to_bytes() == grown.to_bytes()
