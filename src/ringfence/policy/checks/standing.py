"""Whether a rule still stands, and stands for what it says: no repealed number in use, no house policy posing as law.

Runs once all files of a pack have been read, beside `references`. Takes each rule whose own text holds, and the
pack's values; notes what would mislead whoever reads the rule. It does not know the law, only what the pack says of it.
"""

from __future__ import annotations

import datetime as dt

from ringfence.policy.checks.page import Page
from ringfence.policy.checks.references import parts
from ringfence.policy.checks.rules import RulePage
from ringfence.policy.rule import Rule
from ringfence.policy.values import ValueRef, ValueTerms

HOUSE = "house"


def check_standing(found: RulePage, values: dict[str, ValueTerms | None]) -> None:
    """The rule's force is what its id and its source say, and every number it uses still holds."""
    if found.rule is None:
        return
    check_force(found.page, found.rule)
    for steps, term in parts(found.rule.then, ("then",)):
        value = values.get(term.value) if isinstance(term, ValueRef) else None
        if value is not None and isinstance(term, ValueRef):
            check_repealed(found.page, found.rule, term.value, value, at=(*steps, "value"))


def check_force(page: Page, rule: Rule) -> None:
    """What is called house policy says HOUSE, and so does what rests on nothing but house policy."""
    force, source = rule.terms.force, rule.terms.cite.source
    if force == "HOUSE":
        return
    if HOUSE in rule.id.split("."):
        hint = "write `force: HOUSE`, or give it the id of the law that it is"
        page.fault(f"a house rule poses as {force}", hint, at=("force",))
    elif source.split("-")[0] == HOUSE:
        hint = "write `force: HOUSE`, or cite the text that it rests on"
        page.fault(f"a rule of force {force} rests on house policy alone", hint, at=("cite", "source"))


def check_repealed(
    page: Page, rule: Rule, name: str, value: ValueTerms, *, at: tuple[str | int, ...]
) -> None:
    """A number that is repealed is used by no rule that goes on."""
    day, last = value.eras()[-1] if value.values else (None, 0)
    if last is not None or day is None or ends_by(rule, day):
        return
    hint = f"end the rule with `valid: {{to: {day}}}`, or date the number that holds from then on"
    page.fault(f"the value `{name}` is repealed from {day} and still in use", hint, at=at)


def ends_by(rule: Rule, day: dt.date) -> bool:
    """Whether a rule holds no longer than to a day."""
    return rule.terms.valid.until is not None and rule.terms.valid.until <= day
