"""The terms that rules of every kind are written in: spans, clock times, whose clock, which proof.

Read from a pack's YAML by pydantic; every faulty value is reported with what would be right.
Takes text as a compliance officer writes it; gives integers (milliseconds) and closed words.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from ringfence.call.moments import DAY, HOUR, MINUTE, SECOND
from ringfence.call.words import Channel, Grade, KeptAs, Need, Party, Purpose, Speaker, Style

UNITS = {
    "second": SECOND,
    "s": SECOND,
    "minute": MINUTE,
    "min": MINUTE,
    "hour": HOUR,
    "h": HOUR,
    "day": DAY,
    "d": DAY,
    "week": 7 * DAY,
}


class Term(BaseModel):
    """What every written part of a rule shares: unknown keys are faults, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def text_form(pattern: str) -> WithJsonSchema:
    """How a schema shows what is written as text and read as something else."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


def read_span(value: Any) -> Any:
    """The milliseconds of a span such as `24 h`, `7 days` or `1 minute`.

    >>> read_span("7 days") == 7 * DAY
    True
    """
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d+)\s*([a-z]+?)s?", value.strip()) if value.strip() != "s" else None
    unit = UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        message = f"`{value}` is not a span; write it like `24 h`, `7 days` or `1 week`"
        raise ValueError(message)
    return int(found[1]) * unit


def read_clock(value: Any) -> Any:
    """The milliseconds since local midnight of a clock time such as `08:00` (`24:00` ends a day).

    >>> read_clock("08:00") == 8 * HOUR
    True
    """
    # YAML 1.1 habits write 22:00 as the number 1320; a quoted or plain YAML 1.2 text is what we read.
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", value) if isinstance(value, str) else None
    if found is None:
        message = f'`{value}` is not a clock time; write it like "08:00"'
        raise ValueError(message)
    ms = int(found[1]) * HOUR + int(found[2]) * MINUTE + int(found[3] or 0) * SECOND
    if int(found[2]) > 59 or int(found[3] or 0) > 59 or ms > DAY:
        message = f"`{value}` is not on the clock; it runs from 00:00 to 24:00"
        raise ValueError(message)
    return ms


Span = Annotated[int, BeforeValidator(read_span), Field(gt=0), text_form(rf"^\d+ *({'|'.join(UNITS)})s?$")]
ClockTime = Annotated[
    int, BeforeValidator(read_clock), Field(ge=0, le=DAY), text_form(r"^\d{1,2}:\d{2}(:\d{2})?$")
]

BASES = ("called_location", "all_known_locations", "number_region", "caller")


def read_basis(value: Any) -> Any:
    """A clock's basis, checked: one of four, or `fixed(<zone>)`.

    >>> read_basis("fixed(Asia/Shanghai)")
    'fixed(Asia/Shanghai)'
    """
    if value in BASES or (isinstance(value, str) and re.fullmatch(r"fixed\([A-Za-z_+\-/0-9]+\)", value)):
        return value
    message = f"`{value}` is no clock; write one of {', '.join(BASES)}, or fixed(Asia/Shanghai)"
    raise ValueError(message)


Basis = Annotated[str, BeforeValidator(read_basis)]
"""Whose clock: `called_location` the best-known place; `all_known_locations` every place, the strictest
deciding; `number_region` the place the number points to; `caller` where the caller sits; `fixed(zone)`."""

Scope = Literal[
    "caller", "purpose", "channel", "product", "account", "trade", "subject", "campaign", "agency"
]


class ProofTerm(Term):
    """A proof that lifts, releases or beats: what is needed, how good, how old, for what.

    `same` names the words in which proof and call must agree; a proof that leaves such a word out is
    unknown to cover the call, one that says `any` covers all. A proof counts from `given_at` (the moment
    itself included) until `ends_at`, or until `max_age` is over. `on_this_call: not` excludes a proof given
    on the very call it would justify. `agreed_hours` lets the proof's own hours decide: it holds only
    between its `hours_from` and `hours_to` on the rule's clock; without hours it holds all day.
    `about` says whose proof it is: the recipient's own, or one of the caller or the agency as institutions.
    `not_bundled` takes no clause that was not pointed out, `kept_as` only a proof kept in such a form; where
    neither was noted, that is uncertain. `renew_every` is another way to write `max_age`.
    """

    need: Need
    grade: tuple[Grade, ...] | None = None
    same: tuple[Scope, ...] = ()
    max_age: Span | None = None
    subject: str | None = None
    on_this_call: Literal["allowed", "not"] = "not"
    agreed_hours: bool = False
    about: Literal["recipient", "caller", "agency"] = "recipient"
    not_bundled: bool = False
    kept_as: tuple[KeptAs, ...] | None = None
    renew_every: Span | None = None

    @model_validator(mode="after")
    def has_one_age(self) -> Self:
        """One limit of age, written one way; an institution's proof is not about one account."""
        if self.max_age is not None and self.renew_every is not None:
            message = "`max_age` and `renew_every` are the same limit; write one of them"
            raise ValueError(message)
        if self.about != "recipient" and ("account" in self.same or self.agreed_hours):
            message = f"a proof of the {self.about} is about no single account and agrees no hours"
            raise ValueError(message)
        return self

    @property
    def oldest(self) -> int | None:
        """How old (ms) a proof may be; None where age does not matter."""
        return self.max_age if self.max_age is not None else self.renew_every


class When(Term):
    """Which calls a rule is about: every word given must be among those named; unknown stays unknown.

    `outsourced` asks whether another institution than the caller places the call, its agency.
    """

    purpose: tuple[Purpose, ...] | None = None
    party: tuple[Party, ...] | None = None
    speaker: tuple[Speaker, ...] | None = None
    channel: tuple[Channel, ...] | None = None
    style: tuple[Style, ...] | None = None
    trade: tuple[str, ...] | None = None
    product: tuple[str, ...] | None = None
    subject: tuple[str, ...] | None = None
    caller: tuple[str, ...] | None = None
    campaign: tuple[str, ...] | None = None
    outsourced: bool | None = None

    @cached_property
    def conditions(self) -> dict[str, tuple[str, ...]]:
        """The words that are limited, each with what it may be."""
        words = self.model_dump(exclude={"outsourced"})
        return {word: allowed for word, allowed in words.items() if allowed is not None}

    def asked(self) -> tuple[str, ...]:
        """The words of a call that must be known to say whether this is about it."""
        return (*self.conditions, *(() if self.outsourced is None else ("agency", "caller")))


class Where(Term):
    """Whose law: a rule holds where any known place of the recipient lies in one of these."""

    country: tuple[str, ...] | None = None
    region: tuple[str, ...] | None = None


class Exemption(Term):
    """One ground on which a rule does not hold: a proof, or what the call is."""

    proof: ProofTerm | None = None
    call: When | None = None
    occasion: Literal["known"] | None = None
