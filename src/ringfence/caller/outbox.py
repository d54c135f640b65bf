"""The outbox: what happens here, written down for those who are told of it, until it has arrived.

Between the sealed log and whoever sends. The log is what cannot be lost: messages are made of its leaves, in the transaction
that notes how far they were looked at. Takes transactions; gives messages that are due. It sends nothing itself, and no
message holds a number or what binds one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from ringfence.call.errors import RequestError, nearest
from ringfence.call.moments import DAY, HOUR, MINUTE, SECOND, written
from ringfence.evidence.leaf import facts_of
from ringfence.ledger.ledger import LeafRow, Transaction

EVENTS: Final = {
    "answer": "call.answered", "outcome": "call.told", "stop": "stop.said", "list": "list.screened", "import": "facts.brought",
}  # fmt: skip
"""Of which leaves somebody may be told, and what that is called."""
WAITS: Final = (
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
"""How long after each failure a message is sent again; after the last it is given up."""
LEASE: Final = MINUTE
"""For how long a message that is being sent is nobody else's."""
KEPT: Final = 7 * DAY
WHAT: Final = "outbox"
AT_ONCE: Final = 2_000
MOST: Final = 1_000
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
HIDDEN: Final = frozenset({"who", "places", "caller_zone"})
"""What of a call no message tells: what binds her number, and where she is."""
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be sent."""

    id: str
    webhook: str
    url: str
    salt: bytes
    body: bytes
    tries: int


def make_webhook(
    tx: Transaction, name: str, url: str, events: Iterable[str], at: int, caller: str | None = None
) -> bytes:
    """The salt of a new webhook, which is told of these events from now on."""
    wanted = list(dict.fromkeys(events))
    for event in wanted:
        if event not in EVENTS.values():
            hint = nearest(event, EVENTS.values()) or f"it is one of {', '.join(EVENTS.values())}"
            raise RequestError(f"nobody can be told of `{event}`; {hint}", "event")
    if not wanted or not name:
        raise RequestError(f"a webhook has a name and an event: one of {', '.join(EVENTS.values())}", "event")
    _check_url(url)
    if tx.row("webhook", {"id": name}) is not None:
        raise RequestError(f"there is a webhook `{name}`; name this one otherwise", "name")
    gather(tx, at)
    salt = secrets.token_bytes(SALT_BYTES)
    row = {"id": name, "url": url, "events": " ".join(wanted), "salt": salt, "caller": caller, "made_at": at}
    tx.bring("webhook", [row])
    tx.bring("gathered", [{"what": WHAT, "seq": tx.next_seq()}])
    return salt


def revoke_webhook(tx: Transaction, name: str, at: int) -> None:
    """Takes a webhook back: it is told nothing more, and what waits for it is given up."""
    row = tx.row("webhook", {"id": name})
    if row is None:
        known = [each["id"] for each in tx.rows("webhook", {}, MOST)]
        raise RequestError(
            f"there is no webhook `{name}`; {nearest(name, known) or 'see `ringfence webhook list`'}", "name"
        )
    if row["revoked_at"] is None:
        tx.update("webhook", {"id": name}, {"revoked_at": at})


def webhooks_told(tx: Transaction) -> list[dict[str, str]]:
    """Every webhook as it may be shown, with how many messages wait for it and were given up."""
    found = []
    for row in tx.rows("webhook", {}, MOST):
        letters = tx.rows("delivery", {"webhook": row["id"]}, MOST)
        found.append(
            {
                "id": row["id"], "url": row["url"], "events": row["events"], "caller": row["caller"] or "*",
                "waiting": str(sum(each["next_at"] is not None for each in letters)),
                "given_up": str(sum(each["given_up_at"] is not None for each in letters)),
                "revoked_at": "" if row["revoked_at"] is None else written(row["revoked_at"]),
            }
        )  # fmt: skip
    return found


def gather(tx: Transaction, now: int) -> int:
    """Makes the messages of the leaves that were not looked at yet; how many."""
    hooks = _active(tx)
    mark = tx.row("gathered", {"what": WHAT})
    if mark is None or not hooks:
        return 0
    start, count = mark["seq"], 0
    stop = min(tx.next_seq(), start + AT_ONCE)
    rows = [row for leaf in tx.leaves(start, stop) for row in _messages(tx, leaf, hooks, now)]
    if rows:
        count = tx.bring("delivery", rows)
    if stop > start:
        tx.bring("gathered", [{"what": WHAT, "seq": stop}])
    return count


def due(tx: Transaction, now: int, busy: Sequence[str], most: int) -> list[Message]:
    """Messages that are due, now taken by whoever asked; none of webhooks that are `busy`."""
    hooks = {row["id"]: row for row in _active(tx)}
    taken: list[Message] = []
    for row in tx.rows_between("delivery", "next_at", 0, now + 1, {}, MOST):
        hook = hooks.get(row["webhook"])
        if hook is None:
            tx.update(
                "delivery",
                {"id": row["id"]},
                {"next_at": None, "given_up_at": now, "last_fault": "the webhook was revoked"},
            )
        elif row["webhook"] not in busy and len(taken) < most:
            tx.update("delivery", {"id": row["id"]}, {"next_at": now + LEASE, "tries": row["tries"] + 1})
            taken.append(
                Message(row["id"], hook["id"], hook["url"], hook["salt"], row["body"], row["tries"] + 1)
            )
    return taken


def arrived(tx: Transaction, message: Message, now: int) -> None:
    """Notes that a message was taken."""
    tx.update("delivery", {"id": message.id}, {"next_at": None, "arrived_at": now, "last_fault": None})


def failed(tx: Transaction, message: Message, now: int, fault: str) -> None:
    """Notes that a message was not taken: it is sent again later, or given up."""
    told = {"last_fault": fault[:200]}
    if message.tries > len(WAITS):
        tx.update("delivery", {"id": message.id}, told | {"next_at": None, "given_up_at": now})
        return
    wait = WAITS[message.tries - 1]
    # Not in step with the others that failed: whoever comes back is not run over.
    tx.update(
        "delivery", {"id": message.id}, told | {"next_at": now + wait + secrets.randbelow(wait // 5 + 1)}
    )


def replay(tx: Transaction, webhook: str, now: int, message: str | None = None) -> int:
    """Sends again what was given up for a webhook, or one message of it whatever became of it; how many."""
    if tx.row("webhook", {"id": webhook}) is None:
        raise RequestError(f"there is no webhook `{webhook}`; see `ringfence webhook list`", "name")
    rows = tx.rows("delivery", {"webhook": webhook}, MOST)
    wanted = [row for row in rows if (row["id"] == message if message else row["given_up_at"] is not None)]
    if message is not None and not wanted:
        raise RequestError(
            f"there is no message `{message}` to `{webhook}`; see `ringfence webhook messages`", "message"
        )
    for row in wanted:
        again = {"next_at": now, "tries": 0, "given_up_at": None, "arrived_at": None}
        tx.update("delivery", {"id": row["id"]}, again)
    return len(wanted)


def messages_told(tx: Transaction, webhook: str) -> list[dict[str, str]]:
    """The messages to a webhook and what became of each."""
    found = []
    for row in tx.rows("delivery", {"webhook": webhook}, MOST):
        state = (
            "arrived"
            if row["arrived_at"] is not None
            else "given up"
            if row["given_up_at"] is not None
            else "waiting"
        )
        found.append(
            {
                "id": row["id"],
                "event": row["event"],
                "state": state,
                "tries": str(row["tries"]),
                "fault": row["last_fault"] or "",
            }
        )
    return found


def drop_old(tx: Transaction, now: int) -> int:
    """Takes out messages that arrived some days ago; how many."""
    old = [
        row
        for row in tx.rows_between("delivery", "made_at", 0, now - KEPT, {}, MOST)
        if row["arrived_at"] is not None
    ]
    for row in old:
        tx.remove("delivery", {"id": row["id"]})
    return len(old)


def _active(tx: Transaction) -> list[dict[str, Any]]:
    return [row for row in tx.rows("webhook", {}, MOST) if row["revoked_at"] is None]


def _messages(
    tx: Transaction, leaf: LeafRow, hooks: Sequence[dict[str, Any]], now: int
) -> list[dict[str, Any]]:
    event = EVENTS.get(leaf.kind)
    wanting = [hook for hook in hooks if event in hook["events"].split()]
    if event is None or not wanting:
        return []
    facts: dict[str, Any] = facts_of(leaf.body)
    whose = _caller_of(tx, leaf, facts)
    told = {name: value for name, value in facts.items() if name not in HIDDEN}
    if isinstance(told.get("call"), dict):
        told["call"] = {name: value for name, value in told["call"].items() if name not in HIDDEN}
    body = msgspec.json.encode(
        {"type": event, "timestamp": written(leaf.at), "data": {**told, "leaf": leaf.seq}}
    )
    return [
        {
            "id": f"msg_{leaf.seq}_{hook['id']}", "webhook": hook["id"], "event": event, "body": body, "made_at": now, "tries": 0, "next_at": now,
        }
        for hook in wanting
        if hook["caller"] in {None, whose}
    ]  # fmt: skip


def _caller_of(tx: Transaction, leaf: LeafRow, facts: dict[str, Any]) -> str | None:
    """Whose call a leaf is about."""
    if isinstance(facts.get("call"), dict):
        caller: str | None = facts["call"].get("caller")
        return caller
    if leaf.call_id is None:
        return None
    answer = next((each for each in tx.leaves_of_call(leaf.call_id) if each.kind == "answer"), None)
    told: dict[str, Any] = {} if answer is None else facts_of(answer.body)
    called: str | None = told.get("call", {}).get("caller")
    return called


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        raise RequestError("a webhook is https://…; http:// is for this machine alone", "url")
