"""`ringfence backup`: a copy of a ledger at one moment, while calls are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ringfence.doors.cli.options import LEDGER, Db, Language
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import language_of, say


@told
def backup(
    ctx: typer.Context,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="A new folder for the copy. 备份到此新目录。")],
    db: Db = LEDGER, lang: Language = None,
) -> None:  # fmt: skip
    """Copy a ledger and its listings while it is used; its keyring is not among them. 备份账本与名单，不含钥匙串。

    \b
    ringfence backup --to backups/2026-03-10
    """  # noqa: D301 - \b keeps Typer from filling the lines
    for path in openers(ctx).backup(db, to):
        typer.echo(f"{say('copied to', language_of(lang))}: {path}")
