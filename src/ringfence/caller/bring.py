"""What happened before and elsewhere, brought into the ledger: old calls, stops, proofs, listings, lines,
people, accounts and institutions.

Before the caller gate's first question, and whenever another system has news. Takes rows a door has read,
with the number as it was written; gives rows of the catalogue, keyed by token, and one leaf over all of
them, in the one transaction it was handed. It takes every row or none, keeps no number, and must never fill
in a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any, Final

import msgspec

from ringfence.call.errors import ListError, nearest
from ringfence.call.moments import DAY
from ringfence.caller.brought import read_column, read_recipients, shown
from ringfence.evidence.log import write_leaf
from ringfence.evidence.people import People
from ringfence.evidence.token import recipient_tokens
from ringfence.ledger.catalogue import BROUGHT, CATALOGUE
from ringfence.ledger.ledger import Transaction
from ringfence.ledger.relation import Relation

OURS: Final = ("day", "expires_at", "copy", "leaf")
"""Columns the ledger fills by itself; nobody brings them."""
PROOFS: Final = ("proof", "institution_proof")
"""The relations whose words may say `any`: it covers all."""
BLOCK: Final = 1 << 16
"""Rows read and written together: so many lie in memory however long the file is."""
MOST_CHANGES: Final = 5
"""Changed rows that are told one by one."""
FIRST_LINE: Final = 2
"""The line of the first row, the names of the columns being line 1."""

Block = Mapping[str, Sequence[Any]]
"""Some rows, by the column: a name, and the values that stand under it."""

_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says otherwise than the ledger did: its line, and the columns in which it does."""

    line: int
    columns: tuple[str, ...]


@dataclass(slots=True)
class Brought:
    """What a file of facts came to: how many rows it had, and how many of them are new, changed, or there already.

    `leaf` seals them; None if nothing was written. `gone` are numbers that a whole listing no longer has, `changes` the
    first few rows that say otherwise.
    """

    rows: int = 0
    leaf: int | None = None
    added: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    changes: list[Change] = field(default_factory=list)


def bring(
    tx: Transaction, people: People, relation: str, rows: Iterable[Mapping[str, Any]], at: int
) -> Brought:
    """Adds the rows to a relation of facts and seals them, `at` in UTC milliseconds.

    A row with a key that is there takes its place; one that is there as it is stays. A row without `id` gets one from
    what it says, so that the same rows brought twice are there once. ListError names line and column of what cannot be
    taken; the transaction is then to be dropped.
    """
    return bring_blocks(tx, people, relation, map(_by_column, _blocks(rows)), at)


def bring_blocks(
    tx: Transaction,
    people: People,
    relation: str,
    blocks: Iterable[Block],
    at: int,
    region: str | None = None,
) -> Brought:
    """The same of rows by the column: each block is the values of its columns, one after the other.

    `region` is where numbers without a country's code are at home.
    """
    target = _relation(relation)
    # Invariant: nothing else writes in this transaction, so the rows may name the leaf that follows them.
    leaf, digest, brought = tx.next_seq(), sha256(), Brought()
    empty = not tx.rows(relation, {}, 1)
    for block in blocks:
        first = brought.rows + FIRST_LINE
        columns, sealed = _read(target, block, first, people, region)
        digest.update(sealed)
        brought.rows += len(columns[target.key[0]])
        if not empty:
            columns = _fresh(tx, target, columns, first, brought)
        if not columns[target.key[0]]:
            continue
        # What nobody knows of any row need not be handed over.
        known = {name: values for name, values in columns.items() if values.count(None) < len(values)}
        # A person's rows lie together, so they are written together; among equals the order of the file stays.
        ordered = sorted(zip(*known.values(), repeat(leaf)), key=itemgetter(0))
        tx.bring_values(relation, (*known, "leaf"), ordered)
    if empty:
        brought.added = brought.rows
    if brought.added or brought.changed or not brought.rows:
        facts: dict[str, object] = {"relation": relation, "rows": brought.rows, "digest": digest.hexdigest()}
        assert write_leaf(tx, "import", at, facts) == leaf, "something else wrote a leaf"
        brought.leaf = leaf
    return brought


