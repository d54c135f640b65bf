"""Compiles `party`: whether the debtor is lost, and who else may be reached. Meaning: `policy/kinds/party.py`."""

from __future__ import annotations

from collections.abc import Sequence

from ringfence.policy.kinds.party import FAILURES, REACHED, SPOKEN_TO, LostContact, PartyTerms, Precondition
from ringfence.policy.plan.clause import Broken
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
    less,
    minus,
    missing,
    negate,
    nothing,
    number,
    row,
    sooner,
    text,
    unknown,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk, Found, Lookup, Over

OF_THE_ACCOUNT = (("account", call("account")),)
# A reservation that is not told is no call yet.
MADE = missing(row("expires_at"))
OUTBOUND = negate(equal(row("direction"), text("inbound")))
SAME_CALLER = equal(row("caller"), call("caller"))


def broken_party(desk: Desk, terms: PartyTerms, guard: Expr) -> Broken:
    """Whether the recipient may not be spoken to, and when the debtor may next count as lost."""
    let_in: list[Expr] = [among(call("party"), terms.allow)] if terms.allow else []
    coming: list[Expr] = []
    fact_at = None
    if terms.precondition is not None:
        opened, coming, fact_at = _precondition(desk, terms.precondition, guard)
        let_in.append(opened)
    barred = negate(either(*let_in)) if terms.names_parties else FALSE()
    return Broken(broken=either(_settled_otherwise(terms), barred), edge=sooner(*coming), fact_at=fact_at)


def _settled_otherwise(terms: PartyTerms) -> Expr:
    if terms.settled is None:
        return FALSE()
    settled = call("recipient_settled")
    return negate(settled) if terms.settled else settled


def _precondition(desk: Desk, terms: Precondition, guard: Expr) -> tuple[Expr, list[Expr], Expr | None]:
    """Whether the precondition lets the party in, when it next may, and when the debtor was last reached."""
    named = among(call("party"), terms.allow)
    needed = both(guard, named)
    parts: list[Expr] = [named]
    coming: list[Expr] = []
    fact_at = None
    if terms.allowed_acts is not None:
        parts.append(among(call("subject"), terms.allowed_acts))
    if terms.lost_contact is not None:
        lost, coming, reached_at = _lost(desk, terms.lost_contact, needed)
        parts.append(lost)
        fact_at = case([(named, reached_at)], nothing()) if reached_at is not None else None
    if terms.max_contacts is not None:
        parts.append(_room(desk, terms, terms.max_contacts, needed))
    return both(*parts), coming, fact_at


def _lost(desk: Desk, terms: LostContact, needed: Expr) -> tuple[Expr, list[Expr], Expr | None]:
    grounds: list[Expr] = []
    coming: list[Expr] = []
    reached_at = None
    if terms.stated:
        stated, next_at = _stated(desk, terms, needed)
        grounds.append(stated)
        coming.append(next_at)
    if terms.consecutive_failures is not None and terms.within is not None:
        failed, next_at, reached_at = _failed(desk, terms, terms.consecutive_failures, terms.within, needed)
        grounds.append(failed)
        coming.append(next_at)
    return case([(missing(call("account")), unknown())], either(*grounds)), coming, reached_at


def _stated(desk: Desk, terms: LostContact, needed: Expr) -> tuple[Expr, Expr]:
    """Whether a fact is known of the account now, and when one may next begin."""
    described = both(SAME_CALLER, among(row("fact"), terms.stated))

    def facts(match: Expr, within: Expr | None = None) -> Lookup:
        return desk.lookup(
            "stated", relation="account_fact", key=OF_THE_ACCOUNT, match=match, within=within, needed=needed
        )

    begun = at_most(row("since"), call("t"))
    going_on = either(missing(row("until")), less(call("t"), row("until")))
    later = facts(described, within=less(call("t"), row("since")))
    return (
        desk.truth(facts(both(described, begun, going_on)), FALSE()),
        desk.figure(Found(later, "least", "possible", row("since"))),
    )


def _failed(desk: Desk, terms: LostContact, least: int, span: int, needed: Expr) -> tuple[Expr, Expr, Expr]:
    """Whether so many calls failed since the debtor was last reached, when one next may, when he was reached."""
    lately = both(less(minus(call("t"), number(span)), row("ts")), at_most(row("ts"), call("t")), MADE)
    to_the_debtor = both(SAME_CALLER, equal(row("party"), text("debtor")))
    by_channel = among(row("channel"), terms.channels)
    failed = both(to_the_debtor, OUTBOUND, by_channel, among(row("outcome"), FAILURES))
    answered = both(by_channel, among(row("outcome"), REACHED))
    reached = both(to_the_debtor, either(equal(row("direction"), text("inbound")), answered))

    def calls(match: Expr, within: Expr) -> Lookup:
        return desk.lookup(
            "debtor", relation="call", key=OF_THE_ACCOUNT, match=match, within=within, needed=needed
        )

    answers = calls(reached, lately)

    def last_reached(over: Over) -> Expr:
        return desk.figure(Found(answers, "most", over, row("ts")))

    def since_reached(over: Over, reached_at: Expr) -> Expr:
        newer = either(missing(reached_at), less(reached_at, row("ts")))
        return desk.figure(Found(calls(both(newer, failed), lately), "count", over, n=least))

    sure = since_reached("sure", last_reached("possible"))
    possible = since_reached("possible", last_reached("sure"))
    enough = number(least)
    coming = calls(failed, both(less(call("t"), row("ts")), MADE))
    return (
        case([(at_most(enough, sure), TRUE()), (at_most(enough, possible), unknown())], FALSE()),
        desk.figure(Found(coming, "least", "possible", row("ts"))),
        last_reached("sure"),
    )


def _room(desk: Desk, terms: Precondition, most: int, needed: Expr) -> Expr:
    """Whether fewer than so many other people have been reached about the account."""
    others = desk.lookup(
        "contacts", relation="call", key=OF_THE_ACCOUNT, needed=needed,
        within=both(at_most(row("ts"), call("t")), MADE, negate(equal(row("recipient"), call("recipient")))),
        match=both(
            SAME_CALLER, OUTBOUND, among(row("party"), terms.allow), among(row("outcome"), SPOKEN_TO)
        ),
    )  # fmt: skip

    def people(over: Over) -> Expr:
        return desk.figure(Found(others, "people_count", over))

    branches: Sequence[tuple[Expr, Expr]] = [
        (missing(call("account")), unknown()),
        (at_most(number(most), people("sure")), FALSE()),
        (at_most(number(most), people("possible")), unknown()),
    ]
    return case(branches, TRUE())
