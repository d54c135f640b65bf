"""What can go wrong, told by who has to do something about it.

Stands beside every step of the call's way. A refusal by policy is never an error: it is a verdict.
Messages are one line, lower case, name what to do, and never hold a whole telephone number.

    RingfenceError
      PackError        the author of a pack: every fault with file, line, rule, hint, nearest name
      RequestError     whoever asked: the path inside the request, and what would be right
        NumberError    a telephone number that cannot be read
      ListError        whoever brought a list: line and column
      EvidenceError    the keeper of the log: a row was altered, dropped or reordered
      LedgerError      the operator: the ledger cannot be opened, written or brought up to date
      EngineError      the operator: an engine cannot do what the plan asks
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ringfence.call.verdict import Verdict


class RingfenceError(Exception):
    """The root of the tree; catch it to catch all of ours."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a pack: where it stands, which rule, what is wrong, what to do."""

    file: str
    line: int | None
    rule: str | None
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        rule = f" [{self.rule}]" if self.rule else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}:{rule} {self.message}{hint}"


class PackError(RingfenceError):
    """A pack that does not check; carries all its faults at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


class RequestError(RingfenceError):
    """A question that cannot be asked; `path` is the place inside the request."""

    def __init__(self, message: str, path: str = "") -> None:
        self.path = path
        super().__init__(f"{path}: {message}" if path else message)


class NumberError(RequestError):
    """A telephone number that cannot be read; the message holds no more than its first digits."""


class ListError(RingfenceError):
    """A list that cannot be screened; `line` and `column` say where."""

    def __init__(self, message: str, line: int | None = None, column: str | None = None) -> None:
        self.line, self.column = line, column
        place = "".join((f"line {line}: " if line else "", f"column `{column}`: " if column else ""))
        super().__init__(place + message)


class EvidenceError(RingfenceError):
    """Evidence that does not hold: what was altered, dropped or reordered is named."""


class LedgerError(RingfenceError):
    """A ledger that cannot be opened, written or brought up to date."""


class EngineError(RingfenceError):
    """An engine that cannot do what the plan asks, or a gate that does not answer.

    `fallback` is what the pack states for that, where a gate said so; nothing was decided, reserved or sealed.
    """

    fallback: Verdict | None = None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, as a hint, or nothing.

    >>> nearest("marketting", ["marketing", "service"])
    'did you mean `marketing`?'
    """
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else None
