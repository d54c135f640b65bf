"""The options that many commands share, each said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """A language to answer in."""

    zh = "zh"
    en = "en"


class Form(StrEnum):
    """A form to answer in."""

    json = "json"
    text = "text"


Db = Annotated[
    Path,
    typer.Option(
        "--db", metavar="FILE", help="The ledger; made if it does not exist. 账本文件，没有则新建。"
    ),
]
PackName = Annotated[
    str,
    typer.Option("--pack", metavar="PACK", help="A pack's name, or its folder. 规则包的名字或目录。"),
]
Language = Annotated[
    Lang | None, typer.Option("--lang", help="The language; else that of your system. 语言，默认随系统。")
]
Format = Annotated[
    Form | None, typer.Option("--format", help="text for people, json for programs. 文本或 JSON。")
]
At = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="MOMENT", help="A moment with its zone: 2026-03-10T15:00:00+08:00. 带时区的时刻。"
    ),
]

LEDGER = Path("ringfence.db")
PACK = "thread"
