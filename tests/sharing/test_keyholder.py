"""The keyholder: what a member may ask, that it is charged before it is answered, and that it lasts."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from ringfence.call.errors import EvidenceError, LedgerError, RequestError
from ringfence.evidence.blinding import blind, new_key
from ringfence.sharing.keyholder import MOST_AT_ONCE, Keyholder, TooManyError

DAY = 86_400_000
NOON = 20_000 * DAY + DAY // 2


@pytest.fixture
def held(tmp_path):
    with Keyholder(tmp_path / "keyholder.db", lambda: NOON) as keyholder:
        yield keyholder


def some(count):
    return [blind(f"+861300000{number:04}", new_key()) for number in range(count)]


def test_a_member_is_known_by_its_key_until_it_is_revoked(held):
    key = held.add("bank-a", 10)
    assert held.member_of(key) == "bank-a"
    held.revoke("bank-a")
    assert held.member_of(key) is None


def test_nobody_is_known_by_another_key(held):
    held.add("bank-a", 10)
    assert held.member_of("rk_another") is None


def test_a_day_is_spent_and_no_number_more(held):
    held.add("bank-a", 5)
    held.evaluate("bank-a", some(3))
    with pytest.raises(TooManyError, match="has 2 left") as refused:
        held.evaluate("bank-a", some(3))
    assert refused.value.wait == DAY // 2 // 1000 + 1
    assert len(held.evaluate("bank-a", some(2)).points) == 2


def test_the_next_day_begins_anew(held):
    held.add("bank-a", 3)
    held.evaluate("bank-a", some(3))
    held.clock = lambda: NOON + DAY
    assert len(held.evaluate("bank-a", some(3)).points) == 3


def test_one_member_does_not_spend_anothers_day(held):
    for name in ("bank-a", "bank-b"):
        held.add(name, 3)
        assert len(held.evaluate(name, some(3)).points) == 3


def test_every_question_is_in_the_journal_refused_ones_too(held):
    held.add("bank-a", 2)
    held.evaluate("bank-a", some(2))
    with pytest.raises(TooManyError):
        held.evaluate("bank-a", some(1))
    assert [(line.numbers, line.answered) for line in held.journal()] == [(1, False), (2, True)]


def test_many_at_once_spend_no_more_than_a_day(held):
    held.add("bank-a", 20)

    def ask(_):
        try:
            return len(held.evaluate("bank-a", some(3)).points)
        except TooManyError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(16))) == 18


def test_a_file_that_cannot_be_written_answers_nothing_and_goes_on_afterwards(held):
    held.add("bank-a", 5)
    held._db.execute("CREATE TRIGGER full BEFORE INSERT ON asked BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(LedgerError, match="nothing was answered"):
        held.evaluate("bank-a", some(1))
    held._db.execute("DROP TRIGGER full")
    assert len(held.evaluate("bank-a", some(5)).points) == 5


def test_key_members_and_spending_outlast_the_process(tmp_path):
    path = tmp_path / "keyholder.db"
    with Keyholder(path, lambda: NOON) as first:
        key, name = first.add("bank-a", 5), first.key_name
        first.evaluate("bank-a", some(4))
    with Keyholder(path, lambda: NOON) as second:
        assert (second.member_of(key), second.key_name) == ("bank-a", name)
        with pytest.raises(TooManyError, match="has 1 left"):
            second.evaluate("bank-a", some(2))


def test_the_key_is_its_owners_alone(held):
    place = held.path.with_name("keyholder.db.key")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_keyholder_with_members_whose_key_is_gone_makes_no_other(held):
    held.add("bank-a", 5)
    held.path.with_name("keyholder.db.key").unlink()
    with pytest.raises(EvidenceError, match="bring it back"):
        Keyholder(held.path)


@pytest.mark.parametrize("count", [0, MOST_AT_ONCE + 1])
def test_so_many_at_once_are_refused_and_charge_nothing(held, count):
    held.add("bank-a", 10_000)
    with pytest.raises(RequestError, match="1 to 1,000"):
        held.evaluate("bank-a", [bytes(32)] * count)
    assert held.journal() == []


def test_a_name_stands_for_one_member(held):
    held.add("bank-a", 5)
    with pytest.raises(RequestError, match="there is a member"):
        held.add("bank-a", 5)
    with pytest.raises(RequestError, match="bank-a"):
        held.revoke("bank-b")
