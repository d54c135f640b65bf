"""A listing handed over: no number in it, its order tells nothing, a torn one is not taken."""

import re

import pytest

from ringfence.call.errors import EvidenceError, ListError
from ringfence.evidence.blinding import evaluate, fingerprint, new_key
from ringfence.sharing.shared_listing import SharedListing, read_shared, shared_tokens, write_shared

KEY = new_key()
NUMBERS = [f"+861300000{number:04}" for number in range(7)]


def keyholder(key=KEY):
    return lambda blinded: (fingerprint(key), [evaluate(key, each) for each in blinded])


@pytest.fixture
def handed(tmp_path):
    key, tokens = shared_tokens(NUMBERS, keyholder())
    path = tmp_path / "industry-stops.shared"
    write_shared(path, SharedListing("industry-stops", "2026-03-10T08:00:00+00:00", key, frozenset(tokens)))
    return path


def test_two_companies_find_the_same_token_for_the_same_number():
    one, other = shared_tokens(NUMBERS, keyholder()), shared_tokens(NUMBERS[::-1], keyholder())
    assert one[1] == other[1][::-1]


def test_numbers_are_asked_about_some_at_a_time_and_in_order(monkeypatch):
    monkeypatch.setattr("ringfence.sharing.shared_listing.AT_ONCE", 2)
    asked: list[int] = []
    told: list[float] = []

    def counted(some):
        asked.append(len(some))
        return keyholder()(some)

    _, tokens = shared_tokens(NUMBERS, counted, told.append)
    assert asked == [2, 2, 2, 1]
    assert told[-1] == 1
    assert tokens == shared_tokens(NUMBERS, keyholder())[1]


def test_a_file_holds_no_number_and_no_order(handed):
    lines = handed.read_text().splitlines()[1:]
    assert lines == sorted(lines)
    assert all(re.fullmatch("[0-9a-f]{64}", line) for line in lines)


def test_what_was_handed_over_is_read_again(handed):
    assert read_shared(handed).tokens == frozenset(shared_tokens(NUMBERS, keyholder())[1])


@pytest.mark.parametrize("cut", [1, 3])
def test_a_file_with_tokens_missing_is_not_taken(handed, cut):
    handed.write_text("\n".join(handed.read_text().splitlines()[:-cut]))
    with pytest.raises(ListError, match="of 7 tokens"):
        read_shared(handed)


def test_a_line_that_is_no_token_is_named(handed):
    lines = handed.read_text().splitlines()
    lines[3] = "+8613000000000"
    handed.write_text("\n".join(lines))
    with pytest.raises(ListError) as refused:
        read_shared(handed)
    assert refused.value.line == 4


@pytest.mark.parametrize("text", ["", "recipient\n+8613000000000\n", '{"ringfence": "shared listing 2"}'])
def test_another_file_is_no_shared_listing(tmp_path, text):
    path = tmp_path / "another"
    path.write_text(text)
    with pytest.raises(ListError, match="no shared listing"):
        read_shared(path)


def test_a_keyholder_that_changes_its_key_midway_is_noticed(monkeypatch):
    monkeypatch.setattr("ringfence.sharing.shared_listing.AT_ONCE", 4)
    keys = iter([new_key(), new_key()])

    def changing(some):
        return keyholder(next(keys))(some)

    with pytest.raises(EvidenceError, match="changed its key"):
        shared_tokens(NUMBERS, changing)
