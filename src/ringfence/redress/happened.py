"""What happened: a caller's contacts counted as a person would count them, and what each rule says of how many.

After the contacts were judged. Takes them and her refusals; gives figures, days and hours for tables and pictures, and the
rules that were broken with the contacts that broke them. It counts what stands there and judges nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from ringfence.policy.rule import Pack, Rule, Source
from ringfence.redress.case import Caller, Case, Refusal
from ringfence.redress.judged import Contact, Judged, judged

NIGHT: Final = (22, 8)
"""The hours that people call night; a rule's own hours are the rule's."""
FORCE_FIRST: Final = ("LAW", "REG", "NORM", "STD", "SELF")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One rule, its source, and the contacts that it speaks against: surely, or unless the caller shows what is missing."""

    rule: Rule
    source: Source
    broken: tuple[Contact, ...]
    unless_shown: tuple[Contact, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """What one caller did: every contact with its rules, her refusals, and the counts."""

    caller: Caller
    zone: ZoneInfo
    contacts: tuple[Judged, ...]
    refusals: tuple[Refusal, ...]
    rules: tuple[Spoken, ...]

    @property
    def calls(self) -> int:
        """Calls to her and to those whose telephones she has evidence of."""
        return sum(each.contact.channel == "voice" for each in self.contacts)

    @property
    def texts(self) -> int:
        """Messages."""
        return len(self.contacts) - self.calls

    @property
    def answered(self) -> int:
        """Calls that were answered."""
        return sum(each.contact.answered is True for each in self.contacts)

    @property
    def unanswered(self) -> int:
        """Calls that were surely not answered."""
        return sum(each.contact.answered is False for each in self.contacts)

    @property
    def first_refusal(self) -> Refusal | None:
        """Her first refusal to this caller."""
        return min(self.refusals, key=lambda each: each.at, default=None)

    @property
    def after_refusal(self) -> tuple[Contact, ...]:
        """Contacts after she had refused."""
        first = self.first_refusal
        return (
            ()
            if first is None
            else tuple(each.contact for each in self.contacts if each.contact.at > first.at)
        )

    @property
    def at_night(self) -> tuple[Contact, ...]:
        """Contacts between ten in the evening and eight in the morning of her clock."""
        return tuple(
            each.contact for each in self.contacts if not NIGHT[1] <= self.clock(each.contact).hour < NIGHT[0]
        )

    @property
    def to_others(self) -> tuple[Contact, ...]:
        """Contacts to other people's telephones."""
        return tuple(each.contact for each in self.contacts if each.contact.whose)

    def at_work(self, hours: tuple[int, int] | None) -> tuple[Contact, ...]:
        """Contacts on weekdays within the hours she works (in milliseconds of the day), if she says any."""
        if hours is None:
            return ()
        return tuple(each.contact for each in self.contacts if self._is_at_work(each.contact, hours))

    def _is_at_work(self, contact: Contact, hours: tuple[int, int]) -> bool:
        when = self.clock(contact)
        passed = (when.hour * 3600 + when.minute * 60 + when.second) * 1000
        return when.weekday() < 5 and hours[0] <= passed < hours[1]

    def clock(self, contact: Contact) -> dt.datetime:
        """A contact's moment on her clock."""
        return dt.datetime.fromtimestamp(contact.at / 1000, self.zone)

    def by_day(self) -> Counter[dt.date]:
        """How many contacts on each day."""
        return Counter(self.clock(each.contact).date() for each in self.contacts)

    def by_hour(self) -> Counter[tuple[int, int]]:
        """How many contacts in each hour of each weekday, Monday being 0."""
        moments = (self.clock(each.contact) for each in self.contacts)
        return Counter((when.weekday(), when.hour) for when in moments)

    @property
    def most_a_day(self) -> tuple[dt.date, int] | None:
        """The day with most contacts."""
        days = self.by_day()
        return max(days.items(), key=lambda each: (each[1], each[0]), default=None)


def happened(case: Case, caller: Caller, pack: Pack) -> Happened:
    """What a caller did, and the rules of a pack that speak against it, the strongest first."""
    contacts = tuple(judged(case, caller, pack))
    refusals = tuple(
        sorted((each for each in case.refusals if each.caller == caller.id), key=lambda each: each.at)
    )
    return Happened(caller, ZoneInfo(case.person.zone), contacts, refusals, _rules(contacts, pack))


def _rules(contacts: Sequence[Judged], pack: Pack) -> tuple[Spoken, ...]:
    broken: dict[str, list[Contact]] = defaultdict(list)
    unless: dict[str, list[Contact]] = defaultdict(list)
    missing: dict[str, dict[str, None]] = defaultdict(dict)
    for each in contacts:
        for breach in each.breaches:
            (broken if breach.sure == "broken" else unless)[breach.rule].append(each.contact)
            missing[breach.rule].update(dict.fromkeys(breach.missing))
    spoken = [
        Spoken(
            rule, pack.sources[rule.terms.cite.source], tuple(broken[rule.id]), tuple(unless[rule.id]),
            tuple(missing[rule.id]),
        )
        for rule in pack.rules
        if rule.id in broken or rule.id in unless
    ]  # fmt: skip
    return tuple(sorted(spoken, key=_weight))


def _weight(spoken: Spoken) -> tuple[bool, int, int, str]:
    return not spoken.broken, FORCE_FIRST.index(spoken.rule.terms.force), -len(spoken.broken), spoken.rule.id
