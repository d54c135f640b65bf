"""Which calls are alike to a plan: those of whom its rules' words and eras say the same.

Between a compiled plan and the one-call shape. Takes the words of a call and its moment; gives its situation, from
which most rules can be seen to be silent, or decided, before any of the ledger is read. There are few of them: a word
that no rule names is like any other such word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

from sqlglot import exp

from ringfence.policy.plan.compile import Plan
from ringfence.policy.plan.fold import OTHER, Fact, Known, Value, constant, words_compared
from ringfence.policy.plan.logic import Expr

Situation = tuple[tuple[Fact, ...], int, tuple[bool | None, ...]]
"""What each word comes to, which era of the plan it is, and which of the words that rules compare are the same."""
APART = frozenset({"account", "id", "line", "occasion"})
"""Words that few calls have in common: of these it matters only whether they are given."""


@dataclass(frozen=True)
class Situations:
    """The situations of one plan's calls, over these words of theirs."""

    plan: Plan
    names: tuple[str, ...]

    @cached_property
    def _named(self) -> tuple[dict[Value, Fact], ...]:
        """For each word, what it comes to: itself if a rule names it, nothing, or some other word."""
        told: dict[str, dict[Value, Fact]] = {name: {None: None} for name in self.names}
        for expr in self._logic():
            for form in expr.find_all(exp.In, exp.EQ):
                for name, value in _words_of(form):
                    if name in told:
                        told[name][value] = value
        return tuple(told[name] for name in self.names)

    @cached_property
    def _compared(self) -> tuple[tuple[int, int], ...]:
        """Where the pairs of words stand that a rule compares with one another."""
        pairs = {words_compared(form) for expr in self._logic() for form in expr.find_all(exp.EQ)}
        known = set(self.names) - APART
        return tuple(
            (self.names.index(pair[0]), self.names.index(pair[1]))
            for pair in sorted(pair for pair in pairs if pair is not None and known.issuperset(pair))
        )

    @cached_property
    def _turns(self) -> tuple[int, ...]:
        """The moments at which a rule's era begins or ends."""
        return tuple(sorted({turn for clause in self.plan.clauses for turn in _turns_of(clause.guard)}))

    def _logic(self) -> Iterator[Expr]:
        for clause in self.plan.clauses:
            yield from (
                part for part in (clause.fires, clause.edge, clause.fact_at, clause.leaf) if part is not None
            )
        for found in self.plan.desk.found.values():
            yield from (part for part in (found.value, *found.order) if part is not None)
        for lookup in self.plan.desk.lookups.values():
            yield from lookup.parts

    def of(self, values: Iterable[Value], t: int) -> Situation:
        """The situation of a call with these words at this moment."""
        given = tuple(values)
        words = tuple(map(dict.get, self._named, given, repeat(OTHER)))
        return (
            words,
            self.era(t),
            tuple(self._same(given[one], given[other]) for one, other in self._compared),
        )

    @staticmethod
    def _same(one: Value, other: Value) -> bool | None:
        return None if one is None or other is None else one == other

    def era(self, t: int) -> int:
        """How many of the plan's turns lie behind a moment."""
        return bisect_right(self._turns, t) if self._turns else 0

    def known(self, situation: Situation) -> Known:
        """What is known of every call in it."""
        words, era, same = situation
        since = self._turns[era - 1] if era else None
        until = self._turns[era] if era < len(self._turns) else None
        names = [(self.names[one], self.names[other]) for one, other in self._compared]
        alike = {pair: each for pair, each in zip(names, same, strict=True) if each is not None}
        return Known(dict(zip(self.names, words, strict=True)), since, until, alike)


def _words_of(form: Expr) -> Iterator[tuple[str, Value]]:
    """The words that a comparison names, each with the column it is compared with."""
    sides: Sequence[tuple[Expr, Sequence[Expr]]] = ()
    if isinstance(form, exp.In):
        sides = [(form.this, form.expressions)]
    elif isinstance(form, exp.EQ):
        sides = [(form.this, [form.expression]), (form.expression, [form.this])]
    for column, options in sides:
        if isinstance(column, exp.Column) and column.table == "k":
            for option in options:
                found = constant(option)
                if isinstance(found, int | str):
                    yield column.name, found


def _turns_of(guard: Expr) -> Iterator[int]:
    for form in guard.find_all(exp.LT, exp.LTE):
        for now, moment in ((form.this, form.expression), (form.expression, form.this)):
            if isinstance(now, exp.Column) and (now.table, now.name) == ("k", "t"):
                found = constant(moment)
                if isinstance(found, int):
                    yield found
