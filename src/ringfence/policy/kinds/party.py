"""`party`: who may be spoken to, and when.

Decided when asking and again at `confirm`: every parameter. Decided elsewhere: what may be disclosed to whom, and
that the person is the one meant before anything is said, by `say`; that a relative who refuses is never called
again, by `stop`; how often anybody may be called, by `cap`. Somebody who offers to pay stands in `unless`
(`need: offer_to_pay`).

What it means. The rule is broken if the recipient's `party` is neither in `allow` nor *let in* by `precondition`,
or if `settled` is given and the recipient's own `settled` (whether she has paid off) is not that.

A party named in `precondition.allow` is let in if all that is given holds: the debtor is lost (`lost_contact`); the
call's `subject` is one of `allowed_acts`; fewer than `max_contacts` other people have been reached about the account.

Lost is computed, never stated as such. It holds if one of the facts in `stated` is known of the account, from its
`since` on and until its `until` (a fact that nobody stated is no ground; one whose beginning nobody noted is
uncertain), or if the last `consecutive_failures` calls to the debtor failed. Those are found by the account: calls
about the same `account` by the same `caller`, to a `debtor`, through one of `channels`, in (t − `within`, t]. `failed`,
`unanswered` and `undelivered` are failures; `conversation`, `connect`, `delivered` and any call from the debtor reach
him and end the row of failures; a machine, a wrong number and a fault of the system do neither. A call whose
outcome was never learned may have been either. A reservation that is not told is no call yet and says nothing.
A call that names no account cannot be joined to any: unknown.

`max_contacts` counts people, each once: other recipients who were reached (`conversation` or `connect`) at or before
t, about the same account, by the same caller, as one of the parties of the precondition. Reservations do not count
until they are told; `confirm` asks again.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from ringfence.call.words import AccountFact, Channel, Party
from ringfence.policy.terms import Span, Term

FAILURES = ("failed", "unanswered", "undelivered")
REACHED = ("conversation", "connect", "delivered")
SPOKEN_TO = ("conversation", "connect")


class LostContact(Term):
    """By which facts, or after how many failures within which time, the debtor counts as lost."""

    stated: tuple[AccountFact, ...] = ()
    consecutive_failures: int | None = Field(default=None, ge=1)
    within: Span | None = None
    channels: tuple[Channel, ...] = ("voice",)

    @model_validator(mode="after")
    def has_grounds(self) -> Self:
        """At least one way of being lost; failures are counted over some time."""
        if (self.consecutive_failures is None) != (self.within is None):
            message = "`consecutive_failures` are counted `within` a span; give both"
            raise ValueError(message)
        if not self.stated and self.consecutive_failures is None:
            message = "nobody would ever be lost; give `stated`, or `consecutive_failures` with `within`"
            raise ValueError(message)
        return self


class Precondition(Term):
    """Parties that may be spoken to only so."""

    allow: tuple[Party, ...]
    lost_contact: LostContact | None = None
    allowed_acts: tuple[str, ...] | None = None
    max_contacts: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def is_for_somebody(self) -> Self:
        """A precondition for nobody lets nobody in."""
        if not self.allow:
            message = "this precondition is for nobody; name the parties it lets in"
            raise ValueError(message)
        return self


class PartyTerms(Term):
    """The parameters of a `party` rule."""

    allow: tuple[Party, ...] | None = None
    precondition: Precondition | None = None
    settled: bool | None = None

    @model_validator(mode="after")
    def says_who(self) -> Self:
        """A rule that names nobody would say nothing, and nobody is let in two ways."""
        if self.allow is None and self.precondition is None and self.settled is None:
            message = "this says nothing of anybody; give `allow`, `precondition` or `settled`"
            raise ValueError(message)
        twice = set(self.allow or ()) & set(self.precondition.allow if self.precondition else ())
        if twice:
            message = f"`{min(twice)}` needs no precondition, being in `allow`; name it once"
            raise ValueError(message)
        return self

    @property
    def names_parties(self) -> bool:
        """Whether the rule limits who may be spoken to."""
        return self.allow is not None or self.precondition is not None
