"""What the HTTP door needs from the house, named for the role; `wiring` hands it over.

Every question is answered later: the door waits for many of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol

from ringfence.call.verdict import Verdict
from ringfence.caller.access import Holder
from ringfence.caller.answered import Page, Wanted
from ringfence.caller.tally import Counted
from ringfence.doors.lists.job import Job, ListWords
from ringfence.policy.explained import Explained


class LiveGate(Protocol):
    """One house, asked by many."""

    def holder(self, key: str) -> Future[Holder | None]:
        """Who holds a key."""

    def ask(self, call: Mapping[str, Any], *, dry_run: bool = False) -> Future[Verdict]:
        """May this call be made? Reserved and sealed unless it is only tried."""

    def fallback(self, call: Mapping[str, Any]) -> Verdict:
        """What the pack answers where nothing can be decided."""

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

    def answered(self, wanted: Wanted, most: int, before: int | None) -> Future[Page]:
        """The newest answers that are wanted."""

    def figures(
        self, since: int, until: int, caller: str | None, agency: str | None
    ) -> Future[Sequence[Counted]]:
        """How many answers of each kind were given in each quarter of an hour."""

    def stops_of(self, number: str, caller: str | None) -> Future[Sequence[Mapping[str, Any]]]:
        """The stops of a number in E.164, of one caller's business if it is named."""

    def stops_lately(self, holder: Holder) -> Future[Sequence[Mapping[str, Any]]]:
        """What was said on calls lately, as far as it is the holder's business."""

    def rule(self, rule: str) -> Explained:
        """A rule of the pack with its source, its values and its examples."""

    def zone(self) -> str:
        """By whose clock the pack counts its days."""

    def secret(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same in every process of this gate."""

    def pack(self) -> Mapping[str, Any]:
        """The pack that judges: its name, version, digest and rules."""


class ListsKept(Protocol):
    """The lists that came in, and what came of them."""

    def place(self, name: str) -> tuple[str, Path]:
        """An id, and the file into which a list that comes in is written."""

    def begin(self, job_id: str, path: Path, name: str, holder: Holder, words: ListWords) -> Job:
        """Takes a list that has come in whole."""

    def let_go(self, job_id: str) -> None:
        """Forgets a list that did not come in whole."""

    def of(self, job_id: str, holder: Holder) -> Job:
        """How far a list is."""

    def all(self, holder: Holder) -> Sequence[Job]:
        """Every list that is this holder's business, the newest first."""

    def file(self, job: Job, which: str) -> Path:
        """One of a list's files."""

    def drop(self, job: Job) -> None:
        """Takes a list and its files out."""
