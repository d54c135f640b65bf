"""A copy of a ledger at one moment, beside whoever is writing it.

Takes a ledger in a file and a folder that is not there yet; gives the files of the copy. Neither keyring nor witness are
among them: whoever has the copy alone has no number, and what was seen is told by the machine that saw it.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ringfence.call.errors import LedgerError
from ringfence.store.where import Where


def backup(where: Where, folder: Path) -> list[Path]:
    """The files of a new copy; LedgerError if there is no ledger, or the folder is there."""
    if where.on_server:
        raise LedgerError("a ledger on a server is copied there: pg_basebackup, or pg_dump for one database")
    if not where.beside.is_file():
        raise LedgerError(f"there is no ledger `{where.name}`; name it with --db")
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise LedgerError(f"the folder `{folder.name}` is there already; name a new one") from None
    part, whole = folder / f"{where.name}.part", folder / where.name
    try:
        with (
            closing(sqlite3.connect(where.read_only, uri=True)) as source,
            closing(sqlite3.connect(part)) as copy,
        ):
            # All pages in one step: a copy of many steps begins anew whenever somebody writes.
            source.backup(copy)
        part.replace(whole)
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(f"the ledger could not be copied: {error}; free some space") from error
    made = [whole]
    listings = where.beside.with_name(where.beside.name + ".listings")
    if listings.is_dir():
        made.append(folder / listings.name)
        shutil.copytree(listings, made[-1])
    return made
