"""The ledger's rows held against the leaves that seal them: every call that was permitted, every stop.

The third step of a verification. Takes leaves found sound; gives every row of `call` and `stop`
that is gone, is not as it was sealed, or that nothing ever sealed. Rows that were brought, and are sealed by
the leaf of that bringing or by none, are history: only that their leaf is there is looked at.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ringfence.call.moments import DAY
from ringfence.call.words import DESCRIBED, FLAGS
from ringfence.evidence.check_leaves import LeavesSeen
from ringfence.evidence.findings import Findings
from ringfence.evidence.reading import LeafTuple, LogReader, SealedRow
from ringfence.ledger.catalogue import CATALOGUE

BRINGING = frozenset({"import", "list"})
"""The kinds of leaf that seal many rows at once."""

_decode = msgspec.json.Decoder(dict[str, Any]).decode
Facts = dict[str, Any]


class Rows:
    """Holds `call` and `stop` against the log."""

    def __init__(self, reader: LogReader, seen: LeavesSeen, findings: Findings) -> None:
        self.reader, self.seen, self.findings = reader, seen, findings

    def expect(self, leaf: LeafTuple) -> None:
        """Notes a row that an answer or a stop sealed and that is not there as it was sealed."""
        seq, kind, _, body, _, recipient, call_id = leaf
        if seq in self.seen.doubted or recipient is None or call_id is None:
            return
        facts = _decode(body)
        try:
            if kind == "stop":
                self._expect_stop(seq, facts, recipient)
            elif (told := self._newest_outcome(call_id)) is not None or facts["answer"] == "permit":
                self._expect_call(seq, facts, recipient, told)
        except (AttributeError, KeyError, TypeError):
            words = f"leaf `{seq}` was altered: it does not tell what a leaf of kind `{kind}` tells"
            self.findings.add("leaf", seq, "altered", words)
            self.seen.doubted.add(seq)

    def look(self, relation: str) -> None:
        """Notes every row that names a leaf which does not seal it."""
        for row in self.reader.sealed_rows(relation):
            self.findings.rows += 1
            if row.leaf in self.seen.doubted or self._is_sealed(relation, row):
                continue
            name = f"{relation} `{row.id}`"
            if row.kind is None:
                words = (
                    f"{name} names leaf `{row.leaf}`, which is not there: it was added, or the leaf dropped"
                )
            else:
                words = f"{name} at `{row.moment}` is not what leaf `{row.leaf}` seals: it was added or moved"
            self.findings.add(relation, row.id, "added", words)

    # ---- what the leaves seal

    def _expect_call(self, seq: int, facts: Facts, recipient: bytes, told: tuple[int, Facts] | None) -> None:
        call = facts["call"]
        row = self.reader.row("call", recipient, call["at"], call["id"])
        expected: Facts = {
            **{word: call.get(word) for word in (*DESCRIBED, *FLAGS)},
            "day": call["at"] - call["at"] % DAY, "direction": "outbound", "outcome": None,
            "expires_at": facts.get("expires_at"), "leaf": seq,
        }  # fmt: skip
        if told is not None:
            expected |= {"outcome": told[1]["outcome"], "expires_at": None, "leaf": told[0]}
        self._compare("call", call["id"], expected["leaf"], expected, row)

    def _expect_stop(self, seq: int, facts: Facts, recipient: bytes) -> None:
        words = {word: facts["call"].get(word) for word in DESCRIBED}
        expected = {**words, "trigger": facts["said"], "ends_at": facts.get("ends_at"), "leaf": seq}
        name = f"stop-{seq}"
        self._compare("stop", name, seq, expected, self.reader.row("stop", recipient, facts["said_at"], name))

    def _compare(
        self, relation: str, name: str, leaf: int, expected: Facts, row: tuple[Any, ...] | None
    ) -> None:
        if row is None:
            words = f"{relation} `{name}` is missing: leaf `{leaf}` seals it; restore it from a copy"
            self.findings.add(relation, name, "dropped", words)
            return
        stands = dict(zip(CATALOGUE[relation].column_names, row, strict=True))
        differing = [column for column, value in expected.items() if stands[column] != value]
        if not differing or self._rests_on_doubt(stands["leaf"]):
            return
        columns = ", ".join(f"`{column}`" for column in differing)
        words = f"{relation} `{name}` was altered: its {columns} is not what leaf `{leaf}` seals"
        self.findings.add(relation, name, "altered", words)

    def _rests_on_doubt(self, leaf: object) -> bool:
        """Whether a row's own leaf was altered or dropped: the leaf was named, and the row may be right."""
        return isinstance(leaf, int) and (leaf in self.seen.doubted or self.seen.is_missing(leaf))

    def _newest_outcome(self, call_id: str) -> tuple[int, Facts] | None:
        """The newest outcome that was told of a call, and its leaf."""
        for leaf in reversed(self.reader.leaves_of_call(call_id)):
            if leaf[1] == "outcome" and leaf[0] not in self.seen.doubted:
                return leaf[0], _decode(leaf[3])
        return None

    # ---- what the rows claim

    def _is_sealed(self, relation: str, row: SealedRow) -> bool:
        if row.kind in BRINGING:
            return True
        if row.leaf_recipient != row.recipient or row.body is None:
            return False
        if relation == "stop":
            return (
                row.kind == "stop"
                and row.id == f"stop-{row.leaf}"
                and _decode(row.body)["said_at"] == row.moment
            )
        if row.leaf_call != row.id or row.kind not in {"answer", "outcome"}:
            return False
        answer = (row.leaf, row.body) if row.kind == "answer" else self._answer(row.id)
        if answer is None:
            return False
        return answer[0] in self.seen.doubted or _decode(answer[1])["call"]["at"] == row.moment

    def _answer(self, call_id: str) -> tuple[int, bytes] | None:
        """The leaf of the answer that a told outcome belongs to."""
        told = self.reader.leaves_of_call(call_id)
        return next(((leaf[0], leaf[3]) for leaf in told if leaf[1] == "answer"), None)
