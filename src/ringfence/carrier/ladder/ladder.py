"""A ladder as it stands on one day: its numbers looked up, its conditions ready to be held against measures.

Between a pack and what was measured. Takes a pack's rules; gives ladders, each with the same condition twice: over plain
values, where it is right by inspection, and as SQL, where it is asked of millions of lines at once. Tests hold the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from zoneinfo import ZoneInfo

from sqlglot import exp, parse_one

from ringfence.call.moments import DAY, EPOCH, HOUR
from ringfence.carrier.measures.measure import WRITTEN_IN, measures
from ringfence.policy.kinds.ladder import LadderTerms, Lines, Step
from ringfence.policy.lengths import Counted
from ringfence.policy.plain.clock import day_begins, number
from ringfence.policy.rule import Pack, Rule
from ringfence.policy.values import ValueRef

Truth = bool | None
PER_CENT: Final = 100
WEEK: Final = 7 * DAY
LAST_OF_FEBRUARY: Final = 28
SEVERITY: Final = ("observe", "warn", "label", "slow", "delist", "bar_outgoing", "suspend", "close")
"""The steps from the gentlest to the hardest."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One condition with its number: a measure is at least or at most so much (a share in per cent)."""

    measure: str
    at_least: bool
    limit: int

    @property
    def scale(self) -> int:
        """By what the measure is multiplied before it is compared."""
        return PER_CENT if measures()[self.measure].unit == "share" else 1

    def seen(self, values: Mapping[str, float | None]) -> Truth:
        """Whether it is; unknown where the measure is."""
        value = values.get(self.measure)
        if value is None:
            return None
        return value * self.scale >= self.limit if self.at_least else value * self.scale <= self.limit

    def sql(self) -> str:
        """The same as SQL over `measured`."""
        return f"{self.measure} * {self.scale} {'>=' if self.at_least else '<='} {self.limit}"


@dataclass(frozen=True, slots=True)
class Ladder:
    """One ladder on one day."""

    rule: Rule
    terms: LadderTerms
    bounds: tuple[Bound, ...]
    slow: Mapping[int, int]
    zone: ZoneInfo
    """By whose clock moments are told to the holder of a line: its pack's."""

    @property
    def days(self) -> int:
        """Over how many days it looks."""
        return self.terms.observe.over // DAY

    @property
    def per_owner(self) -> bool:
        """Whether all lines of one owner are counted together."""
        return self.terms.observe.per == "owner"

    def seen(self, values: Mapping[str, float | None]) -> Truth:
        """Whether what it looks for is there: unknown if a measure is, and no other says no."""
        told = [bound.seen(values) for bound in self.bounds]
        return False if False in told else None if None in told else True

    def condition(self) -> exp.Condition:
        """The same, as SQL over `measured`: true where it is seen."""
        return cast(
            "exp.Condition", parse_one(" AND ".join(bound.sql() for bound in self.bounds), read=WRITTEN_IN)
        )

    def step(self, nth: int) -> Step:
        """The step that follows the nth time; the last one from then on."""
        return next((step for step in reversed(self.terms.steps) if step.nth <= nth), self.terms.steps[0])

    @property
    def top(self) -> int:
        """The last step's number."""
        return self.terms.steps[-1].nth


def ladders(pack: Pack, at: int) -> list[Ladder]:
    """The ladders of a pack that hold at a moment, each with the numbers of that day.

    A ladder one of whose numbers has not begun, or is repealed, does not hold; neither does a draft.
    """
    found = (_ladder(rule, rule.then, pack, at) for rule in pack.rules if isinstance(rule.then, LadderTerms))
    return [ladder for ladder in found if ladder is not None]


def is_about(of: Lines, facts: Mapping[str, object]) -> Truth:
    """Whether a line is one that a ladder is about; unknown where nobody says and nothing else rules it out.

    >>> is_about(Lines(registered=False), {"registered": None})
    """
    told = [
        None if facts.get(name) is None else bool(facts[name]) is wanted
        for name, wanted in of.model_dump().items()
        if wanted is not None
    ]
    return False if False in told else None if None in told else True


def after(at: int, length: Counted | None) -> int | None:
    """The moment that lies a length after another; None if there is none.

    >>> after(0, Counted(count=2, unit="day")) == 2 * DAY
    True
    """
    if length is None:
        return None
    if length.unit in {"month", "year"}:
        return _months_after(at, length.count * (12 if length.unit == "year" else 1))
    return at + length.count * {"hour": HOUR, "week": WEEK}.get(length.unit, DAY)


def _months_after(at: int, months: int) -> int:
    begin = EPOCH + dt.timedelta(milliseconds=at)
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    try:
        end = begin.replace(year=year, month=month + 1)
    except ValueError:
        end = begin.replace(year=year, month=month + 1, day=LAST_OF_FEBRUARY)
    return (end - EPOCH) // dt.timedelta(milliseconds=1)


def _ladder(rule: Rule, terms: LadderTerms, pack: Pack, at: int) -> Ladder | None:
    valid = rule.terms.valid
    since, until = (
        (None if day is None else day_begins(pack.zone, number(day))) for day in (valid.since, valid.until)
    )
    if (
        rule.terms.force == "DRAFT"
        or (since is not None and at < since)
        or (until is not None and at >= until)
    ):
        return None
    observe = terms.observe
    told: list[tuple[str, bool, ValueRef]] = [
        (each.measure, True, each.at_least)
        if each.at_least is not None
        else (each.measure, False, cast("ValueRef", each.at_most))
        for each in observe.all
    ]
    if observe.min_calls is not None:
        told.append(("attempts", True, observe.min_calls))
    limits = [_value(pack, ref, at) for _, _, ref in told]
    slow = {step.nth: _value(pack, step.a_minute, at) for step in terms.steps if step.a_minute is not None}
    if None in limits or None in slow.values():
        return None
    bounds = tuple(
        Bound(name, least, cast("int", limit)) for (name, least, _), limit in zip(told, limits, strict=True)
    )
    return Ladder(rule, terms, bounds, cast("dict[int, int]", slow), ZoneInfo(pack.zone))


def _value(pack: Pack, ref: ValueRef, at: int) -> int | None:
    """The number that holds at a moment."""
    begun = [
        value for day, value in pack.values[ref.value].eras() if day_begins(pack.zone, number(day)) <= at
    ]
    return begun[-1] if begun else None
