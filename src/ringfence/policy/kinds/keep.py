"""`keep`: how long a record is kept, at least and at most.

Decided at no gate: every parameter is held against what is stored. A rule of this kind is read and checked with its
pack, and answers no call.

What it means. Each record named in `what` is kept for `min` at least and `max` at most, counted `from` an event of its
own (each use starts the time anew, the last activity too). While anything of `freeze_on` is open nothing is deleted.
At the end of `max` it is deleted, or frozen: kept sealed and used for nothing. It can be produced within
`produce_within`, and is handed to whomever `shared_to` names. Of several rules the longest `min` binds.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ringfence.policy.lengths import Length
from ringfence.policy.terms import Term

Record = Literal[
    "recording",
    "call_record",
    "consent_proof",
    "decision",
    "complaint",
    "impact_assessment",
    "letter",
    "message",
]


class KeepTerms(Term):
    """The parameters of a `keep` rule."""

    what: tuple[Record, ...]
    min: Length | None = None
    max: Length | None = None
    since: Literal["creation", "call", "grant", "each_use", "last_activity", "relationship_end"] = Field(
        default="creation", alias="from"
    )
    freeze_on: tuple[Literal["dispute", "regulator", "litigation"], ...] = ()
    after_max: Literal["delete", "freeze"] = "delete"
    produce_within: Length | None = None
    shared_to: tuple[Literal["caller", "agency", "regulator"], ...] = ()

    @model_validator(mode="after")
    def keeps_something(self) -> Self:
        """Something is kept, for some time."""
        if not self.what or (self.min is None and self.max is None and self.produce_within is None):
            message = "this keeps nothing for any time; give `what`, and `min`, `max` or `produce_within`"
            raise ValueError(message)
        return self
