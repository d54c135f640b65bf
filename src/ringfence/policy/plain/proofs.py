"""Whether a proof is found: which of the known proofs meet a term, and from when until when.

Asked by exemptions, by what lifts a window or beats a listing, by what releases a stop, and by what must exist. Takes a term
and a world; gives yes, no or unknown. Where nobody has looked for proofs there is never a no.
"""

from __future__ import annotations

from collections.abc import Iterator

from ringfence.policy.plain.clock import reading, within
from ringfence.policy.plain.kleene import Truth, all_of, among, any_of, same_word
from ringfence.policy.terms import ProofTerm
from ringfence.policy.world import Proof, World

Zones = tuple[str | None, ...]


class Search:
    """The search for one term's proof in one world: what matches apart from time is settled at once."""

    def __init__(self, term: ProofTerm, world: World) -> None:
        self.term, self.world = term, world
        known = _proofs_of(term, world)
        self.looked = known is not None
        fitting = ((proof, self._fits(proof)) for proof in known or ())
        self.candidates = [(proof, fits) for proof, fits in fitting if fits is not False]

    def found(self, t: int, *, after: int | None = None, zones: Zones = ()) -> Truth:
        """Whether a proof of the term holds at t (given later than `after`, if that is said).

        `zones` are the clocks by which agreed hours are read; they matter only where the term asks for them.
        """
        truth = any_of(
            self.counts(proof, fits, t, after=after, zones=zones) for proof, fits in self.candidates
        )
        return truth if self.looked or truth else None

    def counts(
        self, proof: Proof, fits: Truth, t: int, *, after: int | None = None, zones: Zones = ()
    ) -> Truth:
        """Whether one candidate holds at t: given by then, not ended, not too old, within agreed hours."""
        given, oldest = proof.given_at, self.term.oldest
        return all_of(
            (
                fits,
                None if given is None else given <= t,
                proof.ends_at is None or t < proof.ends_at,
                oldest is None or (None if given is None else t - given <= oldest),
                after is None or (None if given is None else given > after),
                not self.term.agreed_hours or self._within_hours(proof, t, zones),
            )
        )

    def moments(self) -> Iterator[int]:
        """Every moment at which a candidate starts or ceases to hold, whatever the hour."""
        for proof, _ in self.candidates:
            if proof.ends_at is not None:
                yield proof.ends_at
            if proof.given_at is not None:
                yield proof.given_at
                if self.term.oldest is not None:
                    yield proof.given_at + self.term.oldest + 1

    def marks(self) -> Iterator[int]:
        """The times of day at which agreed hours begin and end."""
        if self.term.agreed_hours:
            for proof, _ in self.candidates:
                if proof.hours_from is not None and proof.hours_to is not None:
                    yield from (proof.hours_from, proof.hours_to)

    def _fits(self, proof: Proof) -> Truth:
        term, call = self.term, self.world.call
        return all_of(
            (
                proof.need == term.need,
                among(proof.grade, term.grade),
                not term.not_bundled or proof.pointed_out,
                among(proof.kept_as, term.kept_as),
                term.subject is None or _covers(proof.words.get("subject"), term.subject),
                term.on_this_call == "allowed" or proof.call_id is None or proof.call_id != call.id,
                *(_covers(proof.words.get(word), getattr(call, word)) for word in term.same),
            )
        )

    def _within_hours(self, proof: Proof, t: int, zones: Zones) -> Truth:
        since, until = proof.hours_from, proof.hours_to
        if since is None or until is None:
            return True
        shown = (reading(zone, t) for zone in zones)
        return all_of(None if clock is None else within(since, until, clock.ms) for clock in shown)


def _proofs_of(term: ProofTerm, world: World) -> tuple[Proof, ...] | None:
    """The proofs of whomever the term is about; None where nobody has looked for them."""
    if term.about == "recipient":
        return world.proofs
    institution = getattr(world.call, term.about)
    return None if institution is None else world.institution_proofs.get(institution)


def _covers(said: str | None, word: str | None) -> Truth:
    return True if said == "any" else same_word(said, word)
