"""Compiles a checked pack to its plan: one clause for each era of each rule.

Between a pack and the engines. Takes frozen rules; gives expression trees that no engine has yet seen. A rule
whose value changes becomes several clauses, each with its constants and the moments between which it holds;
they share the rule's id, and at most one of them holds at any moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from sqlglot import exp

from ringfence.call.moments import day_number, moment
from ringfence.call.verdict import GENTLE
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.kinds.identity import IdentityTerms
from ringfence.policy.kinds.listing import ListingTerms
from ringfence.policy.kinds.party import PartyTerms
from ringfence.policy.kinds.proof import ProofTerms
from ringfence.policy.kinds.stop import StopTerms
from ringfence.policy.kinds.window import WindowTerms
from ringfence.policy.plan.cap import broken_cap
from ringfence.policy.plan.clause import Broken, Clause
from ringfence.policy.plan.envelope import about, exempt, holds, located
from ringfence.policy.plan.identity import broken_identity
from ringfence.policy.plan.listing import broken_listing
from ringfence.policy.plan.logic import FALSE, Expr, both, case, negate, nothing, number, sooner
from ringfence.policy.plan.lookups import Desk, Found, figures_in
from ringfence.policy.plan.needs import Needs, bases_of, needs_of
from ringfence.policy.plan.party import broken_party
from ringfence.policy.plan.proof import broken_proof
from ringfence.policy.plan.stop import broken_stop
from ringfence.policy.plan.window import broken_window
from ringfence.policy.rule import Pack, Rule

MOST_PACKS = 16
"""For how many packs a plan is kept; a process judges by one or two."""


@dataclass(frozen=True)
class Plan:
    """A pack as expression trees: its clauses, the look-ups they use, what they must know of a call."""

    pack: Pack
    clauses: tuple[Clause, ...]
    desk: Desk

    @cached_property
    def needs(self) -> Needs:
        """The columns of the call that the clauses read, by where they come from."""
        exprs: list[Expr] = []
        for clause in self.clauses:
            parts = (clause.fires, clause.apart, clause.edge, clause.fact_at, clause.leaf)
            exprs += [part for part in parts if part is not None]
            if clause.cap is not None:
                exprs += [clause.cap.counts, clause.cap.since, clause.cap.until, clause.cap.lost]
        for found in self.desk.found.values():
            exprs += [part for part in (found.value, *found.order) if part is not None]
        for lookup in self.desk.lookups.values():
            exprs += lookup.parts
        return needs_of(exprs, bases_of(self.pack))

    def needs_for(self, exprs: Iterable[Expr]) -> Needs:
        """The columns of the call that these pieces read, those of the look-ups behind them included."""
        waiting, seen = list(exprs), dict[str, Found]()
        read: list[Expr] = []
        while waiting:
            expr = waiting.pop()
            read.append(expr)
            for name in figures_in(expr):
                if name not in seen:
                    seen[name] = found = self.desk.found[name]
                    waiting += [part for part in (found.value, *found.order) if part is not None]
                    waiting += found.lookup.parts
        return needs_of(read, bases_of(self.pack))

    @property
    def words(self) -> frozenset[str]:
        """The words of a call that a list must bring along for this plan."""
        return frozenset({*self.needs.words, *self.past_words} - {"t"})

    @cached_property
    def past_words(self) -> tuple[str, ...]:
        """What an earlier call of a list must be known by so that caps can count it."""
        lookups = [lookup for lookup in self.desk.lookups.values() if lookup.earlier]
        parts = [part for each in lookups for part in (*each.parts, each.told) if part is not None]
        columns = (column for part in parts for column in part.find_all(exp.Column) if column.table == "h")
        words = dict.fromkeys(("recipient", "line", *sorted({column.name for column in columns})))
        return tuple(
            word for word in words if word not in {"ts", "day", "direction", "outcome", "expires_at"}
        )


@lru_cache(maxsize=MOST_PACKS)
def compile_pack(pack: Pack, places: int | None = None) -> Plan:
    """The plan of a checked pack, for calls with so many known places (None: it differs from call to call).

    DRAFT rules are left out, for what is not in force never fires; so are rules of kinds that answer no call.
    """
    desk = Desk(places)
    clauses: list[Clause] = []
    for rule in pack.rules:
        if not rule.answers_calls:
            continue
        for since, until, most in eras(pack, rule):
            clauses.append(_clause(desk, pack, len(clauses), rule, since, until, most))
    return Plan(pack, tuple(clauses), desk)


def eras(pack: Pack, rule: Rule) -> list[tuple[int | None, int | None, int | None]]:
    """The stretches on which a rule holds with one value: since, until (UTC ms), and the value if it has one."""
    zone = ZoneInfo(pack.zone)
    first = _midnight(rule.terms.valid.since, zone)
    last = _midnight(rule.terms.valid.until, zone)
    if not isinstance(rule.then, CapTerms):
        return [(first, last, None)]
    dated = [(_midnight(day, zone), value) for day, value in pack.values[rule.then.max.value].eras()]
    stretches: list[tuple[int | None, int | None, int | None]] = []
    for place, (began, value) in enumerate(dated):
        ended = dated[place + 1][0] if place + 1 < len(dated) else None
        since, until = _latest(first, began), _earliest(last, ended)
        if value is not None and (since is None or until is None or since < until):
            stretches.append((since, until, value))
    return stretches


def _midnight(day: dt.date | None, zone: ZoneInfo) -> int | None:
    return None if day is None else moment(dt.datetime.combine(day, dt.time(), zone))


def _latest(left: int | None, right: int | None) -> int | None:
    return max((each for each in (left, right) if each is not None), default=None)


def _earliest(left: int | None, right: int | None) -> int | None:
    return min((each for each in (left, right) if each is not None), default=None)


def _clause(
    desk: Desk, pack: Pack, index: int, rule: Rule, since: int | None, until: int | None, most: int | None
) -> Clause:
    terms = rule.terms
    plain_guard = both(holds(since, until), located(desk, terms.where), about(terms.when))
    by_words, in_full, coming = exempt(desk, terms, plain_guard)
    guard = both(plain_guard, negate(by_words)) if terms.unless else plain_guard
    broken = _broken(desk, pack, rule, most, guard)
    apart = both(guard, negate(in_full)) if terms.unless else guard
    # The guard is tried first: an engine that works left to right need not look anything up where it fails.
    fires = case([(negate(guard), FALSE())], both(apart, broken.broken))
    era_end = number(until) if until is not None else nothing()
    return Clause(
        index=index, rule=rule, guard=guard, fires=fires, apart=apart, max=most, cap=broken.cap,
        edge=sooner(broken.edge, era_end, coming), rest=sooner(era_end, coming),
        fact_at=broken.fact_at, leaf=broken.leaf, bare=broken.bare, reach=broken.reach,
        sure=broken.sure,
    )  # fmt: skip


def _blocks(rule: Rule) -> bool:
    """Whether a rule stands in the way both when it is broken and when it cannot be decided."""
    return rule.terms.effect not in GENTLE and rule.terms.on_unknown not in {"warn", "ignore"}


def _broken(desk: Desk, pack: Pack, rule: Rule, most: int | None, guard: Expr) -> Broken:
    match rule.then:
        case WindowTerms() as terms:
            known = pack.calendars.get(terms.holidays.calendar, {}) if terms.holidays else {}
            last_day = day_number(max(known)) if known else None
            return broken_window(desk, terms, guard, unknown_blocks=_blocks(rule), last_day=last_day)
        case CapTerms() as terms:
            assert most is not None
            return broken_cap(desk, terms, rule.terms.when, most, guard)
        case StopTerms() as terms:
            return broken_stop(desk, terms, guard, unknown_blocks=_blocks(rule))
        case ListingTerms() as terms:
            return broken_listing(desk, terms, guard, ages=not _blocks(rule))
        case ProofTerms() as terms:
            return broken_proof(desk, terms, guard)
        case PartyTerms() as terms:
            return broken_party(desk, terms, guard)
        case IdentityTerms() as terms:
            return broken_identity(desk, terms, rule.terms.where, guard)
        case terms:
            raise AssertionError(type(terms).__name__)
