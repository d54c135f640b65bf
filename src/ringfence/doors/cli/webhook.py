"""`ringfence webhook make | list | messages | replay | revoke`: who is told of what happens here."""

from __future__ import annotations

from typing import Annotated

import typer

from ringfence.doors.cli.options import LEDGER, PACK, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import language_of, say

webhook = typer.Typer(
    help="Webhooks: signed messages of what happens. 回调：签名消息。", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="How you name it. 名称。")]
Url = Annotated[str, typer.Argument(metavar="URL", help="Where it is: https://… 地址。")]
Event = Annotated[
    list[str],
    typer.Option(
        "--event", metavar="EVENT",
        help="Of what it is told: call.answered, call.told, stop.said, list.screened, facts.brought. 告知的事件。",
    ),
]  # fmt: skip
ForCaller = Annotated[
    str | None, typer.Option("--caller", metavar="CALLER", help="Of whose calls alone. 仅限此主叫机构。")
]
OneMessage = Annotated[
    str | None,
    typer.Option("--message", metavar="ID", help="This message alone, whatever became of it. 仅此一条。"),
]


@webhook.command()
@told
def make(
    ctx: typer.Context, name: Name, url: Url, event: Event, caller: ForCaller = None, db: Db = LEDGER, pack: PackName = PACK,
    lang: Language = None,
) -> None:  # fmt: skip
    """Tell an address of what happens; its secret is shown this once. 新建回调，密钥仅显示一次。

    \b
    ringfence webhook make crm https://crm.example/hooks --event stop.said --event call.told
    """  # noqa: D301 - \b keeps Typer from filling the lines
    with openers(ctx).house(db, pack) as house:
        secret = openers(ctx).webhooks(house).make(name, url, event, caller)
    typer.echo(secret)
    typer.echo(say("shown once", language_of(lang)), err=True)


@webhook.command("list")
@told
def list_(ctx: typer.Context, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None) -> None:
    """Every webhook, with what waits for it and what was given up. 列出回调。

    \b
    ringfence webhook list
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house:
        rows = openers(ctx).webhooks(house).all()
    for row in rows:
        typer.echo("  ".join(f"{name}={value}" for name, value in row.items() if value))
    if not rows:
        typer.echo(say("no webhooks", language_of(lang)))


@webhook.command()
@told
def messages(
    ctx: typer.Context, name: Name, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None
) -> None:
    """The messages to a webhook, and what became of each. 列出某回调的消息。

    \b
    ringfence webhook messages crm
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house:
        rows = openers(ctx).webhooks(house).messages(name)
    for row in rows:
        typer.echo("  ".join(f"{name}={value}" for name, value in row.items() if value))
    if not rows:
        typer.echo(say("no messages", language_of(lang)))


@webhook.command()
@told
def replay(
    ctx: typer.Context,
    name: Name,
    message: OneMessage = None,
    db: Db = LEDGER,
    pack: PackName = PACK,
    lang: Language = None,
) -> None:
    """Send again what was given up for a webhook. 重发已放弃的消息。

    \b
    ringfence webhook replay crm
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house:
        count = openers(ctx).webhooks(house).replay(name, message)
    typer.echo(f"{say('sent again', language_of(lang))}: {count}")


@webhook.command()
@told
def revoke(
    ctx: typer.Context, name: Name, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None
) -> None:
    """Tell an address nothing more. 吊销回调。

    \b
    ringfence webhook revoke crm
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house:
        openers(ctx).webhooks(house).revoke(name)
    typer.echo(f"{say('revoked', language_of(lang))}: {name}")
