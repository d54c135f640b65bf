"""The options that many commands share, each said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ringfence.call.errors import RequestError


class Lang(StrEnum):
    """A language to answer in."""

    zh = "zh"
    en = "en"


class Form(StrEnum):
    """A form to answer in."""

    json = "json"
    text = "text"


Db = Annotated[
    str,
    typer.Option(
        "--db", metavar="LEDGER", envvar="RINGFENCE_DATABASE_URL",
        help="The ledger, a file or postgresql://…; made if it does not exist. 账本：文件或 postgresql:// 地址，没有则新建。",
    ),
]  # fmt: skip
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

Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FACT=COLUMN", help="Which column says a fact. 某列是哪项事实。"),
]
Region = Annotated[
    str | None,
    typer.Option(
        "--region", metavar="CC", help="Where numbers without a country are at home: CN. 号码所属地区。"
    ),
]

Zone = Annotated[
    str | None,
    typer.Option("--zone", metavar="ZONE", help="Whose clock moments without a zone are by. 时刻所用时区。"),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="WORD=VALUE", help="A word that all calls share. 各行共有的事实。"),
]
Bad = Annotated[
    Path | None,
    typer.Option(
        "--bad", metavar="FILE", help="Where rows go that cannot be judged. 无法读取的行写入此文件。"
    ),
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="A page with pictures. 带图的单页报告。")
]

LEDGER = "ringfence.db"
PACK = "thread"


def set_words(pairs: list[str]) -> dict[str, str]:
    """What all rows share, from `word=value` pairs.

    >>> set_words(["purpose=marketing"])
    {'purpose': 'marketing'}
    """
    words: dict[str, str] = {}
    for pair in pairs:
        word, equals, value = pair.partition("=")
        if not equals:
            raise RequestError(f"`{pair}` sets nothing; write it like purpose=marketing", "--set")
        words[word] = value
    return words


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """Which column says which fact, from `fact=column` pairs.

    >>> mapping_of(["recipient=手机号"])
    {'recipient': '手机号'}
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        fact, equals, column = pair.partition("=")
        if not equals or not column:
            raise RequestError(f"`{pair}` maps nothing; write it like recipient=手机号", "--map")
        mapping[fact.strip()] = column.strip()
    return mapping
