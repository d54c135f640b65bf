"""`identity` in plain words: whether the line may present this call.

One of the kinds a rule of a pack may be. Takes the rule's terms and a world; says of any moment whether anything
it asks of the line is not so. What nobody has said of a line is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ringfence.call.series import FOREIGN, digits_of, home_digits
from ringfence.policy.kinds.identity import IdentityTerms
from ringfence.policy.plain.kleene import Truth, all_of, any_of, opposite, same_word
from ringfence.policy.terms import Where
from ringfence.policy.world import World

ATTESTED = "CBA"
"""The attestations, weakest first."""


class Identity:
    """One rule's line in one world."""

    def __init__(self, terms: IdentityTerms, where: Where, world: World) -> None:
        self.terms, self.where, self.call = terms, where, world.call
        self.facts: dict[str, Any] = world.line_facts
        self.filings = world.filings

    def broken(self, t: int) -> Truth:
        """Whether anything that is asked of the line is not so at t."""
        if self.call.line is None:
            return None
        return any_of((*self._number(self.call.line), *self._state(), *self._in_time(t)))

    def lifted(self, _t: int) -> Truth:
        """No: an exemption stands in the rule's `unless`."""
        return False

    def fact(self, _t: int) -> tuple[int | None, int | None]:
        """The leaf that sealed what is known of the line, where the rule asks anything of it."""
        return None, self.facts.get("leaf") if self.terms.line_facts else None

    def moments(self) -> Iterator[int]:
        """Every moment at which a filing or the registration begins or ends, or the line falls silent."""
        for filing in self.filings or ():
            yield from (moment for moment in (filing.since, filing.until) if moment is not None)
        registered_at = self.facts.get("registered_at")
        oldest = self.terms.registration.max_age if self.terms.registration else None
        if registered_at is not None:
            yield registered_at
            if oldest is not None:
                yield registered_at + oldest + 1
        if self.facts.get("registered_until") is not None:
            yield self.facts["registered_until"]
        if self.facts.get("answerable_until") is not None and self.terms.answerable:
            yield self.facts["answerable_until"] - (self.terms.answerable.span or 0) + 1

    def next_on_the_clock(self, _t: int) -> int | None:
        """Nothing: all of this is dated."""
        return None

    def _number(self, line: str) -> Iterator[Truth]:
        """What is wrong with the number itself."""
        for purpose, series in (self.terms.series_for_purpose or {}).items():
            yield all_of((same_word(self.call.purpose, purpose), not _belongs(line, series)))
        named = [series for series in self.terms.forbidden_series if series != FOREIGN]
        yield _belongs(line, named)
        if FOREIGN in self.terms.forbidden_series:
            yield line.startswith("+") and not line.startswith(home_digits(self.where.country or ()))

    def _state(self) -> Iterator[Truth]:
        """What is wrong with the line as the ledger has it, whatever the moment."""
        for name, wanted in self.terms.states.items():
            yield _differs(self.facts.get(name), wanted)
        if self.terms.owner:
            yield opposite(any_of(self._belongs_to(whose) for whose in self.terms.owner))
        if self.terms.attest_min is not None:
            carried = self.facts.get("attestation")
            least = ATTESTED.index(self.terms.attest_min)
            yield None if carried is None else ATTESTED.index(carried) < least
        if self.terms.volume_auth is not None:
            calls = self.facts.get("monthly_calls")
            many = None if calls is None else calls > self.terms.volume_auth.over
            yield all_of((many, opposite(self.facts.get("volume_authorised"))))

    def _in_time(self, t: int) -> Iterator[Truth]:
        """What is wrong with the line at t."""
        if self.terms.off_site is not None:
            off_site = opposite(same_word(self.facts.get("home"), self.facts.get("located")))
            yield all_of((off_site, self.terms.off_site == "never" or opposite(self._is_filed(t))))
        if self.terms.registration is not None:
            yield opposite(self._is_registered(self.terms.registration.max_age, t))
        if self.terms.answerable is not None:
            until = self.facts.get("answerable_until")
            in_time = until is None or t + (self.terms.answerable.span or 0) <= until
            yield opposite(all_of((self.facts.get("answerable"), in_time)))

    def _belongs_to(self, whose: str) -> Truth:
        if whose == "principal":
            return same_word(self.facts.get("caller"), self.call.caller)
        return same_word(self.facts.get("owner"), getattr(self.call, whose))

    def _is_filed(self, t: int) -> Truth:
        """Whether the use of the line where it is used is filed."""
        here = [filing for filing in self.filings or () if filing.region == self.facts.get("located")]
        filed = any_of(
            all_of(
                (
                    None if filing.since is None else filing.since <= t,
                    filing.until is None or t < filing.until,
                )
            )
            for filing in here
        )
        return filed if here or self.filings is not None else None

    def _is_registered(self, oldest: int | None, t: int) -> Truth:
        since, until = self.facts.get("registered_at"), self.facts.get("registered_until")
        begun = since <= t if since is not None else True
        young = oldest is None or (None if since is None else t - since <= oldest)
        return all_of((self.facts.get("registered"), begun, young, until is None or t < until))


def _belongs(line: str, series: Iterable[str]) -> bool:
    return any(line.startswith(digits_of(each)) for each in series)


def _differs(known: object, wanted: bool) -> Truth:
    return known is not wanted if isinstance(known, bool) else None
