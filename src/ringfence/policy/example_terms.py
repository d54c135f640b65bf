"""What an example may say: the facts around one call, and the answer that is right.

Read by `examples` from YAML. Takes plain values; gives checked terms, with `unknown` turned into None and
every moment into UTC milliseconds. It fills nothing in: what was not written stays unset, which
`example_world` needs to know. The keys are a promise to everyone who writes packs.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from ringfence.call.errors import RequestError
from ringfence.call.moments import day_number, moment
from ringfence.call.verdict import Answer
from ringfence.call.words import (
    MOST_PLACES,
    AccountFact,
    Attestation,
    Channel,
    Direction,
    Grade,
    KeptAs,
    Need,
    Outcome,
    Party,
    PlaceSource,
    Purpose,
    Speaker,
    Style,
    Trigger,
)
from ringfence.policy.checks.manifest import Zone
from ringfence.policy.terms import ClockTime, Span, Term, text_form

UNKNOWN = "unknown"
MOST_TIMES = 100_000


def read_moment(value: Any) -> int:
    """The UTC milliseconds of a moment written with its zone.

    >>> read_moment("2026-03-10 15:00:00 +8") == read_moment("2026-03-10T07:00:00Z")
    True
    """
    if not isinstance(value, str):
        raise ValueError(f"`{value}` is not a moment; write it like 2026-03-10T15:00:00+08:00")  # noqa: TRY004 - pydantic reports ValueError as a fault
    # YAML also writes a moment with spaces and a short zone: 2026-03-10 15:00:00 +8.
    short = re.sub(r"\s+(?=[+\-Z])", "", value.strip())
    padded = re.sub(r"([+-])(\d)(?=$|:)", r"\g<1>0\2", short) if ":" in short else short
    try:
        return moment(re.sub(r"([+-]\d\d)$", r"\1:00", padded) if ":" in short else value, path="")
    except RequestError as error:
        raise ValueError(str(error).replace(padded, value)) from None


def read_day(value: Any) -> int:
    """The number of a day, in milliseconds, as `day_number` counts it."""
    try:
        return day_number(date.fromisoformat(value))
    except (TypeError, ValueError):
        raise ValueError(f"`{value}` is not a day; write it like 2026-01-01") from None


def without_unknown(value: Any) -> Any:
    """A value with every `unknown` in it turned into None."""
    if isinstance(value, dict):
        return {key: without_unknown(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_unknown(each) for each in value]
    return None if value == UNKNOWN else value


Moment = Annotated[int, BeforeValidator(read_moment), text_form(r"^\d{4}-\d{2}-\d{2}[T ].*(Z|[+-].*)$")]
Day = Annotated[int, BeforeValidator(read_day), text_form(r"^\d{4}-\d{2}-\d{2}$")]
AnyWord = Literal["any"]


class Words(Term):
    """The words of a call; one that is not written is told apart from one that is unknown."""

    caller: str | None = None
    caller_group: str | None = None
    agency: str | None = None
    campaign: str | None = None
    trade: str | None = None
    line: str | None = None
    account: str | None = None
    product: str | None = None
    subject: str | None = None
    occasion: str | None = None
    purpose: Purpose | None = None
    party: Party | None = None
    speaker: Speaker | None = None
    channel: Channel | None = None
    style: Style | None = None


class PlaceTerms(Term):
    """Where the recipient may be."""

    country: str | None = None
    region: str | None = None
    zone: Zone | None = None
    source: PlaceSource | None = None


class CallTerms(Words):
    """The call that is asked about; its moment is the example's own `at`."""

    recipient: str | None = None
    id: str | None = None
    asked_for: bool | None = None
    warm: bool | None = None
    caller_zone: Zone | None = None
    places: Annotated[tuple[PlaceTerms, ...], Field(max_length=MOST_PLACES)] | None = None


class PastCallTerms(Words):
    """A call made before, or reserved; with `times` and `every`, so many of them one after the other."""

    at: Moment
    recipient: str | None = None
    outcome: Outcome | None = None
    direction: Direction = "outbound"
    expires_at: Moment | None = None
    asked_for: bool | None = None
    warm: bool | None = None
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] = 1
    every: Span | None = None

    @model_validator(mode="after")
    def are_spaced(self) -> Self:
        """Several calls need the span between them."""
        if self.times > 1 and self.every is None:
            raise ValueError("`times` needs `every`, the span between two of them, like 1 min")
        return self


class StopEventTerms(Words):
    """A stop somebody said; `at` and `said_at` are the same."""

    trigger: Trigger
    recipient: str | None = None
    at: Moment | None = None
    said_at: Moment | None = None
    ends_at: Moment | None = None

    @model_validator(mode="after")
    def was_said_once(self) -> Self:
        """A stop has one moment."""
        if (self.at is None) == (self.said_at is None):
            raise ValueError("give the moment the stop was said, as `at`")
        return self


class Hours(Term):
    """Hours of the local day, `[from, to)`; equal ends mean the whole day."""

    since: ClockTime = Field(alias="from")
    until: ClockTime = Field(alias="to")


