"""What was answered lately: the newest answers first, those that are wanted of them, a page at a time.

Between whoever reads answers and the sealed log. Takes what is wanted and where to go on; gives answers in short. It reads
the log backwards, so far and no farther at a time, and says where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ringfence.caller.access import Holder
from ringfence.evidence.leaf import facts_of
from ringfence.ledger.ledger import LeafRow, Transaction

AT_ONCE: Final = 1_000
MOST_READ: Final = 20_000
"""Leaves that one page reads at most: what is rare is found over several pages."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers are wanted; None is any."""

    answer: str | None = None
    rule: str | None = None
    caller: str | None = None
    agency: str | None = None
    purpose: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in short."""

    leaf: int
    call: str
    asked_at: int
    at: int
    answer: str
    rules: tuple[str, ...]
    retry_at: int | None
    caller: str | None
    agency: str | None
    purpose: str | None
    line: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Answers, and the leaf before which the next page goes on; None where the log begins."""

    answers: tuple[Answered, ...]
    before: int | None


def answered(tx: Transaction, wanted: Wanted, most: int, before: int | None = None) -> Page:
    """A page of the newest answers that are wanted, of those older than a leaf if one is named."""
    top = tx.next_seq()
    stop = top if before is None else min(before, top)
    found: list[Answered] = []
    last = max(0, stop - MOST_READ)
    while stop > last:
        start = max(last, stop - AT_ONCE)
        for leaf in reversed(tx.leaves(start, stop)):
            if leaf.kind == "answer" and (one := _wanted(leaf, wanted)) is not None:
                found.append(one)
                if len(found) == most:
                    return Page(tuple(found), leaf.seq or None)
        stop = start
    return Page(tuple(found), stop or None)


def said_lately(tx: Transaction, holder: Holder, most: int) -> list[dict[str, Any]]:
    """What was said on calls lately, the newest first, as far as it is the holder's business."""
    top = tx.next_seq()
    found: list[dict[str, Any]] = []
    for stop in range(top, max(0, top - MOST_READ), -AT_ONCE):
        for leaf in reversed(tx.leaves(max(0, stop - AT_ONCE), stop)):
            if leaf.kind != "stop":
                continue
            facts: dict[str, Any] = facts_of(leaf.body)
            call = facts["call"]
            if holder.may_see(call.get("caller"), call.get("agency")):
                about = {"call": call["id"], "caller": call.get("caller"), "said": facts["said"]}
                found.append({**about, "said_at": facts["said_at"], "leaf": leaf.seq})
            if len(found) == most:
                return found
    return found


def _wanted(leaf: LeafRow, wanted: Wanted) -> Answered | None:
    facts: dict[str, Any] = facts_of(leaf.body)
    call = facts["call"]
    for word in ("caller", "agency", "purpose", "line"):
        if getattr(wanted, word) not in {None, call.get(word)}:
            return None
    rules = tuple(dict.fromkeys(each["rule"] for each in facts["reasons"]))
    if wanted.answer not in {None, facts["answer"]} or (wanted.rule is not None and wanted.rule not in rules):
        return None
    return Answered(
        leaf=leaf.seq, call=call["id"], asked_at=leaf.at, at=call["at"], answer=facts["answer"], rules=rules,
        retry_at=facts.get("retry_at"), caller=call.get("caller"), agency=call.get("agency"), purpose=call.get("purpose"),
        line=call.get("line"),
    )  # fmt: skip
