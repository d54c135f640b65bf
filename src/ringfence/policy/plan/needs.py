"""What a plan must know of a call before its logic can run, sorted by where it comes from.

Between the compiler and the engines: the columns that rule logic reads from the call asked about (`k`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel
from sqlglot import exp

from ringfence.policy.plan.clocks import Clock, clocks_of
from ringfence.policy.plan.logic import Expr
from ringfence.policy.rule import Pack


@dataclass(frozen=True, slots=True)
class Needs:
    """The call's columns: its own `words`, its places, each clock's columns, facts of its person, lists' copies."""

    words: tuple[str, ...]
    clocks: tuple[tuple[Clock, tuple[str, ...]], ...]
    person: tuple[str, ...]
    listings: tuple[str, ...]
    calendars: tuple[str, ...]


def bases_of(pack: Pack) -> tuple[str, ...]:
    """The clocks' bases that the rules of a pack name, each once.

    Every basis of terms that have one by default counts as named: asking for a clock too many costs little.
    """
    return tuple(dict.fromkeys(basis for rule in pack.rules for basis in _bases(rule.then)))


def _bases(terms: BaseModel) -> Iterator[str]:
    for name, value in terms:
        if name == "zone" and isinstance(value, str):
            yield value
        elif isinstance(value, BaseModel):
            yield from _bases(value)


def needs_of(exprs: Iterable[Expr], bases: Iterable[str]) -> Needs:
    """The columns of the call that these pieces of logic read."""
    columns = {column.name for expr in exprs for column in expr.find_all(exp.Column) if column.table == "k"}
    clocks: dict[str, Clock] = {clock.prefix: clock for basis in bases for clock in clocks_of(basis)}
    by_clock: dict[str, set[str]] = {}
    words, person, listings, calendars = set(), set(), set(), set()
    for name in columns:
        clock = next((prefix for prefix in clocks if name.startswith(f"{prefix}_")), None)
        if clock is not None:
            column = name.removeprefix(f"{clock}_")
            by_clock.setdefault(clock, set()).add(column)
            if found := re.fullmatch(r"(.+?)_(kind|kind_before|over)", column):
                calendars.add(found[1])
        elif name.startswith("recipient_"):
            person.add(name.removeprefix("recipient_"))
        elif name.startswith("listing_") and name.endswith("_at"):
            listings.add(name.removeprefix("listing_").removesuffix("_at"))
        else:
            words.add(name)
    return Needs(
        words=tuple(sorted(words)),
        clocks=tuple((clocks[prefix], tuple(sorted(by_clock[prefix]))) for prefix in sorted(by_clock)),
        person=tuple(sorted(person)),
        listings=tuple(sorted(listings)),
        calendars=tuple(sorted(calendars)),
    )
