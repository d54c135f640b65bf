"""One rule in one world: whether it speaks at a moment, as what, and when it will fall silent.

Between the kinds, which know what breaks them, and the judge, which weighs the rules. Takes a rule, its
pack and a world; gives the effect it speaks with. Only the moment changes here: the world stands still.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Literal, NamedTuple

from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.kinds.identity import IdentityTerms
from ringfence.policy.kinds.listing import ListingTerms
from ringfence.policy.kinds.party import PartyTerms
from ringfence.policy.kinds.proof import ProofTerms
from ringfence.policy.kinds.stop import StopTerms
from ringfence.policy.kinds.window import WindowTerms
from ringfence.policy.plain.cap import Cap
from ringfence.policy.plain.identity import Identity
from ringfence.policy.plain.kleene import Truth, all_of, any_of, opposite
from ringfence.policy.plain.listing import Listing
from ringfence.policy.plain.matching import is_about, lies_in, words_of
from ringfence.policy.plain.party import Party
from ringfence.policy.plain.proof import Required
from ringfence.policy.plain.proofs import Search
from ringfence.policy.plain.stop import Stop
from ringfence.policy.plain.validity import Validity
from ringfence.policy.plain.window import Window
from ringfence.policy.rule import Pack, Rule
from ringfence.policy.terms import Exemption
from ringfence.policy.world import World

BLOCKING = frozenset({"refuse", "defer", "divert"})
SILENT = "ignore"

End = int | Literal["never", "too far"]
"""When a rule stops standing in the way: a moment, never, or later than was looked."""


class Voice(NamedTuple):
    """How a rule speaks: with which effect, and whether it could not be decided."""

    effect: str
    unknown: bool


class RuleInWorld:
    """One rule held against one world; asked of as many moments as one likes."""

    def __init__(self, rule: Rule, pack: Pack, world: World) -> None:
        terms = rule.terms
        self.rule, self.world = rule, world
        self.validity = Validity(rule, pack)
        self.concerns = all_of(
            (lies_in(terms.where, world.call.places), is_about(terms.when, words_of(world.call)))
        )
        self.exemptions = [Ground(exemption, world) for exemption in terms.unless]
        self._pack = pack

    def voice(self, t: int) -> Voice | None:
        """How the rule speaks at t, or None where it has nothing to say."""
        truth = self._stands(t)
        if truth is False:
            return None
        if truth:
            return Voice(self.rule.terms.effect, unknown=False)
        on_unknown = self.rule.terms.on_unknown
        return None if on_unknown == SILENT else Voice(on_unknown, unknown=True)

    def blocks(self, t: int) -> bool:
        """Whether the rule stands in the way of the call at t."""
        voice = self.voice(t)
        return voice is not None and voice.effect in BLOCKING

    def fact(self, t: int) -> tuple[int | None, int | None]:
        """The moment of the fact that decided at t, and its leaf; None where there is no such fact."""
        return self.kind.fact(t)

    def end(self, t: int, horizon: int) -> End:
        """The first moment after t at which the rule no longer blocks; it must block at t.

        The rule is asked again at every moment at which anything it reads may change, in order. A clock goes
        on for ever: it is followed to the horizon only.
        """
        while (moment := self._next_moment(t)) is not None:
            if moment > horizon and self._next_on_the_clock(moment) is not None:
                return "too far"
            if not self.blocks(moment):
                return moment if moment <= horizon else "too far"
            t = moment
        return "never"

    @cached_property
    def kind(self) -> Window | Cap | Stop | Listing | Required | Party | Identity:
        """What breaks the rule, in this world; looked at only where the rule is about the call at all."""
        pack, terms, world = self._pack, self.rule.terms, self.world
        match self.rule.then:
            case CapTerms() as then:
                return Cap(then, terms.when, self.validity, world)
            case StopTerms() as then:
                return Stop(then, world)
            case ListingTerms() as then:
                return Listing(then, world)
            case ProofTerms() as then:
                return Required(then, world)
            case PartyTerms() as then:
                return Party(then, world)
            case IdentityTerms() as then:
                return Identity(then, terms.where, world)
            case WindowTerms() as then:
                return Window(then, pack, world)
            case then:
                raise AssertionError(type(then).__name__)

    def _stands(self, t: int) -> Truth:
        if self.concerns is False or not self.validity.holds(t):
            return False
        return all_of(
            (
                self.concerns,
                self.kind.broken(t),
                opposite(any_of(ground.holds(t) for ground in self.exemptions)),
                opposite(self.kind.lifted(t)),
            )
        )

    @cached_property
    def _dated(self) -> list[int]:
        grounds = (ground.search for ground in self.exemptions if ground.search is not None)
        proofs = (moment for search in grounds for moment in search.moments())
        return sorted({*self.validity.moments(), *self.kind.moments(), *proofs})

    def _next_moment(self, t: int) -> int | None:
        dated = self._dated[bisect_right(self._dated, t) :][:1]
        clock = self._next_on_the_clock(t)
        return min((*dated, *(() if clock is None else (clock,))), default=None)

    def _next_on_the_clock(self, t: int) -> int | None:
        return None if self._blocks_at_any_hour else self.kind.next_on_the_clock(t)

    @cached_property
    def _blocks_at_any_hour(self) -> bool:
        """Whether the hour makes no difference: one clock is unknown, and unknown blocks as broken does."""
        terms, kind = self.rule.terms, self.kind
        blocks_both_ways = {terms.effect, terms.on_unknown} <= BLOCKING
        return blocks_both_ways and isinstance(kind, Window) and None in kind.zones


class Ground:
    """One exemption of a rule in one world: every part that is given must hold."""

    def __init__(self, exemption: Exemption, world: World) -> None:
        self.search = None if exemption.proof is None else Search(exemption.proof, world)
        about = None if exemption.call is None else is_about(exemption.call, words_of(world.call))
        self.concerns: Truth = True if exemption.call is None else about
        # An occasion that was given is known; that none was given does not mean that there is none.
        given = None if world.call.occasion is None else True
        self.occasion: Truth = True if exemption.occasion is None else given

    def holds(self, t: int) -> Truth:
        """Whether the exemption holds at t."""
        proof = True if self.search is None else self.search.found(t)
        return all_of((proof, self.concerns, self.occasion))
