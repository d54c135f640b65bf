"""`ringfence screen`: a whole list asked in order, its verdicts in a file, its summary on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ringfence.call.errors import RequestError, nearest
from ringfence.doors.cli.ask import moment_of
from ringfence.doors.cli.options import LEDGER, PACK, At, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import Language as Tongue
from ringfence.doors.cli.words import language_of, say

if TYPE_CHECKING:
    from ringfence.doors.cli.needs import Screened

List = Annotated[
    Path, typer.Argument(metavar="LIST", help="The calls to be made: CSV or Parquet. 待拨名单。")
]
Out = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Where the verdicts go, as Parquet. 答复写入此文件。")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="WORD=VALUE", help="A word that all calls share. 各行共有的事实。"),
]
Reserve = Annotated[
    bool, typer.Option("--reserve", help="Hold the places of all permitted calls. 为获准的触达保留名额。")
]
ANSWERS = ("permit", "divert", "defer", "refuse")


@told
def screen(
    ctx: typer.Context, calls: List, *, out: Out, pack: PackName = PACK, at: At = None, common: Set = None,
    reserve: Reserve = False, db: Db = LEDGER, lang: Language = None,
) -> None:  # fmt: skip
    """May the calls of this list be made, in this order? 这份名单上的触达，依次可否拨出？

    \b
    ringfence screen calls.csv --pack thread --out verdicts.parquet
    ringfence screen calls.csv --out verdicts.parquet --at 2026-03-10T09:00:00+08:00 --set purpose=marketing
    """  # noqa: D301 - \b keeps Typer from filling the lines
    when, shared = moment_of(at), common_words(common or [])
    with openers(ctx).house(db, pack) as house, progress(lang) as tell:
        screened = house.screen(calls, out=out, at=when, common=shared, reserve=reserve, progress=tell)
    _summary(screened, language_of(lang))


def common_words(pairs: list[str]) -> dict[str, str]:
    """The words that all calls of a list share, from `word=value` pairs.

    >>> common_words(["purpose=marketing"])
    {'purpose': 'marketing'}
    """
    from ringfence.caller.request import FIELDS  # noqa: PLC0415 - `--help` need not wait for the house

    words: dict[str, str] = {}
    for pair in pairs:
        word, equals, value = pair.partition("=")
        if not equals:
            raise RequestError(f"`{pair}` sets nothing; write it like purpose=marketing", "--set")
        if word not in FIELDS:
            hint = nearest(word, FIELDS) or f"it takes {', '.join(FIELDS)}"
            raise RequestError(f"`{word}` is not a fact of a call; {hint}", "--set")
        words[word] = value
    return words


def _summary(screened: Screened, language: Tongue) -> None:
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    console = Console()
    answers = Table(say("answer", language), say("rows", language), say("share", language), box=None)
    for answer in ANSWERS:
        rows = screened.answers.get(answer, 0)
        answers.add_row(say(answer, language), f"{rows:,}", f"{rows / max(screened.rows, 1):.1%}")
    rules = Table(*(say(name, language) for name in ("rule", "effect", "unknown", "rows")), box=None)
    for each in screened.by_rule:
        unknown = say("unknown", language) if each.unknown else ""
        rules.add_row(each.rule, say(str(each.effect), language), unknown, f"{each.rows:,}")
    console.print(answers)
    console.print()
    console.print(rules)
    for warning, rows in screened.warned.items():
        console.print(f"{say('warn', language)}: {warning}: {rows:,}")
    told_last = [
        f"{screened.rows:,} {say('rows', language)}",
        f"{screened.seconds:.1f} {say('seconds', language)}",
    ]
    if screened.reserved is not None:
        told_last.append(f"{screened.reserved:,} {say('reserved', language)}")
    if screened.out is not None:
        told_last.append(f"{say('written to', language)} {screened.out}")
    if screened.leaf is not None:
        told_last.append(f"{say('sealed as leaf', language)} {screened.leaf}")
    console.print("; ".join(told_last), soft_wrap=True)
