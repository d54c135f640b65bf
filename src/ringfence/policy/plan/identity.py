"""Compiles `identity`: whether the line may present the call. What it means: `policy/kinds/identity.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ringfence.call.series import FOREIGN, digits_of, home_digits
from ringfence.call.words import ATTESTATIONS
from ringfence.policy.kinds.identity import IdentityTerms, Registration
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
    plus,
    row,
    sooner,
    text,
    unknown,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk, Found, Lookup
from ringfence.policy.terms import Where


def broken_identity(desk: Desk, terms: IdentityTerms, where: Where, guard: Expr) -> Broken:
    """Whether anything asked of the line is not so, and when a filing or the registration next begins."""
    wrong = [*_number(terms, where), *_state(terms)]
    coming: list[Expr] = []
    if terms.off_site is not None:
        off_site, next_at = _off_site(desk, terms, guard)
        wrong.append(off_site)
        coming.append(next_at)
    if terms.registration is not None:
        wrong.append(negate(_registered(terms.registration)))
        begins = call("line_registered_at")
        coming.append(case([(less(call("t"), begins), begins)], nothing()))
    if terms.answerable is not None:
        lasts = at_most(plus(call("t"), number(terms.answerable.span or 0)), call("line_answerable_until"))
        no_end = missing(call("line_answerable_until"))
        wrong.append(negate(both(call("line_answerable"), either(no_end, lasts))))
    return Broken(
        broken=case([(missing(call("line")), unknown())], either(*wrong)),
        edge=sooner(*coming),
        leaf=call("line_leaf") if terms.line_facts else None,
    )


def _number(terms: IdentityTerms, where: Where) -> Iterator[Expr]:
    """What is wrong with the number itself."""
    for purpose, series in (terms.series_for_purpose or {}).items():
        yield both(equal(call("purpose"), text(purpose)), negate(_belongs(_digits(series))))
    named = [series for series in terms.forbidden_series if series != FOREIGN]
    if named:
        yield _belongs(_digits(named))
    if FOREIGN in terms.forbidden_series:
        home = home_digits(where.country or ())
        yield both(_belongs(("+",)), negate(_belongs(home)))


def _digits(series: Iterable[str]) -> tuple[str, ...]:
    return tuple(digits for each in series for digits in digits_of(each))


def _belongs(digits: Iterable[str]) -> Expr:
    """Whether the line begins with any of these; its beginnings are columns, so that no rule cuts a text."""
    by_length: dict[int, list[str]] = {}
    for each in digits:
        by_length.setdefault(len(each), []).append(each)
    return either(*[among(call(f"begins_{length}"), each) for length, each in sorted(by_length.items())])


def _state(terms: IdentityTerms) -> Iterator[Expr]:
    """What is wrong with the line as the ledger has it, whatever the moment."""
    for name, wanted in terms.states.items():
        known = call(f"line_{name}")
        yield negate(known) if wanted else known
    if terms.owner:
        yield negate(either(*[_belongs_to(whose) for whose in terms.owner]))
    if terms.attest_min is not None:
        weaker = ATTESTATIONS[ATTESTATIONS.index(terms.attest_min) + 1 :]
        carried = call("line_attestation")
        yield case([(missing(carried), unknown())], among(carried, weaker) if weaker else FALSE())
    if terms.volume_auth is not None:
        many = less(number(terms.volume_auth.over), call("line_monthly_calls"))
        yield both(many, negate(call("line_volume_authorised")))


def _belongs_to(whose: str) -> Expr:
    if whose == "principal":
        return equal(call("line_caller"), call("caller"))
    return equal(call("line_owner"), call(whose))


def _off_site(desk: Desk, terms: IdentityTerms, guard: Expr) -> tuple[Expr, Expr]:
    """Whether the line is used away from home without leave, and when a filing next begins."""
    off_site = negate(equal(call("line_home"), call("line_located")))
    if terms.off_site == "never":
        return off_site, nothing()
    needed = both(guard, off_site)

    def filings(match: Expr, within: Expr | None = None) -> Lookup:
        key = (("line", call("line")), ("region", call("line_located")))
        return desk.lookup("filing", relation="filing", key=key, match=match, within=within, needed=needed)

    going_on = either(missing(row("until")), less(call("t"), row("until")))
    absent = case([(missing(call("line_filings_checked_at")), unknown())], FALSE())
    filed = desk.truth(filings(both(at_most(row("since"), call("t")), going_on)), absent)
    later = filings(TRUE(), within=less(call("t"), row("since")))
    return both(off_site, negate(filed)), desk.figure(Found(later, "least", "possible", row("since")))


def _registered(terms: Registration) -> Expr:
    since, until = call("line_registered_at"), call("line_registered_until")
    parts = [
        call("line_registered"),
        either(missing(since), at_most(since, call("t"))),
        either(missing(until), less(call("t"), until)),
    ]
    if terms.max_age is not None:
        parts.append(at_most(minus(call("t"), since), number(terms.max_age)))
    return both(*parts)
