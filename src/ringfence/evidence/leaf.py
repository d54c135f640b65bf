"""A leaf: one entry of the sealed log.

Stands where a gate has decided and has not yet answered. Takes what was decided as plain facts; gives the
bytes that are written and their hash. The bytes name their own place, kind and moment, so that a row that
was moved is found as surely as one that was changed. Must never hold a number or a token: whom a leaf is
about stands in it as a commitment (see `vault`).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol

import msgspec

from ringfence.call.errors import EvidenceError, nearest

KINDS = frozenset(
    {
        "answer",
        "confirm",
        "outcome",
        "stop",
        "proof",
        "list",
        "pack",
        "import",
        "opening",
        "erasure",
        "restored",
        "records",
        "step",
    }
)
"""What can be sealed."""

_EXACT = frozenset({str, int, bool, type(None)})
_ENCODER = msgspec.json.Encoder(order="sorted")
_AS_DECLARED = msgspec.json.Encoder()


class Body(Protocol):
    """The facts of a kind of leaf that is written often: a `msgspec.Struct` with a field for each of them.

    It and all it holds leave out what is not known, and hand over plain facts (`check_exact`).
    """

    # Invariant: fields stand in the order of their names, because they are written as they are declared.

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> int: ...


class Leaf(msgspec.Struct, frozen=True, gc=False):
    """One sealed entry: `seq` counts from 0 without a gap, `at` is UTC milliseconds, `hash` is RFC 6962's."""

    seq: int
    kind: str
    at: int
    body: bytes
    hash: bytes


def seal(seq: int, kind: str, at: int, facts: dict[str, object]) -> Leaf:
    """The leaf that holds `facts` at place `seq`; `at` is UTC milliseconds.

    >>> seal(0, "stop", 1773126000000, {"scope": "caller"}).body
    b'{"at":1773126000000,"kind":"stop","scope":"caller","seq":0}'
    """
    _check_kind(kind)
    body = {"seq": seq, "kind": kind, "at": at, **facts}
    if len(body) != len(facts) + 3:
        raise EvidenceError("`seq`, `kind` and `at` are the leaf's own words: give these facts other names")
    entry = canonical(body)
    return Leaf(seq, kind, at, entry, leaf_hash(entry))


def seal_body(body: Body) -> Leaf:
    """The leaf over facts in fields: byte for byte what `seal` makes of the same facts."""
    _check_kind(body.kind)
    try:
        entry = _AS_DECLARED.encode(body)
    except (TypeError, UnicodeEncodeError):
        raise _not_text() from None
    return Leaf(body.seq, body.kind, body.at, entry, leaf_hash(entry))


def check_leaf(leaf: Leaf, seq: int) -> None:
    """Nothing, if this is what was sealed at place `seq`; else an EvidenceError that says what was done.

    >>> check_leaf(seal(7, "stop", 1773126000000, {}), 6)
    Traceback (most recent call last):
    ringfence.call.errors.EvidenceError: leaf `6` is missing: `7` is in its place; restore it from a copy
    """
    if leaf.seq != seq:
        raise EvidenceError(f"leaf `{seq}` is missing: `{leaf.seq}` is in its place; restore it from a copy")
    if leaf_hash(leaf.body) != leaf.hash:
        raise EvidenceError(
            f"leaf `{seq}` was altered: its body is not what was hashed; restore it from a copy"
        )
    try:
        facts = facts_of(leaf.body)
    except EvidenceError as error:
        raise EvidenceError(f"leaf `{seq}` was not sealed here: {error}") from None
    for name, stands in (("seq", leaf.seq), ("kind", leaf.kind), ("at", leaf.at)):
        if facts.get(name) != stands:
            raise EvidenceError(f"leaf `{seq}` was altered: its `{name}` is another; restore it from a copy")


def facts_of(entry: bytes) -> dict[str, object]:
    """The facts in a leaf's body, its own `seq`, `kind` and `at` among them.

    >>> facts_of(b'{"at":1,"kind":"stop","seq":0}')
    {'at': 1, 'kind': 'stop', 'seq': 0}
    """
    try:
        facts = msgspec.json.decode(entry, type=dict[str, object])
        exact = canonical(facts) == entry
    except (ValueError, RecursionError, EvidenceError):
        exact = False
    # Invariant: one meaning has one form; a name given twice would let two readers read two things.
    if not exact:
        raise EvidenceError("its body is not canonical; bring the leaf as it was handed out")
    return facts


def leaf_hash(entry: bytes) -> bytes:
    """The RFC 6962 hash of an entry: SHA-256 over a zero byte and the entry.

    >>> leaf_hash(b"").hex()[:8]
    '6e340b9c'
    """
    return sha256(b"\x00" + entry).digest()


def canonical(body: dict[str, object]) -> bytes:
    """The one form of a body: JSON in UTF-8, keys sorted by their bytes, no spaces.

    As RFC 8785, save that whole numbers may be of any length and that there are no others: fractions, and
    bytes that are not text, are refused, because two writers would write them in two ways.

    >>> canonical({"place": {"b": 2, "a": None}, "answer": "defer"})
    b'{"answer":"defer","place":{"a":null,"b":2}}'
    """
    if not _are_exact(body.values()):
        name = next(name for name, fact in body.items() if not _are_exact([fact]))
        raise _inexact(name)
    try:
        return _ENCODER.encode(body)
    except (TypeError, UnicodeEncodeError):
        raise _not_text() from None


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        hint = nearest(kind, KINDS) or f"use one of {', '.join(sorted(KINDS))}"
        raise EvidenceError(f"`{kind}` cannot be sealed: {hint}")


def check_exact(name: str, facts: Iterable[object]) -> None:
    """Nothing, if each of these plain facts can be written in one way only; else an EvidenceError that says `name`."""
    if not _EXACT.issuperset(map(type, facts)):
        raise _inexact(name)


def _inexact(name: str) -> EvidenceError:
    return EvidenceError(f"fact `{name}` can be written in more than one way: give it as text")


def _not_text() -> EvidenceError:
    return EvidenceError("a name or text in the facts is not Unicode text: give it as text")


def _are_exact(facts: Iterable[object]) -> bool:
    """Whether each of these facts can be written in one way only."""
    for fact in facts:
        if type(fact) in _EXACT:
            continue
        if isinstance(fact, dict):
            if not _are_exact(fact.values()):
                return False
        elif not (isinstance(fact, list) and _are_exact(fact)):
            return False
    return True
