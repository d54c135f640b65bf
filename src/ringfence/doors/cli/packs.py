"""`ringfence pack check | test | lock`: a pack in the hands of whoever writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ringfence.doors.cli.options import PACK, Language
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import language_of, say

pack = typer.Typer(help="Rule packs. 规则包。", no_args_is_help=True)
FAILED = 1
"""The exit code of a pack whose examples do not go as they should."""

Folder = Annotated[
    str, typer.Argument(metavar="PACK", help="A pack's name, or its folder. 规则包的名字或目录。")
]
Examples = Annotated[
    Path | None,
    typer.Option("--examples", metavar="DIR", help="Examples from elsewhere, a folder or a file. 别处的例。"),
]


@pack.command()
@told
def check(folder: Folder, lang: Language = None) -> None:
    """Every fault of a pack at once, by file and line; exit code 2 if there is one. 查出规则包的全部错误。

    \b
    ringfence pack check packs/thread
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - `--help` need not wait for it

    found, language = read_pack(folder), language_of(lang)
    typer.echo(f"{say('checked', language)}: {found.label}, {len(found.rules)} × {say('rule', language)}")


@pack.command("test")
@told
def try_out(
    ctx: typer.Context, folder: Folder = PACK, examples: Examples = None, lang: Language = None
) -> None:
    """Run a pack's examples on every engine; exit code 1 if one fails. 在每个引擎上试跑规则包的例。

    \b
    ringfence pack test thread
    ringfence pack test thread --examples ~/our-cases
    """  # noqa: D301 - as above
    from ringfence.policy.examples import read_examples  # noqa: PLC0415 - as above
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above

    language = language_of(lang)
    body = read_pack(folder)
    assert body.path is not None
    tested = openers(ctx).try_examples(body, read_examples(examples or body.path / "examples", body))
    rows = [
        ("pack", body.label), ("examples", str(tested.examples)), ("engines", ", ".join(tested.engines)),
        ("disagreements", str(len(tested.disagreements))), ("failures", str(len(tested.failures))),
    ]  # fmt: skip
    _table([(say(name, language), value) for name, value in rows])
    for line in (*tested.disagreements, *tested.failures):
        typer.echo(line)
    if not tested.passed:
        raise typer.Exit(FAILED)


@pack.command()
@told
def lock(folder: Folder, lang: Language = None) -> None:
    """Write lock.json: which text each version of a rule stands for. 写 lock.json，锁定每条规则的文本。

    \b
    ringfence pack lock packs/thread
    """  # noqa: D301 - as above
    from ringfence.policy.lock import write_lock  # noqa: PLC0415 - as above
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above

    path = write_lock(read_pack(folder, locked=False))
    typer.echo(f"{say('locked', language_of(lang))}: {path}")


def _table(rows: list[tuple[str, str]]) -> None:
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table(show_header=False, box=None)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
