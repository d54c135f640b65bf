"""What a list of calls means: its calls asked one after the other, each permit taking its place at once.

Stands over the judge as the definition every engine's way with lists is held to. Takes calls with planned
times and everything known around them; gives a judgement for each. Slow on purpose: nothing is squeezed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ringfence.call.errors import RequestError
from ringfence.call.words import Call
from ringfence.policy.plain.judge import judge
from ringfence.policy.plain.matching import words_of
from ringfence.policy.rule import Pack
from ringfence.policy.world import Filing, Judgement, Listed, PastCall, Proof, Stated, StopEvent, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Everything known around the calls of a list, whomever and whatever line it is about.

    `proofs`, `listings`, `hours` and `settled` are kept by recipient; `line_listings`, `line_facts` and `filings` by
    line. A recipient without an entry in `proofs`, or with None, is one for whom nobody has looked for proofs; so
    it is with a line and its `filings`, and with an institution and its proofs.
    """

    history: tuple[PastCall, ...] = ()
    stops: tuple[StopEvent, ...] = ()
    proofs: dict[str, tuple[Proof, ...] | None] = field(default_factory=dict)
    listings: dict[str, dict[str, Listed]] = field(default_factory=dict)
    line_listings: dict[str, dict[str, Listed]] = field(default_factory=dict)
    hours: dict[str, tuple[int, int]] = field(default_factory=dict)
    settled: dict[str, bool | None] = field(default_factory=dict)
    line_facts: dict[str, dict[str, object]] = field(default_factory=dict)
    filings: dict[str, tuple[Filing, ...] | None] = field(default_factory=dict)
    stated: tuple[Stated, ...] = ()
    institution_proofs: dict[str, tuple[Proof, ...] | None] = field(default_factory=dict)
    calendars: dict[str, dict[dt.date, str]] = field(default_factory=dict)

    def world_of(self, call: Call, at: int, reserved: Sequence[PastCall] = ()) -> World:
        """The world of one call at a moment, with what has been reserved since beside the history."""
        return World(
            call=call,
            at=at,
            history=(*self.history, *reserved),
            stops=tuple(stop for stop in self.stops if stop.recipient == call.recipient),
            proofs=self.proofs.get(call.recipient),
            listings=self.listings.get(call.recipient, {}),
            line_listings=self.line_listings.get(call.line or "", {}),
            line_facts=self.line_facts.get(call.line or "", {}),
            filings=self.filings.get(call.line or ""),
            stated=self.stated,
            institution_proofs=self.institution_proofs,
            hours=self.hours.get(call.recipient),
            recipient_facts={"settled": self.settled.get(call.recipient)},
            calendars=self.calendars,
        )


def judge_in_order(
    pack: Pack,
    background: Surroundings,
    calls: Sequence[Call],
    lifetime_ms: int,
    priorities: Sequence[int] | None = None,
    outcomes: Sequence[str | None] | None = None,
) -> list[Judgement]:
    """A judgement for each call, in the order the calls are given in.

    They are asked by planned time (`at`), then priority (the smaller first), then row. Each permitted one
    is reserved for `lifetime_ms` from its own time, and every later one sees that; if `outcomes` say what came of
    the calls, it was made, and every later one sees that. A call without a time is a `RequestError`.
    """
    ranks = [0] * len(calls) if priorities is None else priorities
    judged: dict[int, Judgement] = {}
    reserved: list[PastCall] = []
    for row in sorted(range(len(calls)), key=lambda row: (_planned(calls[row], row), ranks[row], row)):
        call, at = calls[row], _planned(calls[row], row)
        judged[row] = judge(pack, background.world_of(call, at, reserved))
        if judged[row].answer == "permit":
            held = reservation(call, call.id or f"row-{row}", at, lifetime_ms)
            reserved.append(
                held if outcomes is None else replace(held, expires_at=None, outcome=outcomes[row])
            )
    return [judged[row] for row in range(len(calls))]


def reservation(call: Call, name: str, at: int, lifetime_ms: int) -> PastCall:
    """The place a permitted call takes in the history until it is told or its lifetime is over."""
    return PastCall(
        id=name,
        at=at,
        recipient=call.recipient,
        expires_at=at + lifetime_ms,
        words=words_of(call),
        asked_for=call.asked_for,
        warm=call.warm,
    )


def _planned(call: Call, row: int) -> int:
    if call.at is None:
        raise RequestError("a call of a list needs a planned time; give it one", f"calls[{row}].at")
    return call.at
