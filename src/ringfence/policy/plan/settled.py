"""What one row of the ledger settles: a proof that lifts ten rules spares a call from all ten.

Between a plan and the list shape. Takes a condition whose figures are drawn from look-ups; gives the most that it can
come to for a call under whose key a row `h` lies, over call and row alone. Where that is false for any row there is, the
condition surely is, and no figure need be drawn. Must never be taken for the condition itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from ringfence.policy.plan.bounds import highest
from ringfence.policy.plan.clause import Clause
from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.fold import Known, folded
from ringfence.policy.plan.logic import Expr, both, case, equal, negate, row
from ringfence.policy.plan.lookups import Desk, Found, Lookup


@dataclass(frozen=True, slots=True)
class Settling:
    """What a row of a relation settles: for some clauses, the most that they can come to where it lies under the key.

    `key` holds, for each column of the key, the values that rows are found by; `most` is by a clause's index.
    """

    relation: str
    key: Mapping[str, tuple[Expr, ...]]
    most: Mapping[int, Expr]


def settling(plan: Plan, clauses: Iterable[Clause]) -> list[Settling]:
    """What a row of a person's settles, for each relation that settles anything, the one of most clauses first."""
    lookups = [each for each in plan.desk.lookups.values() if _of_a_person(each)]
    found: list[Settling] = []
    fires = {each.index: each.fires for each in clauses}
    for relation in dict.fromkeys(each.relation for each in lookups):
        read = {each.name: each for each in lookups if each.relation == relation}
        bounds = {index: beside_a_row(each, plan.desk, read) for index, each in fires.items()}
        most = {index: bound for index, bound in bounds.items() if _reads_the_row(bound)}
        if most:
            found.append(Settling(relation, _key_of(read.values()), most))
    return sorted(found, key=lambda each: -len(each.most))


class Alone:
    """What conditions ask of the row alone, each thing once: an engine works it out for a row, not for every pair.

    >>> from ringfence.policy.plan.logic import call, less, missing
    >>> alone = Alone()
    >>> alone.read(both(missing(row("ends_at")), less(row("given_at"), call("t")))).sql()
    '"h"."alone_0" AND "h"."given_at" < "k"."t"'
    >>> alone.pieces["alone_0"].sql()
    '"h"."ends_at" IS NULL'
    """

    def __init__(self) -> None:
        self._names: dict[Expr, str] = {}

    @property
    def pieces(self) -> dict[str, Expr]:
        """What is asked of the row alone, by the name of the column that it is read as."""
        return {name: piece for piece, name in self._names.items()}

    def read(self, condition: Expr) -> Expr:
        """The condition with these pieces as columns of the row."""
        return condition.transform(self._read)

    def _read(self, node: Expr) -> Expr:
        if not isinstance(node, ASKED):
            return node
        if _of_the_row(node):
            return self._named(node)
        if not isinstance(node, exp.And):
            return node
        parts = list(node.flatten())
        own = [part for part in parts if _of_the_row(part)]
        if not own:
            return node
        rest = [self.read(part) for part in parts if not _of_the_row(part)]
        return both(self._named(both(*(part.copy() for part in own))), *rest)

    def _named(self, piece: Expr) -> Expr:
        return row(self._names.setdefault(piece.copy(), f"alone_{len(self._names)}"))


ASKED = (exp.And, exp.Or, exp.Not, exp.Paren, exp.Case, exp.EQ, exp.LT, exp.LTE, exp.In, exp.Is)


def _of_the_row(piece: Expr) -> bool:
    """Whether a piece asks something of the row, and of nothing else."""
    tables = {column.table for column in piece.find_all(exp.Column)}
    return tables == {"h"} and isinstance(piece, ASKED)


def beside_a_row(expr: Expr, desk: Desk, lookups: Mapping[str, Lookup]) -> Expr:
    """The most that a condition can come to where a row `h` lies under the key of these look-ups."""

    def read(node: Expr) -> Expr:
        if isinstance(node, exp.Case) and isinstance(node.this, exp.Column) and node.this.table == "found":
            found = desk.found[node.this.name]
            if found.what == "degree" and found.lookup.name in lookups:
                return _chosen(node, found)
        return node

    return folded(highest(expr.transform(read), _at_hand), Known({}))


def _chosen(degrees: exp.Case, found: Found) -> Expr:
    """What a choice by degree comes to beside a row: a match is the most there is, and the only row all there is."""
    lookup, default = found.lookup, degrees.args["default"]
    values = {int(each.this.this): each.args["true"] for each in degrees.args["ifs"]}
    fixed = both(
        *(equal(row(column), value) for column, value in lookup.key if isinstance(value, exp.Literal))
    )
    if not lookup.single:
        return case([(both(fixed, lookup.within, lookup.match), values[2])], _open())
    told = case(
        [(lookup.match, values[2]), (negate(lookup.match), values.get(0, default))], values.get(1, default)
    )
    return case([(fixed, told if lookup.within is None else case([(lookup.within, told)], default))], _open())


def _open() -> Expr:
    """A truth that the row says nothing about."""
    return exp.column("open", table="found", quoted=True)


def _at_hand(column: exp.Column) -> bool:
    return column.table in {"k", "h"}


def _reads_the_row(bound: Expr) -> bool:
    return any(column.table == "h" for column in bound.find_all(exp.Column))


def _of_a_person(lookup: Lookup) -> bool:
    """Whether its rows are found by the recipient and fixed words alone, none of them an earlier call of the list."""
    led = [column for column, value in lookup.key if not isinstance(value, exp.Literal)]
    return led == ["recipient"] and not lookup.earlier and lookup.bounds is None


def _key_of(lookups: Iterable[Lookup]) -> dict[str, tuple[Expr, ...]]:
    key: dict[str, dict[Expr, None]] = {}
    for lookup in lookups:
        for column, value in lookup.key:
            key.setdefault(column, {})[value] = None
    return {column: tuple(values) for column, values in key.items()}
