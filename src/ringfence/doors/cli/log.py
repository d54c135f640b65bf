"""`ringfence log verify`: is everything in the ledger still as it was sealed?"""

from __future__ import annotations

import typer

from ringfence.doors.cli.options import LEDGER, Db, Language
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import language_of, say

log = typer.Typer(help="The sealed log. 存证日志。", no_args_is_help=True)
BROKEN = 1
"""The exit code of a log that does not hold."""


@log.command()
@told
def verify(ctx: typer.Context, db: Db = LEDGER, lang: Language = None) -> None:
    """Name every row that was altered, dropped or moved; exit code 1 if there is one. 逐行查验日志与账本。

    \b
    ringfence log verify --db ringfence.db
    """  # noqa: D301 - \b keeps Typer from filling the lines
    language = language_of(lang)
    with progress(lang) as tell:
        findings = openers(ctx).verify(db, tell)
    for found in findings.found:
        typer.echo(f"[{say(found.done, language)}] {found.message}")
    result = say("clean" if findings.clean else "broken", language)
    typer.echo(
        f"{result}: {findings.leaves} {say('leaves', language)}, "
        f"{findings.covered} {say('covered', language)}; {findings.heads} {say('heads', language)}, "
        f"{findings.rows} {say('rows', language)}"
    )
    if not findings.clean:
        raise typer.Exit(BROKEN)
