"""The growing edge gives the same roots and tiles as the whole log, however often it was stopped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.evidence.frontier import Frontier, Tile
from ringfence.evidence.leaf import leaf_hash
from ringfence.evidence.tree import TILE, root

HASHES = [leaf_hash(seq.to_bytes(4, "big")) for seq in range(66_000)]


@given(st.lists(st.integers(0, 300), max_size=6))
def test_the_root_is_that_of_all_leaves_appended(batches):
    frontier, gathered = Frontier(), 0
    for batch in batches:
        frontier.append(HASHES[gathered : gathered + batch])
        gathered += batch
        assert frontier.size == gathered
        assert frontier.root() == root(HASHES[:gathered])


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_restored_frontier_goes_on_as_if_never_stopped(before, after):
    stopped = Frontier()
    stopped.append(HASHES[:before])
    resumed = Frontier.from_bytes(stopped.to_bytes())
    whole = Frontier()
    whole.append(HASHES[:before])
    assert resumed.append(HASHES[before : before + after]) == whole.append(HASHES[before : before + after])
    assert (resumed.size, resumed.root()) == (whole.size, whole.root())


def test_tiles_come_out_once_complete_and_tiles_of_tiles_too():
    tiles = Frontier().append(HASHES)
    assert [tile for tile in tiles if tile.level > 1] == [Tile(2, 0, root(HASHES[: TILE * TILE]))]
    lowest = [tile for tile in tiles if tile.level == 1]
    assert [tile.place for tile in lowest] == list(range(len(HASHES) // TILE))
    assert all(tile.root == root(HASHES[tile.place * TILE : (tile.place + 1) * TILE]) for tile in lowest)


def test_a_tile_is_complete_with_its_last_leaf_and_not_before():
    frontier = Frontier()
    assert frontier.append(HASHES[: TILE - 1]) == []
    assert [(tile.level, tile.place) for tile in frontier.append(HASHES[TILE - 1 : TILE])] == [(1, 0)]


@pytest.mark.parametrize("stored", [b"", bytes(7), bytes(9), (3).to_bytes(8, "big") + bytes(63)])
def test_a_damaged_frontier_is_refused(stored):
    with pytest.raises(EvidenceError, match="gather the log anew"):
        Frontier.from_bytes(stored)
