"""A case: one person, who called her, what she can show of it, what she said, and what was done since.

The words of the person's side. Held by her folder, filled by what she brings and says, read by everything that counts,
judges or writes. Moments are UTC milliseconds; None is unknown, never no. It holds facts and where each of them stands,
no opinion of them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ringfence.call.words import Party, Purpose

Kind = Literal["bill", "call_log", "messages", "recording", "transcript", "picture", "receipt", "document"]
How = Literal["call", "sms", "app", "letter", "complaint", "branch"]
"""By which way she refused."""
Consent = Literal["never", "withdrawn", "unsure"]
"""What she says of having agreed to be called."""
Whom = Literal["bank", "12378", "12321", "platform", "court"]
"""To whom a letter goes."""


class Stands(msgspec.Struct, frozen=True):
    """Where a fact stands: in which kept file, and in which of its rows if it has rows."""

    digest: str
    row: int | None = None


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it came: its SHA-256, the name she knows it by, when it was taken in, what was read from it.

    `whose` is the telephone it is about, empty for her own. `alike` is a file of the same name with other bytes that was
    taken before; `columns` says which column was read as which fact.
    """

    digest: str
    name: str
    kind: Kind
    size: int
    taken_at: int
    whose: str = ""
    rows: int = 0
    unread: int = 0
    seconds: int | None = None
    note: str = ""
    alike: str | None = None
    columns: dict[str, str] = {}


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """A call to or from her telephone; `number` is None where it was withheld."""

    at: int
    number: str | None
    whose: str = ""
    to_her: bool = True
    answered: bool | None = None
    seconds: int | None = None
    stands: tuple[Stands, ...] = ()


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A text message to her, or from her."""

    at: int
    number: str | None
    text: str
    whose: str = ""
    to_her: bool = True
    stands: tuple[Stands, ...] = ()


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who called, as she knows or believes it, and what it is to her.

    `name` is empty while nobody knows. `known_by` says how sure it is: her word, or a published number.
    """

    id: str
    name: str = ""
    numbers: tuple[str, ...] = ()
    known_by: Literal["", "published", "her"] = ""
    trade: str | None = None
    purpose: Purpose | None = None
    party: Party | None = None
    consent: Consent = "unsure"
    settled: bool | None = None
    confirmed: bool = False


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """That she said stop: when, to whom, how, in which words, and where it stands."""

    at: int
    caller: str
    how: How
    words: str = ""
    number: str | None = None
    stands: tuple[Stands, ...] = ()


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that was sent: to whom, when and how, by when an answer is due, and what came."""

    whom: Whom
    caller: str
    sent_at: int
    way: str = ""
    due_on: str | None = None
    due_by: str = ""
    answered_at: int | None = None
    answer: str = ""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who she is, as far as the papers need it; `alone` says that only she answers her telephone."""

    name: str = ""
    number: str = ""
    address: str = ""
    zone: str = "Asia/Shanghai"
    alone: bool | None = None
    work: tuple[int, int] | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything she brought and said, in the order of time."""

    form: int = 1
    person: Person = Person()
    files: tuple[KeptFile, ...] = ()
    rings: tuple[Ring, ...] = ()
    messages: tuple[Message, ...] = ()
    callers: tuple[Caller, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    letters: tuple[Letter, ...] = ()

    def caller_of(self, number: str | None) -> Caller | None:
        """Whose number it is, as far as that is known."""
        if number is None:
            return None
        return next((caller for caller in self.callers if number in caller.numbers), None)

    def caller(self, name: str) -> Caller | None:
        """The caller of this id."""
        return next((caller for caller in self.callers if caller.id == name), None)