def _fresh(
    tx: Transaction, target: Relation, columns: dict[str, list[Any]], first: int, brought: Brought
) -> dict[str, list[Any]]:
    """The rows of a block that the ledger does not have as they are; counts them, and notes those that differ."""
    kept: list[int] = []
    names = target.column_names
    for place, row in enumerate(zip(*(columns[name] for name in names if name != "leaf"), strict=True)):
        told = dict(zip((name for name in names if name != "leaf"), row, strict=True))
        there = tx.find(target.name, tuple(told[name] for name in target.key))
        held = None if there is None else dict(zip(names, there, strict=True))
        differs = [] if held is None else [name for name, value in told.items() if held[name] != value]
        brought.added += held is None
        brought.changed += bool(differs)
        brought.same += held is not None and not differs
        if held is None or differs:
            kept.append(place)
        if differs and len(brought.changes) < MOST_CHANGES:
            brought.changes.append(Change(first + place, tuple(differs)))
    return {name: [values[place] for place in kept] for name, values in columns.items()}


def columns_taken(relation: str) -> list[str]:
    """The columns of a relation of facts that may be brought."""
    return [name for name in _relation(relation).column_names if name not in OURS]


def _relation(name: str) -> Relation:
    if name not in BROUGHT:
        hint = nearest(name, BROUGHT) or f"it is one of {', '.join(BROUGHT)}"
        raise ListError(f"`{shown(name)}` is not a relation of facts; {hint}")
    return CATALOGUE[name]


def _blocks(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    rest = iter(rows)
    while block := list(islice(rest, BLOCK)):
        yield block


def _by_column(rows: Sequence[Mapping[str, Any]]) -> Block:
    return {name: [row.get(name) for row in rows] for name in dict.fromkeys(chain.from_iterable(rows))}


def _read(
    target: Relation, block: Block, first: int, people: People, region: str | None
) -> tuple[dict[str, list[Any]], bytes]:
    """The columns of a block as the ledger keeps them, `leaf` left out, and the form in which they are sealed.

    That form is a line of JSON for each row: a list of its values in the catalogue's order, without `leaf`, the
    token in base64. The number is not in it, so that whoever lacks the key learns nothing by trying numbers.
    """
    columns = _columns(target, block, first, people, region)
    ids = columns.get("id")
    if ids is not None and None in ids:
        entries = map(_ENCODER.encode, zip(*columns.values(), strict=True))
        columns["id"] = [
            name or f"brought-{sha256(entry).hexdigest()[:24]}"
            for name, entry in zip(ids, entries, strict=True)
        ]
    return columns, _ENCODER.encode_lines(zip(*columns.values(), strict=True))


def _columns(
    target: Relation, block: Block, first: int, people: People, region: str | None
) -> dict[str, list[Any]]:
    """The columns of a block in the catalogue's order, `leaf` left out."""
    _check_names(target, block)
    count = len(next(iter(block.values())))
    columns: dict[str, list[Any]] = {}
    for column in target.columns:
        name = column.name
        if name in OURS or name not in block:
            columns[name] = [None] * count
        elif column.type == "token":
            numbers = read_recipients(column, block[name], first, region)
            columns[name] = recipient_tokens(people.keyring.current.token_key, numbers)
        elif name == "id":
            columns[name] = [None if value in {"", None} else str(value) for value in block[name]]
        else:
            columns[name] = read_column(
                column, block[name], first, any_word=target.name in PROOFS, region=region
            )
    if "day" in columns:
        columns["day"] = [ts - ts % DAY for ts in columns["ts"]]
    del columns["leaf"]
    return columns


def _check_names(target: Relation, given: Iterable[str]) -> None:
    taken = [name for name in target.column_names if name not in OURS]
    for name in given:
        if name not in taken:
            hint = nearest(str(name), taken) or f"it takes {', '.join(taken)}"
            raise ListError(f"`{shown(name)}` is not a column of `{target.name}`; {hint}", 1)
    for name in taken:
        column = target.column(name)
        if column.needed and name != "id" and name not in given:
            raise ListError(f"`{target.name}` needs this column: {column.meaning}", 1, name)
