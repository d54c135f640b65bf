"""`ringfence backtest`: what a pack would have made of the calls of past months."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ringfence.call.errors import RequestError
from ringfence.doors.cli.choosing import chooser
from ringfence.doors.cli.drawing import drawn
from ringfence.doors.cli.options import LEDGER, PACK, Db, Html, Language, Map, Region, Set, Zone, mapping_of
from ringfence.doors.cli.screen import common_words
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import Language as Tongue
from ringfence.doors.cli.words import language_of, say

if TYPE_CHECKING:
    from ringfence.doors.report.backtested import Backtested

History = Annotated[
    Path,
    typer.Option(
        "--history", metavar="CALLS", help="The calls that were made: XLSX, CSV or Parquet. 历史触达。"
    ),
]
Packs = Annotated[
    list[str] | None,
    typer.Option("--pack", metavar="PACK", help="A pack, or two to compare. 规则包，至多两个。"),
]
Complaints = Annotated[
    Path | None,
    typer.Option("--complaints", metavar="FILE", help="Complaints: whose, when, perhaps id. 投诉记录。"),
]
Days = Annotated[
    int, typer.Option("--days", min=1, max=3660, help="How far a complaint looks back. 投诉回看的天数。")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Each call's answers: .parquet or .csv. 逐通答复。"),
]


@told
def backtest(
    ctx: typer.Context, *, history: History, packs: Packs = None, complaints: Complaints = None, days: Days = 30,
    out: Out = None, html: Html = None, common: Set = None, columns: Map = None, region: Region = None,
    zone: Zone = None, db: Db = LEDGER, lang: Language = None,
) -> None:  # fmt: skip
    """What would this pack have made of the calls of past months? 用规则包重放历史触达。

    \b
    ringfence backtest --history calls.csv --pack cn-bank-card --html backtest.html
    ringfence backtest --history 外呼记录.xlsx --region CN --zone Asia/Shanghai --pack cn-bank-card --pack ./ours
    ringfence backtest --history calls.parquet --complaints complaints.csv --map sale=成交
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - `--help` need not wait for the house

    language, named, shared = language_of(lang), packs or [PACK], common_words(common or [])
    if len(named) > 2:
        raise RequestError("two packs are compared; name one more at most", "--pack")
    how = HowRead(mapping_of(columns or []), region, zone, choose=chooser(language))
    with openers(ctx).house(db, named[0]) as house, progress(lang) as tell:
        found = house.backtest(
            history, beside=named[1] if len(named) > 1 else None, complaints=complaints, days=days, common=shared, how=how, out=out,
            html=html, language=language, progress=tell,
        )  # fmt: skip
    _show(found, language, html)


def _show(found: Backtested, language: Tongue, html: Path | None) -> None:
    from rich.console import Console  # noqa: PLC0415 - as above

    from ringfence.doors.report.of_backtest import backtest_tables  # noqa: PLC0415 - as above

    console = Console()
    for table in backtest_tables(found, language):
        console.print(drawn(table))
        console.print()
    told = [f"{found.rows:,} {say('rows', language)}", f"{found.seconds:.1f} {say('seconds', language)}"]
    if found.bad:
        told.append(f"{found.bad:,} {say('set aside in', language)} {found.side}")
    told += [f"{say('written to', language)} {file}" for file in (found.out, html) if file is not None]
    console.print("; ".join(told), soft_wrap=True)
