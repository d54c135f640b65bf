"""The relations of a carrier: what it knows of lines, which records it has taken up, who complained, which steps were taken.

Part of the catalogue. Lines are subscribers' tokens here, not numbers; none of them is read by a rule that answers a caller.
"""

from __future__ import annotations

from ringfence.ledger.relation import Column, Relation

LINE_TOKEN = Column("line", "count", "the token of the line's number", needed=True)
SUBJECT = Column("subject", "count", "the token of the line, or of its owner", needed=True)
SEALED = Column("leaf", "count", "sequence of the leaf that sealed this row last")

CARRIED_LINE = Relation(
    name="carried_line",
    owner="carrier",
    meaning="what a carrier knows of a line it carries; null is unknown",
    columns=(
        LINE_TOKEN,
        Column("owner", "text", "who holds it"),
        Column("owner_token", "count", "the token of who holds it"),
        Column("home", "text", "the city it is at home in"),
        Column("opened_at", "moment", "when it was opened"),
        Column("registered", "flag", "whether it is registered for business calls"),
        Column("registered_at", "moment", "since when it is"),
        Column("purpose", "text", "the purpose it is registered for"),
        Column("off_site_filed", "flag", "whether use away from home was filed"),
        Column(
            "public_service",
            "flag",
            "whether it is a public service's: emergency, hospital, utility, courier",
        ),
        Column("unpaid_since", "moment", "since when it has not been paid"),
        SEALED,
    ),
    key=("line",),
    indexes=(("owner_token",),),
)

RECORD_FILE = Relation(
    name="record_file",
    owner="carrier",
    meaning="a file of call records that was taken up, once, whatever its name and whenever it came",
    columns=(
        Column("digest", "text", "its SHA-256", needed=True),
        Column("name", "text", "how it was called", needed=True),
        Column("rows", "count", "records taken up", needed=True),
        Column("bad", "count", "rows set aside", needed=True),
        Column("first_at", "moment", "when its earliest call was made"),
        Column("last_at", "moment", "when its latest call was made"),
        Column("taken_at", "moment", "when it was taken up", needed=True),
        SEALED,
    ),
    key=("digest",),
)

LINE_COMPLAINT = Relation(
    name="line_complaint",
    owner="carrier",
    meaning="that a person complained of a line: once for each moment, however often she is counted once",
    columns=(
        LINE_TOKEN,
        Column("complainant", "count", "the token of who complained", needed=True),
        Column("ts", "moment", "when", needed=True),
        Column("channel", "text", "how: hotline, SIP 607, app, letter"),
        SEALED,
    ),
    key=("line", "complainant", "ts"),
)

LINE_STATE = Relation(
    name="line_state",
    owner="carrier",
    meaning="which step of a ladder a line, or all lines of an owner, stand on now",
    columns=(
        SUBJECT,
        Column("rule", "text", "the ladder", needed=True),
        Column("nth", "count", "the how manyth time it was taken", needed=True),
        Column("action", "text", "what is done: observe, warn, label, slow, suspend, close", needed=True),
        Column("since", "moment", "since when", needed=True),
        Column("until", "moment", "until when; null holds until the way back is found"),
        Column("seen_at", "moment", "when what the ladder looks at was last seen", needed=True),
        Column("a_minute", "count", "so many calls a minute may be made"),
        Column("counter", "text", "who counts them: gate, or switch"),
        SEALED,
    ),
    key=("subject", "rule"),
)

LADDER_STEP = Relation(
    name="ladder_step",
    owner="carrier",
    meaning="every step that was taken, proposed or lifted, with the figures it rests on",
    columns=(
        Column("id", "text", "the step's id", needed=True),
        SUBJECT,
        Column("of_owner", "flag", "whether the subject is an owner", needed=True),
        Column("rule", "text", "the ladder", needed=True),
        Column("nth", "count", "the how manyth time", needed=True),
        Column("action", "text", "what is done", needed=True),
        Column("state", "text", "proposed, taken, refused (by a person), lifted, ended", needed=True),
        Column("at", "moment", "when", needed=True),
        Column("until", "moment", "until when it holds"),
        Column("appeal_until", "moment", "until when an appeal is heard"),
        Column(
            "harm",
            "count",
            "what a review goes by: people it reached in vain, more for each who complained",
            needed=True,
        ),
        Column("figures", "text", "what was measured, JSON", needed=True),
        Column("decided_by", "text", "the person who decided"),
        Column("decided_at", "moment", "when she did"),
        SEALED,
    ),
    key=("id",),
    indexes=(("subject",), ("state",)),
)

LINE_LABEL = Relation(
    name="line_label",
    owner="carrier",
    meaning="what a person decided a line is, after looking at it",
    columns=(
        LINE_TOKEN,
        Column("nuisance", "flag", "whether it is a nuisance", needed=True),
        Column("by", "text", "who decided", needed=True),
        Column("at", "moment", "when", needed=True),
        SEALED,
    ),
    key=("line",),
)

CARRIER_RELATIONS = (CARRIED_LINE, RECORD_FILE, LINE_COMPLAINT, LINE_STATE, LADDER_STEP, LINE_LABEL)
