"""The tree is RFC 6962's; every path it gives holds, and none holds with a bit altered."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.evidence.frontier import Frontier
from ringfence.evidence.leaf import leaf_hash
from ringfence.evidence.tree import (
    TILE,
    consistency_path,
    inclusion_path,
    root,
    tiled,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves and the figures below are the ones published with Certificate Transparency.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
LEAVES = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAVES_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
LEAVES_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LEAVES_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
LEAVES_4_5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"


class Kept:
    """A log kept as a store keeps it: leaf hashes and complete tiles."""

    def __init__(self, hashes):
        self.hashes, self.looked_up = hashes, 0
        self.tiles = {(tile.level, tile.place): tile.root for tile in Frontier().append(hashes)}

    def leaves(self, start, stop):
        assert stop - start <= TILE
        self.looked_up += 1
        return self.hashes[start:stop]

    def tile(self, level, place):
        self.looked_up += 1
        return self.tiles[level, place]


class Vast:
    """A log of any size that answers without holding it, to count what is looked up."""

    looked_up = 0

    def leaves(self, start, stop):
        self.looked_up += 1
        return [bytes(32)] * (stop - start)

    def tile(self, level, place):
        self.looked_up += 1
        return sha256(f"{level} {place}".encode()).digest()


def distinct(size):
    return [leaf_hash(seq.to_bytes(4, "big")) for seq in range(size)]


def listed(hashes):
    return lambda start, stop: root(hashes[start:stop])


def flipped(value, bit):
    return (int.from_bytes(value, "big") ^ (1 << bit % (8 * len(value)))).to_bytes(len(value), "big")


BIG = distinct(70_000)
STORED = tiled(Kept(BIG))
SIZES = st.integers(1, 40) | st.sampled_from([255, 256, 257, 511, 512, 513, 1000])
BITS = st.integers(0, 255)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_rfc_6962(size):
    assert root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 8, [LEAF_1, LEAVES_2_3, LEAVES_4_7]),
        (5, 8, [LEAF_4, LEAVES_6_7, ROOTS[4]]),
        (2, 3, [ROOTS[2]]),
        (1, 5, [ROOTS[1], LEAVES_2_3, LEAF_4]),
    ],
)
def test_inclusion_paths_are_those_of_rfc_6962(index, size, path):
    assert [step.hex() for step in inclusion_path(index, size, listed(LEAVES))] == path
    assert verify_inclusion(LEAVES[index], index, size, [*map(bytes.fromhex, path)], root(LEAVES[:size]))


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (1, 8, [LEAF_1, LEAVES_2_3, LEAVES_4_7]),
        (6, 8, [LEAVES_4_5, LEAVES_6_7, ROOTS[4]]),
        (2, 5, [LEAVES_2_3, LEAF_4]),
    ],
)
def test_consistency_paths_are_those_of_rfc_6962(old, new, path):
    assert [step.hex() for step in consistency_path(old, new, listed(LEAVES))] == path
    heads = root(LEAVES[:old]), root(LEAVES[:new])
    assert verify_consistency(old, new, [*map(bytes.fromhex, path)], *heads)


@given(st.data())
def test_every_inclusion_path_holds_and_with_an_altered_bit_does_not(data):
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    bit = data.draw(BITS)
    leaf, head, path = BIG[index], root(BIG[:size]), inclusion_path(index, size, listed(BIG))
    assert verify_inclusion(leaf, index, size, path, head)
    assert not verify_inclusion(flipped(leaf, bit), index, size, path, head)
    assert not verify_inclusion(leaf, index, size, path, flipped(head, bit))
    for step in range(len(path)):
        altered = [*path[:step], flipped(path[step], bit), *path[step + 1 :]]
        assert not verify_inclusion(leaf, index, size, altered, head)


@given(st.data())
def test_an_inclusion_path_holds_at_no_other_place_and_at_no_other_length(data):
    size = data.draw(st.integers(2, 40))
    index, elsewhere = data.draw(st.lists(st.integers(0, size + 2), min_size=2, max_size=2, unique=True))
    index = min(index, size - 1)
    leaf, head, path = BIG[index], root(BIG[:size]), inclusion_path(index, size, listed(BIG))
    assert elsewhere == index or not verify_inclusion(leaf, elsewhere, size, path, head)
    assert not verify_inclusion(leaf, index, size, [*path, head], head)
    assert not verify_inclusion(leaf, index, size, path[:-1], head)
    assert not verify_inclusion(leaf, index, size, path[1:], head)
    assert not verify_inclusion(leaf, -1, size, path, head)


@given(st.data())
def test_every_consistency_path_holds_and_with_an_altered_bit_does_not(data):
    new = data.draw(SIZES)
    old = data.draw(st.integers(0, new))
    bit = data.draw(BITS)
    before, after, path = root(BIG[:old]), root(BIG[:new]), consistency_path(old, new, listed(BIG))
    assert verify_consistency(old, new, path, before, after)
    assert not verify_consistency(old, new, path, flipped(before, bit), after)
    assert not verify_consistency(old, new, [*path, after], before, after)
    if old:
        assert not verify_consistency(old, new, path, before, flipped(after, bit))
        assert not path or not verify_consistency(old, new, path[:-1], before, after)
    for step in range(len(path)):
        altered = [*path[:step], flipped(path[step], bit), *path[step + 1 :]]
        assert not verify_consistency(old, new, altered, before, after)


@given(st.data())
def test_a_log_in_which_an_old_leaf_was_changed_does_not_continue_the_old_one(data):
    new = data.draw(st.integers(1, 40))
    old = data.draw(st.integers(1, new))
    place = data.draw(st.integers(0, old - 1))
    forked = [*BIG[:place], flipped(BIG[place], 0), *BIG[place + 1 : new]]
    path = consistency_path(old, new, listed(forked))
    assert not verify_consistency(old, new, path, root(BIG[:old]), root(forked))


def test_a_log_does_not_continue_a_longer_one():
    assert not verify_consistency(3, 2, [], root(BIG[:3]), root(BIG[:2]))
    assert not verify_consistency(-1, 2, [], root(BIG[:2]), root(BIG[:2]))
    with pytest.raises(EvidenceError, match="later tree head"):
        consistency_path(3, 2, listed(BIG))


@pytest.mark.parametrize("index", [-1, 8, 9])
def test_a_leaf_outside_the_log_has_no_path(index):
    with pytest.raises(EvidenceError, match="later tree head"):
        inclusion_path(index, 8, listed(BIG))


@given(st.integers(0, len(BIG) - 1), st.integers(0, len(BIG) - 1))
def test_paths_read_from_tiles_hold(one, other):
    index, size = min(one, other), max(one, other) + 1
    head, earlier = STORED(0, size), STORED(0, index + 1)
    path = inclusion_path(index, size, STORED)
    assert verify_inclusion(BIG[index], index, size, path, head)
    grown = consistency_path(index + 1, size, STORED)
    assert verify_consistency(index + 1, size, grown, earlier, head)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 65_535, 65_536, 65_537, 70_000])
def test_the_root_read_from_tiles_is_the_root_over_all_leaves(size):
    assert STORED(0, size) == root(BIG[:size])


@pytest.mark.parametrize("index", [0, 99_999_999, 50_000_000, 67_108_863])
def test_a_path_over_a_hundred_million_leaves_looks_up_little(index):
    store = Vast()
    inclusion_path(index, 100_000_000, tiled(store))
    consistency_path(index + 1, 100_000_000, tiled(store))
    assert store.looked_up < 2 * 4 * 2 * 255


def test_what_one_path_has_read_the_next_does_not_read_again():
    store = Vast()
    subtree = tiled(store)
    inclusion_path(50_000_000, 100_000_000, subtree)
    store.looked_up = 0
    inclusion_path(50_000_001, 100_000_000, subtree)
    assert store.looked_up <= 1


def test_a_store_that_lost_leaves_is_found_out():
    kept = Kept(BIG[:300])
    kept.hashes = kept.hashes[:290]
    with pytest.raises(EvidenceError, match="`256` to `299` are not all there"):
        tiled(kept)(0, 300)
