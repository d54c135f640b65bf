"""A list's permitted calls hold their places, as if each had been asked about by itself.

After a list was judged and before anybody dials. Takes the permitted calls and the leaf that will seal the list;
writes a row of `call` for each, held until it is told or expires. Takes every call or none, and writes over nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ringfence.call.errors import ListError
from ringfence.call.moments import DAY
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.ledger.ledger import Transaction

COLUMNS = CATALOGUE["call"].column_names
FIRST_LINE = 2
"""The line of row 0, the names of the columns being line 1."""


def reserve(tx: Transaction, calls: Iterable[Mapping[str, Any]], lifetime: int) -> int:
    """How many calls were reserved, in the name of the next leaf, each until `lifetime` (ms) after its moment.

    A call without an id is named `list-<leaf>-<row>`. ListError names the line of a call whose id was used before;
    the transaction is then to be dropped.
    """
    leaf, count = tx.next_seq(), 0
    for call in calls:
        named = call["id"] or f"list-{leaf}-{call['row']}"
        if call["id"] is not None:
            _refuse_known(tx, call)
        held = {
            **call, "ts": call["t"], "id": named, "day": call["t"] - call["t"] % DAY, "direction": "outbound",
            "expires_at": call["t"] + lifetime, "leaf": leaf,
        }  # fmt: skip
        tx.insert("call", [held.get(column) for column in COLUMNS])
        count += 1
    return count


def _refuse_known(tx: Transaction, call: Mapping[str, Any]) -> None:
    key = {"recipient": call["recipient"], "ts": call["t"], "id": call["id"]}
    if tx.leaves_of_call(call["id"]) or tx.row("call", key) is not None:
        message = (
            f"call `{call['id']}` holds a place already; give each call an id of its own, and reserve it once"
        )
        raise ListError(message, call["row"] + FIRST_LINE, "id")
