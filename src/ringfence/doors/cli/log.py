"""`ringfence log`: is everything in the ledger still as it was sealed, and what is sealed about one person?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ringfence.call.errors import RequestError
from ringfence.call.moments import written
from ringfence.doors.cli.options import LEDGER, Db, Language, Region
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import language_of, say

log = typer.Typer(help="The sealed log. 存证日志。", no_args_is_help=True)
BROKEN = 1
"""The exit code of a log that does not hold."""


@log.command()
@told
def receipts(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The person's number. 本人号码。")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the receipts go. 回执写入此文件。")],
    db: Db = LEDGER, region: Region = None, lang: Language = None,
) -> None:  # fmt: skip
    """Hand a person everything that is sealed about her, with the proof of it. 交付本人的全部存证回执。

    \b
    ringfence log receipts +8613000000001 --out receipts.json --db ringfence.db
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.call.number import parse_number  # noqa: PLC0415 - `--help` need not wait for it
    from ringfence.doors.lists.whole import write_whole  # noqa: PLC0415 - as above

    given = openers(ctx).receipts(db, parse_number(number, region))

    def write(part: Path) -> None:
        part.write_bytes(given)

    write_whole(out, write)
    typer.echo(f"{say('receipts written', language_of(lang))}: {out}")


@log.command()
@told
def reconcile(
    ctx: typer.Context,
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="Who answers for it. 负责人。")],
    stops: Annotated[
        Path | None, typer.Option("--stops", metavar="FILE", help="Stops said since then, as for import. 其间的停止令。")
    ] = None,
    no_stops: Annotated[bool, typer.Option("--no-stops", help="Nobody said stop since then. 其间没有停止令。")] = False,
    db: Db = LEDGER, lang: Language = None,
) -> None:  # fmt: skip
    """Go on with a restored ledger, and seal what it lost; bring the stops said since, or say that there were none. 恢复后对账。

    \b
    ringfence log reconcile --as "on call" --stops stops-since.csv
    ringfence log reconcile --as "on call" --no-stops
    """  # noqa: D301 - \b keeps Typer from filling the lines
    if (stops is None) != no_stops:
        raise RequestError(
            "give --stops FILE, or say --no-stops; without either a stop could be forgotten", "--stops"
        )
    language = language_of(lang)
    with progress(lang) as tell:
        lost, brought = openers(ctx).reconcile(db, name, stops, tell)
    if lost is None:
        typer.echo(say("nothing lost", language))
        return
    typer.echo(f"{say('lost between', language)}: {written(lost[0])} – {written(lost[1])}")
    if brought is not None:
        typer.echo(f"{say('stops brought', language)}: {brought}")


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
