"""`ringfence lines health | forecast | choose`: which lines are in danger, why, and which to call from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ringfence.doors.cli.options import LEDGER, PACK, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import Language as Tongue
from ringfence.doors.cli.words import language_of, say

if TYPE_CHECKING:
    from ringfence.caller.lines.odds import Forecast

lines = typer.Typer(
    help="A firm's lines: health, odds of being closed, choice. 线路池：健康、关停概率、选线。",
    no_args_is_help=True,
)
HOUSE_LIMIT = 10.0

Line = Annotated[str, typer.Argument(metavar="LINE", help="The line, as the ledger has it. 线路。")]
Calls = Annotated[int, typer.Argument(metavar="CALLS", min=1, help="How many calls tomorrow. 明日呼叫量。")]
Volume = Annotated[
    float | None,
    typer.Option("--volume", metavar="N", min=0, help="Calls planned on it tomorrow. 计划日呼量。"),
]
Limit = Annotated[
    float,
    typer.Option(
        "--limit",
        metavar="PERCENT",
        min=0.1,
        max=90,
        help="Rest a line above these odds of a month. 月关停概率上限（%）。",
    ),
]
Write = Annotated[
    bool,
    typer.Option("--write", help="Diverts go to the fittest line from now on. 写入账本，改线时优先选用。"),
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="A page with its last 30 days. 近三十天图页。")
]


@lines.command()
@told
def health(
    ctx: typer.Context, limit: Limit = HOUSE_LIMIT, write: Write = False, db: Db = LEDGER, pack: PackName = PACK,
    lang: Language = None,
) -> None:  # fmt: skip
    """Every line, the most endangered first: odds within 1, 7 and 30 days, and why. 线路健康，危险者在前。

    \b
    ringfence lines health --db ringfence.db
    """  # noqa: D301 - \b keeps Typer from filling the lines
    tongue = language_of(lang)
    with openers(ctx).house(db, pack) as house:
        pool = openers(ctx).lines(house, limit / 100)
        told_of = pool.health()
        for each in told_of:
            cast = each.forecast
            why = cast.raised[0] if cast.raised else None
            words = "" if why is None else f"  ×{why.factor:.1f} {why.zh if tongue == 'zh' else why.en}"
            typer.echo(f"{each.line}  {_odds(cast)}  {_most(cast, tongue)}{words}")
        if not told_of:
            typer.echo(say("no lines", tongue))
            return
        typer.echo(_basis(told_of[0].forecast, tongue))
        if write:
            typer.echo(f"{say('diverts go by', tongue)}: {pool.write():,}")


@lines.command()
@told
def forecast(
    ctx: typer.Context, line: Line, volume: Volume = None, limit: Limit = HOUSE_LIMIT, html: Html = None, db: Db = LEDGER,
    pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """One line: its odds with their interval, every cause, and what would lower them. 单条线路预测与原因。

    \b
    ringfence lines forecast +8621111111 --volume 300
    """  # noqa: D301 - as above
    tongue = language_of(lang)
    with openers(ctx).house(db, pack) as house:
        each = openers(ctx).lines(house, limit / 100).of(line, volume)
    cast = each.forecast
    for days, odds in cast.odds.items():
        typer.echo(
            f"{say('within days', tongue)} {days}: {odds:.2%} ({cast.low[days]:.2%} – {cast.high[days]:.2%})"
        )
    for cause in cast.raised:
        words, mend = (cause.zh, cause.help[0]) if tongue == "zh" else (cause.en, cause.help[1])
        typer.echo(f"  ×{cause.factor:.1f}  {words} → {mend}")
    if cast.unknown:
        typer.echo(f"  {say('not known', tongue)}: {', '.join(say(name, tongue) for name in cast.unknown)}")
    typer.echo(_most(cast, tongue))
    typer.echo(_basis(cast, tongue))
    if html is not None:
        from ringfence.doors.report.of_line import line_page  # noqa: PLC0415 - only who wants a page waits for it
        from ringfence.doors.report.page import write_page  # noqa: PLC0415 - as above

        write_page(line_page(each, tongue), html)
        typer.echo(f"{say('written', tongue)}: {html}")


@lines.command()
@told
def choose(
    ctx: typer.Context,
    calls: Calls,
    limit: Limit = HOUSE_LIMIT,
    db: Db = LEDGER,
    pack: PackName = PACK,
    lang: Language = None,
) -> None:
    """Deal tomorrow's calls out among the fit lines; what fits on none is told and stays unplaced. 分配明日呼叫量。

    \b
    ringfence lines choose 5000
    """  # noqa: D301 - as above
    tongue = language_of(lang)
    with openers(ctx).house(db, pack) as house:
        dealt = openers(ctx).lines(house, limit / 100).choose(calls)
    for line, count in dealt.by_line.items():
        typer.echo(f"{line}  {count:,}")
    if dealt.unplaced:
        typer.echo(f"{say('unplaced', tongue)}: {dealt.unplaced:,}")


def _odds(cast: Forecast) -> str:
    return " / ".join(f"{odds:.2%}" for odds in cast.odds.values())


def _most(cast: Forecast, tongue: Tongue) -> str:
    return say("rests", tongue) if not cast.most else f"{say('at most a day', tongue)} {cast.most:,}"


def _basis(cast: Forecast, tongue: Tongue) -> str:
    return say(f"basis {cast.basis}", tongue)
