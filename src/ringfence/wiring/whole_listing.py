"""A listing taken whole: read beside everything that goes on, and the one that holds from one transaction on.

Takes a file of numbers; gives a copy beside the ledger, named in it. While it is read and put in order calls are asked
and answered as before; only that from now on another copy holds is written by the ledger's one writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from ringfence.caller.bring import Brought
from ringfence.caller.whole_listing import Keys, compared, keep_whole, take_whole
from ringfence.engines.duckdb.recipients import in_blocks
from ringfence.evidence.people import People
from ringfence.evidence.token_sql import token_sql
from ringfence.ledger.ledger import Transaction
from ringfence.ledger.listing_copy import write_copy
from ringfence.store.drawn_listings import Copies

Progress = Callable[[str, float], None]
KEYED_ROWS = 1 << 14
"""Numbers that one thread keys at a time."""
Write = Callable[[Callable[[Transaction], Any]], Any]


def keep_listing(
    blocks: Iterable[pa.Table], name: str, checked_at: int, people: People, copies: Copies, write: Write, at: int, *,
    region: str | None = None, dry_run: bool = False, progress: Progress | None = None,
) -> Brought:  # fmt: skip
    """What a listing came to against the copy that held before; `checked_at` is when this one was taken."""
    tell = progress or (lambda _step, _done: None)
    with duckdb.connect() as db:
        whole = take_whole(blocks, name, partial(_keys, db, people.keyring.current.token_key), region)
    tell("order", 0.0)
    held = write(lambda tx: tx.row("listing", {"name": name}))
    before = copies.of(held["copy"]) if held and held["copy"] else None
    told = compared(whole, before)
    if dry_run:
        return told
    tell("order", 0.5)
    path = write_copy(copies.folder, whole.keys, whole.days)

    def keep(tx: Transaction) -> set[str]:
        keep_whole(tx, name, path.stem, told, checked_at, at)
        return tx.distinct("listing", "copy")

    # A list that is being judged may still read the copy that held before.
    copies.keep_only(write(keep) | ({held["copy"]} if before else set()))
    tell("order", 1.0)
    return told


def _keys(db: duckdb.DuckDBPyConnection, key: bytes, numbers: pa.StringArray) -> Keys:
    """The first 64 bits of the tokens of numbers in E.164, in their order."""
    db.register("numbers_told", in_blocks(pa.table({"number": numbers}), KEYED_ROWS))
    expression, parameters = token_sql(key)("number")
    made = db.sql(f"SELECT {expression} AS token FROM numbers_told", params=parameters).to_arrow_table()
    db.unregister("numbers_told")
    tokens = made.column(0).combine_chunks().cast(pa.binary(16))
    return np.frombuffer(tokens.buffers()[1], ">u8")[: 2 * len(numbers) : 2].astype(np.uint64)
