"""Which column is which, asked of whoever sits at the terminal; nobody is asked where nobody sits.

Beside `screen`. Takes a fact of a call and columns that may say it; gives the column that a person names.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from ringfence.doors.cli.words import Language, say

if TYPE_CHECKING:
    from ringfence.doors.lists.columns import Choose


def chooser(language: Language) -> Choose | None:
    """Somebody to ask, if a person is at the terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def choose(fact: str, columns: Sequence[str]) -> str | None:
        typer.echo(f"{say('which column', language)} `{fact}`?", err=True)
        for place, column in enumerate(columns, 1):
            typer.echo(f"  {place}. {column}", err=True)
        typer.echo(f"  0. {say('none of them', language)}", err=True)
        place = typer.prompt(say("number", language), type=int, err=True, default=0)
        return columns[place - 1] if 0 < place <= len(columns) else None

    return choose
