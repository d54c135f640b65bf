"""What became of a call, from its leaves: the answer as it was sealed, and what was sealed about it since."""

from __future__ import annotations

from dataclasses import dataclass

from ringfence.call.errors import RequestError
from ringfence.call.verdict import Verdict
from ringfence.caller.gate import CallerGate
from ringfence.evidence.leaf import facts_of
from ringfence.ledger.ledger import LeafRow, Transaction
from ringfence.wiring.house import Ringfence

TOLD_BY = {"outcome": "outcome", "stop": "said", "confirm": "answer"}
"""The word of each kind of leaf that says what happened."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A sealed answer; then leaf, kind, moment and word of what was sealed about the call afterwards."""

    verdict: Verdict
    later: tuple[tuple[int, str, int, str], ...]


def explain(house: Ringfence, call: str) -> Explained:
    """The sealed answer of a call, its reasons in the words of the pack at hand."""
    explained: Explained = house.write(lambda tx: explained_in(tx, house.gate, call))
    return explained


def explained_in(tx: Transaction, gate: CallerGate, call: str) -> Explained:
    """The same, inside a transaction."""
    leaves = tx.leaves_of_call(call)
    answer = next((leaf for leaf in leaves if leaf.kind == "answer"), None)
    if answer is None:
        raise RequestError(f"no call `{call}` was ever asked about here; check the id and --db", "call")
    return Explained(gate.given(answer), tuple(_later(leaf) for leaf in leaves if leaf is not answer))


def _later(leaf: LeafRow) -> tuple[int, str, int, str]:
    word = facts_of(leaf.body).get(TOLD_BY.get(leaf.kind, ""), "")
    return leaf.seq, leaf.kind, leaf.at, str(word)
