"""A page: one file under check, the lines of its parts, and where its faults are gathered.

Handed from check to check while a pack is read. Takes a fault's place as steps into the document; gives the
line it stands on. It decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ringfence.call.errors import Fault
from ringfence.policy.yaml_text import Steps, Written


@dataclass(slots=True)
class Page:
    """A document of a pack: the file as the reader knows it, its path in the pack, what it says, its rule.

    `faults` is shared by all pages of one pack, so that everything wrong is told at once.
    """

    file: str
    written: Written
    faults: list[Fault]
    inside: str = ""
    rule: str | None = None

    @property
    def value(self) -> Any:
        """What the document says, as plain values."""
        return self.written.value

    def line(self, steps: Steps = ()) -> int:
        """The line of what stands at `steps`."""
        return self.written.line(steps)

    def fault(self, message: str, hint: str | None = None, *, at: Steps = ()) -> None:
        """Note that something is wrong at `at`, and what to do about it."""
        self.faults.append(Fault(self.file, self.line(at), self.rule, message, hint))
