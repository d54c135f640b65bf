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

INSTITUTIONS = {f"{word}_proofs_checked_at": word for word in ("caller", "agency")}
"""The columns that say when an institution's proofs were looked for, each with the word that names it."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The call's columns: its own `words`, each clock's columns, facts of its person and its line, lists' copies.

    `begins` are the lengths of its line's beginnings, `institutions` the words that name those whose proofs matter.
    """

    words: tuple[str, ...]
    clocks: tuple[tuple[Clock, tuple[str, ...]], ...]
    person: tuple[str, ...]
    line: tuple[str, ...]
    begins: tuple[int, ...]
    institutions: tuple[str, ...]
    listings: tuple[str, ...]
    calendars: tuple[str, ...]


def bases_of(pack: Pack) -> tuple[str, ...]:
    """The clocks' bases that the rules of a pack name, each once.

    Every basis of terms that have one by default counts as named: asking for a clock too many costs little.
    """
    return tuple(
        dict.fromkeys(basis for rule in pack.rules if rule.answers_calls for basis in _bases(rule.then))
    )


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
    line, begins, institutions = set(), set(), set()
    for name in columns:
        clock = next((prefix for prefix in clocks if name.startswith(f"{prefix}_")), None)
        if clock is not None:
            column = name.removeprefix(f"{clock}_")
            by_clock.setdefault(clock, set()).add(column)
            if found := re.fullmatch(r"(.+?)_kind(_before)?", column):
                calendars.add(found[1])
        elif name.startswith("recipient_"):
            person.add(name.removeprefix("recipient_"))
        elif name.startswith("listing_") and name.endswith("_at"):
            listings.add(name.removeprefix("listing_").removesuffix("_at"))
        elif name.startswith("line_"):
            line.add(name.removeprefix("line_"))
        elif name.startswith("begins_"):
            begins.add(int(name.removeprefix("begins_")))
        elif name in INSTITUTIONS:
            institutions.add(INSTITUTIONS[name])
        else:
            words.add(name)
    return Needs(
        # Whatever is known of a line or an institution is found by its name.
        words=tuple(sorted({*words, *institutions, *(("line",) if line or begins else ())})),
        clocks=tuple((clocks[prefix], tuple(sorted(by_clock[prefix]))) for prefix in sorted(by_clock)),
        person=tuple(sorted(person)),
        line=tuple(sorted(line)),
        begins=tuple(sorted(begins)),
        institutions=tuple(sorted(institutions)),
        listings=tuple(sorted(listings)),
        calendars=tuple(sorted(calendars)),
    )
