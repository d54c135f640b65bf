"""What the caller gate needs from others, named for the role; `wiring` joins the adapters."""

from __future__ import annotations

from typing import Any, Protocol

from ringfence.call.words import Call
from ringfence.policy.world import Judgement


class Judge(Protocol):
    """Judges one call over what a transaction sees."""

    def judge(
        self, connection: Any, call: Call, recipient: bytes, t: int, *, connecting: bool = False
    ) -> Judgement:
        """The judgement at `t`; `connecting` leaves out what is asked before dialling only."""


class Clock(Protocol):
    """The time, handed in so that tests can hold it."""

    def __call__(self) -> int:
        """Now, in UTC milliseconds."""
