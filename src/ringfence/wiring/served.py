"""A house as the HTTP door needs it: every question a future, everything in the only writer's transactions.

Joins the door to the house and nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from ringfence.call.errors import EvidenceError
from ringfence.call.moments import moment
from ringfence.call.verdict import Verdict
from ringfence.caller.access import Holder, holder_of
from ringfence.caller.answered import Page, Wanted, answered, said_lately
from ringfence.caller.bring import bring
from ringfence.caller.fallback import fallback
from ringfence.caller.request import read_call
from ringfence.caller.shadow import Shadow
from ringfence.caller.tally import Counted, tally
from ringfence.caller.tally import told as figures
from ringfence.doors.verdict_json import as_json
from ringfence.evidence.leaf import facts_of
from ringfence.evidence.log import TransactionHashes
from ringfence.evidence.tree import consistency_path, inclusion_path, tiled
from ringfence.ledger.ledger import Transaction
from ringfence.policy.explained import Explained, explain_rule
from ringfence.policy.rule import Pack
from ringfence.wiring.explained import explained_in
from ringfence.wiring.house import Ringfence

MOST_STOPS = 1000
LATELY = 50


class Served:
    """One house, asked over HTTP."""

    def __init__(self, house: Ringfence, shadow: Pack | None = None) -> None:
        self.house = house
        self._shadow = None if shadow is None else Shadow(house.beside(shadow))

    def holder(self, key: str) -> Future[Holder | None]:
        """Who holds a key."""
        return self.house.begin(lambda tx: holder_of(tx, key))

    def ask(self, call: Mapping[str, Any], *, dry_run: bool = False) -> Future[Verdict]:
        """May this call be made?"""
        read, gate, shadow = read_call(call), self.house.gate, self._shadow
        about = self.house.about(read)
        if dry_run:
            return self.house.begin(lambda tx: gate.would(tx, read), about)
        if shadow is not None:
            return self.house.begin(lambda tx: shadow.ask(tx, gate, read), about)
        return self.house.begin(lambda tx: gate.ask(tx, read), about)

    def fallback(self, call: Mapping[str, Any]) -> Verdict:
        """What the pack answers where nothing can be decided."""
        return fallback(self.house.pack, read_call(call), self.house.gate.clock())

    def shadow(self, caller: str | None) -> Mapping[str, Any] | None:
        """What a second pack would have answered; None if there is none."""
        return None if self._shadow is None else self._shadow.told(caller)

    def confirm(self, call: str) -> Future[Verdict]:
        """May it still connect?"""
        return self.house.begin(lambda tx: self.house.gate.confirm(tx, call))

    def tell(self, call: str, outcome: str | None, said: str | None, at: str | None) -> Future[int]:
        """The leaf of what became of it."""
        when = None if at is None else moment(at)
        return self.house.begin(
            lambda tx: self.house.gate.tell(tx, call, outcome=outcome, said=said, at=when)
        )

    def explain(self, call: str) -> Future[Mapping[str, Any]]:
        """The sealed answer of a call, and what was sealed about it since."""

        def read(tx: Transaction) -> Mapping[str, Any]:
            found = explained_in(tx, self.house.gate, call)
            later = [
                {"leaf": leaf, "kind": kind, "at": as_json(at, "at"), "said": said}
                for leaf, kind, at, said in found.later
            ]
            return {"verdict": as_json(found.verdict), "later": later}

        return self.house.begin(read)

    def whose(self, call: str) -> Future[tuple[str | None, str | None] | None]:
        """The caller and the agency of a call."""

        def read(tx: Transaction) -> tuple[str | None, str | None] | None:
            answer = next((leaf for leaf in tx.leaves_of_call(call) if leaf.kind == "answer"), None)
            if answer is None:
                return None
            told: Any = facts_of(answer.body)["call"]
            return told.get("caller"), told.get("agency")

        return self.house.begin(read)

    def bring(self, relation: str, rows: Sequence[Mapping[str, Any]]) -> Future[Mapping[str, Any]]:
        """What rows of facts came to."""

        def work(tx: Transaction) -> Mapping[str, Any]:
            brought = bring(tx, self.house.people, relation, rows, self.house.gate.clock())
            return {
                "rows": brought.rows,
                "added": brought.added,
                "changed": brought.changed,
                "same": brought.same,
                "leaf": brought.leaf,
            }

        return self.house.begin(work)

    def has_stop(self, number: str, name: str) -> Future[bool]:
        """Whether a stop of this name is there of a number."""
        token = self.house.people.token(number)
        return self.house.begin(lambda tx: bool(tx.rows("stop", {"recipient": token, "id": name}, 1)))

    def answered(self, wanted: Wanted, most: int, before: int | None) -> Future[Page]:
        """The newest answers that are wanted."""
        return self.house.look(lambda tx: answered(tx, wanted, most, before))

    def figures(
        self, since: int, until: int, caller: str | None, agency: str | None
    ) -> Future[Sequence[Counted]]:
        """How many answers of each kind were given, brought up to now."""

        def read(tx: Transaction) -> Sequence[Counted]:
            # The writer brings the figures up to now, which is little; they are read beside it, which may be much.
            # Invariant: what `tx` sees is settled by its first reading, and that is after this.
            self.house.begin(tally).result()
            return figures(tx, since, until, caller, agency)

        return self.house.look(read)

    def stops_of(self, number: str, caller: str | None) -> Future[Sequence[Mapping[str, Any]]]:
        """The stops of a number."""
        token = self.house.people.token(number)

        def work(tx: Transaction) -> Sequence[Mapping[str, Any]]:
            rows = tx.rows("stop", {"recipient": token}, MOST_STOPS)
            return [row for row in rows if caller is None or row["caller"] in {None, caller}]

        return self.house.begin(work)

    def stops_lately(self, holder: Holder) -> Future[Sequence[Mapping[str, Any]]]:
        """What was said on calls lately."""
        return self.house.look(lambda tx: said_lately(tx, holder, LATELY))

    def rule(self, rule: str) -> Explained:
        """A rule of the pack, explained."""
        return explain_rule(self.house.pack, rule)

    def zone(self) -> str:
        """By whose clock the pack counts its days."""
        return self.house.pack.zone

    def secret(self, purpose: str) -> bytes:
        """32 bytes for one purpose."""
        return self.house.people.keyring.derived(purpose)

    def now(self) -> int:
        """Now, by the gate's clock."""
        return self.house.gate.clock()

    def head(self) -> Future[Mapping[str, Any]]:
        """The newest signed head of the log, over all that is answered now."""

        def read(tx: Transaction) -> Mapping[str, Any]:
            self.house.gatherer.gather(tx, self.house.gate.clock())
            size = tx.last_head()
            row = None if size is None else tx.row("tree_head", {"size": size})
            if row is None:
                raise EvidenceError("nothing is sealed yet; ask about a call first")
            return {
                "size": row["size"],
                "root": row["root"].hex(),
                "at": row["at"],
                "key_id": row["key_id"],
                "signature": row["signature"].hex(),
            }

        return self.house.begin(read)

    def inclusion(self, leaf: int, size: int) -> Future[list[str]]:
        """The path that proves a leaf under a head of this size."""
        return self.house.begin(
            lambda tx: [
                step.hex() for step in inclusion_path(leaf, _covered(tx, size), tiled(TransactionHashes(tx)))
            ]
        )

    def consistency(self, old: int, new: int) -> Future[list[str]]:
        """The path that proves that a later log continues an earlier one."""
        return self.house.begin(
            lambda tx: [
                step.hex() for step in consistency_path(old, _covered(tx, new), tiled(TransactionHashes(tx)))
            ]
        )

    def pack(self) -> Mapping[str, Any]:
        """The pack that judges."""
        pack = self.house.pack
        rules = [
            {
                "rule": rule.id,
                "kind": rule.terms.kind,
                "effect": rule.terms.effect,
                "force": rule.terms.force,
                "zh": rule.terms.text.zh,
                "en": rule.terms.text.en,
            }
            for rule in pack.rules
        ]
        return {"pack": pack.label, "digest": pack.digest, "signed_off": len(pack.signed_off), "rules": rules}


def _covered(tx: Transaction, size: int) -> int:
    """The size, if some head covers so many leaves."""
    last = tx.last_head()
    if last is None or size > last:
        raise EvidenceError(f"no head covers `{size}` leaves yet; ask for the head first")
    return size
