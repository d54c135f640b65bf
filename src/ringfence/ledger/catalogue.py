"""The catalogue: every relation, column and key of the ledger, with its meaning and its owner.

The plan is compiled to these names, the stores create them, the engines bind them; tests hold all three to
this file. Moments are UTC milliseconds; a *day* is a local midnight read as if its clock were UTC, so that
nothing in a rule ever divides. None (NULL) is unknown. Holds no SQL and opens nothing.
"""

from __future__ import annotations

from ringfence.call.words import DESCRIBED, FLAGS
from ringfence.ledger.carrier_relations import CARRIER_RELATIONS
from ringfence.ledger.gate_relations import ACCESS_KEY, DELIVERY, GATHERED, TALLY, WEBHOOK
from ringfence.ledger.pool_relations import POOL_RELATIONS
from ringfence.ledger.relation import Column, Relation


def _text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "text", f"the call's {name}, as in the glossary") for name in names)


RECIPIENT = Column("recipient", "token", "keyed token of the person's number; never the number", needed=True)
LEAF = Column("leaf", "count", "sequence of the leaf that sealed this row last")

CALL = Relation(
    name="call",
    owner="caller",
    meaning="every call made or reserved; a reservation is a row with `expires_at` until it is told",
    columns=(
        RECIPIENT,
        Column("ts", "moment", "when it was made, or is planned", needed=True),
        Column("id", "text", "the call's id", needed=True),
        Column(
            "day",
            "moment",
            "the UTC day of `ts`, so that a line's calls of one day lie together",
            needed=True,
        ),
        *_text(*DESCRIBED),
        *(Column(flag, "flag", f"whether the call was {flag}") for flag in FLAGS),
        Column("direction", "text", "outbound, or inbound when the recipient called", needed=True),
        Column("outcome", "text", "what came of it; unknown while reserved or never learned"),
        Column("expires_at", "moment", "until when an untold reservation holds its place; null once told"),
        LEAF,
    ),
    key=("recipient", "ts", "id"),
    indexes=(("day", "line", "ts", "expires_at", "direction", "caller"), ("account", "ts")),
)

STOP = Relation(
    name="stop",
    owner="caller",
    meaning="what an event started: whom it protects, against which calls, since when",
    columns=(
        RECIPIENT,
        Column("said_at", "moment", "when it was said", needed=True),
        Column("id", "text", "the stop's id", needed=True),
        Column("trigger", "text", "what was said or happened", needed=True),
        *_text(*DESCRIBED),
        Column("ends_at", "moment", "its own stated end, if one was stated"),
        LEAF,
    ),
    key=("recipient", "said_at", "id"),
)

# What every proof says, whosever it is.
PROVEN = (
    Column("need", "text", "which need it meets", needed=True),
    Column("id", "text", "the proof's id", needed=True),
    Column("grade", "text", "how good it is"),
    Column("given_at", "moment", "since when it counts"),
    Column("ends_at", "moment", "until when; null has no end"),
    Column("pointed_out", "flag", "whether its clause was pointed out to whoever gave it"),
    Column("kept_as", "text", "in which form it is kept: recording, form or log"),
    *_text(*DESCRIBED),
    Column("hours_from", "span", "agreed hours: from this time of the local day"),
    Column("hours_to", "span", "agreed hours: until this time of the local day"),
    Column("call_id", "text", "the call it was given on"),
    LEAF,
)

PROOF = Relation(
    name="proof",
    owner="caller",
    meaning="a thing that exists: consent, agreement, contract; `any` in a word covers all",
    columns=(RECIPIENT, *PROVEN),
    key=("recipient", "need", "id"),
)

INSTITUTION_PROOF = Relation(
    name="institution_proof",
    owner="caller",
    meaning="a proof of a caller or an agency and of nobody called: licence, processor contract, review",
    columns=(Column("institution", "text", "whose it is, by its name in a call", needed=True), *PROVEN),
    key=("institution", "need", "id"),
)

INSTITUTION = Relation(
    name="institution",
    owner="caller",
    meaning="what is known of a caller or an agency beside its calls",
    columns=(
        Column("institution", "text", "its name in a call", needed=True),
        Column(
            "proofs_checked_at", "moment", "when its proofs were last looked for; null: nobody has looked"
        ),
        LEAF,
    ),
    key=("institution",),
)

