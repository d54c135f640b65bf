"""What waits for a person, and what she decided: her queue of a stated length, the most harmful first, and labels out of it.

Behind the steps that were proposed. Takes her decision on one of them; carries it out for every step that waits for the same line, seals
each in her name, and remembers what the line is. Nothing here is decided without one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ringfence.call.errors import RequestError
from ringfence.carrier.known import is_owner
from ringfence.carrier.ladder.climb import Move
from ringfence.carrier.ladder.ladder import SEVERITY, Ladder, after
from ringfence.carrier.ladder.steps import MOST, Done, sealed, standing_row, step_row
from ringfence.carrier.notice import notice
from ringfence.ledger.ledger import Transaction


def queue(tx: Transaction, most: int) -> list[dict[str, Any]]:
    """What waits for a person, the most harmful first, no more than she can look at in a day.

    A line, or an owner, stands in it once, with the hardest step that waits for it and how many others do (`others`).
    """
    by_subject: dict[int, list[dict[str, Any]]] = {}
    for row in tx.rows("ladder_step", {"state": "proposed"}, MOST):
        by_subject.setdefault(row["subject"], []).append(row)
    firsts = [
        {
            **max(rows, key=lambda row: (SEVERITY.index(row["action"]), row["harm"], row["id"])),
            "others": len(rows) - 1,
        }
        for rows in by_subject.values()
    ]
    return sorted(firsts, key=lambda row: (-row["harm"], row["at"], row["id"]))[:most]


def decide(
    tx: Transaction, known: Mapping[str, Ladder], step: str, *, taken: bool, by: str, at: int
) -> list[Done]:
    """The step that was named, taken or refused by a person, and with it every other that waits for the same line."""
    if not by:
        raise RequestError("somebody answers for the decision; name her with --by", "by")
    named = tx.row("ladder_step", {"id": step})
    if named is None or named["state"] != "proposed":
        raise RequestError(f"no step `{step}` waits for anybody; see `ringfence carrier queue`", "STEP")
    if named["rule"] not in known:
        raise RequestError(
            f"the pack has no ladder `{named['rule']}` now; open the pack that proposed it", "pack"
        )
    others = [
        row
        for row in tx.rows("ladder_step", {"subject": named["subject"], "state": "proposed"}, MOST)
        if row["id"] != step and row["rule"] in known
    ]
    done = [_decided(tx, known[row["rule"]], row, taken=taken, by=by, at=at) for row in (named, *others)]
    label = {"nuisance": taken, "by": by, "at": at, "leaf": done[0].leaf}
    tx.bring("line_label", [{"line": line, **label} for line in _lines_under(tx, done[0].subject)])
    return done


def lift(tx: Transaction, ladder: Ladder, line: int, *, by: str, at: int) -> Done:
    """A step lifted by a person at once, as after an appeal that was found right; the line, and its owner's others, are labelled honest."""
    # Law: Anti-Telecom Fraud Law art. 32(3): an appeal that is found right is followed at once.
    if not by:
        raise RequestError("somebody answers for the decision; name her with --by", "by")
    known = tx.row("carried_line", {"line": line})
    subjects = [line, *([known["owner_token"]] if known and known["owner_token"] is not None else [])]
    rows = [tx.row("line_state", {"subject": each, "rule": ladder.rule.id}) for each in subjects]
    row = next(
        (each for each in rows if each is not None and (each["until"] is None or at < each["until"])), None
    )
    if row is None:
        raise RequestError(
            f"the line stands on no step of `{ladder.rule.id}`; see `ringfence carrier explain`", "LADDER"
        )
    found = Move("lifted", row["nth"], ladder.step(row["nth"]))
    told = notice(ladder, found, {}, at, None)
    done = sealed(
        tx,
        Done(
            f"{ladder.rule.id}:{row['subject']}:{at}:lifted", row["subject"], is_owner(row["subject"]), ladder.rule.id, row["nth"],
            row["action"], "lifted", at, None, 0, {}, -1, told,
        ),
        by=by,
    )  # fmt: skip
    tx.bring("ladder_step", [{**step_row(done, None), "decided_by": by, "decided_at": at}])
    tx.update(
        "line_state", {"subject": row["subject"], "rule": ladder.rule.id}, {"until": at, "leaf": done.leaf}
    )
    label = {"nuisance": False, "by": by, "at": at, "leaf": done.leaf}
    tx.bring("line_label", [{"line": each, **label} for each in _lines_under(tx, done.subject)])
    return done


def _decided(
    tx: Transaction, ladder: Ladder, row: Mapping[str, Any], *, taken: bool, by: str, at: int
) -> Done:
    figures, rung = json.loads(row["figures"]), ladder.step(row["nth"])
    until = after(at, rung.span) if taken else None
    appeal_until = after(at, ladder.terms.exit.appeal_within) if taken else None
    told = notice(ladder, Move("taken", row["nth"], rung, until), figures, at, appeal_until) if taken else {}
    done = sealed(
        tx,
        Done(
            row["id"], row["subject"], bool(row["of_owner"]), row["rule"], row["nth"], row["action"],
            "taken" if taken else "refused", at, until, row["harm"], figures, -1, told,
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
    tx.update("ladder_step", {"id": row["id"]}, {**changed, "leaf": done.leaf})
    if taken:
        tx.bring("line_state", [standing_row(ladder, done.subject, done.nth, rung, at, until, done.leaf)])
    return done


def nuisances(tx: Transaction, at: int) -> set[int]:
    """The lines that are known for a nuisance: decided so by a person, or suspended or closed now."""
    labelled = {row["line"] for row in tx.rows("line_label", {"nuisance": True}, MOST)}
    for action in ("suspend", "close", "bar_outgoing"):
        for row in tx.rows("line_state", {"action": action}, MOST):
            if row["until"] is None or at < row["until"]:
                labelled.update(_lines_under(tx, row["subject"]))
    return labelled


def _lines_under(tx: Transaction, subject: int) -> list[int]:
    """A line, or all lines of an owner."""
    if not is_owner(subject):
        return [subject]
    return [row["line"] for row in tx.rows("carried_line", {"owner_token": subject}, MOST)]
