"""A screen drawn: one frame, six screens in it, words in her tongue.

Behind every answer of the page. Takes the name of a screen and what stands on it; gives HTML. Whatever she brought is text
on it: nothing of it runs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ringfence.doors.my.saying import speaker
from ringfence.redress.papers.paper import Language

PAGES: Final = Path(__file__).with_name("pages")
STEPS: Final = ("evidence", "who", "what", "stop", "dossier")


def drawn(screen: str, language: Language, **shown: Any) -> str:
    """One screen as HTML."""
    other = "zh" if language == "en" else "en"
    return (
        _environment()
        .get_template(f"{screen}.html")
        .render(screen=screen, language=language, other=other, say=speaker(language), steps=STEPS, **shown)
    )


def error_page(language: Language, message: str) -> str:
    """What went wrong, and that what she brought is safe."""
    return drawn("wrong", language, message=message)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = lambda value: f"{value:,}"
    return made
