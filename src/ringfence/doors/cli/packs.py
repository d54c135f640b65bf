"""`ringfence pack check | test | lock | table | explain | diff | sign | schema`: a pack in the hands of whoever answers for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ringfence.doors.cli.in_chinese import trial_told
from ringfence.doors.cli.options import PACK, Language, PackName
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
RuleId = Annotated[str, typer.Argument(metavar="RULE", help="A rule's id. 规则编号。")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs. 以 JSON 输出。")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write them. 写入的目录。")]
Signer = Annotated[str, typer.Option("--as", metavar="NAME", help="Who signs. 签核人。")]
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="In which role. 职务。")]


@pack.command()
@told
def check(folder: Folder, lang: Language = None) -> None:
    """Every fault of a pack at once, by file and line; exit code 2 if there is one. 查出规则包的全部错误。

    \b
    ringfence pack check packs/thread
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.doors.cli.rules import signatures  # noqa: PLC0415 - `--help` need not wait for it
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above

    found, language = read_pack(folder), language_of(lang)
    typer.echo(f"{say('checked', language)}: {found.label}, {len(found.rules)} × {say('rule', language)}")
    for line in signatures(found, language):
        typer.echo(line)


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
        typer.echo(trial_told(line, language))
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


@pack.command()
@told
def table(folder: Folder, lang: Language = None) -> None:
    """A pack's rules as a table in Markdown, as its README shows it. 规则一览表（Markdown）。

    \b
    ringfence pack table thread
    """  # noqa: D301 - as above
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above
    from ringfence.policy.table import rule_table  # noqa: PLC0415 - as above

    language_of(lang)  # the table speaks both
    typer.echo(rule_table(read_pack(folder)), nl=False)


@pack.command()
@told
def explain(rule: RuleId, body: PackName = PACK, lang: Language = None) -> None:
    """One rule with its article, its words, its numbers and its examples. 解释一条规则：条文、数值与例。

    \b
    ringfence pack explain cn.gbt45251.talk3
    ringfence pack explain cn.pipl.consent --pack cn-bank-card --lang zh
    """  # noqa: D301 - as above
    from ringfence.doors.cli.rules import in_words, signatures  # noqa: PLC0415 - as above
    from ringfence.policy.explained import explain_rule  # noqa: PLC0415 - as above
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above

    language = language_of(lang)
    found = explain_rule(read_pack(body), rule)
    typer.echo("\n".join([*in_words(found, language), *signatures(found.pack, language)]))


@pack.command()
@told
def diff(old: Folder, new: Folder, as_json: AsJson = False, lang: Language = None) -> None:
    """What differs between two versions of a pack; exit code 1 if anything does. 两个版本之间的差别。

    \b
    ringfence pack diff thread packs/thread  # the same
    ringfence pack diff cn-telesales ./our-telesales --json
    """  # noqa: D301 - as above
    from ringfence.doors.cli.rules import differing, differing_json  # noqa: PLC0415 - as above
    from ringfence.policy.difference import differences  # noqa: PLC0415 - as above
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above

    language = language_of(lang)
    found = differences(read_pack(old, locked=False), read_pack(new, locked=False))
    if as_json:
        typer.echo(differing_json(found))
    else:
        typer.echo("\n".join(differing(found, language)) or say("the same", language))
    if found:
        raise typer.Exit(FAILED)


@pack.command()
@told
def sign(folder: Folder, name: Signer, role: Role, lang: Language = None) -> None:
    """Sign a pack off as it is now, in its pack.toml; two people must. 签核规则包，须两人签核。

    \b
    ringfence pack sign ./our-telesales --as "…" --role "legal counsel"
    """  # noqa: D301 - as above
    from ringfence.doors.cli.rules import signatures  # noqa: PLC0415 - as above
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above
    from ringfence.policy.signing import sign as signed  # noqa: PLC0415 - as above

    language = language_of(lang)
    path = signed(read_pack(folder), name, role, dt.datetime.now(dt.UTC).astimezone().date())
    typer.echo(f"{say('signed', language)}: {path}")
    typer.echo("\n".join(signatures(read_pack(path.parent), language)))


@pack.command()
@told
def schema(out: Out = Path("schema"), lang: Language = None) -> None:
    """JSON Schemas of a pack's files, for editors and programs. 规则包文件的 JSON Schema。

    \b
    ringfence pack schema --out schema
    """  # noqa: D301 - as above
    from ringfence.policy.schema import write_schemas  # noqa: PLC0415 - as above

    language = language_of(lang)
    for path in write_schemas(out):
        typer.echo(f"{say('written to', language)}: {path}")


def _table(rows: list[tuple[str, str]]) -> None:
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table(show_header=False, box=None)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
