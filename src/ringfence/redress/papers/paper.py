"""A paper: a title and what stands under it, the same for the screen, for a letter that is copied, and for a page in print.

What the writers of letters and dossiers give. Holds words that are already the reader's, in either tongue; knows nothing
of law, of evidence, or of how it is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a paper."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `small` for what is said beside the matter."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """Things one after the other, numbered if their order or count matters."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under heads; `widths` are shares of the page, `fixed` columns hold hashes and the like."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """A picture: how many calls in each hour of each weekday, Monday first, and the hours that are night."""

    title: str
    days: Sequence[str]
    counts: Sequence[Sequence[int]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


Block = Heading | Words | Items | Grid | Hours | Break


@dataclass(frozen=True, slots=True)
class Paper:
    """A title and what stands under it."""

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    def text(self) -> str:
        """The paper as plain text, to be copied into a form or a message."""
        return (
            "\n".join([self.title, "", *(line for block in self.blocks for line in _lines(block))]).rstrip()
            + "\n"
        )

    def plain(self) -> dict[str, Any]:
        """The paper as plain values, for whoever sets it in type."""
        return {"title": self.title, "blocks": [_plain(block) for block in self.blocks]}


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield from ("", text)
        case Words(text=text):
            yield text
        case Items(items=items, numbered=numbered):
            for nth, item in enumerate(items, 1):
                yield f"{nth}. {item}" if numbered else f"- {item}"
        case Grid(heads=heads, rows=rows):
            for row in rows:
                yield "; ".join(f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell)
        case _:
            return


def _plain(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text=text, level=level):
            return {"kind": "heading", "text": text, "level": level}
        case Words(text=text, small=small):
            return {"kind": "words", "text": text, "small": small}
        case Items(items=items, numbered=numbered):
            return {"kind": "items", "items": list(items), "numbered": numbered}
        case Grid(heads=heads, rows=rows, widths=widths):
            return {
                "kind": "grid",
                "heads": list(heads),
                "rows": [list(row) for row in rows],
                "widths": list(widths),
            }
        case Hours(title=title, days=days, counts=counts, note=note):
            return {
                "kind": "hours",
                "title": title,
                "days": list(days),
                "counts": [list(each) for each in counts],
                "note": note,
            }
        case Break():
            return {"kind": "break"}
