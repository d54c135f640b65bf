"""A number opens with its person's key and token only; a commitment tells nothing without the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.evidence.vault import commitment, open_number, person_key, person_seed, seal_number

VAULT_KEY = bytes(range(32))
NUMBER, TOKEN = "+8613000000000", bytes(range(16))
PERSON = person_key(VAULT_KEY, bytes(16))
NUMBERS = st.integers(10**6, 10**15 - 1).map("+{}".format)


@given(NUMBERS, st.binary(min_size=16, max_size=16))
def test_a_sealed_number_opens(number, token):
    sealed = seal_number(PERSON, number, token)
    assert open_number(PERSON, sealed, token) == number
    assert number.encode() not in sealed


@given(NUMBERS)
def test_the_length_of_what_is_sealed_tells_nothing(number):
    assert len(seal_number(PERSON, number, TOKEN)) == 44


def test_the_same_number_is_never_sealed_twice_alike():
    assert seal_number(PERSON, NUMBER, TOKEN) != seal_number(PERSON, NUMBER, TOKEN)


@pytest.mark.parametrize("bit", range(0, 44 * 8, 5))
def test_a_sealed_number_with_an_altered_bit_does_not_open(bit):
    altered = bytearray(seal_number(PERSON, NUMBER, TOKEN))
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(EvidenceError, match="does not open"):
        open_number(PERSON, bytes(altered), TOKEN)


@pytest.mark.parametrize("length", [0, 5, 12, 27, 43])
def test_a_cut_off_number_does_not_open(length):
    with pytest.raises(EvidenceError, match="does not open"):
        open_number(PERSON, seal_number(PERSON, NUMBER, TOKEN)[:length], TOKEN)


def test_a_number_moved_to_another_recipient_does_not_open():
    with pytest.raises(EvidenceError, match="does not open"):
        open_number(PERSON, seal_number(PERSON, NUMBER, TOKEN), bytes(16))


def test_an_erased_person_cannot_be_opened_with_a_new_seed():
    sealed = seal_number(person_key(VAULT_KEY, person_seed()), NUMBER, TOKEN)
    with pytest.raises(EvidenceError, match="does not open"):
        open_number(person_key(VAULT_KEY, person_seed()), sealed, TOKEN)


def test_what_is_no_number_is_not_sealed():
    with pytest.raises(EvidenceError, match="longer than"):
        seal_number(PERSON, "+1234567890123456", TOKEN)


@pytest.mark.parametrize("seed", [b"", bytes(15), bytes(17)])
def test_a_destroyed_seed_gives_no_key(seed):
    with pytest.raises(EvidenceError, match="seed is not whole"):
        person_key(VAULT_KEY, seed)


def test_seeds_and_keys_differ_from_person_to_person():
    seeds = {person_seed() for _ in range(1000)}
    assert len(seeds) == len({person_key(VAULT_KEY, seed) for seed in seeds}) == 1000


def test_a_seed_without_the_vault_key_gives_another_key():
    assert person_key(VAULT_KEY, bytes(16)) != person_key(bytes(32), bytes(16))


def test_a_commitment_is_the_same_again_for_whoever_has_the_key():
    assert commitment(PERSON, "call-1", NUMBER) == commitment(PERSON, "call-1", NUMBER)


def test_a_commitment_differs_by_person_by_call_and_by_number():
    other = person_key(VAULT_KEY, person_seed())
    assert len({
        commitment(PERSON, "call-1", NUMBER),
        commitment(other, "call-1", NUMBER),
        commitment(PERSON, "call-2", NUMBER),
        commitment(PERSON, "call-1", "+8613000000001"),
    }) == 4  # fmt: skip


def test_a_commitment_is_sixteen_bytes_in_hexadecimal():
    assert len(bytes.fromhex(commitment(PERSON, "呼叫-1", NUMBER))) == 16
