"""What a kept file adds to a case: its calls joined with those that other files tell, its messages, its place in the list.

After a door has read a file. Takes the case and the rows; gives the case with them. A call that stands in a bill and in
a telephone's log is one call that stands in two places. Must never lose a row, nor count one twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import msgspec

from ringfence.redress.case import Case, KeptFile, Message, Ring, Stands

SAME_CALL: Final = 90_000
"""Milliseconds by which a telephone's clock and a carrier's may differ about one call."""


Fact = TypeVar("Fact", Ring, Message)


def with_file(
    case: Case, kept: KeptFile, rings: Sequence[Ring], messages: Sequence[Message], rows: Sequence[int]
) -> Case:
    """The case with a file and what stands in it; the same file again replaces what was read from it before.

    `rows` are the rows of `rings` or of `messages` in the file.
    """
    case = without_file(case, kept.digest)
    before = next((each.digest for each in reversed(case.files) if each.name == kept.name), None)
    stands = [(Stands(kept.digest, row),) for row in rows]
    new_rings = [
        msgspec.structs.replace(ring, stands=where, whose=kept.whose)
        for ring, where in zip(rings, stands, strict=False)
    ]
    new_messages = [
        msgspec.structs.replace(message, stands=where, whose=kept.whose)
        for message, where in zip(messages, stands, strict=False)
    ]
    return msgspec.structs.replace(
        case,
        files=(*case.files, msgspec.structs.replace(kept, alike=before)),
        rings=joined((*case.rings, *new_rings)),
        messages=_together((*case.messages, *new_messages)),
    )


def without_file(case: Case, digest: str) -> Case:
    """The case without a file, and without what stands nowhere else; the file itself stays where it is."""
    if all(each.digest != digest for each in case.files):
        return case
    return msgspec.structs.replace(
        case,
        files=tuple(each for each in case.files if each.digest != digest),
        rings=tuple(_still_standing(case.rings, digest)),
        messages=tuple(_still_standing(case.messages, digest)),
    )


def _still_standing(facts: Iterable[Fact], digest: str) -> Iterable[Fact]:
    for fact in facts:
        left = tuple(each for each in fact.stands if each.digest != digest)
        if left:
            yield msgspec.structs.replace(fact, stands=left)


def joined(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """The calls in order, those that several files tell made one.

    Two rows are one call if number, telephone and direction agree and they begin within 90 seconds of each other in two
    files, or at the same moment in one.
    """
    kept: dict[tuple[str | None, str, bool], list[Ring]] = defaultdict(list)
    for ring in sorted(rings, key=lambda each: each.at):
        same = kept[ring.number, ring.whose, ring.to_her]
        place = next((place for place in _near(same, ring) if _are_one(same[place], ring)), None)
        if place is None:
            same.append(ring)
        else:
            same[place] = _one_of(same[place], ring)
    return tuple(
        sorted(
            (ring for same in kept.values() for ring in same), key=lambda each: (each.at, each.number or "")
        )
    )


def _near(same: Sequence[Ring], ring: Ring) -> range:
    return range(bisect_left(same, ring.at - SAME_CALL, key=lambda each: each.at), len(same))


def _are_one(first: Ring, second: Ring) -> bool:
    if first.at == second.at:
        return True
    # Withheld numbers may be anybody's: only one file's word for two calls would join them.
    apart = {each.digest for each in first.stands}.isdisjoint(each.digest for each in second.stands)
    return apart and first.number is not None and second.at - first.at <= SAME_CALL


def _one_of(first: Ring, second: Ring) -> Ring:
    """One call that two rows tell; where they contradict each other on whether it was answered, that is not known."""
    said = {each.answered for each in (first, second)} - {None}
    lengths = [each.seconds for each in (first, second) if each.seconds is not None]
    return msgspec.structs.replace(
        first,
        answered=said.pop() if len(said) == 1 else None,
        seconds=max(lengths, default=None),
        stands=tuple(dict.fromkeys((*first.stands, *second.stands))),
    )


def _together(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages in order, the same one in two files made one."""
    kept: dict[tuple[int, str | None, str, bool, str], Message] = {}
    for message in sorted(messages, key=lambda each: each.at):
        key = (message.at, message.number, message.text, message.to_her, message.whose)
        before = kept.get(key)
        stands = message.stands if before is None else tuple(dict.fromkeys((*before.stands, *message.stands)))
        kept[key] = msgspec.structs.replace(message, stands=stands)
    return tuple(kept.values())
