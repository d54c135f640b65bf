"""`ringfence my`: the person's side by command; without one, her page opens on this machine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ringfence.doors.cli.options import Language, Map, mapping_of
from ringfence.doors.cli.speaking import progress, told
from ringfence.doors.cli.words import Language as Tongue
from ringfence.doors.cli.words import language_of

if TYPE_CHECKING:
    from ringfence.policy.rule import Pack
    from ringfence.redress.folder import Folder
    from ringfence.redress.happened import Happened
    from ringfence.redress.papers.telling import Telling

my = typer.Typer(help="For the person who is called. 给被打扰的人。", no_args_is_help=False)
HOME = Path.home() / "ringfence-my"
PACK = "cn-redress"

FolderAt = Annotated[
    Path,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        help="Her folder; everything lies there. 个人文件夹。",
        envvar="RINGFENCE_MY",
    ),
]
PackName = Annotated[
    str, typer.Option("--pack", metavar="PACK", help="The rules to hold callers to. 所依据的规则包。")
]
To = Annotated[
    str, typer.Option("--to", metavar="CALLER", help="The caller: its id or one of its numbers. 对方。")
]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DAY", help="A day, like 2026-03-03; else today. 日期，默认今天。"),
]
PORT = 8765


@my.callback(invoke_without_command=True)
@told
def page(
    ctx: typer.Context, folder: FolderAt = HOME, pack: PackName = PACK,
    port: Annotated[int, typer.Option("--port", help="The port on 127.0.0.1. 本机端口。")] = PORT,
    browser: Annotated[bool, typer.Option(help="Open a browser. 打开浏览器。")] = True, lang: Language = None,
) -> None:  # fmt: skip
    """Open your page: evidence, who it was, what happened, letters, a dossier. 打开本机页面。

    \b
    ringfence my
    ringfence my bring 详单.pdf calls.xml
    ringfence my dossier
    """  # noqa: D301 - \b keeps Typer from filling the lines
    if ctx.invoked_subcommand is not None:
        return
    from ringfence.doors.my.serve import serve  # noqa: PLC0415 - `--help` need not wait for it

    serve(folder, pack, port, language_of(lang), browser=browser, ready=typer.echo)


@my.command()
@told
def bring(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Bills, logs, messages, recordings. 证据文件。")],
    whose: Annotated[str, typer.Option("--whose", help="Whose telephone; empty for yours. 谁的电话。")] = "",
    columns: Map = None, folder: FolderAt = HOME, lang: Language = None,
) -> None:  # fmt: skip
    """Take evidence in: kept as it came, under its SHA-256, then read. 收存证据。

    \b
    ringfence my bring 详单.pdf calls.xml sms.xml 录音.m4a
    ringfence my bring bill.csv --map at=When --map number=Other --map direction=被叫
    """  # noqa: D301 - as above
    from ringfence.call.errors import RequestError  # noqa: PLC0415 - as above
    from ringfence.doors.my.saying import speaker  # noqa: PLC0415 - as above
    from ringfence.doors.my.taking import take  # noqa: PLC0415 - as above
    from ringfence.redress.folder import pieces_of  # noqa: PLC0415 - as above

    say, hers = speaker(language_of(lang)), _folder(folder)
    for file in files:
        if not file.is_file():
            raise RequestError(f"there is no file `{file}`; name one to bring", "FILE")
    for file in files:
        taken = take(hers, file.name, pieces_of(file), mapping_of(columns or []), whose)
        typer.echo(
            f"{file.name}: {taken.kept.kind}, {taken.calls} {say('calls')}, {taken.messages} {say('messages')}; {taken.kept.digest}"
        )
        if taken.kept.alike:
            typer.echo(f"  {say('alike')}")
        for line, why in taken.unread[:5]:
            typer.echo(f"  {line}: {why}")
        if len(taken.unread) > 5:
            typer.echo(f"  … {len(taken.unread)} {say('rows unread')}")
        if taken.missing:
            typer.echo(
                f"  {say('cannot tell')}: --map {' --map '.join(f'{fact}=…' for fact in taken.missing)}; {', '.join(filter(None, taken.names))}"
            )


@my.command()
@told
def me(
    name: Annotated[str | None, typer.Option("--name", help="Your name. 姓名。")] = None,
    number: Annotated[str | None, typer.Option("--number", help="Your number. 本人号码。")] = None,
    address: Annotated[str | None, typer.Option("--address", help="Your address. 住址。")] = None,
    work: Annotated[str | None, typer.Option("--work", metavar="09:00-18:00", help="Your working hours. 工作时间。")] = None,
    alone: Annotated[bool | None, typer.Option("--alone/--shared", help="Whether only you answer this telephone. 是否只有本人接听。")] = None,
    folder: FolderAt = HOME, lang: Language = None,
) -> None:  # fmt: skip
    """Say who you are, as far as the papers need it. 填写本人信息。

    \b
    ringfence my me --name 张三 --number 16191239999 --work 09:00-18:00 --alone
    """  # noqa: D301 - as above
    from ringfence.doors.my.reading import person_of  # noqa: PLC0415 - as above

    said = person_of(name=name, number=number, address=address, work=work, alone=alone)
    case = _folder(folder).change(said)
    typer.echo(f"{_noted(lang)}: {case.person.name} {case.person.number}".strip())


@my.command()
@told
def who(folder: FolderAt = HOME, lang: Language = None) -> None:
    """Show who it may have been: callers you confirmed, and numbers that may be one caller's. 是谁打来。

    \b
    ringfence my who
    """  # noqa: D301 - as above
    from ringfence.doors.my.saying import speaker  # noqa: PLC0415 - as above
    from ringfence.redress.callers import groups  # noqa: PLC0415 - as above

    say, case = speaker(language_of(lang)), _folder(folder).case()
    for caller in case.callers:
        purpose = say(caller.purpose or "unknown")
        typer.echo(
            f"{caller.id}: {caller.name or say('unknown')}, {purpose}, {say(caller.consent)}; {', '.join(caller.numbers)}"
        )
    for group in groups(case):
        why = ", ".join(say(reason) for reason in sorted(group.why))
        owner = f" {group.published.name} ({say('published')})" if group.published else ""
        typer.echo(
            f"? {', '.join(group.digits)}: {group.rings} {say('calls')}, {group.messages} {say('messages')}{owner} {why}".rstrip()
        )


@my.command("name")
@told
def name_(
    which: Annotated[str, typer.Argument(metavar="CALLER", help="A caller's id, or one of the numbers. 编号或号码。")],
    name: Annotated[str | None, typer.Option("--as", help="What it is called. 名称。")] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", help="marketing, collection, … 目的。")] = None,
    party: Annotated[str | None, typer.Option("--party", help="What you are to it: customer, debtor, contact, … 身份。")] = None,
    consent: Annotated[str | None, typer.Option("--consent", help="never, withdrawn, unsure. 是否同意过。")] = None,
    trade: Annotated[str | None, typer.Option("--trade", help="bank, credit_card, insurance, … 行业。")] = None,
    settled: Annotated[bool | None, typer.Option("--settled/--owing", help="Whether your account is settled. 是否还清。")] = None,
    folder: FolderAt = HOME, lang: Language = None,
) -> None:  # fmt: skip
    """Confirm who called, what for, and whether you ever agreed. 确认是谁。

    \b
    ringfence my name +862131370001 --as 某银行信用卡中心 --purpose marketing --consent never --trade credit_card
    """  # noqa: D301 - as above
    from ringfence.redress.steps import named  # noqa: PLC0415 - as above

    case = _folder(folder).change(
        lambda case: named(
            case,
            which,
            name=name,
            purpose=purpose,
            party=party,
            consent=consent,
            trade=trade,
            settled=settled,
        )
    )
    caller = case.caller(which) or case.caller_of(which)
    assert caller is not None
    typer.echo(f"{_noted(lang)}: {caller.id} {caller.name or '?'} {', '.join(caller.numbers)}")


@my.command()
@told
def refused(
    to: To, at: Annotated[str, typer.Option("--at", metavar="MOMENT", help="When, on your clock. 时间。")],
    how: Annotated[str, typer.Option("--by", help="call, sms, app, letter, complaint, branch. 方式。")] = "call",
    words: Annotated[str, typer.Option("--words", help="In which words. 原话。")] = "", folder: FolderAt = HOME, lang: Language = None,
) -> None:  # fmt: skip
    """Note that you said stop: to whom, when, how. 记下您的拒绝。

    \b
    ringfence my refused --to caller-1 --at 2026-03-03T10:15 --by call --words "不要再打来"
    """  # noqa: D301 - as above
    from ringfence.redress.steps import refused as noted  # noqa: PLC0415 - as above

    case = _folder(folder).change(lambda case: noted(case, to, at, how, words))
    typer.echo(f"{_noted(lang)}: {len(case.refusals)}")


@my.command()
@told
def what(folder: FolderAt = HOME, pack: PackName = PACK, lang: Language = None) -> None:
    """Tell what happened: how often, when, after which refusal, against which rules. 经过与违反的规定。

    \b
    ringfence my what
    """  # noqa: D301 - as above
    from ringfence.redress.papers.letters import facts, refusals_told, rules_told  # noqa: PLC0415 - as above

    for each, telling in _happened(_folder(folder), pack, language_of(lang)):
        typer.echo(facts(each, telling))
        for line in (*refusals_told(each, telling), *rules_told(each, telling, most=100)):
            typer.echo(f"  {line}")


@my.command()
@told
def letter(
    whom: Annotated[str, typer.Argument(metavar="WHOM", help="bank, 12378, 12321, platform. 致谁。")], to: To,
    folder: FolderAt = HOME, pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """Write a letter that is ready to send. 写好可寄发的信函。

    \b
    ringfence my letter bank --to caller-1 > 信函.txt
    """  # noqa: D301 - as above
    from ringfence.call.errors import RequestError  # noqa: PLC0415 - as above
    from ringfence.redress.papers.letters import LETTERS  # noqa: PLC0415 - as above
    from ringfence.redress.papers.letters import letter as written  # noqa: PLC0415 - as above

    found = [
        (each, telling)
        for each, telling in _happened(_folder(folder), pack, language_of(lang))
        if to in {each.caller.id, *each.caller.numbers}
    ]
    if not found or whom not in LETTERS:
        raise RequestError(
            f"letters go to one of {', '.join(LETTERS)}, about a caller that is confirmed: see `ringfence my who`",
            "WHOM",
        )
    ((each, telling),) = found
    typer.echo(written(whom, each, telling).text())


@my.command()
@told
def sent(
    whom: Annotated[str, typer.Argument(metavar="WHOM", help="bank, 12378, 12321, platform, court. 寄给谁。")], to: To, on: On = None,
    way: Annotated[str, typer.Option("--way", help="How it went: registered post, … 寄送方式。")] = "",
    folder: FolderAt = HOME, pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """Note that a letter was sent; says by when an answer is due. 记下已寄发，并算出应答复日。

    \b
    ringfence my sent bank --to caller-1 --on 2026-11-25 --way 挂号信
    """  # noqa: D301 - as above
    from ringfence.doors.my.saying import speaker  # noqa: PLC0415 - as above
    from ringfence.redress.steps import sent as noted  # noqa: PLC0415 - as above

    say, day = speaker(language_of(lang)), on or dt.datetime.now().astimezone().date().isoformat()
    case = _folder(folder).change(lambda case: noted(case, _pack(pack), whom, to, day, way))
    for each in case.letters:
        typer.echo(f"{say(each.whom)}: {say('due')} {each.due_on or say('not laid down')} {each.due_by}")


@my.command()
@told
def dossier(on: On = None, folder: FolderAt = HOME, pack: PackName = PACK, lang: Language = None) -> None:
    """Make the dossier: a signed PDF, a signed bundle, the evidence; anybody can check it. 生成卷宗。

    \b
    ringfence my dossier
    ringfence-verify ~/ringfence-my/dossiers/2026-11-25-zh
    """  # noqa: D301 - as above
    from ringfence.doors.my.reading import dated  # noqa: PLC0415 - as above
    from ringfence.doors.my.saying import speaker  # noqa: PLC0415 - as above
    from ringfence.redress.dossier.make import make_dossier  # noqa: PLC0415 - as above

    say, hers = speaker(language_of(lang)), _folder(folder)
    with progress(lang) as tell:
        made = make_dossier(hers, _pack(pack), language_of(lang), dated(hers.case(), on), tell)
    typer.echo(
        f"{say('made')}: {made.path}\n{made.contacts} {say('contacts')}, {made.evidence} {say('pieces')}\n{say('fingerprint')}: {made.fingerprint}"
    )


@my.command()
@told
def check(folder: FolderAt = HOME, lang: Language = None) -> None:
    """Check that every kept file is as it came; exit code 1 if one is not. 核对证据是否原样。

    \b
    ringfence my check
    """  # noqa: D301 - as above
    from ringfence.doors.my.saying import speaker  # noqa: PLC0415 - as above

    say, hers = speaker(language_of(lang)), _folder(folder)
    found = list(hers.altered(hers.case()))
    for name, wrong in found:
        typer.echo(f"{name}: {say(wrong)}")
    if found:
        raise typer.Exit(1)
    typer.echo(say("all as came"))


def _noted(lang: str | None) -> str:
    from ringfence.doors.my.saying import speaker  # noqa: PLC0415 - as above

    return speaker(language_of(lang))("noted")


def _folder(path: Path) -> Folder:
    from ringfence.redress.folder import Folder  # noqa: PLC0415 - as above

    return Folder(path)


def _pack(name: str) -> Pack:
    from ringfence.policy.read import read_pack  # noqa: PLC0415 - as above

    return read_pack(name)


def _happened(folder: Folder, pack: str, language: Tongue) -> list[tuple[Happened, Telling]]:
    from ringfence.redress.happened import happened  # noqa: PLC0415 - as above
    from ringfence.redress.papers.telling import Telling  # noqa: PLC0415 - as above

    case, rules = folder.case(), _pack(pack)
    telling = Telling(case, language)
    return [(happened(case, caller, rules), telling) for caller in case.callers if caller.confirmed]
