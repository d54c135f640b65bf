"""A rule and a pack, once read: the envelope every kind shares, and the body it wraps.

Between the YAML of a pack and its plan. Takes what `read` found; gives frozen values that `plain` and the
compiler both work from. Holds no SQL and no clock of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from ringfence.call.verdict import GENTLE
from ringfence.policy.kinds.cap import CapTerms
from ringfence.policy.kinds.clock import ClockTerms
from ringfence.policy.kinds.identity import IdentityTerms
from ringfence.policy.kinds.keep import KeepTerms
from ringfence.policy.kinds.ladder import LadderTerms
from ringfence.policy.kinds.listing import ListingTerms
from ringfence.policy.kinds.pacing import PacingTerms
from ringfence.policy.kinds.party import PartyTerms
from ringfence.policy.kinds.proof import ProofTerms
from ringfence.policy.kinds.say import SayTerms
from ringfence.policy.kinds.stop import StopTerms
from ringfence.policy.kinds.window import WindowTerms
from ringfence.policy.terms import Exemption, Term, When, Where
from ringfence.policy.values import ValueTerms

Force = Literal["LAW", "REG", "NORM", "STD", "SELF", "DRAFT", "PLAT", "HOUSE"]
RuleEffect = Literal["refuse", "defer", "divert", "warn", "presume"]
OnUnknown = Literal["refuse", "defer", "divert", "warn", "ignore"]
Kind = Literal[
    "window", "cap", "stop", "listing", "proof", "party", "identity", "say", "pacing", "keep", "clock", "ladder"
]  # fmt: skip
GateTerms = WindowTerms | CapTerms | StopTerms | ListingTerms | ProofTerms | PartyTerms | IdentityTerms
OtherTerms = SayTerms | PacingTerms | KeepTerms | ClockTerms | LadderTerms
KindTerms = GateTerms | OtherTerms
AT_GATES: dict[str, type[GateTerms]] = {
    "window": WindowTerms,
    "cap": CapTerms,
    "stop": StopTerms,
    "listing": ListingTerms,
    "proof": ProofTerms,
    "party": PartyTerms,
    "identity": IdentityTerms,
}
"""What each kind of rule that answers calls takes under `then`."""
ELSEWHERE: dict[str, type[OtherTerms]] = {
    "say": SayTerms,
    "pacing": PacingTerms,
    "keep": KeepTerms,
    "clock": ClockTerms,
    "ladder": LadderTerms,
}
"""What each kind takes that is held against talk, diallers, records, cases and lines, and answers no call."""
KINDS: dict[str, type[KindTerms]] = {**AT_GATES, **ELSEWHERE}


class Cite(Term):
    """Where a rule is written: a source of the pack, the article, its words, how sure the reading is."""

    source: str
    article: str | None = None
    words: str | None = None
    confidence: Literal["H", "M", "L"]


class SignOff(Term):
    """One person's sign-off: who, in which role, on which day, of which digest of the pack."""

    name: Annotated[str, Field(min_length=1)]
    role: Annotated[str, Field(min_length=1)]
    on: dt.date
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Text(Term):
    """The rule in words, for the person who is told."""

    zh: str
    en: str


class Valid(Term):
    """The days on which a rule holds, `[from, to)`, by the pack's own clock."""

    since: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = Field(default=None, alias="to")


class RuleTerms(Term):
    """A rule as written: one envelope for every kind, the kind's own parameters under `then`."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_-]+)+$")]
    kind: Kind
    force: Force
    effect: RuleEffect
    where: Where = Where()
    when: When = When()
    unless: tuple[Exemption, ...] = ()
    valid: Valid = Valid()
    cite: Cite
    on_unknown: OnUnknown
    text: Text
    opt_in: bool = False
    then: dict[str, Any]

    @model_validator(mode="before")
    @classmethod
    def has_an_effect(cls, data: Any) -> Any:
        """What is wrong with a line is put right by another one; what answers no call need not say how."""
        if isinstance(data, dict) and data.get("kind") == "identity":
            return {"effect": "divert", **data}
        if isinstance(data, dict) and data.get("kind") in ELSEWHERE:
            return {"effect": "warn", "on_unknown": "warn", **data}
        return data

    @model_validator(mode="after")
    def does_not_grow_harsher_when_unknown(self) -> Self:
        """What only warns or presumes when it is sure may not stand in the way when it is not."""
        if self.effect in GENTLE and self.on_unknown not in {"warn", "ignore"}:
            message = f"`effect: {self.effect}` takes `on_unknown: warn` or `ignore`"
            raise ValueError(message)
        return self

    @field_validator("id")
    @classmethod
    def is_not_too_long(cls, value: str) -> str:
        """Rule ids are shown in columns."""
        if len(value) > 60:
            message = "a rule id has at most 60 characters"
            raise ValueError(message)
        return value


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that has been checked, with the kind's terms, and where it was read; `home` if in another pack."""

    terms: RuleTerms
    then: KindTerms
    file: str
    home: str | None = None

    @property
    def id(self) -> str:
        """The rule's id, never reused."""
        return self.terms.id

    @property
    def is_offered(self) -> bool:
        """Whether it holds only where it is chosen: what a platform asks binds those who use that platform."""
        return self.terms.opt_in or self.terms.force == "PLAT"

    @property
    def answers_calls(self) -> bool:
        """Whether a gate asks this rule: its kind is asked at gates, and it is no draft."""
        return self.terms.kind in AT_GATES and self.terms.force != "DRAFT"


@dataclass(frozen=True, slots=True)
class Source:
    """A text the pack rests on."""

    key: str
    title: str
    date: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A body of rules for a place and a trade, checked; `zone` is the clock of its `valid` days.

    `offered` are rules that hold only once chosen; `imports` the packs that some of the rules come from.
    `unanswered` are the purposes whose calls pass, with an occasion, where the gate cannot decide.
    """

    name: str
    version: str
    zone: str
    rules: tuple[Rule, ...]
    values: dict[str, ValueTerms]
    sources: dict[str, Source]
    calendars: dict[str, dict[dt.date, str]] = field(default_factory=dict)
    title: Text | None = None
    path: Path | None = None
    offered: tuple[Rule, ...] = ()
    imports: tuple[Pack, ...] = ()
    digest: str = ""
    signed_off: tuple[SignOff, ...] = ()
    unanswered: tuple[str, ...] = ("emergency",)

    def __hash__(self) -> int:
        """By its digest alone: what is made of a pack is kept by it, and packs are compared whole."""
        return hash((self.name, self.digest))

    @property
    def label(self) -> str:
        """The pack and its version, as verdicts name it."""
        return f"{self.name}@{self.version}"
