"""What a gate says: the strongest effect, with every reason.

Made by the caller gate from what an engine found, handed to whoever asked, sealed as a leaf.
A verdict is a value: a refusal raises nothing. It never says more than the rules found.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Answer = Literal["permit", "divert", "defer", "refuse"]
Effect = Literal["permit", "divert", "defer", "refuse", "warn", "presume"]
OnUnknown = Literal["refuse", "defer", "divert", "warn", "ignore"]
Force = Literal["LAW", "REG", "NORM", "STD", "SELF", "DRAFT", "PLAT", "HOUSE"]

# Invariant: the order of answers, weakest first; engines compare these numbers and nothing else.
STRENGTH: dict[str, int] = {"permit": 0, "divert": 1, "defer": 2, "refuse": 3}
ANSWERS: tuple[Answer, ...] = ("permit", "divert", "defer", "refuse")

GENTLE: frozenset[str] = frozenset({"warn", "presume"})
"""Effects that are told and change no answer: a warning, and what the law presumes of a call that is made."""

HORIZON_DAYS = 400
"""How far ahead a retry is looked for; beyond it the verdict says `no_moment_within`."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that spoke: what it does, the fact that decided it, and until when.

    `unknown` says that the rule could not be decided and that `effect` is its `on_unknown`.
    `until` is the earliest moment (UTC ms) at which the rule would no longer speak; None if it has none.
    `fact_at` is the moment of the fact that decided (the refusal, the listing), `leaf` where it is sealed.
    """

    rule: str
    effect: Effect
    unknown: bool = False
    until: int | None = None
    fact_at: int | None = None
    leaf: int | None = None
    force: Force | None = None
    cite: str | None = None
    zh: str | None = None
    en: str | None = None
    facts: dict[str, Any] = {}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one question, with all reasons in the pack's order of strength, then of rule id.

    `retry_at` (UTC ms) is the earliest moment at which no rule would stand against the call, if nothing
    else happens; None for a permit, for what never ends, and, with `retry_note`, beyond 400 days.
    `warnings` are the reasons that change nothing. `missing` names the facts nobody gave.
    """

    answer: Answer
    call: str
    at: int
    pack: str
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    retry_at: int | None = None
    retry_note: str | None = None
    leaf: int | None = None
    expires_at: int | None = None
    alternative: Verdict | None = None
    line: str | None = None
