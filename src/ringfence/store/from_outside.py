"""What is seen of a ledger without opening it: how large it is, and what it has sealed since a moment.

Beside the mirror. Takes a ledger's place and a leaf; gives the newest leaf, and whether one after it brought anything that
a list is judged by. Writes nothing.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Final, NamedTuple

from ringfence.store.where import Where

SMALL: Final = 16 * 1024 * 1024
"""Bytes up to which a ledger in a file is read sooner row by row than a process for its driver is started."""
SMALL_ON_SERVER: Final = 64 * 1024 * 1024
"""The same of a database on a server, of which 8 MiB are its own; a larger one is not copied in the memory of a gate."""
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
    """What was sealed after a leaf of a ledger."""
    changed = f"COUNT(CASE WHEN {changing(on_server=where.on_server)} THEN 1 END)"
    newest, found = _row(where, f"SELECT COALESCE(MAX(seq), {seq}), {changed} FROM leaf WHERE seq > {seq}")
    return Sealed(newest, bool(found))


def is_small(where: Where) -> bool:
    """Whether a ledger is so small that a process to read it in would take longer than reading it does."""
    if where.on_server:
        return _row(where, "SELECT pg_database_size(current_database())")[0] <= SMALL_ON_SERVER
    files = (where.beside, where.beside.with_name(f"{where.beside.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists()) <= SMALL


def _row(where: Where, query: str) -> tuple[int, ...]:
    if where.on_server:
        from ringfence.store.postgres import connected  # noqa: PLC0415 - only for a ledger on a server

        with connected(where) as server:
            found = server.execute(query).fetchone()
    else:
        with closing(sqlite3.connect(where.read_only, uri=True)) as file:
            found = file.execute(query).fetchone()
    assert found is not None, "a row of aggregates"
    return tuple(found)
