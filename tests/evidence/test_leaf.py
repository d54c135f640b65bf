"""A leaf has one form, names its own place, and shows what was done to it."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringfence.call.errors import EvidenceError
from ringfence.evidence.leaf import Leaf, canonical, check_leaf, facts_of, leaf_hash, seal

AT = 1_773_126_000_000

words = st.text('az09"\\/\n\x1f\x7fé铃\u2028\ue000😀', max_size=5)
plain = st.none() | st.booleans() | st.integers() | words
facts = st.dictionaries(
    words,
    st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@given(facts)
def test_keys_are_sorted_at_every_depth(body):
    expected = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert canonical(body) == expected.encode()


def test_nested_keys_in_lists_are_sorted_too():
    assert canonical({"b": [{"z": 1, "a": {"y": 1, "x": 2}}], "a": 0}) == (
        b'{"a":0,"b":[{"a":{"x":2,"y":1},"z":1}]}'
    )


@given(facts, st.randoms())
def test_the_order_in_which_facts_came_does_not_matter(body, chance):
    shuffled = list(body.items())
    chance.shuffle(shuffled)
    assert canonical(dict(shuffled)) == canonical(body)


@given(facts)
def test_what_is_read_from_a_body_is_what_was_sealed(body):
    assert facts_of(canonical(body)) == body


@pytest.mark.parametrize("value", [1.0, float("nan"), b"bytes", (1, 2), {1}, "\ud800"])
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"deep": [{"er": v}]}])
def test_what_has_no_single_form_is_refused(value, wrap):
    with pytest.raises(EvidenceError):
        canonical({"fact": wrap(value)})


def test_a_refusal_names_the_fact():
    with pytest.raises(EvidenceError, match="fact `call`"):
        canonical({"at": 1, "call": {"rate": 0.5}})


def test_a_key_that_is_not_text_is_refused():
    with pytest.raises(EvidenceError):
        canonical({"fact": {1: 2}})


def test_the_hash_is_that_of_rfc_6962():
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_a_body_names_its_own_place_kind_and_moment():
    leaf = seal(7, "answer", AT, {"answer": "permit"})
    assert facts_of(leaf.body) == {"seq": 7, "kind": "answer", "at": AT, "answer": "permit"}
    assert leaf.hash == leaf_hash(leaf.body)


@pytest.mark.parametrize("name", ["seq", "kind", "at"])
def test_facts_cannot_overwrite_the_place_kind_or_moment(name):
    with pytest.raises(EvidenceError, match="other names"):
        seal(0, "answer", AT, {name: 1})


def test_an_unknown_kind_is_refused_with_the_nearest():
    with pytest.raises(EvidenceError, match="did you mean `answer`"):
        seal(0, "anser", AT, {})


def test_a_sealed_leaf_stands():
    check_leaf(seal(3, "stop", AT, {"scope": "caller"}), 3)


def test_a_dropped_leaf_is_named():
    with pytest.raises(EvidenceError, match="leaf `3` is missing"):
        check_leaf(seal(4, "stop", AT, {}), 3)


def test_an_altered_body_is_named():
    leaf = seal(3, "answer", AT, {"answer": "refuse"})
    altered = msgspec.structs.replace(leaf, body=leaf.body.replace(b"refuse", b"permit"))
    with pytest.raises(EvidenceError, match="leaf `3` was altered: its body"):
        check_leaf(altered, 3)


@pytest.mark.parametrize(("name", "value"), [("kind", "stop"), ("at", AT + 1)])
def test_an_altered_column_is_named(name, value):
    leaf = msgspec.structs.replace(seal(3, "answer", AT, {}), **{name: value})
    with pytest.raises(EvidenceError, match=f"its `{name}` is another"):
        check_leaf(leaf, 3)


def test_reordered_rows_are_found_though_their_places_were_renumbered():
    moved = msgspec.structs.replace(seal(4, "answer", AT, {}), seq=3)
    with pytest.raises(EvidenceError, match="its `seq` is another"):
        check_leaf(moved, 3)


@pytest.mark.parametrize(
    "body",
    [
        b'{"at":1,"kind":"stop","seq":0 }',
        b'{"seq":0,"at":1,"kind":"stop"}',
        b'{"at":1,"kind":"stop","seq":0,"seq":0}',
        b'{"at":1.0,"kind":"stop","seq":0}',
        b"[" * 100_000,
        b"[]",
        b"\xff",
        b"",
    ],
)
def test_a_body_in_another_form_was_not_sealed_here(body):
    with pytest.raises(EvidenceError, match="leaf `0` was not sealed here"):
        check_leaf(Leaf(0, "stop", 1, body, leaf_hash(body)), 0)
