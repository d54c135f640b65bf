"""Who it may have been: numbers that belong together, named where their owners publish them.

After evidence came in. Takes the case; gives groups of numbers with what joins them, for her to confirm, change or set
aside. What is suggested is never a fact: nothing counts against a caller before she has said that it was that one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import msgspec

from ringfence.redress.case import Caller, Case
from ringfence.redress.numbers import NumberTold, Official, official, told_of

NEIGHBOURS: Final = 100
"""Numbers of one length that differ by less lie beside each other: carriers give lines out in such blocks."""
FEWEST_RINGS: Final = 2
"""A number that called less often is left out of what is suggested, unless somebody publishes it."""
FIRM: Final = 5
"""Digits of a service number that are one firm's."""
SIGNED: Final = re.compile(r"[【\[]([^】\]]{2,20})[】\]]")
LINKED: Final = frozenset({"service", "call_centre", "fixed", "mobile", "virtual"})


@dataclass(slots=True)
class Group:
    """Numbers that may be one caller's, how often they called her, and why they are thought to belong together."""

    numbers: list[NumberTold]
    rings: int = 0
    answered: int = 0
    messages: int = 0
    first: int | None = None
    last: int | None = None
    why: set[str] = field(default_factory=set)
    signed: str = ""

    @property
    def published(self) -> Official | None:
        """Who publishes one of the numbers."""
        return next((each.official for each in self.numbers if each.official is not None), None)

    @property
    def digits(self) -> tuple[str, ...]:
        """The numbers as they were shown."""
        return tuple(each.number for each in self.numbers if each.number is not None)


def groups(case: Case) -> list[Group]:
    """The numbers that called her and that she has not yet given to a caller, together, those that called most first."""
    taken = {number for caller in case.callers for number in caller.numbers}
    numbers = {ring.number for ring in case.rings if ring.to_her and ring.number} | {
        message.number for message in case.messages if message.to_her and message.number
    }
    parents = {number: number for number in numbers - taken if number is not None}
    signatures, why = _signatures(case), defaultdict(set)
    for first, second, reason in (
        *_neighbours(parents),
        *_same_service(parents),
        *_same_words(parents, signatures),
        *_published(parents, signatures),
    ):
        _join(parents, first, second)
        why[_root(parents, first)].add(reason)
    together: dict[str, list[str]] = defaultdict(list)
    for number in sorted(parents):
        together[_root(parents, number)].append(number)
    made = [_group(case, each, signatures) for each in together.values()]
    for group in made:
        group.why = {reason for number in group.digits for reason in why.get(number, ())}
    some = [
        each for each in made if each.rings + each.messages >= FEWEST_RINGS or each.published or each.signed
    ]
    return sorted(some, key=lambda each: (-each.rings, -each.messages, each.digits))


def caller_of(group: Group, case: Case) -> Caller:
    """The caller that a group would be, for her to confirm."""
    owner = group.published
    used = {each.id for each in case.callers}
    name = next(f"caller-{nth}" for nth in range(1, len(used) + 2) if f"caller-{nth}" not in used)
    return Caller(
        id=name,
        name=owner.name if owner else group.signed,
        numbers=group.digits,
        known_by="published" if owner else "",
        trade=owner.trade if owner else None,
    )


def with_caller(case: Case, caller: Caller) -> Case:
    """The case with a caller as she says it; its numbers are nobody else's any more."""
    others = tuple(
        msgspec.structs.replace(each, numbers=tuple(n for n in each.numbers if n not in caller.numbers))
        for each in case.callers
        if each.id != caller.id
    )
    ordered = sorted((*others, caller), key=lambda each: int(each.id.rpartition("-")[2]))
    return msgspec.structs.replace(case, callers=tuple(ordered))


def _group(case: Case, numbers: list[str], signatures: dict[str, str]) -> Group:
    group = Group([told_of(number) for number in numbers])
    mine = set(numbers)
    moments = []
    for ring in case.rings:
        if ring.to_her and ring.number in mine:
            group.rings += 1
            group.answered += ring.answered is True
            moments.append(ring.at)
    for message in case.messages:
        if message.to_her and message.number in mine:
            group.messages += 1
            moments.append(message.at)
    group.first, group.last = min(moments, default=None), max(moments, default=None)
    signed = Counter(signatures[number] for number in numbers if number in signatures)
    group.signed = signed.most_common(1)[0][0] if signed else ""
    return group


def _signatures(case: Case) -> dict[str, str]:
    """The name that a number's messages are signed with, where all of them are signed alike."""
    found: dict[str, set[str]] = defaultdict(set)
    for message in case.messages:
        if message.to_her and message.number and (sign := SIGNED.search(message.text)):
            found[message.number].add(sign[1])
    return {number: signs.pop() for number, signs in found.items() if len(signs) == 1}


def _neighbours(numbers: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    by_length: dict[int, list[str]] = defaultdict(list)
    for number in numbers:
        # A service number is one firm's to the last digit: its neighbour is another firm.
        if told_of(number).series in LINKED and len(number) >= 10:
            by_length[len(number)].append(number)
    for alike in by_length.values():
        alike.sort(key=int)
        for first, second in pairwise(alike):
            if int(second) - int(first) < NEIGHBOURS:
                yield first, second, "neighbours"


def _same_service(numbers: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    """Service numbers and their extensions: the first five digits are one firm's, what follows is a desk of it."""
    first_of: dict[str, str] = {}
    for number in sorted(numbers):
        firm = number.removeprefix("+86")[:FIRM]
        if told_of(number).series in {"service", "call_centre"}:
            if firm in first_of:
                yield first_of[firm], number, "same_service"
            first_of.setdefault(firm, number)


def _same_words(numbers: dict[str, str], signatures: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    first_of: dict[str, str] = {}
    for number, sign in sorted(signatures.items()):
        if number in numbers:
            if sign in first_of:
                yield first_of[sign], number, "same_words"
            first_of.setdefault(sign, number)


def _published(numbers: dict[str, str], signatures: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    """Numbers whose messages are signed by whoever publishes another of them."""
    owners = {number: who.name for number in numbers if (who := official().get(number.removeprefix("+86")))}
    for number, sign in signatures.items():
        for theirs, name in owners.items():
            if number in numbers and number != theirs and (sign in name or name.removeprefix("中国") in sign):
                yield theirs, number, "signed"


def _root(parents: dict[str, str], number: str) -> str:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _join(parents: dict[str, str], first: str, second: str) -> None:
    roots = sorted((_root(parents, first), _root(parents, second)))
    parents[roots[1]] = roots[0]
