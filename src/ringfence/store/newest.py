"""The newest leaf of a ledger, asked without opening the ledger itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Final

from ringfence.store.where import Where

NEWEST: Final = "SELECT COALESCE(MAX(seq), -1) FROM leaf"


def newest_leaf(where: Where) -> int:
    """Its sequence; -1 of a ledger without one."""
    if where.on_server:
        from ringfence.store.postgres import connected  # noqa: PLC0415 - only for a ledger on a server

        with connected(where) as server:
            found = server.execute(NEWEST).fetchone()
    else:
        with closing(sqlite3.connect(where.read_only, uri=True)) as file:
            found = file.execute(NEWEST).fetchone()
    return int(found[0]) if found else -1
