"""Steps written down: where each line stands, what was done and why, sealed; and what waits for a person.

Behind the climb. Takes moves with the figures they rest on; writes state, step and leaf in the one transaction it is handed, and
gives what was done, with its notice. A step that was proposed is not taken before somebody decided, and she is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ringfence.call.errors import LedgerError
from ringfence.call.moments import DAY
from ringfence.carrier.known import is_owner
from ringfence.carrier.ladder.climb import Move, Standing, move
from ringfence.carrier.ladder.ladder import Ladder, after, is_about
from ringfence.carrier.measures.measure import measures
from ringfence.carrier.notice import notice
from ringfence.evidence.log import write_leaf
from ringfence.ledger.ledger import Transaction
from ringfence.policy.kinds.ladder import Step

FACTS: Final = ("registered", "off_site_filed", "public_service", "purpose")
"""What of a line decides whether a ladder is about it, and who may take a step on it."""
A_COMPLAINT: Final = 50
"""As how many people reached in vain somebody counts who took the trouble to complain."""
NO_HOLDS: Final = 30 * DAY
"""For so long nobody is asked again about a line of which a person said no."""
MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A line, or an owner, of which something was measured: the figures, and what is known of it."""

    subject: int
    of_owner: bool
    figures: Mapping[str, float | None]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """One step, as it was taken, proposed or lifted."""

    id: str
    subject: int
    of_owner: bool
    rule: str
    nth: int
    action: str
    state: str
    at: int
    until: int | None
    harm: int
    figures: Mapping[str, float | None]
    leaf: int
    notice: Mapping[str, str] = field(default_factory=dict)


class Steps:
    """Writes the steps of one ladder at one moment."""

    def __init__(self, tx: Transaction, ladder: Ladder, at: int) -> None:
        self.tx, self.ladder, self.at = tx, ladder, at
        self._waiting = {
            row["subject"]
            for state in ("proposed", "refused")
            for row in tx.rows("ladder_step", {"state": state}, MOST)
            if row["rule"] == ladder.rule.id and (state == "proposed" or at < row["decided_at"] + NO_HOLDS)
        }

    def take(self, seen: Iterable[Seen]) -> Iterator[Done]:
        """What follows for those of whom it was seen, and for those who stand on the ladder and of whom it was not."""
        found: set[int] = set()
        for each in seen:
            about = is_about(self.ladder.terms.of, each.facts)
            # A line that the ladder is no longer about, as one registered meanwhile, finds its way back like any other.
            if about is not False:
                found.add(each.subject)
                yield from self._one(each, seen=True, about=about)
        for subject in self._not_seen(found):
            yield from self._one(Seen(subject, is_owner(subject), {}, {}), seen=False, about=True)

    def _not_seen(self, found: set[int]) -> list[int]:
        """Those who stand on the ladder until the way back is found, and of whom nothing was seen now."""
        if self.ladder.terms.exit.below_for is None:
            return []
        rows = self.tx.rows_between(
            "line_state", "seen_at", 0, self.at + 1, {"rule": self.ladder.rule.id}, MOST + 1
        )
        if len(rows) > MOST:
            raise LedgerError(
                f"more than {MOST:,} lines stand on `{self.ladder.rule.id}`; its limits see nearly everybody"
            )
        return [row["subject"] for row in rows if row["until"] is None and row["subject"] not in found]

    def _stands(self, subject: int) -> dict[str, Any] | None:
        return self.tx.row("line_state", {"subject": subject, "rule": self.ladder.rule.id})

    def _one(self, each: Seen, *, seen: bool, about: bool | None) -> Iterator[Done]:
        row = self._stands(each.subject) or (
            self._of_her_lines(each.subject) if each.of_owner and seen else None
        )
        standing = (
            None
            if row is None
            else Standing(*(row[name] for name in ("nth", "action", "since", "until", "seen_at")))
        )
        found = move(self.ladder, standing, self.at, each.facts, seen=seen, about=about)
        if row is not None and row["subject"] == each.subject and seen:
            self.tx.update(
                "line_state", {"subject": each.subject, "rule": self.ladder.rule.id}, {"seen_at": self.at}
            )
        if found is not None and not (found.what == "proposed" and each.subject in self._waiting):
            yield self._write(each, found)

    def _of_her_lines(self, owner: int) -> dict[str, Any] | None:
        """Where the farthest of an owner's lines stands: whoever had one line and takes a second does not begin anew."""
        lines = (row["line"] for row in self.tx.rows("carried_line", {"owner_token": owner}, MOST))
        found = [row for line in lines if (row := self._stands(line)) is not None]
        return max(found, key=lambda row: (row["nth"], row["since"]), default=None)

    def _write(self, each: Seen, found: Move) -> Done:
        appeal_until = after(self.at, self.ladder.terms.exit.appeal_within)
        told = (
            notice(self.ladder, found, each.figures, self.at, appeal_until)
            if found.what != "proposed"
            else {}
        )
        done = sealed(
            self.tx,
            Done(
                f"{self.ladder.rule.id}:{each.subject}:{self.at}", each.subject, each.of_owner, self.ladder.rule.id, found.nth,
                found.step.action, found.what, self.at, found.until, harm_of(each.figures), dict(each.figures), -1, told,
            ),
        )  # fmt: skip
        self.tx.bring("ladder_step", [step_row(done, appeal_until)])
        key = {"subject": each.subject, "rule": self.ladder.rule.id}
        if found.what == "taken":
            row = standing_row(
                self.ladder, each.subject, found.nth, found.step, self.at, found.until, done.leaf
            )
            self.tx.bring("line_state", [row])
        elif found.what == "lifted":
            self.tx.update("line_state", key, {"until": self.at, "leaf": done.leaf})
        return done


