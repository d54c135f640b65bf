"""A page: its figures, pictures and tables, as one HTML file that needs nothing else.

Behind `--html`. Takes what there is to show, in words that are already the reader's; gives the page. It opens from a
disk, prints on paper, carries no script and asks no other machine for anything. Whatever it is given is text: nothing
in it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ringfence.doors.lists.whole import write_whole

Language = Literal["zh", "en"]
Tone = Literal["permit", "divert", "defer", "refuse", "plain"]
TEMPLATE = Path(__file__).with_name("page.html")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: what it stands for, how much, and in which colour."""

    name: str
    value: int
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture: what it is about, its stretches, and what to write at its end."""

    name: str
    parts: Sequence[Part]
    end: str

    @property
    def total(self) -> int:
        """How long the bar is."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that lie under one another; `note` says how to read them."""

    title: str
    bars: Sequence[Bar]
    note: str = ""
    kind: str = field(default="bars", init=False)

    @property
    def longest(self) -> int:
        """How long the longest is, never nothing."""
        return max((bar.total for bar in self.bars), default=0) or 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a picture: its foot, its height, what to write over it."""

    foot: str
    height: float
    head: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that stand beside one another, along an axis."""

    title: str
    columns: Sequence[Column]
    along: str
    note: str = ""
    kind: str = field(default="columns", init=False)

    @property
    def highest(self) -> float:
        """How high the highest is, never nothing."""
        return max((each.height for each in self.columns), default=0.0) or 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; numbers stand on the right."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int | float]]
    note: str = ""
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on one page: the title, a line under it, the few figures that matter, and what follows them."""

    title: str
    under: str
    figures: Sequence[tuple[str, str, Tone]]
    blocks: Sequence[Bars | Columns | Table]
    foot: str
    language: Language


def speaker(words: Mapping[str, tuple[str, str]], language: Language) -> Callable[[str], str]:
    """What says a word of a page, Chinese first in `words`, in the reader's language.

    >>> speaker({"rows": ("行数", "rows")}, "zh")("rows")
    '行数'
    """
    return lambda word: words[word][language == "en"]


def write_page(page: Page, out: Path) -> None:
    """Writes the page, under its final name only when it is whole."""
    shown = drawn(page)

    def write(part: Path) -> None:
        part.write_text(shown, encoding="utf-8")

    write_whole(out, write)


def drawn(page: Page) -> str:
    """The page as HTML.

    >>> "<h1>A &amp; B</h1>" in drawn(Page("A & B", "", [], [], "", "en"))
    True
    """
    return _template().render(page=page)


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(TEMPLATE.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = lambda value: f"{value:,}" if isinstance(value, int) else str(value)
    made.tests["figure"] = lambda cell: not isinstance(cell, str) or cell.endswith("%")
    return made.get_template(TEMPLATE.name)
