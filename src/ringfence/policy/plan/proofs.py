"""Proofs as look-ups: whether one is found that lifts, releases or beats, and when the next one counts.

Between the kinds and the shapes. A proof that nobody looked for is unknown, not absent.
"""

from __future__ import annotations

from dataclasses import dataclass

from ringfence.call.moments import FOREVER
from ringfence.policy.plan.clocks import if_exists, next_reading
from ringfence.policy.plan.logic import (
    FALSE,
    TRUE,
    Expr,
    among,
    at_most,
    both,
    call,
    case,
    either,
    equal,
    filled,
    less,
    minus,
    missing,
    negate,
    nothing,
    number,
    plus,
    row,
    sooner,
    surely,
    text,
    unknown,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk, Found, Lookup
from ringfence.policy.terms import ProofTerm


def nobody_looked(term: ProofTerm) -> Expr:
    """Whether nobody has looked for the proofs of whomever the term is about."""
    return missing(call(f"{term.about}_proofs_checked_at"))


@dataclass(frozen=True, slots=True)
class Lift:
    """Whether a proof is found (three-valued), and the earliest later moment at which one could be.

    `opens_at` is when the hours agreed in one next begin, apart from that.
    """

    found: Expr
    next_at: Expr
    opens_at: Expr


def lift(desk: Desk, term: ProofTerm, needed: Expr, basis: str | None = None) -> Lift:
    """The look-up of one proof term; `basis` is whose clock agreed hours are read on."""
    hours = agreed_hours(desk, basis) if term.agreed_hours and basis else TRUE()
    in_time = at_most(row("given_at"), call("t"))
    ready = both(matches(term, minus_age=False), hours)
    now = proof_rows(desk, term, both(in_time, matches(term), hours), needed)
    absent = case([(nobody_looked(term), unknown())], FALSE())
    later_rows = proof_rows(desk, term, ready, needed, within=less(call("t"), row("given_at")))
    next_at, hour_at = desk.figure(Found(later_rows, "least", "possible", row("given_at"))), nothing()
    if term.agreed_hours and basis:
        coming = proof_rows(desk, term, both(in_time, matches(term)), needed)
        opening = sooner(*[
            if_exists(clock, next_reading(clock, row("hours_from")), nothing()) for clock in desk.clocks(basis)
        ])  # fmt: skip
        hour_at = desk.figure(Found(coming, "least", "possible", opening))
        later_any = proof_rows(desk, term, matches(term, minus_age=False), needed,
                               within=less(call("t"), row("given_at")))  # fmt: skip
        next_at = desk.figure(Found(later_any, "least", "possible", row("given_at")))
    return Lift(desk.truth(now, absent), next_at, hour_at)


def newest(desk: Desk, term: ProofTerm, needed: Expr) -> tuple[Expr, Expr, Expr]:
    """When the newest sure and the newest possible proof was given, and the next moment one may be.

    A possible proof without a moment may have been given at any: it counts as given for ever.
    """
    rows = _given(desk, term, needed)
    coming = proof_rows(desk, term, matches(term, minus_age=False), needed,
                        within=less(call("t"), row("given_at")))  # fmt: skip
    given_or_ever = filled(row("given_at"), number(FOREVER))
    return (
        desk.figure(Found(rows, "most", "sure", row("given_at"))),
        desk.figure(Found(rows, "most", "possible", given_or_ever)),
        desk.figure(Found(coming, "least", "possible", row("given_at"))),
    )


def next_end(desk: Desk, term: ProofTerm, needed: Expr) -> Expr:
    """The next moment at which a proof that counts, or may count, ends or becomes too old."""
    too_old = nothing() if term.oldest is None else plus(row("given_at"), number(term.oldest + 1))
    ending = sooner(row("ends_at"), too_old)
    return desk.figure(Found(_given(desk, term, needed), "least", "possible", ending))


def _given(desk: Desk, term: ProofTerm, needed: Expr) -> Lookup:
    return proof_rows(desk, term, both(at_most(row("given_at"), call("t")), matches(term)), needed)


def proof_rows(desk: Desk, term: ProofTerm, match: Expr, needed: Expr, within: Expr | None = None) -> Lookup:
    """The proofs of one need: the person's, or those of an institution that the call names."""
    if term.about == "recipient":
        relation, lead = "proof", ("recipient", call("recipient"))
    else:
        relation, lead = "institution_proof", ("institution", call(term.about))
    key = (lead, ("need", text(term.need)))
    return desk.lookup("proof", relation=relation, key=key, match=match, needed=needed, within=within)


def matches(term: ProofTerm, *, minus_age: bool = True) -> Expr:
    """Whether a proof is of this kind, grade and scope, and neither ended nor too old (unless not asked)."""
    parts: list[Expr] = []
    if term.grade is not None:
        parts.append(among(row("grade"), term.grade))
    if term.not_bundled:
        parts.append(row("pointed_out"))
    if term.kept_as is not None:
        parts.append(among(row("kept_as"), term.kept_as))
    parts += [_covers(word, call(word)) for word in term.same]
    if term.subject is not None:
        parts.append(_covers("subject", text(term.subject)))
    if term.on_this_call == "not":
        parts.append(negate(surely(equal(row("call_id"), call("id")))))
    if minus_age:
        parts.append(either(missing(row("ends_at")), less(call("t"), row("ends_at"))))
        if term.oldest is not None:
            parts.append(at_most(minus(call("t"), row("given_at")), number(term.oldest)))
    return both(*parts)


def _covers(word: str, wanted: Expr) -> Expr:
    return case([(equal(row(word), text("any")), TRUE())], equal(row(word), wanted))


def agreed_hours(desk: Desk, basis: str) -> Expr:
    """Whether it is within the proof's own hours at every clock of the basis; none agreed means all day."""
    parts = [
        if_exists(clock, within_hours(clock.column("lms"), row("hours_from"), row("hours_to")), TRUE())
        for clock in desk.clocks(basis)
    ]
    none_agreed = either(missing(row("hours_from")), missing(row("hours_to")))
    return case([(none_agreed, TRUE())], both(*parts))


def within_hours(lms: Expr, since: Expr, until: Expr) -> Expr:
    """Whether a time of day lies in `[since, until)`; around midnight where since is not before until."""
    plain = both(at_most(since, lms), less(lms, until))
    around = either(at_most(since, lms), less(lms, until))
    return case([(missing(lms), unknown()), (less(since, until), plain)], around)
