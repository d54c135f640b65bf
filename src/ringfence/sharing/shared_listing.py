"""A listing as one company hands it to another: shared tokens in a file, in an order that tells nothing.

Takes numbers, or a file that was handed over; gives the file, or which of one's own numbers stand in it. Whoever has the
file and no member's key learns nothing from it; a member learns which numbers stand in it only of those it has, as many
a day as the keyholder answers. No number is ever in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from ringfence.call.errors import EvidenceError, ListError
from ringfence.evidence.blinding import blind, new_key, unblind

AT_ONCE: Final = 500
"""Numbers that the keyholder is asked about in one journey."""
TOKEN_SIGNS: Final = 64

Evaluate = Callable[[Sequence[bytes]], tuple[str, Sequence[bytes]]]
"""Asks the keyholder: blinded numbers in, the name of its key and what it made of them out."""
Progress = Callable[[float], object]


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    ringfence: Literal["shared listing 1"]
    name: str
    made_at: str
    key: str
    numbers: int


@dataclass(frozen=True, slots=True)
class SharedListing:
    """A listing that was handed over: its name, when it was made, under which key, and the tokens."""

    name: str
    made_at: str
    key: str
    tokens: frozenset[str]


def shared_tokens(
    numbers: Sequence[str], evaluate: Evaluate, progress: Progress | None = None
) -> tuple[str, list[str]]:
    """The name of the keyholder's key, and the shared token of each number in E.164, in their order."""
    tokens: list[str] = []
    names: set[str] = set()
    for first in range(0, len(numbers), AT_ONCE):
        some = numbers[first : first + AT_ONCE]
        secrets = [new_key() for _ in some]
        name, points = evaluate([blind(number, secret) for number, secret in zip(some, secrets, strict=True)])
        names.add(name)
        if len(points) != len(some) or len(names) > 1:
            raise EvidenceError("the keyholder answered other numbers than it was asked, or changed its key")
        tokens += [
            unblind(number, secret, point).hex()
            for number, secret, point in zip(some, secrets, points, strict=True)
        ]
        if progress:
            progress(len(tokens) / len(numbers))
    return next(iter(names), ""), tokens


def write_shared(path: Path, listing: SharedListing) -> None:
    """Nothing; the listing is then in the file, its tokens in order of their value."""
    head = _Head("shared listing 1", listing.name, listing.made_at, listing.key, len(listing.tokens))
    lines = (msgspec.json.encode(head).decode(), *sorted(listing.tokens))
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def read_shared(path: Path) -> SharedListing:
    """The listing in a file. ListError names the line that is none of it, or says that some are missing."""
    try:
        lines: Iterator[str] = iter(path.read_text(encoding="utf-8").splitlines())
        head = msgspec.json.decode(next(lines, ""), type=_Head)
    except (OSError, UnicodeError, msgspec.MsgspecError):
        raise ListError(f"`{path.name}` is no shared listing; make one with `ringfence share give`") from None
    tokens = list(lines)
    for line, token in enumerate(tokens, 2):
        if len(token) != TOKEN_SIGNS or not set(token) <= set("0123456789abcdef"):
            raise ListError("this is no shared token; ask for the file again", line)
    if len(set(tokens)) != head.numbers:
        raise ListError(
            f"`{path.name}` has {len(set(tokens)):,} of {head.numbers:,} tokens; ask for it again"
        )
    return SharedListing(head.name, head.made_at, head.key, frozenset(tokens))
