"""Answers in figures: how many of each kind in each quarter of an hour, for whom, and which rules spoke for them.

Made behind the answers from their leaves, like the tree. Takes transactions; gives counts. It can be thrown away and made
anew: it says nothing that the leaves do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ringfence.call.moments import MINUTE
from ringfence.evidence.leaf import facts_of
from ringfence.ledger.ledger import LeafRow, Transaction

QUARTER: Final = 15 * MINUTE
"""Every zone's clock differs from UTC by whole quarters of an hour: a local day is whole ones of these."""
WHAT: Final = "tally"
AT_ONCE: Final = 4096
MOST_ROWS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Counted:
    """So many answers of one kind; `rule` is empty where they are counted themselves."""

    quarter: int
    caller: str
    agency: str
    purpose: str
    answer: str
    rule: str
    count: int


def tally(tx: Transaction) -> int:
    """Brings the figures up to the newest leaf; how many leaves that were."""
    mark = tx.row("gathered", {"what": WHAT})
    start, stop = 0 if mark is None else mark["seq"], tx.next_seq()
    for begin in range(start, stop, AT_ONCE):
        found = tx.leaves(begin, min(stop, begin + AT_ONCE))
        tx.add_counts("tally", [(*key, count) for key, count in counted(found).items()])
    if stop > start:
        tx.bring("gathered", [{"what": WHAT, "seq": stop}])
    return stop - start


def counted(leaves: Iterable[LeafRow]) -> Counter[tuple[Any, ...]]:
    """How often each kind of answer stands in these leaves, and each rule in them."""
    found: Counter[tuple[Any, ...]] = Counter()
    for leaf in leaves:
        if leaf.kind != "answer":
            continue
        facts: dict[str, Any] = facts_of(leaf.body)
        call, answer = facts["call"], facts["answer"]
        whose = (call.get(word) or "" for word in ("caller", "agency", "purpose"))
        key = (leaf.at - leaf.at % QUARTER, *whose, answer)
        found[*key, ""] += 1
        for rule in {each["rule"] for each in facts["reasons"] if each["effect"] == answer}:
            found[*key, rule] += 1
    return found


def told(
    tx: Transaction, since: int, until: int, caller: str | None = None, agency: str | None = None
) -> list[Counted]:
    """The figures of the quarters of an hour `[since, until)`, of one caller and agency where these are named."""
    whose = {name: value for name, value in (("caller", caller), ("agency", agency)) if value is not None}
    rows = tx.rows_between("tally", "quarter", since, until, whose, MOST_ROWS)
    return [Counted(**row) for row in rows]
