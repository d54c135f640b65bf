"""A copy finds every key it was made of, with its day, and no other; one that is not whole is refused."""

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.call.errors import LedgerError
from ringfence.call.moments import DAY
from ringfence.ledger.listing_copy import DRAWERS, FIRST_DAY, LAST_DAY, ListingCopy, write_copy

# Keys that fall into the same drawer, and share their first 48 bits, are what a search could get wrong.
KEYS = st.integers(0, 2**64 - 1) | st.sampled_from([0, 2**64 - 1, *((7 << 48) + each for each in range(64))])


def made(folder, listed):
    keys = np.array(sorted(listed), np.uint64)
    return ListingCopy(write_copy(folder, keys, np.array([listed[key] for key in sorted(listed)], np.uint16)))


@settings(max_examples=30)
@given(listed=st.dictionaries(KEYS, st.integers(0, 2**16 - 1)), asked=st.lists(KEYS))
def test_a_copy_finds_what_it_was_made_of_and_nothing_else(listed, asked, tmp_path_factory):
    copy = made(tmp_path_factory.mktemp("copies"), listed)
    for key in {*asked, *listed}:
        day = listed.get(key)
        midnight = None if not day else (day + FIRST_DAY - 1) * DAY
        assert copy.find(key.to_bytes(8, "big") + b"12345678") == (key in listed, midnight)
    every = [*asked, *listed]
    there, days = copy.find_many(np.array(every, np.uint64))
    assert there.tolist() == [key in listed for key in every]
    assert days.tolist() == [listed.get(key, 0) for key in every]


def test_a_number_takes_eight_bytes_and_a_copy_its_drawers(tmp_path):
    keys = np.unique(np.random.default_rng(1).integers(0, 2**64, 100_000, dtype=np.uint64))
    copy = write_copy(tmp_path, keys, np.zeros(len(keys), np.uint16))
    assert copy.stat().st_size == 8 * len(keys) + 4 * (DRAWERS + 1) + 32


def test_the_same_listing_is_the_same_file(tmp_path):
    assert made(tmp_path, {1: 2, 3: 4}).path == made(tmp_path, {3: 4, 1: 2}).path
    path = made(tmp_path, {1: 2}).path
    assert sha256(path.read_bytes()).hexdigest() == path.stem


def test_days_reach_from_1990_to_2169():
    assert (np.datetime64(FIRST_DAY, "D").astype(str), np.datetime64(LAST_DAY, "D").astype(str)) == (
        "1990-01-01",
        str(np.datetime64("1990-01-01") + 2**16 - 2),
    )


@pytest.mark.parametrize("spoilt", [b"", b"short", b"another file altogether, longer than a header"])
def test_a_file_that_is_no_copy_is_refused(tmp_path, spoilt):
    path = tmp_path / "x.listing"
    path.write_bytes(spoilt)
    with pytest.raises(LedgerError, match="load it anew"):
        ListingCopy(path)


def test_a_copy_that_was_cut_is_refused(tmp_path):
    path = made(tmp_path, {1: 2, 3: 4}).path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(LedgerError, match="no whole copy"):
        ListingCopy(path)
