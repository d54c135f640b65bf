"""`ringfence screen`: a whole list asked in order, its verdicts in a file, its summary on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ringfence.call.errors import RequestError, nearest
from ringfence.doors.cli.ask import moment_of
from ringfence.doors.cli.choosing import chooser
from ringfence.doors.cli.options import (
    LEDGER,
    PACK,
    At,
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
    set_words,
)
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.summed_up import sum_up
from ringfence.doors.cli.words import language_of, say

List = Annotated[
    Path, typer.Argument(metavar="LIST", help="The calls to be made: XLSX, CSV or Parquet. 待拨名单。")
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FILE", help="The list with its answers: .xlsx, .csv or .parquet. 附答复的名单。"
    ),
]
MayCall = Annotated[
    Path | None,
    typer.Option(
        "--may-call", metavar="FILE", help="Only what may be called: .csv, .parquet, .vicidial. 仅可拨打者。"
    ),
]
Reserve = Annotated[
    bool, typer.Option("--reserve", help="Hold the places of all permitted calls. 为获准的触达保留名额。")
]


@told
def screen(
    ctx: typer.Context, calls: List, *, out: Out, may_call: MayCall = None, pack: PackName = PACK, at: At = None,
    common: Set = None, columns: Map = None, region: Region = None, zone: Zone = None, bad: Bad = None,
    reserve: Reserve = False, html: Html = None, db: Db = LEDGER, lang: Language = None,
) -> None:  # fmt: skip
    """May the calls of this list be made, in this order? 这份名单上的触达，依次可否拨出？

    \b
    ringfence screen tomorrow.xlsx --out answered.xlsx --pack cn-bank-card --region CN --set purpose=marketing
    ringfence screen calls.csv --pack thread --out verdicts.parquet --may-call may.csv
    ringfence screen 名单.xlsx --out 答复.xlsx --html 报告.html --region CN --zone Asia/Shanghai --lang zh
    ringfence screen calls.csv --out answered.csv --map recipient=联系方式 --at 2026-03-10T09:00:00+08:00
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.doors.lists.intake import HowRead  # noqa: PLC0415 - `--help` need not wait for the house

    language, when, shared = language_of(lang), moment_of(at), common_words(common or [])
    how = HowRead(mapping_of(columns or []), region, zone, choose=chooser(language))
    with openers(ctx).house(db, pack) as house, progress(lang) as tell:
        screened = house.screen(
            calls, out=out, at=when, common=shared, reserve=reserve, progress=tell, how=how, side=bad,
            may_call=may_call, html=html, language=language,
        )  # fmt: skip
    sum_up(screened, language)
    if html is not None:
        typer.echo(f"{say('written to', language)} {html}")


def common_words(pairs: list[str]) -> dict[str, str]:
    """The words that all calls of a list share, from `word=value` pairs.

    >>> common_words(["purpose=marketing"])
    {'purpose': 'marketing'}
    """
    from ringfence.engines.duckdb.listed import COLUMNS  # noqa: PLC0415 - `--help` need not wait for the house

    words = set_words(pairs)
    for word in words:
        if word not in COLUMNS:
            hint = nearest(word, COLUMNS) or f"it takes {', '.join(COLUMNS)}"
            raise RequestError(f"`{word}` is not a fact of a call; {hint}", "--set")
    return words
