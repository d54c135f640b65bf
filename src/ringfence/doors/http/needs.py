"""What the HTTP door needs from the house, named for the role; `wiring` hands it over.

Every question is answered later: the door waits for many of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from ringfence.call.verdict import Verdict
from ringfence.caller.access import Holder


class LiveGate(Protocol):
    """One house, asked by many."""

    def holder(self, key: str) -> Future[Holder | None]:
        """Who holds a key."""

    def ask(self, call: Mapping[str, Any], *, dry_run: bool = False) -> Future[Verdict]:
        """May this call be made? Reserved and sealed unless it is only tried."""

    def confirm(self, call: str) -> Future[Verdict]:
        """May it still connect?"""

    def tell(self, call: str, outcome: str | None, said: str | None, at: str | None) -> Future[int]:
        """The leaf of what became of it."""

    def explain(self, call: str) -> Future[Mapping[str, Any]]:
        """The sealed answer of a call, whose it was, and what was sealed about it since."""

    def whose(self, call: str) -> Future[tuple[str | None, str | None] | None]:
        """The caller and the agency of a call that was asked about; None if none was."""

    def bring(self, relation: str, rows: Sequence[Mapping[str, Any]]) -> Future[Mapping[str, Any]]:
        """What rows of facts came to: all of them, or none and an error."""

    def has_stop(self, number: str, name: str) -> Future[bool]:
        """Whether a stop of this name is there of a number in E.164."""

    def now(self) -> int:
        """Now, by the gate's clock, in UTC milliseconds."""

    def head(self) -> Future[Mapping[str, Any]]:
        """The newest signed head of the log."""

    def inclusion(self, leaf: int, size: int) -> Future[list[str]]:
        """The path that proves a leaf under a head of this size."""

    def consistency(self, old: int, new: int) -> Future[list[str]]:
        """The path that proves that a later log continues an earlier one."""

    def shadow(self, caller: str | None) -> Mapping[str, Any] | None:
        """What a second pack would have answered, as far as it is this caller's business; None if there is none."""

    def pack(self) -> Mapping[str, Any]:
        """The pack that judges: its name, version, digest and rules."""
