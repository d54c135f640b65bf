"""Where lines stand, looked up one by one for a gate that must not wait: a connection of its own, one statement.

Between the carrier's gate and its ledger. Takes a line's token; gives the rows of `line_state` for it and for its owner, as they are
at that moment. It only reads, and holds up no writer.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import Any, Final

from ringfence.call.errors import LedgerError
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.store.statements import quoted
from ringfence.store.where import Where

COLUMNS: Final = CATALOGUE["line_state"].column_names
STANDING: Final = (
    f"SELECT {quoted(COLUMNS)} FROM line_state WHERE subject = {{0}} "
    f"UNION ALL SELECT {quoted(COLUMNS)} FROM line_state WHERE subject = (SELECT owner_token FROM carried_line WHERE line = {{0}})"
)


class Standing:
    """Looks up where lines stand."""

    def __init__(self, where: Where, faults: tuple[type[BaseException], ...]) -> None:
        self._where, self._faults, self._one = where, faults, threading.Lock()
        self._db: Any = None

    def of(self, line: int) -> list[dict[str, Any]]:
        """The steps that a line or its owner stands on, ended ones too. LedgerError if the ledger does not answer."""
        with self._one:
            return [dict(zip(COLUMNS, row, strict=True)) for row in self._rows(line)]

    def close(self) -> None:
        """Lets the connection go."""
        with self._one:
            self._forget()

    def _rows(self, line: int) -> list[tuple[Any, ...]]:
        try:
            if self._db is None:
                self._db = self._opened()
            text = STANDING.format("$1" if self._where.on_server else "?1")
            found: list[tuple[Any, ...]] = self._db.execute(text, (line,)).fetchall()
        except self._faults as error:
            # The next question opens it anew: a database that was gone may be back.
            self._forget()
            raise LedgerError(
                f"where lines stand cannot be read: {type(error).__name__}; try again"
            ) from None
        return found

    def _opened(self) -> Any:
        if self._where.on_server:
            from ringfence.store.postgres import connected  # noqa: PLC0415 - only for a ledger on a server

            return connected(self._where)
        return sqlite3.connect(self._where.read_only, uri=True, isolation_level=None, check_same_thread=False)

    def _forget(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            db.close()
