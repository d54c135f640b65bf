"""When a rule holds at all: its valid days, and the eras of the value it uses.

Asked of a rule before anything else that depends on the moment. Takes days by the pack's own clock; gives
yes or no, never unknown. A value that has not begun, or is repealed, takes its rule with it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.plain.clock import day_begins, number
from ringfence.policy.rule import Pack, Rule


class Validity:
    """The stretches of time during which one rule of a pack holds."""

    def __init__(self, rule: Rule, pack: Pack) -> None:
        valid = rule.terms.valid
        self.since = _begins(valid.since, pack.zone)
        self.until = _begins(valid.until, pack.zone)
        self.has_value = isinstance(rule.then, CapTerms)
        eras = pack.values[rule.then.max.value].eras() if isinstance(rule.then, CapTerms) else []
        self.starts = [day_begins(pack.zone, number(day)) for day, _ in eras]
        self.values = [value for _, value in eras]

    def holds(self, t: int) -> bool:
        """Whether the rule holds at t: on a valid day, and with a value in force if it uses one."""
        begun = self.since is None or self.since <= t
        over = self.until is not None and self.until <= t
        return begun and not over and (not self.has_value or self.value(t) is not None)

    def value(self, t: int) -> int | None:
        """The rule's number at t, or None before its first era and once it is repealed."""
        era = bisect_right(self.starts, t) - 1
        return self.values[era] if era >= 0 else None

    def moments(self) -> Iterator[int]:
        """Every moment at which the rule starts or ceases to hold, or its number changes."""
        yield from self.starts
        yield from (day for day in (self.since, self.until) if day is not None)


def _begins(day: date | None, zone: str) -> int | None:
    return None if day is None else day_begins(zone, number(day))
