"""The keyholder: who may have numbers turned into shared tokens, how many a day, and what was asked.

Between companies that keep ledgers of their own. Takes a member's key and blinded numbers; gives what its own key makes
of them, once they are charged to the member's day and written down. It never sees a number, nor a shared token, nor what
anybody has on a list; it must never answer more than a day's allowance, or someone could try all numbers out.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from ringfence.call.errors import EvidenceError, LedgerError, RequestError, nearest
from ringfence.call.moments import DAY, written
from ringfence.evidence.blinding import X_BYTES, evaluate, fingerprint, new_key

MOST_AT_ONCE: Final = 1_000
PREFIX: Final = "rk_"
KEY_BYTES: Final = 32

RELATIONS: Final = """
CREATE TABLE IF NOT EXISTS member (
    name TEXT PRIMARY KEY, key_hash BLOB NOT NULL UNIQUE, a_day INTEGER NOT NULL, made_at INTEGER NOT NULL, revoked_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS asked (
    seq INTEGER PRIMARY KEY, member TEXT NOT NULL, at INTEGER NOT NULL, day INTEGER NOT NULL, numbers INTEGER NOT NULL,
    answered INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS asked_by_day ON asked (member, day, answered);
"""


class TooManyError(RequestError):
    """A member has asked about as many numbers as a day allows; `wait` is seconds until the next day."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message, "blinded")
        self.wait = wait


class Evaluated(NamedTuple):
    """What became of blinded numbers, in their order, and the name of the key they were evaluated with."""

    key: str
    points: list[bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the keyholder's journal: who asked about how many numbers, and whether it was answered."""

    member: str
    at: str
    numbers: int
    answered: bool


class Keyholder:
    """The keyholder's state in one file, its key in another beside it (`NAME.key`) that its owner alone can read."""

    def __init__(self, path: str | Path, clock: Callable[[], int] = lambda: int(time.time() * 1000)) -> None:
        self.clock = clock
        self.path = Path(path)
        try:
            self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {RELATIONS}")
        except sqlite3.Error as error:
            raise LedgerError(
                f"the keyholder's file `{self.path}` cannot be opened: {error}; name another with --file"
            ) from None
        self._one = threading.Lock()
        self._key = _kept_key(self.path, fresh=not self._db.execute("SELECT 1 FROM member").fetchone())
        self.key_name = fingerprint(self._key)

    def add(self, name: str, a_day: int) -> str:
        """A new member's key; it is shown this once and kept nowhere."""
        if not name or a_day < 1:
            raise RequestError("a member has a name and may ask about one number a day at least", "a_day")
        key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
        try:
            self._db.execute(
                "INSERT INTO member VALUES (?, ?, ?, ?, NULL)", (name, _hashed(key), a_day, self.clock())
            )
        except sqlite3.IntegrityError:
            raise RequestError(f"there is a member `{name}`; name this one otherwise", "name") from None
        return key

    def revoke(self, name: str) -> None:
        """A member may ask nothing more."""
        done = self._db.execute(
            "UPDATE member SET revoked_at = coalesce(revoked_at, ?) WHERE name = ?", (self.clock(), name)
        )
        if not done.rowcount:
            known = [row[0] for row in self._db.execute("SELECT name FROM member")]
            raise RequestError(f"there is no member `{name}`; {nearest(name, known) or 'see `list`'}", "name")

    def members(self) -> list[dict[str, str]]:
        """Every member as it may be shown, with what it has asked about today."""
        rows = self._db.execute(
            "SELECT name, a_day, made_at, revoked_at FROM member ORDER BY name"
        ).fetchall()
        return [
            {
                "name": name,
                "a_day": f"{a_day:,}",
                "today": f"{self._spent(name, self.clock() // DAY):,}",
                "made_at": written(made),
                "revoked_at": "" if gone is None else written(gone),
            }
            for name, a_day, made, gone in rows
        ]

    def journal(self, most: int = 50) -> list[Asked]:
        """The newest lines of the journal, the newest first."""
        rows = self._db.execute(
            "SELECT member, at, numbers, answered FROM asked ORDER BY seq DESC LIMIT ?", (most,)
        )
        return [Asked(member, written(at), numbers, bool(yes)) for member, at, numbers, yes in rows]

    def member_of(self, key: str) -> str | None:
        """Who holds a key; None if nobody does, or it was taken back."""
        with self._one:
            row = self._db.execute(
                "SELECT name FROM member WHERE key_hash = ? AND revoked_at IS NULL", (_hashed(key),)
            ).fetchone()
        return None if row is None else str(row[0])

    def evaluate(self, member: str, blinded: Sequence[bytes]) -> Evaluated:
        """What the key makes of blinded numbers, once they are charged and written down.

        Raises TooManyError over the day's allowance (that is written down too), EvidenceError for what is no point.
        """
        if not 0 < len(blinded) <= MOST_AT_ONCE:
            raise RequestError(f"send 1 to {MOST_AT_ONCE:,} blinded numbers at once", "blinded")
        if any(len(point) != X_BYTES for point in blinded):
            raise EvidenceError(f"a blinded number is {X_BYTES} bytes")
        # A day's allowance is spent before the first answer: who dies between them has asked, not got.
        self._charge(member, len(blinded))
        return Evaluated(self.key_name, [evaluate(self._key, point) for point in blinded])

    def _charge(self, member: str, numbers: int) -> None:
        at = self.clock()
        day = at // DAY
        with self._one, self._written():
            allowed = self._db.execute("SELECT a_day FROM member WHERE name = ?", (member,)).fetchone()[0]
            left = allowed - self._spent(member, day)
            self._db.execute(
                "INSERT INTO asked (member, at, day, numbers, answered) VALUES (?, ?, ?, ?, ?)",
                (member, at, day, numbers, numbers <= left),
            )
        if numbers > left:
            message = f"{member} may ask about {allowed:,} numbers a day and has {max(left, 0):,} left"
            raise TooManyError(message, ((day + 1) * DAY - at) // 1000 + 1)

    @contextmanager
    def _written(self) -> Iterator[None]:
        """A transaction that is durable once it has ended, or was never begun. LedgerError if it cannot be written."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise LedgerError(
                f"the keyholder's file cannot be written: {error}; nothing was answered"
            ) from None

    def _spent(self, member: str, day: int) -> int:
        (spent,) = self._db.execute(
            "SELECT coalesce(sum(numbers), 0) FROM asked WHERE member = ? AND day = ? AND answered",
            (member, day),
        ).fetchone()
        return int(spent)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _kept_key(path: Path, *, fresh: bool) -> int:
    """The key beside the file. A keyholder with members whose key is gone makes no other: old lists would never match."""
    place = path.with_name(path.name + ".key")
    try:
        if place.exists():
            return int(place.read_text(encoding="ascii"), 16)
        if not fresh:
            raise EvidenceError(f"the keyholder's key `{place}` is gone: bring it back from its copy")
        key = new_key()
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"{key:064x}\n")
            file.flush()
            os.fsync(file.fileno())
    except (OSError, ValueError):
        raise EvidenceError(
            f"the keyholder's key `{place}` cannot be read or made; run as its owner"
        ) from None
    return key


def _hashed(key: str) -> bytes:
    return sha256(key.encode()).digest()
