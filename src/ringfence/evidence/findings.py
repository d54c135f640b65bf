"""What a verification of the sealed log found: which row, what was done to it, in words.

Stands beside `verify`. Holds what was seen and nothing else: it repairs nothing and guesses no culprit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from ringfence.call.errors import EvidenceError

Done = Literal["altered", "dropped", "moved", "added", "unproven"]


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it was sealed: the relation, the row by its own name, what was done, in words.

    A stretch of leaves is named by its first and last, as `256..511`. `unproven` says that nothing speaks
    against the rows, but that what would prove them is gone.
    """

    relation: str
    name: str
    done: Done
    message: str


@dataclass(slots=True)
class Findings:
    """Everything that was found, in the order of relations and rows; and how much was looked at.

    `covered` is how many leaves the newest tree head covers: those after it are held by their own hashes and
    by the rows they seal, not yet by a signature.
    """

    found: list[Finding] = field(default_factory=list)
    leaves: int = 0
    covered: int = 0
    heads: int = 0
    rows: int = 0

    @property
    def clean(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.found

    def add(self, relation: str, name: object, done: Done, message: str) -> None:
        """Notes one finding."""
        self.found.append(Finding(relation, str(name), done, message))

    def require_clean(self) -> None:
        """Nothing, if everything holds; else an EvidenceError that names the first finding and how many.

        >>> Findings().require_clean()
        """
        if self.found:
            more = f"; and {len(self.found) - 1} more" if len(self.found) > 1 else ""
            raise EvidenceError(self.found[0].message + more)


def stretch(first: int, last: int) -> str:
    """The name of a stretch of leaves.

    >>> stretch(5, 5), stretch(256, 511)
    ('5', '256..511')
    """
    return str(first) if first == last else f"{first}..{last}"


def leaves_in_words(first: int, last: int) -> str:
    """A stretch of leaves as a sentence begins.

    >>> leaves_in_words(5, 9)
    'leaves `5` to `9`'
    """
    return f"leaf `{first}`" if first == last else f"leaves `{first}` to `{last}`"
