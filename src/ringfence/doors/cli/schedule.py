"""`ringfence schedule`: a list laid into a day, a moment and a line for each call that may be made."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ringfence.call.errors import RequestError
from ringfence.doors.cli.choosing import chooser
from ringfence.doors.cli.drawing import drawn
from ringfence.doors.cli.options import (
    LEDGER,
    PACK,
    Bad,
    Db,
    Html,
    Language,
    Map,
    PackName,
    Region,
    Set,
    Zone,
    mapping_of,
)
from ringfence.doors.cli.screen import common_words
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import Language as Tongue
from ringfence.doors.cli.words import language_of, say

if TYPE_CHECKING:
    from ringfence.doors.report.scheduled import Scheduled

List = Annotated[
    Path, typer.Argument(metavar="LIST", help="The calls to be made: XLSX, CSV or Parquet. 待拨名单。")
]
Lines = Annotated[
    Path,
    typer.Option(
        "--lines", metavar="LINES",
        help="The lines: line, and perhaps agency, from, until, calls_an_hour, calls_a_day. 线路。",
    ),
]  # fmt: skip
Out = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="The plan: .xlsx, .csv or .parquet. 拨打计划。")
]
DayOption = Annotated[
    str | None,
    typer.Option("--day", metavar="DAY", help="The day, 2026-03-10; else tomorrow. 日期，默认明天。"),
]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="When lines open. 线路开始时刻。")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="When they close. 线路结束时刻。")]
AnHour = Annotated[
    int,
    typer.Option(
        "--calls-an-hour", min=1, max=3600, help="Calls a line begins an hour. 每线路每小时触达数。"
    ),
]


@told
def schedule(
    ctx: typer.Context, calls: List, *, lines: Lines, out: Out, day: DayOption = None, opens: From = "09:00",
    closes: Until = "20:00", an_hour: AnHour = 20, pack: PackName = PACK, html: Html = None, common: Set = None,
    columns: Map = None, region: Region = None, zone: Zone = None, bad: Bad = None, db: Db = LEDGER,
    lang: Language = None,
) -> None:  # fmt: skip
    """Give each call that may be made a moment and a line. 为可拨打的触达排定时间与线路。

    \b
    ringfence schedule tomorrow.xlsx --lines lines.csv --out plan.xlsx --pack cn-telesales --region CN
    ringfence schedule calls.csv --lines lines.csv --day 2026-03-10 --from 09:30 --until 19:00 --out plan.csv
    ringfence schedule 名单.xlsx --lines 线路.xlsx --out 计划.xlsx --html 计划.html --lang zh
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - `--help` need not wait for the house

    language, when, shared = language_of(lang), _day(day), common_words(common or [])
    how = HowRead(mapping_of(columns or []), region, zone, choose=chooser(language))
    with openers(ctx).house(db, pack) as house, progress(lang) as tell:
        found = house.schedule(
            calls, lines=lines, out=out, day=when, opens=opens, closes=closes, an_hour=an_hour,
            common=shared, how=how, side=bad, html=html, language=language, progress=tell,
        )  # fmt: skip
    _show(found, language, html)


def _day(day: str | None) -> dt.date | None:
    try:
        return None if day is None else dt.date.fromisoformat(day)
    except ValueError:
        raise RequestError(f"`{day}` is not a day; write it like 2026-03-10", "--day") from None


def _show(found: Scheduled, language: Tongue, html: Path | None) -> None:
    from rich.console import Console  # noqa: PLC0415 - as above

    from ringfence.doors.report.of_day import day_table  # noqa: PLC0415 - as above

    console = Console()
    placed = say("placed of", language).format(
        placed=f"{found.placed:,}", rows=f"{found.rows:,}", day=found.day
    )
    console.print(placed, style="bold")
    if found.hours:
        console.print(", ".join(f"{hour} {calls:,}" for hour, calls in found.hours), soft_wrap=True)
    if found.why:
        console.print(drawn(day_table(found, language)))
    told = [f"{found.seconds:.1f} {say('seconds', language)}"]
    if found.bad:
        told.append(f"{found.bad:,} {say('set aside in', language)} {found.side}")
    told += [f"{say('written to', language)} {file}" for file in (found.out, html) if file is not None]
    console.print("; ".join(told), soft_wrap=True)
