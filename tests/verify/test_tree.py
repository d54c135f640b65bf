"""The verifier's own tree agrees with the vectors of RFC 6962's reference log, and with ours."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.evidence.tree import consistency_path, inclusion_path, root
from ringfence_verify.tree import continues, includes, leaf_hash

# The eight leaves and roots that Certificate Transparency's own tests use (certificate-transparency, merkletree).
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]  # fmt: skip
HASHES = [leaf_hash(each) for each in LEAVES]


def test_a_leaf_and_the_roots_are_those_of_the_vectors():
    assert [root(HASHES[: size + 1]).hex() for size in range(8)] == ROOTS
    assert leaf_hash(b"") == sha256(b"\x00").digest()


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_inclusion_paths_of_the_vectors_hold(index, size, path):
    steps = [bytes.fromhex(step) for step in path]
    assert includes(HASHES[index], index, size, steps, bytes.fromhex(ROOTS[size - 1]))
    assert not includes(
        HASHES[index], index, size, steps[::-1] if len(steps) > 1 else [], bytes.fromhex(ROOTS[size - 1])
    )


def test_a_consistency_path_of_the_vectors_holds():
    path = [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    steps = [
        bytes.fromhex("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
        *map(bytes.fromhex, path),
    ]
    assert continues(1, 8, steps, bytes.fromhex(ROOTS[0]), bytes.fromhex(ROOTS[7]))
    assert not continues(1, 8, steps[:2], bytes.fromhex(ROOTS[0]), bytes.fromhex(ROOTS[7]))


@given(size=st.integers(1, 70), data=st.data())
def test_both_trees_say_the_same_of_every_proof_and_of_one_that_was_altered(size, data):
    hashes = [leaf_hash(bytes([nth])) for nth in range(size)]
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    def subtree(start, stop):
        return root(hashes[start:stop])

    path = inclusion_path(index, size, subtree)
    assert includes(hashes[index], index, size, path, root(hashes))
    assert not includes(leaf_hash(b"other"), index, size, path, root(hashes))
    steps = consistency_path(old, size, subtree)
    assert continues(old, size, steps, root(hashes[:old]), root(hashes))
    if old < size:
        assert not continues(old, size, steps, leaf_hash(b"other"), root(hashes))
