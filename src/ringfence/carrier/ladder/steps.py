"""Steps written down: where each line stands, what was done and why, sealed; and what waits for a person.

Behind the climb. Takes moves with the figures they rest on; writes state, step and leaf in the one transaction it is handed, and
gives what was done, with its notice. A step that was proposed is not taken before somebody decided, and she is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ringfence.call.errors import RequestError
from ringfence.call.moments import DAY, written
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
        self._standing = {
            row["subject"]: row for row in tx.rows("line_state", {"rule": ladder.rule.id}, MOST)
        }
        self._waiting = {
            row["subject"]
            for state in ("proposed", "refused")
            for row in tx.rows("ladder_step", {"state": state}, MOST)
            if row["rule"] == ladder.rule.id and (state == "proposed" or at < row["decided_at"] + NO_HOLDS)
        }

    def take(self, seen: Iterable[Seen]) -> Iterator[Done]:
        """What follows for those of whom it was seen, and for those who stand on the ladder and of whom it was not."""
        found = set()
        for each in seen:
            found.add(each.subject)
            about = is_about(self.ladder.terms.of, each.facts)
            if about is not False:
                yield from self._one(each, seen=True, about=about)
        for subject in self._standing.keys() - found:
            yield from self._one(Seen(subject, self.ladder.per_owner, {}, {}), seen=False, about=True)

    def _one(self, each: Seen, *, seen: bool, about: bool | None) -> Iterator[Done]:
        row = self._standing.get(each.subject)
        standing = (
            None
            if row is None
            else Standing(*(row[name] for name in ("nth", "action", "since", "until", "seen_at")))
        )
        found = move(self.ladder, standing, self.at, each.facts, seen=seen, about=about)
        if row is not None and seen:
            self.tx.update(
                "line_state", {"subject": each.subject, "rule": self.ladder.rule.id}, {"seen_at": self.at}
            )
        if found is not None and not (found.what == "proposed" and each.subject in self._waiting):
            yield self._write(each, found)

    def _write(self, each: Seen, found: Move) -> Done:
        appeal_until = after(self.at, self.ladder.terms.exit.appeal_within)
        told = (
            notice(self.ladder, found, each.figures, self.at, appeal_until)
            if found.what != "proposed"
            else {}
        )
        done = _sealed(
            self.tx,
            Done(
                f"{self.ladder.rule.id}:{each.subject}:{self.at}", each.subject, each.of_owner, self.ladder.rule.id, found.nth,
                found.step.action, found.what, self.at, found.until, harm_of(each.figures), dict(each.figures), -1, told,
            ),
        )  # fmt: skip
        self.tx.bring("ladder_step", [_row(done, appeal_until)])
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


def queue(tx: Transaction, most: int) -> list[dict[str, Any]]:
    """The steps that wait for a person, the most harmful first, no more than she can look at in a day."""
    waiting = tx.rows("ladder_step", {"state": "proposed"}, MOST)
    return sorted(waiting, key=lambda row: (-row["harm"], row["at"], row["id"]))[:most]


def decide(tx: Transaction, known: Mapping[str, Ladder], step: str, *, taken: bool, by: str, at: int) -> Done:
    """A step that was proposed, taken or refused by a person; her decision is a label of each line that it is about."""
    row, ladder = _waiting(tx, known, step, by)
    figures, rung = json.loads(row["figures"]), ladder.step(row["nth"])
    until = after(at, rung.span) if taken else None
    appeal_until = after(at, ladder.terms.exit.appeal_within) if taken else None
    told = notice(ladder, Move("taken", row["nth"], rung, until), figures, at, appeal_until) if taken else {}
    of_owner = bool(row["of_owner"])
    done = _sealed(
        tx,
        Done(
            step, row["subject"], of_owner, row["rule"], row["nth"], row["action"], "taken" if taken else "refused", at,
            until, row["harm"], figures, -1, told,
        ),
        by=by,
    )  # fmt: skip
    changed = {
        "state": done.state,
        "decided_by": by,
        "decided_at": at,
        "until": until,
        "appeal_until": appeal_until,
    }
    tx.update("ladder_step", {"id": step}, {**changed, "leaf": done.leaf})
    if taken:
        tx.bring("line_state", [standing_row(ladder, done.subject, done.nth, rung, at, until, done.leaf)])
    label = {"nuisance": taken, "by": by, "at": at, "leaf": done.leaf}
    tx.bring(
        "line_label", [{"line": line, **label} for line in _lines_of(tx, done.subject, of_owner=of_owner)]
    )
    return done


def _waiting(
    tx: Transaction, known: Mapping[str, Ladder], step: str, by: str
) -> tuple[dict[str, Any], Ladder]:
    row = tx.row("ladder_step", {"id": step})
    if row is None or row["state"] != "proposed":
        raise RequestError(f"no step `{step}` waits for anybody; see `ringfence carrier queue`", "STEP")
    if not by:
        raise RequestError("somebody answers for the decision; name her with --by", "by")
    if row["rule"] not in known:
        raise RequestError(
            f"the pack has no ladder `{row['rule']}` now; open the pack that proposed it", "pack"
        )
    return row, known[row["rule"]]


def _sealed(tx: Transaction, done: Done, **more: str) -> Done:
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


def nuisances(tx: Transaction, at: int) -> set[int]:
    """The lines that are known for a nuisance: decided so by a person, or suspended or closed now."""
    labelled = {row["line"] for row in tx.rows("line_label", {"nuisance": True}, MOST)}
    for action in ("suspend", "close", "bar_outgoing"):
        for row in tx.rows("line_state", {"action": action}, MOST):
            if row["until"] is None or at < row["until"]:
                labelled.add(row["subject"])
    return labelled


def _lines_of(tx: Transaction, subject: int, *, of_owner: bool) -> list[int]:
    if not of_owner:
        return [subject]
    return [row["line"] for row in tx.rows("carried_line", {"owner_token": subject}, MOST)]


def _exact(figures: Mapping[str, float | None]) -> dict[str, str]:
    """Figures as they are sealed: text, so that a verifier in any language reads the same."""
    return {
        name: f"{value:.6g}"
        for name, value in sorted(figures.items())
        if value is not None and name in measures()
    }


def _row(done: Done, appeal_until: int | None) -> dict[str, Any]:
    return {
        "id": done.id, "subject": done.subject, "of_owner": done.of_owner, "rule": done.rule, "nth": done.nth,
        "action": done.action, "state": done.state, "at": done.at, "until": done.until, "appeal_until": appeal_until,
        "harm": done.harm, "figures": json.dumps({name: value for name, value in done.figures.items() if value is not None}),
        "decided_by": None, "decided_at": None, "leaf": done.leaf,
    }  # fmt: skip


def shown(row: Mapping[str, Any]) -> dict[str, str]:
    """A step as it may be shown in one line."""
    return {
        "id": row["id"], "action": row["action"], "state": row["state"], "at": written(row["at"]),
        "until": "" if row["until"] is None else written(row["until"]), "harm": f"{row['harm']:,}",
    }  # fmt: skip
