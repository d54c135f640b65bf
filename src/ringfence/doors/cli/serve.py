"""`ringfence serve` and `ringfence key`: the gate over HTTP, and who may ask it."""

from __future__ import annotations

from typing import Annotated

import typer

from ringfence.doors.cli.needs import Listening
from ringfence.doors.cli.options import LEDGER, PACK, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import language_of, say

key = typer.Typer(help="Keys of the HTTP gate. HTTP 闸口的密钥。", no_args_is_help=True)

Host = Annotated[
    str, typer.Option("--host", help="Where to listen; this machine alone unless given. 监听地址。")
]
Port = Annotated[int, typer.Option("--port", help="The port; 0 for any. 端口。")]
Rate = Annotated[
    float,
    typer.Option("--rate", help="Requests a second for one key; 0 has no limit. 每把密钥每秒请求数上限。"),
]
ShadowPack = Annotated[
    str | None,
    typer.Option(
        "--shadow", metavar="PACK", help="A second pack, judged beside and never enforced. 影子规则包。"
    ),
]
Scopes = Annotated[
    list[str],
    typer.Option(
        "--scope", help="ask, tell, read, facts, lists, log, review; several times for several. 权限。"
    ),
]
ForCaller = Annotated[
    str | None, typer.Option("--caller", help="Bound to one institution's calls. 限某主叫机构。")
]
ForAgency = Annotated[
    str | None, typer.Option("--agency", help="Bound to one agency's calls. 限某外包机构。")
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="How you name the key. 密钥名。")]
AgiPort = Annotated[
    int | None,
    typer.Option(
        "--agi-port",
        metavar="PORT",
        help="Asterisk's FastAGI is answered too, as on 4573. 另以 FastAGI 应答。",
    ),
]
HTTP_PORT = 8080
LOOPBACK = "127.0.0.1"


@told
def serve(
    ctx: typer.Context, host: Host = LOOPBACK, port: Port = HTTP_PORT, rate: Rate = 0.0, shadow: ShadowPack = None, agi_port: AgiPort = None, db: Db = LEDGER, pack: PackName = PACK,
    lang: Language = None,
) -> None:  # fmt: skip
    """Answer over HTTP until it is ended; /openapi.json describes it. 以 HTTP 提供闸口。

    \b
    ringfence key make dialler --scope ask --scope tell --caller bank-a --db ringfence.db
    ringfence serve --db ringfence.db --pack cn-bank-card --port 8080
    curl -H "Authorization: Bearer rf_…" -H "Content-Type: application/json" -d '{"recipient": "+8613000000000"}' http://127.0.0.1:8080/v1/calls
    """  # noqa: D301 - \b keeps Typer from filling the lines

    def ready(address: str) -> None:
        typer.echo(f"{say('serving', language_of(lang))}: {address}")

    openers(ctx).serve(db, pack, Listening(host, port, rate, shadow, agi_port), ready)


@key.command()
@told
def make(
    ctx: typer.Context, name: Name, scope: Scopes, caller: ForCaller = None, agency: ForAgency = None, db: Db = LEDGER,
    pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """Make a key; it is shown this once. 新建密钥，只显示这一次。

    \b
    ringfence key make dialler --scope ask --scope tell --caller bank-a
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house:
        made = house.make_key(name, scope, caller, agency)
    typer.echo(f"{made}\n{say('shown once', language_of(lang))}")


@key.command("list")
@told
def list_(ctx: typer.Context, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None) -> None:
    """List keys, never the keys themselves. 列出密钥。

    \b
    ringfence key list
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house:
        keys = house.keys()
    for each in keys:
        state = (
            f"{say('revoked', language_of(lang))} {each['revoked_at']}"
            if each["revoked_at"]
            else each["made_at"]
        )
        typer.echo(
            f"{each['id']}: {each['scopes']}; caller {each['caller']}, agency {each['agency']}; {state}"
        )
    if not keys:
        typer.echo(say("no keys", language_of(lang)))


@key.command()
@told
def revoke(
    ctx: typer.Context, name: Name, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None
) -> None:
    """Take a key back; a gate that runs learns of it within seconds. 吊销密钥。

    \b
    ringfence key revoke dialler
    """  # noqa: D301 - as above
    with openers(ctx).house(db, pack) as house:
        house.revoke_key(name)
    typer.echo(f"{say('revoked', language_of(lang))}: {name}")
