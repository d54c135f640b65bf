"""Whether what a gate stands on is sound: ledger, keyring, log, clock, disk, pack.

Used by `ringfence doctor` before a gate is opened, and by whoever keeps one. Takes a ledger's place and a pack; gives what
was found of each, `unknown` where it cannot be seen from here. It writes nothing, makes nothing, and reads no number.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ringfence.call.errors import PackError, RingfenceError
from ringfence.evidence.head import verify_head
from ringfence.evidence.keyring import Keyring, keys_of
from ringfence.policy.read import read_pack
from ringfence.policy.rule import Pack
from ringfence.store.log_reader import reading_log
from ringfence.store.migrate import HEAD, version_of
from ringfence.store.where import Where

BEHIND: Final = 100_000
"""Leaves without a signed head over them from which on nobody seems to gather them."""
LEAST_FREE: Final = 1 << 30
"""Bytes free from which on a ledger that grows by a million calls a day has hours left."""
MONTH: Final = dt.timedelta(days=31)
UNSYNCHRONISED: Final = 0x40

State = Literal["sound", "unsound", "unknown"]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of one thing, and what to do about it where it is unsound."""

    what: str
    state: State
    found: str


def examine(where: Where, pack: str, now: int) -> Iterator[Examined]:
    """Each thing in its turn; `now` is UTC milliseconds."""
    looks: tuple[tuple[str, Callable[[], tuple[State, str]]], ...] = (
        ("ledger", lambda: _ledger(where)),
        ("keyring", lambda: _keyring(where)),
        ("log", lambda: _log(where)),
        ("system clock", lambda: _clock(where, now)),
        ("disk", lambda: _disk(where)),
        ("pack", lambda: _pack(read_pack(pack), now)),
    )
    for what, look in looks:
        try:
            yield Examined(what, *look())
        except PackError as error:
            yield Examined(what, "unsound", f"{error.faults[0].message}; run `ringfence pack check {pack}`")
        except (RingfenceError, OSError, sqlite3.Error) as error:
            yield Examined(what, "unsound", str(error))


def _ledger(where: Where) -> tuple[State, str]:
    if where.on_server:
        return _on_server(where)
    file = where.beside
    if not file.is_file():
        return "unsound", f"there is no ledger `{file.name}`; name it with --db"
    if not where.writable:
        return "unsound", "it lies where nothing can be written: make the file and its folder writable"
    state, told = _stands_at(version_of(file), where)
    if state == "unsound":
        return state, told
    raw = sqlite3.connect(where.read_only, uri=True)
    try:
        (found,) = raw.execute("PRAGMA quick_check(1)").fetchone()
    finally:
        raw.close()
    if found != "ok":
        return "unsound", f"the file is damaged; bring it back from its copy: {found}"
    return "sound", f"{told}, {file.stat().st_size:,} bytes"


def _on_server(where: Where) -> tuple[State, str]:
    from ringfence.store.migrate_postgres import version_on  # noqa: PLC0415 - only for a ledger on a server
    from ringfence.store.postgres import connected  # noqa: PLC0415

    with connected(where) as db:
        version = version_on(db)
        size = db.execute("SELECT pg_database_size(current_database())").fetchone()
        durable = db.execute(
            "SELECT current_setting('fsync'), current_setting('full_page_writes')"
        ).fetchone()
    state, told = _stands_at(version, where)
    if durable != ("on", "on"):
        return "unsound", "the server may lose what it confirmed: set fsync and full_page_writes to on"
    return state, f"{told}, {size[0] if size else 0:,} bytes" if state == "sound" else told


def _stands_at(version: str | None, where: Where) -> tuple[State, str]:
    """Whether the ledger's relations are of this program's version."""
    if version is None:
        return "unsound", f"`{where.name}` is empty; bring it back from its copy"
    if version != HEAD:
        older = "open it once with this program, after a copy" if version < HEAD else "upgrade this program"
        return "unsound", f"its relations are of version {version}, this program's of {HEAD}; {older}"
    return "sound", f"version {version}"


def _keyring(where: Where) -> tuple[State, str]:
    epochs = len(Keyring.read(keys_of(where.beside)).epochs)
    return "sound", f"epochs: {epochs}, open to its owner alone; keep a copy at another place"


def _log(where: Where) -> tuple[State, str]:
    keyring = Keyring.read(keys_of(where.beside))
    with reading_log(where) as reader:
        head, leaves = reader.newest_head(), reader.leaf_count()
    covered = 0 if head is None else head.size
    if head is not None and not any(
        verify_head(each.signing_key.public_key(), head) for each in keyring.epochs
    ):
        return "unsound", "no key of the keyring signed the newest head; run `ringfence log verify`"
    if covered > leaves:
        return (
            "unsound",
            f"its head covers {covered} leaves and there are {leaves}; do not open it, and bring a later copy",
        )
    if leaves - covered > BEHIND:
        return "unsound", f"{leaves - covered} leaves have no signed head; open the ledger, and it is made"
    return "sound", f"leaves: {leaves}, under a signed head: {covered}"


def _clock(where: Where, now: int) -> tuple[State, str]:
    head = None
    if where.on_server or where.beside.is_file():
        with reading_log(where) as reader:
            head = reader.newest_head()
    if head is not None and head.at > now:
        return "unsound", f"the newest head was signed {(head.at - now) // 1000} s from now; set the clock"
    kept = _kept_in_time()
    if kept is None:
        return "unknown", "this system does not tell whether its clock is kept in time"
    if not kept:
        return "unknown", "the system does not keep its clock in time itself; see that something does"
    return "sound", "kept in time"


def _disk(where: Where) -> tuple[State, str]:
    if where.on_server:
        return "unknown", "the ledger lies on a server; its disk is watched there"
    free = shutil.disk_usage(where.beside.absolute().parent).free
    if free < LEAST_FREE:
        return "unsound", f"{free:,} bytes are free; make room before the gate cannot write"
    return "sound", f"{free:,} bytes are free"


def _pack(pack: Pack, now: int) -> tuple[State, str]:
    """Which pack it is, and whether its calendars know the days of the coming month."""
    soon = (dt.datetime.fromtimestamp(now / 1000, dt.UTC) + MONTH).year
    known = {name: max(day.year for day in days) for name, days in pack.calendars.items() if days}
    ended = sorted(name for name, year in known.items() if year < soon)
    if ended:
        return "unsound", f"{pack.label}: calendar `{ended[0]}` ends with {known[ended[0]]}; get a newer pack"
    return "sound", pack.label


def _kept_in_time() -> bool | None:
    """Whether the kernel says that its clock is disciplined; None where it cannot be asked."""
    room = ctypes.create_string_buffer(256)  # struct timex: `modes` 0 asks and sets nothing
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(room)
    except (OSError, AttributeError):
        return None
    # struct timex: modes (int, padded), offset, freq, maxerror, esterror (long each), status (int).
    status = ctypes.c_int.from_buffer(room, 5 * ctypes.sizeof(ctypes.c_long)).value
    return None if state < 0 else not status & UNSYNCHRONISED
