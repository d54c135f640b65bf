"""`identity`: which line may present the call.

Decided when asking and again at `confirm`: every parameter. Decided elsewhere: the name and the reason of call that
the recipient sees, by the carrier; that the reason shown is the purpose, by `say`; that taking one line after
another evades nothing, by `cap`, whose counts sum over lines; in which hours a line answers, by `keep`'s records.
What breaks a line's identity diverts unless the rule says otherwise: another line may do.

What it means. The rule is broken if any of what it gives is; a call without a line is unknown. What is asked of
the line's number: for a purpose named in `series_for_purpose` it belongs to one of that purpose's series; it
belongs to none of `forbidden_series`. A number belongs to a series if it begins with one of the series' digits;
a series is a name of `call/series.py` or the digits themselves (`"+34400"`, `"1010"`). `foreign` is any number with
another country's code than those of the rule's `where`; a short number is of the country that shows it.

What is asked of the line's state in the ledger, each unknown while nobody has said so: `arrears`, `rented`, `private`
(somebody's own telephone), `inbound_only` (it may only be called), `used_by_owner`, each as the rule has it;
`owner`, one of whom it must belong to: the `caller` or the `agency` owns it, or the caller is its `principal`, the
institution that it is kept for; `attest_min`, the attestation it carries at least (A above B above C);
`off_site`: used in another region than its home `never`, or only where that is `filed` and the filing holds at t (a
filing that is not there is unknown until somebody has looked); `registration`: it is registered, since a moment not
after t and not longer ago than `max_age`, and until a moment after t; `answerable`: it can be called back, at least
`for` so long after t; `volume_auth`: it makes no more than `over` calls a month, as stated, or is authorised to.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ringfence.call.series import FOREIGN, read_series
from ringfence.call.words import Attestation, Purpose
from ringfence.policy.terms import Span, Term

Series = Annotated[str, BeforeValidator(read_series)]
STATES = ("arrears", "rented", "private", "inbound_only", "used_by_owner")
"""The facts of a line that are as the rule has them, or not."""


class Registration(Term):
    """The line's registration is in force; with `max_age` it was made, or made anew, no longer ago than that."""

    max_age: Span | None = None


class Answerable(Term):
    """Whoever calls the line back is answered, for so long after the call."""

    span: Span | None = Field(default=None, alias="for")


class VolumeAuth(Term):
    """Beyond so many calls a month a line needs an authorisation."""

    over: int = Field(ge=0)


class IdentityTerms(Term):
    """The parameters of an `identity` rule."""

    series_for_purpose: dict[Purpose, tuple[Series, ...]] | None = None
    forbidden_series: tuple[Series, ...] = ()
    arrears: bool | None = None
    rented: bool | None = None
    private: bool | None = None
    inbound_only: bool | None = None
    used_by_owner: bool | None = None
    owner: tuple[Literal["caller", "agency", "principal"], ...] = ()
    attest_min: Attestation | None = None
    off_site: Literal["never", "filed"] | None = None
    registration: Registration | None = None
    answerable: Answerable | None = None
    volume_auth: VolumeAuth | None = None

    @model_validator(mode="after")
    def asks_something(self) -> Self:
        """A rule that asks nothing of a line would never be broken."""
        if not any(value not in (None, ()) for _, value in self):
            message = "this asks nothing of a line; give `forbidden_series`, `arrears`, `off_site` or another"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def foreign_is_forbidden(self) -> Self:
        """`foreign` is what a number must not be; no purpose asks for it."""
        wanted = [series for each in (self.series_for_purpose or {}).values() for series in each]
        if FOREIGN in wanted:
            message = "`foreign` can be forbidden, not asked for; name the country's own series"
            raise ValueError(message)
        return self

    @property
    def states(self) -> dict[str, bool]:
        """The facts of a line that are asked for, each with what it must be."""
        return {name: wanted for name in STATES if (wanted := getattr(self, name)) is not None}

    @property
    def line_facts(self) -> tuple[str, ...]:
        """The columns of the ledger's `line` that the rule asks for."""
        asked = {
            "owner": ("caller", "owner") if self.owner else (),
            "attest_min": ("attestation",),
            "off_site": ("home", "located", *(("filings_checked_at",) if self.off_site == "filed" else ())),
            "registration": ("registered", "registered_at", "registered_until"),
            "answerable": ("answerable", "answerable_until"),
            "volume_auth": ("monthly_calls", "volume_authorised"),
        }
        given = {name for name, value in self if value not in (None, ())}
        return (
            *self.states,
            *(column for name, columns in asked.items() if name in given for column in columns),
        )
