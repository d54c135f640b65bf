"""A plan for calls of which something is known beforehand: what they share is worked out, what it silences left out.

Between a compiled plan and the list shape. Takes a plan, and what is known of every call of a list; gives a plan that
says the same of each of them. A list mostly has one country, one trade and one channel: most rules of a pack have
nothing to say of it, and an engine need not be told of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from sqlglot import exp

from ringfence.policy.plan.clause import CapCounts, Clause
from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.fold import Known, constant, folded
from ringfence.policy.plan.logic import Expr
from ringfence.policy.plan.lookups import Desk, Found, Lookup, figures_in

Held = TypeVar("Held", Clause, CapCounts)


def narrowed(plan: Plan, known: Known) -> Plan:
    """The plan for such calls; its clauses keep their numbers, its look-ups and figures their names."""
    narrowing = _Narrowing(plan, known)
    clauses = tuple(
        narrowing.clause(each)
        for each in plan.clauses
        if constant(narrowing.read(each.guard)) is not False
        and constant(narrowing.read(each.fires)) is not False
    )
    return Plan(plan.pack, clauses, narrowing.desk(clauses))


@dataclass(frozen=True, slots=True)
class _Narrowing:
    plan: Plan
    known: Known

    def read(self, expr: Expr) -> Expr:
        return folded(expr, self.known)

    def clause(self, clause: Clause) -> Clause:
        made = self._held(clause)
        cap = None if clause.cap is None else self._cap(clause.cap)
        reach = None if clause.reach is None else self.lookup(clause.reach)
        return replace(made, cap=cap, reach=reach)

    def lookup(self, lookup: Lookup) -> Lookup:
        """The look-up; its key stays, for by it engines find rows, and so does `told`, whose words caps compare."""
        logic: dict[str, Any] = {
            name: self.read(part)
            for name in ("match", "within", "needed", "index")
            if (part := getattr(lookup, name)) is not None
        }
        if lookup.bounds is not None:
            return replace(lookup, bounds=(self.read(lookup.bounds[0]), self.read(lookup.bounds[1])), **logic)
        return replace(lookup, **logic)

    def desk(self, clauses: tuple[Clause, ...]) -> Desk:
        """The look-ups and figures that these clauses still need."""
        made = Desk(self.plan.desk.places)
        named = [lookup.name for clause in clauses for lookup in _lookups_of(clause)]
        made.lookups = {name: self.lookup(self.plan.desk.lookups[name]) for name in dict.fromkeys(named)}
        waiting = [name for clause in clauses for part in _logic_of(clause) for name in figures_in(part)]
        waiting += [
            name for each in made.lookups.values() for part in each.parts for name in figures_in(part)
        ]
        while waiting:
            name = waiting.pop()
            if name not in made.found:
                made.found[name] = found = self._found(made, self.plan.desk.found[name])
                parts = [*found.lookup.parts, *found.order, *([] if found.value is None else [found.value])]
                waiting += [each for part in parts for each in figures_in(part)]
        return made

    def _found(self, desk: Desk, found: Found) -> Found:
        lookup = desk.lookups.setdefault(found.lookup.name, self.lookup(found.lookup))
        value = None if found.value is None else self.read(found.value)
        return replace(found, lookup=lookup, value=value, order=tuple(map(self.read, found.order)))

    def _cap(self, cap: CapCounts) -> CapCounts:
        return replace(self._held(cap), counted=self.lookup(cap.counted))

    def _held(self, held: Held) -> Held:
        """The same with each piece of logic worked out."""
        logic: dict[str, Any] = {name: self.read(part) for name, part in _pieces(held)}
        return replace(held, **logic)


def _pieces(held: Clause | CapCounts) -> Iterator[tuple[str, Expr]]:
    for field in fields(held):
        part = getattr(held, field.name)
        if isinstance(part, exp.Expression):
            yield field.name, part


def _logic_of(clause: Clause) -> Iterator[Expr]:
    yield from (part for _, part in _pieces(clause))
    if clause.cap is not None:
        yield from (part for _, part in _pieces(clause.cap))


def _lookups_of(clause: Clause) -> Iterator[Lookup]:
    if clause.cap is not None:
        yield clause.cap.counted
    if clause.reach is not None:
        yield clause.reach
