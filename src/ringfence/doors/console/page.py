"""A screen of the desk drawn: one frame, the screens in it, words in the reader's tongue.

Takes the name of a screen and what stands on it; gives HTML. Whatever came from outside is text on it: nothing of it runs.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ringfence.doors.console.saying import Language, speaker

PAGES: Final = Path(__file__).with_name("pages")
SCREENS: Final = ("today", "calls", "stops", "lists", "lines", "packs")
OF_A_CARRIER: Final = ("queue", "line", "what-if", "packs")
"""The screens of a gate whose pack has ladders."""
SHAPES: Final = {"permit": "■", "divert": "◆", "defer": "●", "refuse": "▬"}
"""An answer's shape: an answer is a word, a shape and a colour, in that order of weight."""


def drawn(screen: str, language: Language, zone: str, **shown: Any) -> str:
    """One screen as HTML, moments by the clock of `zone`."""
    known = {"holder": None, "place": screen, "screens": SCREENS} | shown
    return (
        _environment()
        .get_template(f"{screen}.html")
        .render(
            language=language, other="zh" if language == "en" else "en", say=speaker(language),
            shapes=SHAPES, zone=zone, local=lambda moment: local(moment, zone), **known,
        )
    )  # fmt: skip


def local(moment: int | str | None, zone: str) -> str:
    """A moment by a zone's clock, to the minute; a dash where there is none.

    >>> local(1773126000000, "Asia/Shanghai")
    '2026-03-10 15:00'
    """
    if moment is None:
        return "—"
    at = (
        dt.datetime.fromisoformat(moment)
        if isinstance(moment, str)
        else dt.datetime.fromtimestamp(moment / 1000, dt.UTC)
    )
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["number"] = lambda value: f"{value:,}"
    made.filters["share"] = lambda value: f"{value:.0%}"
    return made
