"""Who may ask from outside: keys with scopes, each bound to a caller and perhaps an agency.

Between a door that programs come through and the ledger. Takes a key as it was handed over; gives what it may do, or
nothing. A key is shown once, when it is made; kept is its hash. What one caller's key asks about another it never learns.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from ringfence.call.errors import RequestError, nearest
from ringfence.call.moments import written
from ringfence.ledger.ledger import Transaction

SCOPES: Final[dict[str, str]] = {
    "ask": "ask about calls and reserve them",
    "tell": "tell what became of calls",
    "read": "read answers that were given",
    "facts": "bring stops, proofs, lines and looks at listings",
    "log": "read the log's heads and proofs",
    "lists": "send lists and fetch their answers",
    "review": "decide what waits for a person at a carrier",
}
"""What a key may do."""
PREFIX: Final = "rf_"
KEY_BYTES: Final = 32
MOST_KEYS: Final = 10_000


class Holder(NamedTuple):
    """Who holds a key: its name, what it may do, and for whom; None is everybody."""

    id: str
    scopes: frozenset[str]
    caller: str | None = None
    agency: str | None = None

    def may_see(self, caller: str | None, agency: str | None) -> bool:
        """Whether a call of this caller and agency is any of its business."""
        return self.caller in {None, caller} and self.agency in {None, agency}


def make_key(
    tx: Transaction,
    name: str,
    scopes: Iterable[str],
    at: int,
    caller: str | None = None,
    agency: str | None = None,
) -> str:
    """A new key under a name; it is shown this once and kept nowhere."""
    wanted = list(dict.fromkeys(scopes))
    for scope in wanted:
        if scope not in SCOPES:
            hint = nearest(scope, SCOPES) or f"it is one of {', '.join(SCOPES)}"
            raise RequestError(f"`{scope}` is not a scope; {hint}", "scope")
    if not wanted or not name:
        raise RequestError(f"a key has a name and a scope: one of {', '.join(SCOPES)}", "scope")
    if tx.row("access_key", {"id": name}) is not None:
        raise RequestError(f"there is a key `{name}`; name this one otherwise, or revoke that one", "name")
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    tx.bring(
        "access_key",
        [
            {
                "id": name,
                "key_hash": hashed(key),
                "scopes": " ".join(wanted),
                "caller": caller,
                "agency": agency,
                "made_at": at,
            }
        ],
    )
    return key


def revoke_key(tx: Transaction, name: str, at: int) -> None:
    """Takes a key back; whoever holds it may do nothing from now on."""
    row = tx.row("access_key", {"id": name})
    if row is None:
        known = [each["id"] for each in tx.rows("access_key", {}, MOST_KEYS)]
        raise RequestError(
            f"there is no key `{name}`; {nearest(name, known) or 'see `ringfence key list`'}", "name"
        )
    if row["revoked_at"] is None:
        tx.update("access_key", {"id": name}, {"revoked_at": at})


def holder_of(tx: Transaction, key: str) -> Holder | None:
    """Who holds a key; None if nobody does, or it was taken back."""
    found = tx.rows("access_key", {"key_hash": hashed(key)}, 1)
    if not found or found[0]["revoked_at"] is not None:
        return None
    row = found[0]
    return Holder(row["id"], frozenset(row["scopes"].split()), row["caller"], row["agency"])


def keys_told(tx: Transaction) -> list[dict[str, str]]:
    """Every key as it may be shown: never the key itself."""
    return [
        {
            "id": row["id"], "scopes": row["scopes"], "caller": row["caller"] or "*", "agency": row["agency"] or "*",
            "made_at": written(row["made_at"]), "revoked_at": "" if row["revoked_at"] is None else written(row["revoked_at"]),
        }
        for row in tx.rows("access_key", {}, MOST_KEYS)
    ]  # fmt: skip


def hashed(key: str) -> bytes:
    """What is kept of a key: it is long and random, so that one hash is enough."""
    return sha256(key.encode()).digest()
