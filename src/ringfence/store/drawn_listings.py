"""Listings that are kept whole, drawn beside the entries that the ledger keeps one by one.

Between the ledger and whoever judges. Takes whom a question is about, one person or those of a list; gives the entries
that her listings' copies have of her, in `listing_entry`, where every plan looks, for as long as it is judged. An entry
that the ledger has itself says more: it was brought after the copy. Must never leave a drawn entry in the ledger.
"""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from ringfence.call.errors import LedgerError
from ringfence.ledger.ledger import Facts
from ringfence.ledger.listing_copy import FIRST_DAY, ListingCopy
from ringfence.store.statements import KEPT_WHOLE, Sign

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

DRAW: Final = (
    "INSERT INTO listing_entry (recipient, listing, listed, listed_on, leaf) VALUES (?1, ?2, TRUE, ?3, ?4)"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
TAKE_BACK: Final = "DELETE FROM listing_entry WHERE recipient = ?1 AND listing = ?2"


class Copies:
    """The copies that lie beside one ledger, each opened once."""

    def __init__(self, ledger: Path) -> None:
        self.folder = ledger.with_name(ledger.name + ".listings")
        self._open: dict[str, ListingCopy] = {}

    def of(self, digest: str) -> ListingCopy:
        """The copy of this digest, open."""
        copy = self._open.get(digest)
        if copy is None:
            path = self.folder / f"{digest}.listing"
            if not path.exists():
                raise LedgerError(
                    f"the copy of a listing is gone: `{path}`; restore it, or load the listing anew"
                )
            copy = self._open[digest] = ListingCopy(path)
        return copy

    def digest(self, named: str) -> str | None:
        """The SHA-256 of the file that lies under this digest's name; None if there is none."""
        path = self.folder / f"{named}.listing"
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def keep_only(self, digests: set[str]) -> None:
        """Lets go of every copy that no listing names; whoever still reads one reads on."""
        for path in self.folder.glob("*.listing"):
            if path.stem not in digests:
                path.unlink(missing_ok=True)
        self._open = {digest: copy for digest, copy in self._open.items() if digest in digests}


class _Judges(Protocol):
    """Whoever judges one call over a connection."""

    def judge(self, db: Facts, call: Any, recipient: bytes, t: int, *, connecting: bool = False) -> Any:
        """The judgement at `t`."""


class WithListings:
    """Judges one call as another does, with what the listings kept whole have of its recipient."""

    def __init__(self, judge: _Judges, copies: Copies, sign: Sign = "?") -> None:
        self._judge, self.copies = judge, copies
        self._draws, self._takes_back = DRAW.replace("?", sign), TAKE_BACK.replace("?", sign)

    def judge(self, db: Facts, call: Any, recipient: bytes, t: int, *, connecting: bool = False) -> Any:
        """The judgement at `t`; what is drawn for it is gone again afterwards."""
        if not db.listings():
            return self._judge.judge(db, call, recipient, t, connecting=connecting)
        drawn = self._draw(db, recipient)
        try:
            return self._judge.judge(db, call, recipient, t, connecting=connecting)
        finally:
            if drawn:
                db.executemany(self._takes_back, drawn)

    def _draw(self, db: Facts, recipient: bytes) -> list[tuple[bytes, str]]:
        drawn = []
        for name, digest, leaf in db.listings():
            listed, since = self.copies.of(digest).find(recipient)
            if listed and db.execute(self._draws, (recipient, name, since, leaf)).fetchone():
                drawn.append((recipient, name))
        return drawn


def draw_for_list(db: duckdb.DuckDBPyConnection, copies: Copies) -> None:
    """Lays what the listings kept whole have of a list's recipients over `listing_entry`.

    For a session with the ledger's relations and `asked`; may be done again for another list.
    """
    kept = db.execute(KEPT_WHOLE).fetchall()
    if not kept:
        return
    import pyarrow as pa  # noqa: PLC0415 - it is there: a list was read with it

    people = db.sql("SELECT DISTINCT recipient::BLOB AS recipient FROM asked ORDER BY 1").to_arrow_table()
    tokens = people.column(0).combine_chunks().cast(pa.binary(16))
    drawn = pa.concat_tables([_entries(tokens, copies.of(digest), name, leaf) for name, digest, leaf in kept])
    db.register("drawn_told", drawn)
    db.execute(
        "CREATE OR REPLACE TEMP TABLE drawn_entry AS SELECT * REPLACE (recipient::UUID AS recipient) FROM drawn_told"
    )
    db.unregister("drawn_told")
    if not db.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'listing_entry_kept'").fetchall():
        db.execute("ALTER VIEW listing_entry RENAME TO listing_entry_kept")
    db.execute(
        "CREATE OR REPLACE TEMP VIEW listing_entry AS SELECT * FROM listing_entry_kept UNION ALL BY NAME"
        " SELECT d.* FROM drawn_entry AS d ANTI JOIN listing_entry_kept AS k"
        " ON k.recipient = d.recipient AND k.listing = d.listing"
    )


def _entries(tokens: pa.Array, copy: ListingCopy, name: str, leaf: int | None) -> pa.Table:
    """What a copy has of these people, as rows of `listing_entry`."""
    import numpy as np  # noqa: PLC0415 - as above
    import pyarrow as pa  # noqa: PLC0415 - as above

    from ringfence.call.moments import DAY  # noqa: PLC0415

    halves = np.frombuffer(tokens.buffers()[1], ">u8")[2 * tokens.offset :: 2][: len(tokens)]
    there, days = copy.find_many(halves.astype(np.uint64))
    since = (days[there].astype(np.int64) + FIRST_DAY - 1) * DAY
    count = int(there.sum())
    return pa.table(
        {
            "recipient": tokens.filter(pa.array(there)).cast(pa.binary()),
            "listing": pa.array([name] * count, pa.string()),
            "listed": pa.array([True] * count, pa.bool_()),
            "listed_on": pa.array(since, pa.int64(), mask=days[there] == 0),
            "checked_at": pa.nulls(count, pa.int64()),
            "leaf": pa.array([leaf] * count, pa.int64()),
        }
    )