def standing_row(
    ladder: Ladder, subject: int, nth: int, step: Step, at: int, until: int | None, leaf: int
) -> dict[str, Any]:
    """Where a line stands once a step was taken, as the ledger keeps it."""
    return {
        "subject": subject, "rule": ladder.rule.id, "nth": nth, "action": step.action, "since": at, "until": until,
        "seen_at": at, "a_minute": ladder.slow.get(step.nth), "counter": step.counter, "leaf": leaf,
    }  # fmt: skip


def sealed(tx: Transaction, done: Done, **more: str) -> Done:
    """The same, sealed as a leaf."""
    facts: dict[str, object] = {
        "id": done.id, "subject": str(done.subject), "of_owner": done.of_owner, "rule": done.rule, "nth": done.nth,
        "action": done.action, "state": done.state, "until": done.until, "figures": _exact(done.figures),
        "notice": dict(done.notice), **more,
    }  # fmt: skip
    return replace(done, leaf=write_leaf(tx, "step", done.at, facts))


def harm_of(figures: Mapping[str, float | None]) -> int:
    """How much harm a line did while it was measured: people it reached in vain, and more for each who complained.

    >>> harm_of({"recipients": 400, "answer_share": 0.25, "call_back_share": 0.0, "complainants": 2})
    400
    """
    people = figures.get("recipients") or figures.get("attempts") or 0
    unanswered = 1 - (figures.get("answer_share") or 0)
    return round(people * unanswered + A_COMPLAINT * (figures.get("complainants") or 0))


def _exact(figures: Mapping[str, float | None]) -> dict[str, str]:
    """Figures as they are sealed: text, so that a verifier in any language reads the same."""
    return {
        name: f"{value:.6g}"
        for name, value in sorted(figures.items())
        if value is not None and name in measures()
    }


def step_row(done: Done, appeal_until: int | None) -> dict[str, Any]:
    """A step as the ledger keeps it."""
    return {
        "id": done.id, "subject": done.subject, "of_owner": done.of_owner, "rule": done.rule, "nth": done.nth,
        "action": done.action, "state": done.state, "at": done.at, "until": done.until, "appeal_until": appeal_until,
        "harm": done.harm, "figures": json.dumps({name: value for name, value in done.figures.items() if value is not None}),
        "decided_by": None, "decided_at": None, "leaf": done.leaf,
    }  # fmt: skip
