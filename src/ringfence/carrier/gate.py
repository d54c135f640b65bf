"""The carrier's gate: should this line go on ringing this person, now?

On the way of every call that a line makes. Takes the line, the recipient and the trail that the caller's gate left; gives `carry`,
`label`, `slow` or `refuse` from where the line and its owner stand on the ladders, with the reasons. It reads, and counts the calls
of slowed lines in memory; it must never hold up a call, and never answer harder than the step that was sealed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

import msgspec

from ringfence.evidence.subscriber import subscriber_token
from ringfence.policy.rule import Pack

CarrierAnswer = Literal["carry", "label", "slow", "refuse"]
ANSWERS: Final[tuple[CarrierAnswer, ...]] = ("carry", "label", "slow", "refuse")
OF_ACTION: Final[dict[str, CarrierAnswer]] = {
    "observe": "carry", "warn": "carry", "label": "label", "slow": "slow", "delist": "label",
    "bar_outgoing": "refuse", "suspend": "refuse", "close": "refuse",
}  # fmt: skip
"""What is answered while a line stands on a step."""
SLOWED_AT_MOST: Final = 100_000
"""Slowed lines whose calls are counted at once."""
MINUTE: Final = 60.0


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate before said of the call: its answer, the purpose, the occasion, and who signed for it."""

    answer: str | None = None
    purpose: str | None = None
    occasion: str | None = None
    caller: str | None = None


class StandsOn(msgspec.Struct, frozen=True, kw_only=True):
    """A step that spoke: its ladder, what it does, since and until when, the leaf it is sealed in, and why, in words."""

    rule: str
    action: str
    since: int
    until: int | None
    leaf: int | None
    zh: str
    en: str


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """The gate's answer. `wait` is seconds until a slowed line's call may go on, `counter` who counts; a `label` has words."""

    answer: CarrierAnswer
    reasons: tuple[StandsOn, ...] = ()
    a_minute: int | None = None
    counter: str | None = None
    wait: float = 0.0


class States(Protocol):
    """Where lines stand: the rows of `line_state` for a line and for its owner."""

    def of(self, line: int) -> Sequence[Mapping[str, object]]:
        """The steps that a line or its owner stands on, ended ones too."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class CarrierGate:
    """Answers for the lines of one carrier. `key` is the key of subscribers' tokens, `clock` UTC milliseconds."""

    states: States
    pack: Pack
    key: bytes = field(repr=False)
    clock: Callable[[], int] = lambda: int(time.time() * 1000)
    _words: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    _buckets: dict[int, _Bucket] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for rule in self.pack.rules:
            self._words[rule.id] = (rule.terms.text.zh, rule.terms.text.en)

    def ask(self, line: str, recipient: str | None = None, trail: Trail | None = None) -> Carried:  # noqa: ARG002 - the recipient's own wish is asked at her gate
        """What is to be done with a call from a line, in E.164. NumberError if it is no number."""
        return self.ask_token(subscriber_token(self.key, line), trail)

    def ask_token(self, line: int, trail: Trail | None = None) -> Carried:
        """The same of a subscriber's token."""
        at = self.clock()
        found = [row for row in self.states.of(line) if _holds(row, at)]
        if not found:
            return Carried(answer="carry")
        hardest = max(found, key=lambda row: (ANSWERS.index(OF_ACTION[str(row["action"])]), -_slowness(row)))
        answer, reasons = OF_ACTION[str(hardest["action"])], tuple(self._reason(row) for row in found)
        if answer != "slow":
            return Carried(answer=answer, reasons=reasons)
        # A call that somebody may wait for is not held up: its purpose and occasion were answered for at the gate before.
        if trail is not None and trail.answer == "permit" and trail.occasion and trail.purpose in URGENT:
            return Carried(answer="carry", reasons=reasons)
        a_minute = int(str(hardest["a_minute"]))
        wait = self._wait(line, a_minute) if hardest["counter"] == "gate" else 0.0
        return Carried(
            answer="slow", reasons=reasons, a_minute=a_minute, counter=str(hardest["counter"]), wait=wait
        )

    def _reason(self, row: Mapping[str, object]) -> StandsOn:
        chinese, english = self._words.get(str(row["rule"]), ("", ""))
        until, leaf = row["until"], row["leaf"]
        return StandsOn(
            rule=str(row["rule"]), action=str(row["action"]), since=int(str(row["since"])),
            until=None if until is None else int(str(until)), leaf=None if leaf is None else int(str(leaf)), zh=chinese, en=english,
        )  # fmt: skip

    def _wait(self, line: int, a_minute: int) -> float:
        """Seconds until this call may go on; a call that may is counted."""
        now = time.monotonic()
        if len(self._buckets) >= SLOWED_AT_MOST:
            self._buckets.clear()
        bucket = self._buckets.setdefault(line, _Bucket(1.0, now))
        bucket.left = min(1.0, bucket.left + (now - bucket.at) * a_minute / MINUTE)
        bucket.at = now
        if bucket.left < 1:
            return (1 - bucket.left) * MINUTE / a_minute
        bucket.left -= 1
        return 0.0


URGENT: Final = ("emergency", "fraud_alert")
"""Purposes that, with an occasion, no slowing holds up."""


def _holds(row: Mapping[str, object], at: int) -> bool:
    until = row["until"]
    return until is None or at < int(str(until))


def _slowness(row: Mapping[str, object]) -> int:
    return int(str(row["a_minute"])) if row["a_minute"] is not None else 0
