"""A world: all that is known around one call, as plain values.

What an example of a pack describes, what a property test invents, and what `plain` judges; the stores load
the same worlds into their relations so that every engine can be held to it. Moments are UTC milliseconds;
None is unknown everywhere, and an empty tuple of `history` or `stops` means there are none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ringfence.call.words import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """A call the ledger knows: made (with its outcome), or reserved until `expires_at` and not yet told."""

    id: str
    at: int
    recipient: str
    direction: str = "outbound"
    outcome: str | None = None
    expires_at: int | None = None
    words: dict[str, str | None] = field(default_factory=dict)
    asked_for: bool | None = None
    warm: bool | None = None
    leaf: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopEvent:
    """A stop somebody said: to whom and about what (`words`), when, and its own end if one was stated."""

    trigger: str
    said_at: int
    recipient: str
    words: dict[str, str | None] = field(default_factory=dict)
    ends_at: int | None = None
    leaf: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A thing that exists: what need it meets, how well, since when and for what (`words`; `any` covers all)."""

    need: str
    grade: str | None = None
    given_at: int | None = None
    ends_at: int | None = None
    words: dict[str, str | None] = field(default_factory=dict)
    hours_from: int | None = None
    hours_to: int | None = None
    call_id: str | None = None
    pointed_out: bool | None = None
    kept_as: str | None = None
    leaf: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A region in which the use of a line away from its home is filed, since when and until when."""

    region: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What was stated of an account's debtor, by whose account it is, since when and until when."""

    fact: str
    account: str
    caller: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is known of one number in one list: whether it is in it, since which day, looked at when.

    `own_entry` is False where only the list as a whole is known (its copy's moment, the number not in it).
    """

    listed: bool | None
    listed_on: int | None = None
    checked_at: int | None = None
    own_entry: bool = True
    leaf: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One call, the moment it is asked for, and everything known around it.

    `proofs` is None where nobody has looked for proofs (their absence is then unknown); `listings` and
    `line_listings` hold a list only where something is known of it. `hours` are the recipient's own wish
    (milliseconds of her local day); `calendars` name each known day's kind: work, off or holiday. `line_facts` are
    the columns of the ledger's `line`; `filings` is None where nobody has looked for them. `institution_proofs`
    are kept by the institution's name, None like `proofs`; `stated` facts that are not there were not stated.
    """

    call: Call
    at: int
    history: tuple[PastCall, ...] = ()
    stops: tuple[StopEvent, ...] = ()
    proofs: tuple[Proof, ...] | None = None
    listings: dict[str, Listed] = field(default_factory=dict)
    line_listings: dict[str, Listed] = field(default_factory=dict)
    hours: tuple[int, int] | None = None
    line_facts: dict[str, object] = field(default_factory=dict)
    filings: tuple[Filing, ...] | None = None
    stated: tuple[Stated, ...] = ()
    institution_proofs: dict[str, tuple[Proof, ...] | None] = field(default_factory=dict)
    recipient_facts: dict[str, object] = field(default_factory=dict)
    calendars: dict[str, dict[dt.date, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One rule that spoke in a world: as a firing (`unknown` False) or undecided, with its effect and end."""

    rule: str
    effect: str
    unknown: bool
    until: int | None
    fact_at: int | None = None
    leaf: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an engine or `plain` says of one call: the answer, every rule that spoke, and the retry.

    Every evaluator gives this value and nothing else, so that they can be compared whole.
    """

    answer: str
    spoken: tuple[Spoken, ...]
    retry_at: int | None
    retry_note: str | None = None
