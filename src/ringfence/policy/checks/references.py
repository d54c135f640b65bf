"""What a rule names outside itself: sources, values, calendars, zones; and what only fits elsewhere.

Runs once all files of a pack have been read. Takes each rule whose own text holds; notes what it refers to
that is not there, with the nearest that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ringfence.call.errors import nearest
from ringfence.call.series import FOREIGN, home_digits
from ringfence.policy.checks.manifest import read_zone
from ringfence.policy.checks.page import Page
from ringfence.policy.checks.rules import RulePage
from ringfence.policy.checks.values import check_source
from ringfence.policy.checks.wording import WRITTEN, halves
from ringfence.policy.kinds.clock import ClockTerms
from ringfence.policy.kinds.identity import IdentityTerms
from ringfence.policy.kinds.window import WindowTerms
from ringfence.policy.rule import Rule, Source, Valid
from ringfence.policy.terms import Exemption, ProofTerm
from ringfence.policy.values import ValueRef, ValueTerms
from ringfence.policy.yaml_text import Steps


@dataclass(frozen=True, slots=True)
class Named:
    """What a pack's rules may name; `sources` is None where the manifest could not be read."""

    sources: dict[str, Source] | None
    values: dict[str, ValueTerms | None]
    calendars: dict[str, dict[dt.date, str]]


def check_references(found: RulePage, named: Named) -> None:
    """Everything one rule names is there, and stands where it means something."""
    if found.rule is None:
        return
    page, rule = found.page, found.rule
    if named.sources is not None:
        check_source(page, rule.terms.cite.source, named.sources, at=("cite", "source"))
    check_order(page, rule.terms.valid, at=("valid",))
    check_calendar(page, rule, named)
    check_foreign(page, rule)
    for steps, term in (*parts(rule.terms), *parts(rule.then, ("then",))):
        check_part(page, steps, term, named)


def check_part(page: Page, steps: Steps, term: BaseModel, named: Named) -> None:
    """One term of a rule, wherever it stands."""
    if isinstance(term, ValueRef) and term.value not in named.values:
        hint = nearest(term.value, named.values) or f"write `{term.value}` into a file of values/"
        page.fault(f"there is no value `{term.value}`", hint, at=(*steps, "value"))
    if isinstance(term, ProofTerm) and term.agreed_hours and steps[:2] != ("then", "lift_by"):
        hint = "agreed hours lift a window; leave them out here"
        page.fault(
            "`agreed_hours` means nothing outside a window's `lift_by`", hint, at=(*steps, "agreed_hours")
        )
    if isinstance(term, Exemption) and term == Exemption():
        page.fault("this exemption names no ground, so it would lift the rule always", "name one", at=steps)
    zone = getattr(term, "zone", None)
    if isinstance(zone, str) and zone.startswith("fixed("):
        check_fixed_zone(page, zone, at=(*steps, "zone"))


def check_fixed_zone(page: Page, basis: str, *, at: Steps) -> None:
    """`fixed(…)` names a zone of the zone data."""
    try:
        read_zone(basis[len("fixed(") : -1])
    except ValueError as error:
        page.fault(*halves(str(error)), at=at)


def check_order(page: Page, valid: Valid, *, at: Steps) -> None:
    """A stretch of days begins before it ends."""
    if valid.since and valid.until and valid.since >= valid.until:
        message = f"`from` {valid.since} is not before `to` {valid.until}"
        page.fault(message, "`to` is the first day on which it no longer holds", at=(*at, "from"))


def check_calendar(page: Page, rule: Rule, named: Named) -> None:
    """A calendar that a window or a case's clock names is a file of the pack."""
    calendar: str | None = None
    at: Steps = ("then", "calendar")
    if isinstance(rule.then, WindowTerms) and rule.then.holidays:
        calendar, at = rule.then.holidays.calendar, ("then", "holidays", "calendar")
    elif isinstance(rule.then, ClockTerms):
        calendar = rule.then.calendar
    if calendar is not None and calendar not in named.calendars:
        hint = nearest(calendar, named.calendars) or f"write calendars/{calendar}.yaml"
        page.fault(f"there is no calendar `{calendar}`", hint, at=at)


def check_foreign(page: Page, rule: Rule) -> None:
    """`foreign` is foreign to the countries that the rule names, and each of those has a numbering plan."""
    if not isinstance(rule.then, IdentityTerms) or FOREIGN not in rule.then.forbidden_series:
        return
    at = ("then", "forbidden_series", rule.then.forbidden_series.index(FOREIGN))
    if not rule.terms.where.country:
        page.fault("`foreign` to which country?", "name it under `where: {country: [CN]}`", at=at)
    for place, country in enumerate(rule.terms.where.country or ()):
        if not home_digits([country]):
            hint = "write the two letters of a country, like CN"
            page.fault(f"`{country}` has no numbering plan", hint, at=("where", "country", place))


def parts(term: Any, steps: Steps = ()) -> Iterator[tuple[Steps, BaseModel]]:
    """Every term inside a term, itself included, with the steps its author wrote."""
    if isinstance(term, BaseModel):
        yield steps, term
        for name, field in type(term).model_fields.items():
            yield from parts(getattr(term, name), (*steps, field.alias or WRITTEN.get(name, name)))
    elif isinstance(term, tuple):
        for place, each in enumerate(term):
            yield from parts(each, (*steps, place))
