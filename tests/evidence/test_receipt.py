"""A receipt proves its leaf to whoever holds it, and nothing else."""

import json

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.evidence.head import sign_head
from ringfence.evidence.leaf import leaf_hash, seal
from ringfence.evidence.receipt import Receipt, check_receipt
from ringfence.evidence.tree import inclusion_path, root

AT = 1_773_126_000_000
KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key()
LOG = [seal(seq, "answer", AT + seq, {"answer": "defer", "理由": f"第{seq}条"}) for seq in range(20)]
HASHES = [leaf.hash for leaf in LOG]
HEAD = sign_head(KEY, len(LOG), root(HASHES), AT)


def receipt_of(index, size=20):
    head = sign_head(KEY, size, root(HASHES[:size]), AT)
    path = inclusion_path(index, size, lambda start, stop: root(HASHES[start:stop]))
    return Receipt(LOG[index].body, index, head, tuple(path))


RECEIPT = receipt_of(5)


def refused(receipt, why):
    with pytest.raises(EvidenceError, match=why):
        check_receipt(receipt, PUBLIC)


@given(st.integers(1, len(LOG)).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_every_receipt_holds_also_after_it_was_written_and_read(place):
    receipt = receipt_of(*place)
    check_receipt(receipt, PUBLIC)
    again = Receipt.from_json(receipt.to_json())
    assert again == receipt
    check_receipt(again, PUBLIC)


def test_a_receipt_can_be_read_by_a_person():
    assert "第5条" in json.loads(RECEIPT.to_json())["leaf"]


def test_an_altered_leaf_does_not_hold():
    refused(
        msgspec.structs.replace(RECEIPT, body=RECEIPT.body.replace(b"defer", b"permit")),
        "not under the signed",
    )


def test_a_leaf_that_was_never_sealed_does_not_hold():
    forged = seal(5, "answer", AT, {"answer": "permit"})
    refused(msgspec.structs.replace(RECEIPT, body=forged.body), "not under the signed root")


def test_a_leaf_of_another_place_does_not_hold():
    refused(msgspec.structs.replace(RECEIPT, index=6), "the leaf names another place")


def test_a_head_that_does_not_reach_the_leaf_does_not_hold():
    refused(msgspec.structs.replace(receipt_of(4, 5), index=5, body=LOG[5].body), "its tree head has 5")


def test_a_head_signed_by_someone_else_does_not_hold():
    with pytest.raises(EvidenceError, match="not signed by this key"):
        check_receipt(RECEIPT, Ed25519PrivateKey.generate().public_key())


def test_a_head_altered_to_fit_does_not_hold():
    head = msgspec.structs.replace(HEAD, root=root(HASHES[:6]), size=6)
    refused(msgspec.structs.replace(receipt_of(5, 6), head=head), "not signed by this key")


def test_a_body_in_another_form_does_not_hold_even_if_it_was_hashed():
    body = b'{"seq":0, "kind":"answer", "at":1}'
    head = sign_head(KEY, 1, leaf_hash(body), AT)
    refused(Receipt(body, 0, head, ()), "canonical")


@given(st.integers(0, len(RECEIPT.path) - 1), st.integers(0, 255))
def test_no_bit_of_the_path_can_be_altered(step, bit):
    path = [bytearray(each) for each in RECEIPT.path]
    path[step][bit // 8] ^= 1 << bit % 8
    refused(msgspec.structs.replace(RECEIPT, path=tuple(map(bytes, path))), "not under the signed root")


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{}",
        b"\xff",
        RECEIPT.to_json()[:-20],
        RECEIPT.to_json().replace(b"receipt 1", b"receipt 9"),
        RECEIPT.to_json().replace(HEAD.key_id.encode(), b'1", "more": "'),
        RECEIPT.to_json().replace(RECEIPT.path[0].hex().encode(), b"zz"),
    ],
)
def test_what_is_not_a_whole_receipt_is_told(written):
    with pytest.raises(EvidenceError, match="not a whole receipt"):
        Receipt.from_json(written)
