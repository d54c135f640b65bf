"""`listing` in plain words: what a list says of a number, if it was looked at lately enough.

One of the kinds a rule of a pack may be. Takes the rule's terms and a world; says of any moment
whether standing in the list, or not standing in it, is against the call. An old look says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.call.moments import DAY, HOUR
from ringfence.policy.kinds.listing import ListingTerms
from ringfence.policy.plain.kleene import Truth, all_of, any_of, opposite
from ringfence.policy.plain.proofs import Search
from ringfence.policy.world import Listed, World

AHEAD = 14 * HOUR
"""How long before UTC a day begins where it first begins on Earth; the days of lists are reckoned there."""


class Listing:
    """One rule's list in one world."""

    def __init__(self, terms: ListingTerms, world: World) -> None:
        self.terms = terms
        known = world.line_listings if terms.keyed_by == "line" else world.listings
        self.entry = known.get(terms.list.name)
        self.checked_at = self._checked_at()
        self.beaters = [Search(term, world) for term in terms.beaten_by]
        self.consent = Search(terms.consented_by, world) if terms.consented_by else None

    def broken(self, t: int) -> Truth:
        """Whether what the list says is against the call, by the type of the list.

        A look that does not count says nothing of the day of listing either: unknown stays unknown.
        """
        match self.terms.list.type:
            case "network_side":
                return None
            case "opt_in":
                return opposite(self._is_listed(t))
            case "reassigned":
                return self._is_listed(t) and self._is_listed_since_consent(t)
            case _:
                return self._is_listed(t) and self._grace_is_over(t)

    def lifted(self, t: int) -> Truth:
        """Whether a proof beats the list at t."""
        return any_of(search.found(t) for search in self.beaters)

    def fact(self, t: int) -> tuple[int | None, int | None]:
        """The day of the listing and its leaf, where a listing decided."""
        if self.terms.list.type == "opt_in" or self.checked_at is None or self.broken(t) is not True:
            return None, None
        entry = self.entry or Listed(listed=None)
        return entry.listed_on, entry.leaf

    def moments(self) -> Iterator[int]:
        """Every moment at which the look begins to count or grows old, a grace ends, a proof changes."""
        if self.checked_at is not None:
            yield self.checked_at
            if self.terms.max_age is not None:
                yield self.checked_at + self.terms.max_age + 1
        if self.entry is not None and self.entry.listed_on is not None:
            yield self._obeyed_from(self.entry.listed_on)
        for search in (*self.beaters, *((self.consent,) if self.consent else ())):
            yield from search.moments()

    def next_on_the_clock(self, _t: int) -> int | None:
        """Nothing: a listing's moments are all dated."""
        return None

    def _checked_at(self) -> int | None:
        if self.entry is None or (self.terms.age_from == "result_receipt" and not self.entry.own_entry):
            return None
        return self.entry.checked_at

    def _is_listed(self, t: int) -> Truth:
        """Whether the number stands in the list, as far as the look at hand can tell at t."""
        if self.entry is None or self.checked_at is None:
            return {"listed": True, "not_listed": False}.get(self.terms.on_no_data)
        oldest = self.terms.max_age
        if self.checked_at > t or (oldest is not None and t - self.checked_at > oldest):
            return None
        return self.entry.listed if self.entry.own_entry else False

    def _listed_on(self) -> int | None:
        return None if self.entry is None or self.checked_at is None else self.entry.listed_on

    def _grace_is_over(self, t: int) -> Truth:
        listed_on = self._listed_on()
        if listed_on is None:
            return True if self.terms.listing_grace == 0 else None
        return self._obeyed_from(listed_on) <= t

    def _obeyed_from(self, listed_on: int) -> int:
        return listed_on - AHEAD + self.terms.listing_grace * DAY

    def _is_listed_since_consent(self, t: int) -> Truth:
        """Whether the day of listing is not before the day of the newest consent.

        A consent that only may count makes it unknown if it would change the answer.
        """
        listed_on, consent = self._listed_on(), self.consent
        if listed_on is None or consent is None:
            return None
        weighed = [(proof, consent.counts(proof, fits, t)) for proof, fits in consent.candidates]
        sure = [proof.given_at for proof, truth in weighed if truth is True]
        maybe = [proof.given_at for proof, truth in weighed if truth is None]
        newest = max((given for given in sure if given is not None), default=None)
        if newest is None:
            return None
        may_differ = any(given is None or not _since(listed_on, given) for given in maybe)
        return all_of((_since(listed_on, newest), None if may_differ else True))


def _since(listed_on: int, given_at: int) -> bool:
    return (given_at + AHEAD) // DAY <= listed_on // DAY
