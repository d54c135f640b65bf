"""What a ledger in a file has sealed since a moment, asked without opening the ledger itself.

Beside the mirror. Takes a ledger's place and a leaf; gives the newest leaf, and whether one after it brought anything that
a list is judged by. Writes nothing.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Final, NamedTuple

from ringfence.store.where import Where

RESERVED_ON_SERVER: Final = "COALESCE((convert_from(body, 'UTF8')::jsonb ->> 'reserved')::bigint, 0) > 0"
RESERVED_IN_FILE: Final = "COALESCE(json_extract(CAST(body AS TEXT), '$.reserved'), 0) > 0"


class Sealed(NamedTuple):
    """The newest leaf, and whether anything was sealed since by which a list is judged."""

    newest: int
    changed: bool


def reserved(*, on_server: bool) -> str:
    """The condition that a leaf seals a list that was reserved."""
    return f"(kind = 'list' AND {RESERVED_ON_SERVER if on_server else RESERVED_IN_FILE})"


def changing(*, on_server: bool) -> str:
    """The condition that a leaf seals anything but a list that was only judged."""
    return f"(kind <> 'list' OR {reserved(on_server=on_server)})"


def sealed_since(where: Where, seq: int) -> Sealed:
    """What was sealed after a leaf of a ledger in a file."""
    query = (
        f"SELECT COALESCE(MAX(seq), {seq}), COUNT(CASE WHEN {changing(on_server=False)} THEN 1 END)"
        f" FROM leaf WHERE seq > {seq}"
    )
    with closing(sqlite3.connect(where.read_only, uri=True)) as file:
        newest, changed = file.execute(query).fetchone()
    return Sealed(newest, bool(changed))