ACCOUNT_FACT = Relation(
    name="account_fact",
    owner="caller",
    meaning="what was stated of an account's debtor: his number is invalid, he has died, he lacks capacity",
    columns=(
        Column("account", "text", "the account", needed=True),
        Column("caller", "text", "the institution whose account it is", needed=True),
        Column("fact", "text", "what was stated", needed=True),
        Column("since", "moment", "from when it holds"),
        Column("until", "moment", "until when; null has no end"),
        LEAF,
    ),
    key=("account", "caller", "fact"),
)

LISTING = Relation(
    name="listing",
    owner="caller",
    meaning="a list of numbers as a whole, and the moment of our copy of it",
    columns=(
        Column("name", "text", "the list's name", needed=True),
        Column("checked_at", "moment", "when the copy was taken"),
        Column("copy", "text", "the digest of the file that holds all its numbers; null if they are entries"),
        LEAF,
    ),
    key=("name",),
)

LISTING_ENTRY = Relation(
    name="listing_entry",
    owner="caller",
    meaning="one number in a list, or the result of one look at it",
    columns=(
        RECIPIENT,
        Column("listing", "text", "the list's name", needed=True),
        Column("listed", "flag", "whether the number is in it"),
        Column("listed_on", "day", "since which day"),
        Column("checked_at", "moment", "when this number was looked up; null follows the list's copy"),
        LEAF,
    ),
    key=("recipient", "listing"),
)

LINE_ENTRY = Relation(
    name="line_entry",
    owner="caller",
    meaning="one line in a list of lines that may not originate calls",
    columns=(
        Column("line", "text", "the line", needed=True),
        Column("listing", "text", "the list's name", needed=True),
        Column("listed", "flag", "whether the line is in it"),
        Column("listed_on", "day", "since which day"),
        Column("checked_at", "moment", "when this line was looked up; null follows the list's copy"),
        LEAF,
    ),
    key=("line", "listing"),
)

LINE = Relation(
    name="line",
    owner="caller",
    meaning="a line that may be shown: whose it is, where it belongs, where it is, its state",
    columns=(
        Column("line", "text", "the number shown", needed=True),
        Column("caller", "text", "the institution that it is kept for, its principal"),
        Column("owner", "text", "the institution that it is registered to"),
        Column("home", "text", "the region it belongs to"),
        Column("located", "text", "the region it is used in"),
        Column(
            "filings_checked_at", "moment", "when its filings were last looked for; null: nobody has looked"
        ),
        Column("arrears", "flag", "whether its bill is unpaid"),
        Column("rented", "flag", "whether it is rented or lent to whoever uses it"),
        Column("private", "flag", "whether it is somebody's own telephone"),
        Column("inbound_only", "flag", "whether it may only be called"),
        Column("used_by_owner", "flag", "whether its owner is who uses it"),
        Column("registered", "flag", "whether it is registered"),
        Column("registered_at", "moment", "when that was done or done anew"),
        Column("opened_at", "moment", "when it was opened"),
        Column("registered_until", "moment", "until when; null has no end"),
        Column("attestation", "text", "which attestation its calls carry: A, B or C"),
        Column("answerable", "flag", "whether whoever calls it back is answered"),
        Column("answerable_until", "moment", "until when; null has no end"),
        Column("monthly_calls", "count", "how many calls a month it makes, as stated"),
        Column("volume_authorised", "flag", "whether it is authorised to make many"),
        LEAF,
    ),
    key=("line",),
    indexes=(("caller", "line"),),
)

FILING = Relation(
    name="filing",
    owner="caller",
    meaning="a region in which the use of a line away from its home is filed",
    columns=(
        Column("line", "text", "the line", needed=True),
        Column("region", "text", "where it may be used", needed=True),
        Column("since", "moment", "from when"),
        Column("until", "moment", "until when; null has no end"),
        LEAF,
    ),
    key=("line", "region"),
)

RECIPIENT_FACTS = Relation(
    name="recipient",
    owner="caller",
    meaning="what is known of a person beside calls: her hours, whether she has paid off, who looked for proofs",
    columns=(
        RECIPIENT,
        Column("settled", "flag", "whether she has paid off"),
        Column(
            "proofs_checked_at", "moment", "when her proofs were last looked for; null: nobody has looked"
        ),
        Column("hours_from", "span", "she may be called from this time of her local day"),
        Column("hours_to", "span", "until this time of her local day"),
        LEAF,
    ),
    key=("recipient",),
)

