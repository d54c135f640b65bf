"""Compiles `listing`: what the freshest look says. What it means: `policy/kinds/listing.py`."""

from __future__ import annotations

from ringfence.call.moments import DAY, HOUR
from ringfence.policy.kinds.listing import ListingTerms
from ringfence.policy.plan.clause import Broken
from ringfence.policy.plan.logic import (
    FALSE,
    TRUE,
    Expr,
    at_most,
    both,
    call,
    case,
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
    text,
    unknown,
)  # fmt: skip
from ringfence.policy.plan.lookups import Desk, Found, Lookup
from ringfence.policy.plan.proofs import lift, newest, next_end

# Law: a day is taken to begin where it first begins on Earth (UTC+14), so that no grace is stretched.
FIRST_DAWN = 14 * HOUR


def broken_listing(desk: Desk, terms: ListingTerms, guard: Expr, *, ages: bool) -> Broken:
    """Whether the number stands where it should not, or not where it should.

    `ages` says that a look grown too old ends the matter, because what is unknown does not stand in the way.
    """
    if terms.list.type == "network_side":
        # Nobody but the carrier can look; a proof may still make it not matter.
        listed, bare, turning, entry = unknown(), unknown(), [nothing()], None
    else:
        listed, bare, turning, entry = _looked_up(desk, terms, guard, ages=ages)
    told = entry if terms.list.type != "opt_in" else None
    lifts = [lift(desk, term, both(guard, listed)) for term in terms.beaten_by]
    return Broken(
        broken=both(listed, *[negate(each.found) for each in lifts]),
        edge=sooner(*turning, *[each.next_at for each in lifts]),
        fact_at=_of_the_look(desk, terms, told, "listed_on") if told else None,
        leaf=_of_the_look(desk, terms, told, "leaf") if told else None,
        bare=bare, reach=entry,
    )  # fmt: skip


def _of_the_look(desk: Desk, terms: ListingTerms, told: Lookup, column: str) -> Expr:
    """What an entry that decided says; one that nobody looked at decided nothing, whatever stands in it."""
    value = case([(missing(_looked(terms)), nothing())], row(column))
    return desk.figure(Found(told, "most", "sure", value))


def _looked_up(
    desk: Desk, terms: ListingTerms, guard: Expr, *, ages: bool
) -> tuple[Expr, Expr, list[Expr], Lookup]:
    """Whether the look speaks against the call, the same without an entry, when it may turn, and the entry."""
    consent, coming = _consent(desk, terms, guard, ages=ages)
    entry = _entries(desk, terms, guard, _entry_says(terms, consent))
    whole = call(f"listing_{terms.list.name}_at") if terms.age_from == "download" else nothing()
    bare = _whole_says(terms, whole)
    listed = _own_or_whole(desk, entry, bare)
    if terms.keyed_by == "line":
        listed, bare = (case([(missing(call("line")), unknown())], each) for each in (listed, bare))
    looked = desk.figure(Found(entry, "most", "possible", _turning(terms, _looked(terms), ages=ages)))
    turning = [looked, _turning(terms, whole, ages=ages), *coming]
    return listed, bare, turning, entry


def _consent(
    desk: Desk, terms: ListingTerms, guard: Expr, *, ages: bool
) -> tuple[tuple[Expr, Expr], list[Expr]]:
    if terms.consented_by is None:
        return (nothing(), nothing()), []
    sure, possible, coming = newest(desk, terms.consented_by, guard)
    if not ages:
        return (sure, possible), [coming]
    # With the last consent goes the day to compare with: what is unknown then may stand in nobody's way.
    return (sure, possible), [coming, next_end(desk, terms.consented_by, guard)]


def _entries(desk: Desk, terms: ListingTerms, guard: Expr, says: Expr) -> Lookup:
    if terms.keyed_by == "line":
        relation, lead = "line_entry", "line"
    else:
        relation, lead = "listing_entry", "recipient"
    key = ((lead, call(lead)), ("listing", text(terms.list.name)))
    return desk.lookup("entry", relation=relation, key=key, match=says, needed=guard, single=True)


def _looked(terms: ListingTerms) -> Expr:
    if terms.age_from == "result_receipt":
        return row("checked_at")
    return filled(row("checked_at"), call(f"listing_{terms.list.name}_at"))


def _fresh(terms: ListingTerms, looked: Expr) -> Expr:
    young = [] if terms.max_age is None else [at_most(minus(call("t"), looked), number(terms.max_age))]
    return both(at_most(looked, call("t")), *young)


def _entry_says(terms: ListingTerms, consent: tuple[Expr, Expr]) -> Expr:
    looked = _looked(terms)
    return case(
        [(missing(looked), _no_data(terms)), (_fresh(terms, looked), _stands(terms, consent))], unknown()
    )


def _whole_says(terms: ListingTerms, whole: Expr) -> Expr:
    not_listed = TRUE() if terms.list.type == "opt_in" else FALSE()
    return case([(missing(whole), _no_data(terms)), (_fresh(terms, whole), not_listed)], unknown())


def _no_data(terms: ListingTerms) -> Expr:
    if terms.on_no_data == "unknown":
        return unknown()
    if terms.on_no_data == "listed" and (terms.listing_grace or terms.list.type == "reassigned"):
        return unknown()
    broken_if_listed = terms.list.type != "opt_in"
    return TRUE() if (terms.on_no_data == "listed") == broken_if_listed else FALSE()


def not_after_listing(given_at: Expr) -> Expr:
    """Whether the day a consent was given is not after the day of listing."""
    return less(plus(given_at, number(FIRST_DAWN)), plus(row("listed_on"), number(DAY)))


def _stands(terms: ListingTerms, consent: tuple[Expr, Expr]) -> Expr:
    listed = row("listed")
    if terms.list.type == "opt_in":
        return negate(listed)
    if terms.list.type == "reassigned":
        sure, possible = (not_after_listing(given) for given in consent)
        since = case(
            [(missing(consent[0]), unknown()), (negate(sure), FALSE()), (possible, TRUE())], unknown()
        )
    else:
        begun = at_most(plus(row("listed_on"), number(terms.listing_grace * DAY - FIRST_DAWN)), call("t"))
        without_day = TRUE() if terms.listing_grace == 0 else unknown()
        since = case([(missing(row("listed_on")), without_day)], begun)
    return case([(listed, since), (negate(listed), FALSE())], unknown())


def _own_or_whole(desk: Desk, entry: Lookup, whole_says: Expr) -> Expr:
    from sqlglot import exp  # noqa: PLC0415 - a simple CASE, evaluated once, is not among the logic's forms

    degree = desk.figure(Found(entry, "degree"))
    ifs = [(2, TRUE()), (1, unknown()), (0, FALSE())]
    return exp.Case(
        this=degree,
        ifs=[exp.If(this=number(code), true=value) for code, value in ifs],
        default=whole_says,
    )


def _turning(terms: ListingTerms, looked: Expr, *, ages: bool) -> Expr:
    """The next moment at which a look begins to count, or grows too old to."""
    t = call("t")
    turning = [case([(less(t, looked), looked)], nothing())]
    if ages and terms.max_age is not None:
        stale = plus(looked, number(terms.max_age + 1))
        turning.append(case([(both(at_most(looked, t), less(t, stale)), stale)], nothing()))
    return sooner(*turning)
