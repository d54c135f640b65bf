"""`proof` in plain words: whether what must exist does.

One of the kinds a rule of a pack may be. Takes the rule's terms and a world; says of any moment whether the proof
is missing. Where nobody has looked for it, that is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.policy.kinds.proof import ProofTerms
from ringfence.policy.plain.kleene import Truth, all_of, opposite, same_word
from ringfence.policy.plain.proofs import Search
from ringfence.policy.world import World


class Required:
    """One rule's proof in one world."""

    def __init__(self, terms: ProofTerms, world: World) -> None:
        self.search = Search(terms, world)
        call = world.call
        self.nobody_outsourced: Truth = terms.about == "agency" and same_word(call.agency, call.caller)

    def broken(self, t: int) -> Truth:
        """Whether the proof is missing at t."""
        return all_of((opposite(self.nobody_outsourced), opposite(self.search.found(t))))

    def lifted(self, _t: int) -> Truth:
        """No: what is enough instead stands in the rule's `unless`."""
        return False

    def fact(self, t: int) -> tuple[int | None, int | None]:
        """When the newest proof that would do but for its age or end was given, and its leaf."""
        given = [
            (proof.given_at, -1 if proof.leaf is None else proof.leaf, proof.leaf)
            for proof, fits in self.search.candidates
            if fits and proof.given_at is not None and proof.given_at <= t
        ]
        newest = max(given, key=lambda each: each[:2], default=(None, -1, None))
        return newest[0], newest[2]

    def moments(self) -> Iterator[int]:
        """Every moment at which a proof starts or ceases to count."""
        return self.search.moments()

    def next_on_the_clock(self, _t: int) -> int | None:
        """Nothing: a proof's moments are all dated."""
        return None
