"""The relations of a gate that is served: who may ask, what was answered in figures, who is told of it.

Part of the catalogue. None of them is read by a rule.
"""

from __future__ import annotations

from ringfence.ledger.relation import Column, Relation

ACCESS_KEY = Relation(
    name="access_key",
    owner="caller",
    meaning="a key with which a program may ask: for whom, and what it may do; the key itself is kept nowhere",
    columns=(
        Column("id", "text", "how people name the key", needed=True),
        Column("key_hash", "bytes", "its SHA-256", needed=True),
        Column("scopes", "text", "what it may do, words divided by blanks", needed=True),
        Column("caller", "text", "the institution whose calls it may ask about; null is all"),
        Column("agency", "text", "the agency whose calls it may ask about; null is all"),
        Column("made_at", "moment", "when it was made", needed=True),
        Column("revoked_at", "moment", "when it was taken back"),
    ),
    key=("id",),
    indexes=(("key_hash",),),
)

TALLY = Relation(
    name="tally",
    owner="caller",
    meaning="how many answers of each kind were given in each quarter of an hour; made of the leaves, behind them",
    columns=(
        Column("quarter", "moment", "when its quarter of an hour begins", needed=True),
        Column("caller", "text", "the institution; empty where the call does not say", needed=True),
        Column("agency", "text", "the agency; empty where the call does not say", needed=True),
        Column("purpose", "text", "the purpose; empty where the call does not say", needed=True),
        Column("answer", "text", "what was answered", needed=True),
        Column("rule", "text", "a rule that spoke for it; empty counts the answers themselves", needed=True),
        Column("count", "count", "how many", needed=True),
    ),
    key=("quarter", "caller", "agency", "purpose", "answer", "rule"),
)

GATHERED = Relation(
    name="gathered",
    owner="caller",
    meaning="how far what is made of the leaves has seen them",
    columns=(
        Column("what", "text", "what is made of them", needed=True),
        Column("seq", "count", "the first leaf that it has not seen", needed=True),
    ),
    key=("what",),
)

WEBHOOK = Relation(
    name="webhook",
    owner="caller",
    meaning="an address that is told of what happens here, signed; its secret is derived and kept nowhere",
    columns=(
        Column("id", "text", "how people name it", needed=True),
        Column("url", "text", "where it is", needed=True),
        Column("events", "text", "of what it is told, words divided by blanks", needed=True),
        Column(
            "salt",
            "bytes",
            "what its secret is derived from, with a key that is not in the ledger",
            needed=True,
        ),
        Column("caller", "text", "the institution of whose calls it is told; null is all"),
        Column("made_at", "moment", "when it was made", needed=True),
        Column("revoked_at", "moment", "when it was taken back"),
    ),
    key=("id",),
)

DELIVERY = Relation(
    name="delivery",
    owner="caller",
    meaning="the outbox: a message to a webhook, written with what it tells, sent until it has arrived",
    columns=(
        Column("id", "text", "the message's id", needed=True),
        Column("webhook", "text", "to which webhook", needed=True),
        Column("event", "text", "of what it tells", needed=True),
        Column("body", "bytes", "what is sent, JSON", needed=True),
        Column("made_at", "moment", "when it was written", needed=True),
        Column("tries", "count", "how often it was sent", needed=True),
        Column("next_at", "moment", "when it is sent next; null once it has arrived or was given up"),
        Column("arrived_at", "moment", "when the receiver took it"),
        Column("given_up_at", "moment", "when it was given up"),
        Column("last_fault", "text", "why it did not arrive the last time"),
    ),
    key=("id",),
    indexes=(("next_at",), ("webhook",)),
)
