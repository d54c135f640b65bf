"""A list and a session for it, as `screen` has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from ringfence.engines.duckdb.asked import ListFile, read_asked
from ringfence.evidence.token_sql import token_sql

KEY = bytes(range(32))
AT = 1_773_100_000_000


def listed(folder: Path, text: str, name: str = "list.csv") -> Path:
    """A list of this text, each line of it a line of the file."""
    path = folder / name
    path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
    return path


def asked_of(db: duckdb.DuckDBPyConnection, path: Path, columns: str, **common: str) -> list[Any]:
    """These columns of `asked`, in the list's order."""
    read_asked(db, ListFile(path, common, AT), token_sql(KEY))
    return db.execute(f"SELECT {columns} FROM asked ORDER BY row").fetchall()
