"""Compiles `proof`: whether what must exist is missing. What it means: `policy/kinds/proof.py`."""

from __future__ import annotations

from ringfence.policy.kinds.proof import ProofTerms
from ringfence.policy.plan.clause import Broken
from ringfence.policy.plan.logic import (
    FALSE,
    Expr,
    at_most,
    both,
    call,
    equal,
    filled,
    negate,
    number,
    row,
)
from ringfence.policy.plan.lookups import Desk, Found
from ringfence.policy.plan.proofs import lift, matches, proof_rows


def broken_proof(desk: Desk, terms: ProofTerms, guard: Expr) -> Broken:
    """Whether no proof is found, and when one may next begin to count."""
    inside = equal(call("agency"), call("caller")) if terms.about == "agency" else FALSE()
    needed = both(guard, negate(inside)) if terms.about == "agency" else guard
    found = lift(desk, terms, needed)
    missed = negate(found.found)
    lapsed = proof_rows(
        desk, terms, matches(terms, minus_age=False), needed, within=at_most(row("given_at"), call("t"))
    )

    def newest(column: str) -> Expr:
        order = (row("given_at"), filled(row("leaf"), number(-1)))
        return desk.figure(Found(lapsed, "last", "sure", row(column), order))

    return Broken(
        broken=both(negate(inside), missed) if terms.about == "agency" else missed,
        edge=found.next_at,
        fact_at=newest("given_at"),
        leaf=newest("leaf"),
    )
