"""A second pack beside the live one: what it would have answered, counted and listed, never enforced.

Inside the transaction of each question, before its place is held. Takes the question; gives nothing to whoever asked. What
is listed are calls by their ids: whose they are stands in the log.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final

from ringfence.call.verdict import Verdict
from ringfence.call.words import Call
from ringfence.caller.gate import CallerGate
from ringfence.ledger.ledger import Transaction

MOST_LISTED: Final = 1_000
"""The newest differences are listed one by one; all are counted."""


@dataclass(slots=True)
class Shadow:
    """A gate that is asked what it would answer, and how that differs from what was answered."""

    gate: CallerGate
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    listed: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=MOST_LISTED))

    def ask(self, tx: Transaction, live: CallerGate, call: Call) -> Verdict:
        """The live gate's answer; the shadow judged the same world a moment before."""
        would = self.gate.would(tx, call)
        verdict = live.ask(tx, call)
        self.counted[verdict.answer, would.answer] += 1
        if verdict.answer != would.answer:
            self.listed.append(
                {
                    "call": verdict.call, "caller": call.caller, "live": verdict.answer, "shadow": would.answer,
                    "live_rules": [reason.rule for reason in verdict.reasons], "shadow_rules": [reason.rule for reason in would.reasons],
                }
            )  # fmt: skip
        return verdict

    def told(self, caller: str | None) -> dict[str, Any]:
        """Every pair of answers with how often it came, and the newest differences; those of one caller if it is named."""
        return {
            "pack": self.gate.pack.label,
            "answers": [
                {"live": live, "shadow": shadow, "calls": calls}
                for (live, shadow), calls in sorted(self.counted.items())
            ],
            "differences": [each for each in self.listed if caller in {None, each["caller"]}],
        }
