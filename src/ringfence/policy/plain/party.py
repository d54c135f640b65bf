"""`party` in plain words: whether this person may be spoken to now.

One of the kinds a rule of a pack may be. Takes the rule's terms and a world; says of any moment whether the party
is barred. That the debtor is lost is worked out from what was stated and from the calls to him, never assumed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.policy.kinds.party import FAILURES, REACHED, SPOKEN_TO, LostContact, PartyTerms, Precondition
from ringfence.policy.plain.kleene import Truth, all_of, among, any_of, opposite, same_word
from ringfence.policy.world import PastCall, World

DEBTOR = ("debtor",)


class Party:
    """One rule's parties in one world."""

    def __init__(self, terms: PartyTerms, world: World) -> None:
        self.terms, self.world = terms, world
        account = world.call.account
        made = [past for past in world.history if past.expires_at is None]
        self.calls = [past for past in made if account is not None and past.words.get("account") == account]
        self.stated = [each for each in world.stated if each.account == account]

    def broken(self, t: int) -> Truth:
        """Whether the party is barred at t, or has paid off where that matters, or has not."""
        barred = opposite(any_of(self._let_in(t))) if self.terms.names_parties else False
        return any_of((barred, self._settled_otherwise()))

    def lifted(self, _t: int) -> Truth:
        """No: what lets somebody in after all stands in the rule's `unless`."""
        return False

    def fact(self, t: int) -> tuple[int | None, int | None]:
        """When the debtor was last reached, where that decides who else may be."""
        lost = self._lost_terms()
        if lost is None or lost.within is None or not self._needs_precondition():
            return None, None
        return self._last_reached(lost, t, True), None

    def moments(self) -> Iterator[int]:
        """Every moment at which a fact begins or ends, a call is made, or leaves the time that counts."""
        lost = self._lost_terms()
        for each in self.stated:
            yield from (moment for moment in (each.since, each.until) if moment is not None)
        for past in self.calls:
            yield past.at
            if lost is not None and lost.within is not None:
                yield past.at + lost.within

    def next_on_the_clock(self, _t: int) -> int | None:
        """Nothing: all of this is dated."""
        return None

    def _let_in(self, t: int) -> Iterator[Truth]:
        party, precondition = self.world.call.party, self.terms.precondition
        if self.terms.allow:
            yield among(party, self.terms.allow)
        if precondition is not None:
            yield all_of(
                (
                    among(party, precondition.allow),
                    precondition.lost_contact is None or self._lost(precondition.lost_contact, t),
                    among(self.world.call.subject, precondition.allowed_acts),
                    precondition.max_contacts is None or self._has_room(precondition, t),
                )
            )

    def _settled_otherwise(self) -> Truth:
        if self.terms.settled is None:
            return False
        settled = self.world.recipient_facts.get("settled")
        return settled != self.terms.settled if isinstance(settled, bool) else None

    def _lost_terms(self) -> LostContact | None:
        return self.terms.precondition.lost_contact if self.terms.precondition else None

    def _needs_precondition(self) -> bool:
        precondition = self.terms.precondition
        return precondition is not None and self.world.call.party in precondition.allow

    def _lost(self, lost: LostContact, t: int) -> Truth:
        """Whether the debtor is lost; of a call about no account nobody can say."""
        if self.world.call.account is None:
            return None
        return any_of((self._is_stated(lost, t), self._has_failed(lost, t)))

    def _is_stated(self, lost: LostContact, t: int) -> Truth:
        return any_of(
            all_of(
                (
                    same_word(each.caller, self.world.call.caller),
                    None if each.since is None else each.since <= t,
                    each.until is None or t < each.until,
                )
            )
            for each in self.stated
            if each.fact in lost.stated
        )

    def _has_failed(self, lost: LostContact, t: int) -> Truth:
        """Whether the last so many calls to the debtor failed: surely, or only if the doubtful ones did."""
        if lost.consecutive_failures is None:
            return False
        weighed = [(past.at, self._failed(lost, past)) for past in self._lately(lost, t)]
        reached, perhaps_reached = (self._last_reached(lost, t, surely) for surely in (True, False))
        sure = [at for at, failed in weighed if failed is True and _after(at, perhaps_reached)]
        possible = [at for at, failed in weighed if failed is not False and _after(at, reached)]
        if len(sure) >= lost.consecutive_failures:
            return True
        return None if len(possible) >= lost.consecutive_failures else False

    def _lately(self, lost: LostContact, t: int) -> list[PastCall]:
        assert lost.within is not None
        return [past for past in self.calls if t - lost.within < past.at <= t]

    def _last_reached(self, lost: LostContact, t: int, surely: bool) -> int | None:
        weighed = ((past.at, self._reached(lost, past)) for past in self._lately(lost, t))
        return max((at for at, truth in weighed if truth or (truth is None and not surely)), default=None)

    def _failed(self, lost: LostContact, past: PastCall) -> Truth:
        return all_of(
            (
                self._to_the_debtor(past),
                past.direction != "inbound",
                among(past.words.get("channel"), lost.channels),
                among(past.outcome, FAILURES),
            )
        )

    def _reached(self, lost: LostContact, past: PastCall) -> Truth:
        by_us = all_of((among(past.words.get("channel"), lost.channels), among(past.outcome, REACHED)))
        return all_of((self._to_the_debtor(past), any_of((past.direction == "inbound", by_us))))

    def _to_the_debtor(self, past: PastCall) -> Truth:
        return all_of((self._of_this_caller(past), among(past.words.get("party"), DEBTOR)))

    def _of_this_caller(self, past: PastCall) -> Truth:
        return same_word(past.words.get("caller"), self.world.call.caller)

    def _has_room(self, precondition: Precondition, t: int) -> Truth:
        """Whether fewer than so many other people have been reached about the account."""
        assert precondition.max_contacts is not None
        if self.world.call.account is None:
            return None
        weighed = [
            (past.recipient, self._was_reached(precondition, past))
            for past in self.calls
            if past.at <= t and past.recipient != self.world.call.recipient
        ]
        sure = {recipient for recipient, truth in weighed if truth is True}
        possible = {recipient for recipient, truth in weighed if truth is not False}
        if len(sure) >= precondition.max_contacts:
            return False
        return True if len(possible) < precondition.max_contacts else None

    def _was_reached(self, precondition: Precondition, past: PastCall) -> Truth:
        return all_of(
            (
                self._of_this_caller(past),
                past.direction != "inbound",
                among(past.words.get("party"), precondition.allow),
                among(past.outcome, SPOKEN_TO),
            )
        )


def _after(at: int, moment: int | None) -> bool:
    return moment is None or at > moment
