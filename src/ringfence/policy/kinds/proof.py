"""`proof`: a thing that must exist before the call, or for it.

Decided when asking and again at `confirm`: every parameter but `burden`, which says who has to show the proof and
matters afterwards, in a complaint or a case. How long a proof is kept is said by `keep`, what must be told on the
call by `say`.

What it means. The rule is broken if no proof of `need` is *found*, as a `ProofTerm` says: one of a grade named in
`grade`; that agrees with the call in each word of `same` (a word unknown on either side makes that uncertain, `any`
in the proof covers all); with `not_bundled` one whose clause was pointed out to whoever gave it (where nobody noted
whether, that is uncertain); with `kept_as` one that is kept in such a form; not given on the very call unless
`on_this_call: allowed`; given at or before t, not ended, and not older than `max_age`. `renew_every` is the same
limit in the words of a text that asks for renewal: each renewal is a proof of its own, and the newest counts.

`about` says whose proof it is: the `recipient`'s (consent, notice, agreement), the `caller`'s (licence, impact
assessment) or the `agency`'s (processor contract, review, certificate). Where the agency is the caller itself,
nobody is outsourced to, and a rule about the agency is not broken.

A proof that is not found is missing if somebody has looked for the proofs of whomever the rule is about, and unknown
if nobody has. A proof that only may count makes the rule unknown. A proof that will begin to count is when to ask
again; one that ended or grew too old breaks the rule from that moment on.
Several things of which one is enough: the others stand in `unless`.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ringfence.policy.terms import ProofTerm


class ProofTerms(ProofTerm):
    """The parameters of a `proof` rule: the proof, and who has to show it."""

    burden: Literal["caller", "agency", "recipient"] = "caller"

    @model_validator(mode="after")
    def goes_by_no_clock(self) -> Self:
        """Agreed hours lift a window; what must exist exists at any hour."""
        if self.agreed_hours:
            message = "agreed hours lift a window; leave `agreed_hours` out of a `proof` rule"
            raise ValueError(message)
        return self