ZONE_OFFSET = Relation(
    name="zone_offset",
    owner="ledger",
    meaning="a zone's offset from UTC between two changes, with the offsets before and after",
    columns=(
        Column("zone", "text", "IANA name", needed=True),
        Column("since", "moment", "from this moment", needed=True),
        Column("until", "moment", "to this moment", needed=True),
        Column("off", "span", "local clock less UTC", needed=True),
        Column("off_prev", "span", "the offset before", needed=True),
        Column("off_next", "span", "the offset after", needed=True),
    ),
    key=("zone", "since"),
    generated=True,
)

CALENDAR_DAY = Relation(
    name="calendar_day",
    owner="ledger",
    meaning="what kind of day a dated calendar says it is; a day it does not have is unknown",
    columns=(
        Column("calendar", "text", "the calendar's name", needed=True),
        Column("day", "day", "the day", needed=True),
        Column("kind", "text", "work, off or holiday", needed=True),
    ),
    key=("calendar", "day"),
    generated=True,
)

VAULT = Relation(
    name="vault",
    owner="evidence",
    meaning="a person's seed and her number, sealed under a key that is not in the ledger",
    columns=(
        RECIPIENT,
        Column("epoch", "count", "which keys of the keyring", needed=True),
        Column("seed", "bytes", "destroyed when the person is erased"),
        Column("sealed", "bytes", "the number, AES-256-GCM"),
    ),
    key=("recipient",),
)

LEAVES = Relation(
    name="leaf",
    owner="evidence",
    meaning="the sealed log: one row for everything that was answered, said, brought or opened",
    columns=(
        Column("seq", "count", "place in the log, from 0 without a gap", needed=True),
        Column("kind", "text", "what it seals", needed=True),
        Column("at", "moment", "when it was sealed", needed=True),
        Column("body", "bytes", "canonical JSON", needed=True),
        Column("hash", "bytes", "RFC 6962 leaf hash of the body", needed=True),
        Column("recipient", "token", "whom it is about, if one person"),
        Column("call_id", "text", "which call it is about, if one call"),
    ),
    key=("seq",),
    indexes=(("call_id",),),
)

TILE = Relation(
    name="tile",
    owner="evidence",
    meaning="roots of complete blocks of 256 leaves, and of 256 such blocks, and so on",
    columns=(
        Column("level", "count", "1 covers 256 leaves, 2 covers 65,536", needed=True),
        Column("place", "count", "which block of its level", needed=True),
        Column("hash", "bytes", "its root", needed=True),
    ),
    key=("level", "place"),
)

TREE_HEAD = Relation(
    name="tree_head",
    owner="evidence",
    meaning="signed roots of the log",
    columns=(
        Column("size", "count", "leaves covered", needed=True),
        Column("root", "bytes", "their root", needed=True),
        Column("at", "moment", "when it was signed", needed=True),
        Column("key_id", "text", "which key signed", needed=True),
        Column("signature", "bytes", "Ed25519", needed=True),
    ),
    key=("size",),
)

CATALOGUE: dict[str, Relation] = {
    relation.name: relation
    for relation in (
        CALL, STOP, PROOF, LISTING, LISTING_ENTRY, LINE_ENTRY, LINE, FILING, RECIPIENT_FACTS,
        ACCOUNT_FACT, INSTITUTION, INSTITUTION_PROOF, ZONE_OFFSET, CALENDAR_DAY, VAULT, LEAVES, TILE, TREE_HEAD,
        ACCESS_KEY, TALLY, GATHERED, WEBHOOK, DELIVERY, *CARRIER_RELATIONS, *POOL_RELATIONS,
    )
}  # fmt: skip

FACTS: tuple[str, ...] = (
    "call", "stop", "proof", "listing", "listing_entry", "line_entry", "line", "filing", "recipient",
    "account_fact", "institution", "institution_proof",
)  # fmt: skip
"""The relations that rules look things up in, and that a list reads from the mirror."""

BROUGHT: tuple[str, ...] = (*FACTS, "line_closure")
"""The relations that are brought from files: those, and what a firm's forecasts learn from."""
