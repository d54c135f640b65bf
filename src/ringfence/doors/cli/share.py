"""`ringfence share give | take` and `ringfence keyholder …`: listings between companies that share no key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ringfence.doors.cli.options import LEDGER, PACK, Db, Language, PackName, Region
from ringfence.doors.cli.serve import LOOPBACK, Host, Port
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import language_of, say

share = typer.Typer(
    help="Listings between companies; no number is handed over. 机构间共享名单，不交换号码。",
    no_args_is_help=True,
)
keyholder = typer.Typer(
    help="The keyholder between companies: it never sees a number. 机构间的守钥人，看不到号码。",
    no_args_is_help=True,
)
STATE = Path("keyholder.db")
KEYHOLDER_PORT = 8090

Numbers = Annotated[
    Path, typer.Argument(metavar="FILE", help="Your numbers: XLSX, CSV or Parquet. 己方号码文件。")
]
Given = Annotated[
    Path, typer.Argument(metavar="LISTING", help="What the other company handed over. 对方交来的共享名单。")
]
Named = Annotated[str, typer.Option("--name", metavar="NAME", help="What the listing is called. 名单名称。")]
Listing = Annotated[
    str | None,
    typer.Option(
        "--listing", metavar="NAME", help="Its name in your ledger, if another. 在己方账本中的名称。"
    ),
]
To = Annotated[Path, typer.Option("--to", metavar="FILE", help="Where to write it. 输出文件。")]
Address = Annotated[
    str,
    typer.Option(
        "--keyholder", metavar="URL", envvar="RINGFENCE_KEYHOLDER", help="Where it is asked. 守钥人地址。"
    ),
]
MemberKey = Annotated[
    str,
    typer.Option(
        "--key", metavar="KEY", envvar="RINGFENCE_KEYHOLDER_KEY", help="Your member's key. 成员密钥。"
    ),
]
State = Annotated[Path, typer.Option("--file", metavar="FILE", help="The keyholder's file. 守钥人的文件。")]
Member = Annotated[str, typer.Argument(metavar="MEMBER", help="The company. 成员机构。")]
ADay = Annotated[
    int,
    typer.Option("--a-day", metavar="N", help="Numbers it may ask about in a day (UTC). 每日可查号码数。"),
]
A_DAY = 200_000


@share.command()
@told
def give(
    ctx: typer.Context, numbers: Numbers, name: Named, to: To, keyholder: Address, key: MemberKey,
    region: Region = None, lang: Language = None,
) -> None:  # fmt: skip
    """Write a listing that other members can look their own numbers up in. 生成供其他成员比对的名单。

    \b
    ringfence share give stops.csv --name industry-stops --to industry-stops.shared --keyholder http://127.0.0.1:8090 --key rk_…
    """  # noqa: D301 - \b keeps Typer from filling the lines
    with progress(lang) as tell:
        count = openers(ctx).give(numbers, name, to, (keyholder, key), region, tell)
    typer.echo(f"{say('shared numbers', language_of(lang))}: {count:,} → {to}")


@share.command()
@told
def take(
    ctx: typer.Context, given: Given, numbers: Numbers, keyholder: Address, key: MemberKey, listing: Listing = None,
    region: Region = None, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """Look your numbers up in a listing that was handed over; what is found enters your ledger. 用己方号码比对共享名单并入账。

    \b
    ringfence share take industry-stops.shared tomorrow.csv --keyholder http://127.0.0.1:8090 --key rk_…
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house, progress(lang) as tell:
        found, brought = openers(ctx).take(house, given, numbers, listing, (keyholder, key), region, tell)
    tongue = language_of(lang)
    typer.echo(f"{say('looked up', tongue)}: {brought.rows:,}; {say('found listed', tongue)}: {found:,}")
    if brought.leaf is not None:
        typer.echo(f"{say('sealed as leaf', tongue)} {brought.leaf}")


@keyholder.command()
@told
def serve(
    ctx: typer.Context, host: Host = LOOPBACK, port: Port = KEYHOLDER_PORT, file: State = STATE,
    lang: Language = None,
) -> None:  # fmt: skip
    """Answer members until it is ended. 提供守钥服务。

    \b
    ringfence keyholder serve --port 8090
    """  # noqa: D301 - as above

    def ready(address: str) -> None:
        typer.echo(f"{say('serving', language_of(lang))}: {address}")

    openers(ctx).serve_keyholder(file, host, port, ready)


@keyholder.command()
@told
def add(
    ctx: typer.Context, name: Member, a_day: ADay = A_DAY, file: State = STATE, lang: Language = None,
) -> None:  # fmt: skip
    """A new member; its key is shown this once. 新增成员，密钥仅显示一次。

    \b
    ringfence keyholder add bank-a --a-day 200000
    """  # noqa: D301 - as above
    with openers(ctx).keyholder(file) as held:
        typer.echo(held.add(name, a_day))
    typer.echo(say("shown once", language_of(lang)), err=True)


@keyholder.command("list")
@told
def list_(ctx: typer.Context, file: State = STATE, lang: Language = None) -> None:
    """Every member, and how much it asked today. 列出成员与今日用量。

    \b
    ringfence keyholder list
    """  # noqa: D301 - as above
    with openers(ctx).keyholder(file) as held:
        rows = held.members()
    for row in rows:
        typer.echo("  ".join(f"{name}={value}" for name, value in row.items() if value))
    if not rows:
        typer.echo(say("no members", language_of(lang)))


@keyholder.command()
@told
def journal(ctx: typer.Context, file: State = STATE, lang: Language = None) -> None:
    """Who asked about how many numbers, the newest first. 查询日志，新者在前。

    \b
    ringfence keyholder journal
    """  # noqa: D301 - as above
    with openers(ctx).keyholder(file) as held:
        lines = held.journal()
    for line in lines:
        state = say("answered" if line.answered else "over the day's allowance", language_of(lang))
        typer.echo(f"{line.at}  {line.member}  {line.numbers:,}  {state}")
    if not lines:
        typer.echo(say("nothing asked", language_of(lang)))


@keyholder.command()
@told
def revoke(ctx: typer.Context, name: Member, file: State = STATE, lang: Language = None) -> None:
    """A member may ask nothing more. 吊销成员。

    \b
    ringfence keyholder revoke bank-a
    """  # noqa: D301 - as above
    with openers(ctx).keyholder(file) as held:
        held.revoke(name)
    typer.echo(f"{say('revoked', language_of(lang))}: {name}")