class ProofFactTerms(Term):
    """A proof that exists; a word it leaves out is unknown, `any` covers all."""

    need: Need
    grade: Grade | None = None
    given_at: Moment | None = None
    ends_at: Moment | None = None
    hours: Hours | None = None
    hours_from: ClockTime | None = None
    hours_to: ClockTime | None = None
    call_id: str | None = None
    pointed_out: bool | None = None
    kept_as: KeptAs | None = None
    caller: str | None = None
    caller_group: str | None = None
    agency: str | None = None
    campaign: str | None = None
    trade: str | None = None
    line: str | None = None
    account: str | None = None
    product: str | None = None
    subject: str | None = None
    occasion: str | None = None
    purpose: Purpose | AnyWord | None = None
    party: Party | AnyWord | None = None
    speaker: Speaker | AnyWord | None = None
    channel: Channel | AnyWord | None = None
    style: Style | AnyWord | None = None

    @model_validator(mode="after")
    def has_both_hours(self) -> Self:
        """Hours have two ends, written one way."""
        if (self.hours_from is None) != (self.hours_to is None) or (
            self.hours and self.hours_from is not None
        ):
            raise ValueError("write the hours once, as `hours: {from: …, to: …}`")
        return self


class ListedTerms(Term):
    """What is known of the number in one list: `listed_on: null` is a look that did not find it."""

    listed: bool | None = None
    listed_on: Day | None = None
    checked_at: Moment | None = None

    @model_validator(mode="after")
    def agrees(self) -> Self:
        """A number that is not listed has no day of listing."""
        if self.listed is False and self.listed_on is not None:
            raise ValueError("a number that is not listed has no `listed_on`")
        return self


class RecipientTerms(Term):
    """What is known of the person: `hours` are her own wish, every other key is a fact of that name."""

    model_config = ConfigDict(extra="allow")

    hours: Hours | None = None


class FilingTerms(Term):
    """A region in which a line's use away from home is filed; one that is only named is filed for ever."""

    region: str
    since: Moment | None = None
    until: Moment | None = None


class LineTerms(Term):
    """What is known of the call's line: `at` is where it is used, an empty `filed` a look that found none."""

    caller: str | None = None
    owner: str | None = None
    home: str | None = None
    located: str | None = Field(default=None, alias="at")
    filed: tuple[str | FilingTerms, ...] | None = None
    arrears: bool | None = None
    rented: bool | None = None
    private: bool | None = None
    inbound_only: bool | None = None
    used_by_owner: bool | None = None
    registered: bool | None = None
    registered_at: Moment | None = None
    registered_until: Moment | None = None
    attestation: Attestation | None = None
    answerable: bool | None = None
    answerable_until: Moment | None = None
    monthly_calls: Annotated[int, Field(ge=0)] | None = None
    volume_authorised: bool | None = None


class StatedTerms(Term):
    """What was stated of the debtor of the call's account; left out, account and caller are the call's."""

    fact: AccountFact
    since: Moment | None = None
    until: Moment | None = None
    account: str | None = None
    caller: str | None = None


class FactTerms(Term):
    """The facts around one call, as a file's background gives them or an example overrides them."""

    at: Moment | None = None
    call: CallTerms = CallTerms()
    history: tuple[PastCallTerms, ...] = ()
    stops: tuple[StopEventTerms, ...] = ()
    proof: tuple[ProofFactTerms, ...] | None = None
    proofs: tuple[ProofFactTerms, ...] | None = None
    listings: dict[str, ListedTerms] | None = None
    line_listings: dict[str, ListedTerms] | None = None
    line: LineTerms | None = None
    account: tuple[StatedTerms, ...] = ()
    institutions: dict[str, tuple[ProofFactTerms, ...] | None] | None = None
    recipient: RecipientTerms | None = None

    @model_validator(mode="before")
    @classmethod
    def read_unknowns(cls, data: Any) -> Any:
        """`unknown` is a value anywhere among the facts; in a listing it is the same as left out."""
        if not isinstance(data, dict):
            return data
        read = {
            key: without_unknown(each) if key in FactTerms.model_fields else each
            for key, each in data.items()
        }
        for key in {"listings", "line_listings"} & data.keys():
            if isinstance(data[key], dict):
                read[key] = {name: known_parts(each) for name, each in data[key].items() if each != UNKNOWN}
        return read

    @model_validator(mode="after")
    def names_proofs_once(self) -> Self:
        """`proofs` is another way to write `proof`."""
        if {"proof", "proofs"} <= self.model_fields_set:
            raise ValueError("write `proof` or `proofs`, not both")
        return self


def known_parts(listed: Any) -> Any:
    """A listing without what is unknown of it: an unknown day is neither a day nor a look that found none."""
    return (
        {key: each for key, each in listed.items() if each != UNKNOWN} if isinstance(listed, dict) else listed
    )


class ExampleTerms(FactTerms):
    """One example: its sentence, its facts, and what is right."""

    name: Annotated[str, Field(min_length=1)]
    answer: Answer
    retry_at: Moment | None = None
    rules: tuple[str, ...] | None = None
    rules_include: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def expects_one_way(self) -> Self:
        """Either exactly these rules, or these among others."""
        if self.rules is not None and self.rules_include is not None:
            raise ValueError("write `rules` or `rules_include`, not both")
        return self


class HeadTerms(Term):
    """The first document of an example file: whose examples these are, and their ordinary facts.

    `chosen` are offered rules that hold in them.
    """

    pack: str
    chosen: tuple[str, ...] = ()
    background: FactTerms = FactTerms()
