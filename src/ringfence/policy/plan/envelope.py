"""Compiles what every rule shares: when it holds, where, for which calls, and what exempts from it."""

from __future__ import annotations

from collections.abc import Callable

from ringfence.call.words import MOST_PLACES
from ringfence.policy.plan.logic import (
    TRUE,
    Expr,
    among,
    at_most,
    both,
    call,
    case,
    either,
    equal,
    given,
    less,
    missing,
    negate,
    nothing,
    number,
    sooner,
    unknown,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk
from ringfence.policy.plan.proofs import lift
from ringfence.policy.rule import RuleTerms
from ringfence.policy.terms import When, Where


def holds(since: int | None, until: int | None) -> Expr:
    """Whether now lies in an era `[since, until)`."""
    return both(
        at_most(number(since), call("t")) if since is not None else None,
        less(call("t"), number(until)) if until is not None else None,
    )


def about(when: When, of: Callable[[str], Expr] = call) -> Expr:
    """Whether the call is one the rule is about; `of` reads the words of another call instead."""
    named = [among(of(word), allowed) for word, allowed in when.conditions.items()]
    if when.outsourced is None:
        return both(*named)
    own = equal(of("agency"), of("caller"))
    return both(*named, negate(own) if when.outsourced else own)


def located(desk: Desk, where: Where) -> Expr:
    """Whether any known place of the recipient lies where the rule holds."""
    if where.country is None and where.region is None:
        return TRUE()
    places: list[Expr] = []
    for place in range(1, (MOST_PLACES if desk.places is None else desk.places) + 1):
        there = [
            among(call(f"{word}_{place}"), allowed)
            for word, allowed in (("country", where.country), ("region", where.region))
            if allowed is not None
        ]
        known = at_most(number(place), call("place_count")) if desk.places is None else TRUE()
        places.append(both(known, *there))
    if desk.places is not None:
        return either(*places) if places else unknown()
    nowhere_known = either(missing(call("place_count")), less(call("place_count"), number(1)))
    return case([(nowhere_known, unknown())], either(*places))


def exempt(desk: Desk, terms: RuleTerms, needed: Expr) -> tuple[Expr, Expr, Expr]:
    """What exempts by the call's own words, what exempts in full, and when a proof may next do so."""
    by_words: list[Expr] = []
    in_full: list[Expr] = []
    coming: list[Expr] = [nothing()]
    for ground in terms.unless:
        words: list[Expr] = []
        if ground.call is not None:
            words.append(about(ground.call))
        if ground.occasion == "known":
            words.append(case([(given(call("occasion")), TRUE())], unknown()))
        proofs: list[Expr] = []
        if ground.proof is not None:
            found = lift(desk, ground.proof, needed)
            proofs.append(found.found)
            coming.append(found.next_at)
        if not proofs:
            by_words.append(both(*words))
        in_full.append(both(*words, *proofs))
    return either(*by_words), either(*in_full), sooner(*coming)
