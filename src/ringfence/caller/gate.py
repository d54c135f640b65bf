"""The caller gate: `ask` before a call is made, `confirm` while it connects, `tell` afterwards.

Takes calls a door has read; gives verdicts. What is permitted is reserved, and what is answered is sealed, in
one transaction before the answer leaves. Reads no clock but the one it was handed and never guesses a fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec

from ringfence.call.errors import RequestError, nearest
from ringfence.call.verdict import Verdict
from ringfence.call.words import OUTCOMES, TRIGGERS, Call
from ringfence.caller import record
from ringfence.caller.lines.fittest import fittest_first
from ringfence.caller.names import new_call_id
from ringfence.caller.needs import Clock, Judge
from ringfence.caller.notice import Notice
from ringfence.caller.sealed import answer_leaf, stop_leaf
from ringfence.evidence.leaf import facts_of
from ringfence.evidence.log import write_leaf
from ringfence.evidence.people import People, Person
from ringfence.ledger.ledger import LeafRow, Transaction
from ringfence.policy.rule import Pack

MOST_ALTERNATIVES = 8
"""How many other lines a divert tries before it names the first that would not do either."""


class CallerGate:
    """One pack at the caller's end, over one ledger's transactions.

    `lifetime` is how long (milliseconds after the planned moment) a permit holds its place untold.
    """

    def __init__(
        self, pack: Pack, judge: Judge, people: People, clock: Clock, lifetime: int, *, seals: bool = True
    ) -> None:
        self.pack, self.judge, self.people = pack, judge, people
        self.clock, self.lifetime, self.seals = clock, lifetime, seals
        self.notice = Notice(pack)

    # ---- before the call

    def ask(self, tx: Transaction, call: Call) -> Verdict:
        """The answer to one call, reserved and sealed in `tx`; the same call id gets the same answer."""
        if call.id is not None:
            given = self._given_before(tx, call)
            if given is not None:
                return given
        now = self.clock()
        at = call.at if call.at is not None else now
        call = msgspec.structs.replace(call, id=call.id or new_call_id(now), at=at)
        assert call.id is not None
        person = self.people.known(tx, call.recipient)
        verdict = self._judged(tx, call, person.token, at)
        expires_at = at + self.lifetime if verdict.answer == "permit" else None
        leaf = self._seal_answer(tx, "answer", call, person, verdict, expires_at)
        if expires_at is not None:
            tx.insert("call", record.call_row(call, person.token, at, leaf, expires_at=expires_at))
        return msgspec.structs.replace(verdict, expires_at=expires_at, leaf=leaf)

    def would(self, tx: Transaction, call: Call) -> Verdict:
        """What `ask` would answer, without reserving or sealing anything."""
        at = call.at if call.at is not None else self.clock()
        return self._judged(tx, call, self.people.token(call.recipient), at)

    def _seal_answer(
        self, tx: Transaction, kind: str, call: Call, person: Person, verdict: Verdict, expires_at: int | None
    ) -> int:
        if not self.seals:
            return -1
        assert call.id is not None
        seq = tx.next_seq()
        leaf = partial(
            answer_leaf, seq, kind, self.clock(), call, person, verdict, self.pack.digest, expires_at
        )
        tx.append_later(seq, call.id, leaf)
        return seq

    def _judged(self, tx: Transaction, call: Call, token: bytes, at: int) -> Verdict:
        verdict = self.notice.verdict(call, at, self.judge.judge(tx.facts, call, token, at))
        if verdict.answer != "divert" or call.line is None or call.caller is None:
            return verdict
        return msgspec.structs.replace(verdict, alternative=self._alternative(tx, call, token, at))

    def _alternative(self, tx: Transaction, call: Call, token: bytes, at: int) -> Verdict | None:
        """The verdict of another line of the same caller: the fittest that may, or else the fittest there is."""
        lines = fittest_first(tx, tx.rows("line", {"caller": call.caller}, MOST_ALTERNATIVES + 1))
        first: Verdict | None = None
        for row in lines:
            if row["line"] == call.line:
                continue
            other = msgspec.structs.replace(call, line=row["line"])
            verdict = self.notice.verdict(other, at, self.judge.judge(tx.facts, other, token, at))
            if verdict.answer == "permit":
                return verdict
            first = first or verdict
        return first

    def _given_before(self, tx: Transaction, call: Call) -> Verdict | None:
        assert call.id is not None
        leaf = _answer_among(tx.leaves_of_call(call.id))
        if leaf is None:
            return None
        if leaf.recipient != self.people.token(call.recipient):
            message = (
                f"call id `{call.id}` already names a call to somebody else; give this call an id of its own"
            )
            raise RequestError(message, "id")
        return self.given(leaf)

    def given(self, leaf: LeafRow) -> Verdict:
        """The verdict as a leaf sealed it; the words are those of the pack at hand."""
        facts: dict[str, Any] = facts_of(leaf.body)
        call = record.call_in(facts, "")
        verdict = self.notice.verdict(call, facts["call"]["at"], record.judged_in(facts))
        alternative = None
        if "alternative" in facts:
            other = msgspec.structs.replace(call, line=facts["alternative"].get("line"))
            alternative = self.notice.verdict(other, verdict.at, record.judged_in(facts["alternative"]))
        return msgspec.structs.replace(
            verdict, pack=facts["pack"], leaf=leaf.seq, expires_at=facts.get("expires_at"),
            missing=tuple(facts.get("missing", ())), alternative=alternative,
        )  # fmt: skip

    # ---- while it connects

    def confirm(self, tx: Transaction, call_id: str, at: int | None = None) -> Verdict:
        """The answer at connection: windows, stops and listings anew, caps not (the place is already held)."""
        leaf = self._answered(tx, call_id)
        assert leaf.recipient is not None
        facts: dict[str, Any] = facts_of(leaf.body)
        if facts["answer"] != "permit":
            return self.given(leaf)
        person = self.people.of_token(tx, leaf.recipient)
        now = at if at is not None else self.clock()
        call = msgspec.structs.replace(record.call_in(facts, person.number), at=now)
        judgement = self.judge.judge(tx.facts, call, person.token, now, connecting=True)
        verdict = self.notice.verdict(call, now, judgement)
        leaf_now = self._seal_answer(tx, "confirm", call, person, verdict, None)
        return msgspec.structs.replace(verdict, leaf=leaf_now)

    # ---- afterwards

    def tell(
        self, tx: Transaction, call_id: str, *, outcome: str | None = None, said: str | None = None,
        at: int | None = None,
    ) -> int:  # fmt: skip
        """The leaf of what a call was and what was said on it; a stop that was said holds from this moment."""
        _check_told(outcome, said)
        leaf = self._answered(tx, call_id)
        assert leaf.recipient is not None
        facts: dict[str, Any] = facts_of(leaf.body)
        person = self.people.of_token(tx, leaf.recipient)
        call = record.call_in(facts, person.number)
        now = at if at is not None else self.clock()
        last = leaf.seq
        if outcome is not None:
            last = self._seal_outcome(tx, call, person, outcome, now)
            self._made(tx, call, person.token, outcome, last)
        if said is not None:
            last = self._seal_stop(tx, call, person, said, now)
            tx.insert("stop", record.stop_row(call, person.token, said, now, last))
        return last

    def _seal_outcome(self, tx: Transaction, call: Call, person: Person, outcome: str, now: int) -> int:
        if not self.seals:
            return -1
        assert call.id is not None
        who = person.commitment(call.id)
        facts: dict[str, object] = {"call": call.id, "who": who, "outcome": outcome, "told_at": now}
        return write_leaf(tx, "outcome", self.clock(), facts, recipient=person.token, call_id=call.id)

    def _seal_stop(self, tx: Transaction, call: Call, person: Person, said: str, now: int) -> int:
        if not self.seals:
            return -1
        assert call.id is not None
        seq = tx.next_seq()
        tx.append_later(seq, call.id, partial(stop_leaf, seq, self.clock(), call, person, said, now))
        return seq

    def _made(self, tx: Transaction, call: Call, token: bytes, outcome: str, leaf: int) -> None:
        assert call.at is not None
        key = (token, call.at, call.id)
        if tx.find("call", key) is None:
            # A call that was made although it was not permitted counts like any other.
            tx.insert("call", record.call_row(call, token, call.at, leaf, outcome=outcome))
        else:
            told = {"outcome": outcome, "expires_at": None, "leaf": leaf}
            tx.update("call", dict(zip(("recipient", "ts", "id"), key, strict=True)), told)

    def _answered(self, tx: Transaction, call_id: str) -> LeafRow:
        leaf = _answer_among(tx.leaves_of_call(call_id))
        if leaf is None:
            message = f"no call `{call_id}` was ever asked about here; ask first, or check the id and --db"
            raise RequestError(message, "call")
        return leaf


def _answer_among(leaves: Sequence[LeafRow]) -> LeafRow | None:
    return next((leaf for leaf in leaves if leaf.kind == "answer"), None)


def _check_told(outcome: str | None, said: str | None) -> None:
    if outcome is None and said is None:
        raise RequestError("nothing was told; give `outcome`, `said`, or both", "outcome")
    for name, word, known in (("outcome", outcome, OUTCOMES), ("said", said, TRIGGERS)):
        if word is not None and word not in known:
            hint = nearest(word, known) or f"it is one of {', '.join(known)}"
            raise RequestError(f"`{word}` is not a word for this; {hint}", name)
