"""The relations of a firm's pool of lines: how likely each is to be closed, and which were.

Part of the catalogue. A divert goes to the line that is least likely to be closed; no rule reads them.
"""

from __future__ import annotations

from ringfence.ledger.relation import Column, Relation

LINE_HEALTH = Relation(
    name="line_health",
    owner="caller",
    meaning="how likely a line is to be closed within thirty days, as it was last forecast",
    columns=(
        Column("line", "text", "the line", needed=True),
        Column("odds", "count", "so many in a million", needed=True),
        Column(
            "most",
            "count",
            "so many calls a day keep the odds below the house's limit; 0 rests it",
            needed=True,
        ),
        Column("as_of", "moment", "when it was forecast", needed=True),
        Column("leaf", "count", "sequence of the leaf that sealed this row last"),
    ),
    key=("line",),
)

LINE_CLOSURE = Relation(
    name="line_closure",
    owner="caller",
    meaning="that a line of the firm's was closed or suspended by its carrier",
    columns=(
        Column("line", "text", "the line", needed=True),
        Column("closed_at", "moment", "when", needed=True),
        Column("reason", "text", "what the carrier gave as its reason"),
        Column("leaf", "count", "sequence of the leaf that sealed this row last"),
    ),
    key=("line", "closed_at"),
)

POOL_RELATIONS = (LINE_HEALTH, LINE_CLOSURE)
