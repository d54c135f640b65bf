"""`listing`: look a number up in a list, with a freshness.

Decided when asking and again at `confirm`: every parameter.

What it means. The *look* is the number's own entry in the list, or, where it has none, the list as a whole.
Its `checked_at` is the entry's own if given, else the list's; with `age_from: result_receipt` only the entry's.
No `checked_at`: no data, answered by `on_no_data` (unknown unless the source says otherwise). A look made after
t, or longer than `max_age` before t, is unknown: neither a yes nor a no keeps for ever. In a fresh look
a number without entry is not listed.
By type: `opt_out` is broken if the number is listed, `listing_grace` days having passed since its day of listing
(a day is taken to begin where it first begins on Earth, 14 hours before UTC; a listing without a day has begun, but
its grace is unknown); `opt_in` if it is not listed; `dno` like `opt_out`, for the line; `reassigned` if the
day of listing is not before the day the newest `consented_by` proof was given (no such proof: unknown);
`network_side` is always unknown: nobody but the carrier can look.
A proof named in `beaten_by` lifts the rule.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ringfence.policy.terms import ProofTerm, Span, Term


class ListTerms(Term):
    """Which list: its name in the ledger, who keeps it, what standing in it means."""

    name: str
    owner: str | None = None
    type: Literal["opt_out", "opt_in", "reassigned", "dno", "network_side"]


class ListingTerms(Term):
    """The parameters of a `listing` rule."""

    list: ListTerms
    max_age: Span | None = None
    age_from: Literal["download", "result_receipt"] = "download"
    listing_grace: int = Field(default=0, ge=0)
    keyed_by: Literal["recipient", "line"] = "recipient"
    consented_by: ProofTerm | None = None
    beaten_by: tuple[ProofTerm, ...] = ()
    on_no_data: Literal["unknown", "listed", "not_listed"] = "unknown"

    @model_validator(mode="after")
    def fits_its_type(self) -> Self:
        """A list of lines is keyed by line; a reassigned list needs to know which consent it dates."""
        if (self.list.type == "dno") != (self.keyed_by == "line"):
            message = "a `dno` list is `keyed_by: line`, every other by recipient"
            raise ValueError(message)
        if self.list.type == "reassigned" and self.consented_by is None:
            message = "a `reassigned` list needs `consented_by`"
            raise ValueError(message)
        return self
