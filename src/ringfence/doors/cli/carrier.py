"""`ringfence carrier …`: call records in, lines measured, steps taken and reviewed, one line explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ringfence.doors.cli.options import Language, Map, Region, Zone, mapping_of
from ringfence.doors.cli.speaking import openers, progress, told
from ringfence.doors.cli.words import Language as Tongue
from ringfence.doors.cli.words import language_of, say

carrier = typer.Typer(
    help="For carriers: measures, ladders, reviews. 运营商：度量、阶梯处置、复核。", no_args_is_help=True
)
LEDGER = "carrier.db"
PACK = "cn-carrier"
A_DAYS_WORK = 50

Db = Annotated[
    str, typer.Option("--db", metavar="LEDGER", help="The carrier's ledger; made if missing. 运营商账本。")
]
PackName = Annotated[
    str, typer.Option("--pack", metavar="PACK", help="The pack with the ladders. 阶梯规则包。")
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Call records. 话单文件。")]
OneFile = Annotated[Path, typer.Argument(metavar="FILE", help="XLSX, CSV or Parquet. 数据文件。")]
Form = Annotated[
    str, typer.Option("--from", metavar="PROGRAM", help="plain, asterisk, freeswitch, kamailio. 话单格式。")
]
Bad = Annotated[Path | None, typer.Option("--bad", metavar="FILE", help="Where bad rows go. 坏行输出。")]
Days = Annotated[
    int, typer.Option("--days", metavar="N", min=1, max=62, help="Over how many days. 统计天数。")
]
At = Annotated[
    str | None, typer.Option("--at", metavar="MOMENT", help="As at this moment; now unless given. 统计时刻。")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Every line, as .parquet or .csv. 输出。")
]
ByOwner = Annotated[bool, typer.Option("--by-owner", help="All lines of an owner together. 按持有人合计。")]
Line = Annotated[str, typer.Argument(metavar="LINE", help="The number. 号码。")]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, help="How many a day. 每日复核数。")]
StepId = Annotated[
    str, typer.Argument(metavar="STEP", help="The step's id, as the queue shows it. 处置编号。")
]
Verdict = Annotated[
    str, typer.Argument(metavar="take|refuse", help="Whether the step is taken. 采取或否决。")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it. 决定人。")]
Rule = Annotated[str, typer.Argument(metavar="LADDER", help="The ladder. 阶梯规则。")]
Measure = Annotated[str, typer.Option("--measure", metavar="MEASURE", help="Which of its measures. 度量。")]
Limits = Annotated[
    list[int], typer.Option("--limit", metavar="N", help="Other limits; several times. 其他阈值。")
]
Folder = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="A new folder. 新目录。")]
Size = Annotated[float, typer.Option("--size", metavar="N", help="So many times 20,755 lines. 规模倍数。")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Another network for each. 随机种子。")]


@carrier.command()
@told
def take(
    ctx: typer.Context, files: Files, form: Form = "plain", region: Region = None, zone: Zone = None, columns: Map = None,
    bad: Bad = None, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """Take up files of call records: each once, in any order; bad rows go aside. 导入话单，每个文件只计一次。

    \b
    ringfence carrier take calls-0900.csv --region CN --zone Asia/Shanghai
    ringfence carrier take Master.csv --from asterisk --region CN --zone Asia/Shanghai
    """  # noqa: D301 - \b keeps Typer from filling the lines
    from ringfence.call.errors import RequestError  # noqa: PLC0415 - `--help` need not wait for the house

    if bad is not None and len(files) > 1:
        raise RequestError(
            "bad rows of several files would lie in one another's place; take one file at a time", "--bad"
        )
    mapping, tongue = mapping_of(columns or []), language_of(lang)
    with openers(ctx).carrier(db, pack) as house, progress(lang) as tell:
        for file in files:
            taken = house.take(
                file, form=form, region=region, zone=zone, mapping=mapping, side=bad, progress=tell
            )
            if taken.again:
                typer.echo(f"{file}: {say('taken before', tongue)}")
                continue
            aside = f", {say('set aside', tongue)} {taken.bad:,} → {taken.side}" if taken.bad else ""
            typer.echo(f"{file}: {taken.rows:,} {say('call records', tongue)}{aside}")


@carrier.command()
@told
def lines(
    ctx: typer.Context, file: OneFile, region: Region = None, columns: Map = None, db: Db = LEDGER, pack: PackName = PACK,
    lang: Language = None,
) -> None:  # fmt: skip
    """Bring what is known of lines: owner, home, registration, arrears. 导入线路资料。

    \b
    ringfence carrier lines lines.csv --region CN
    """  # noqa: D301 - as above
    _bring(ctx, "carried_line", file, region, columns, db, pack, lang)


@carrier.command()
@told
def complaints(
    ctx: typer.Context, file: OneFile, region: Region = None, columns: Map = None, db: Db = LEDGER, pack: PackName = PACK,
    lang: Language = None,
) -> None:  # fmt: skip
    """Bring complaints of lines; who complains ten times is counted once. 导入对线路的投诉。

    \b
    ringfence carrier complaints complaints.csv --region CN
    """  # noqa: D301 - as above
    _bring(ctx, "line_complaint", file, region, columns, db, pack, lang)


def _bring(
    ctx: typer.Context, relation: str, file: Path, region: str | None, columns: list[str] | None, db: str, pack: str,
    lang: str | None,
) -> None:  # fmt: skip
    with openers(ctx).carrier(db, pack) as house:
        count = house.bring(relation, file, region=region, mapping=mapping_of(columns or []))
    typer.echo(f"{say('brought', language_of(lang))}: {count:,}")


@carrier.command()
@told
def measure(
    ctx: typer.Context, days: Days = 1, by_owner: ByOwner = False, at: At = None, out: Out = None, db: Db = LEDGER,
    pack: PackName = PACK, lang: Language = None,
) -> None:  # fmt: skip
    """Measure every line over the last days. 度量每条线路。

    \b
    ringfence carrier measure --days 7 --out measures.parquet
    """  # noqa: D301 - as above
    with openers(ctx).carrier(db, pack) as house, progress(lang) as tell:
        count = house.measure(out, days=days, at=_moment(at), per_owner=by_owner, progress=tell)
    typer.echo(f"{say('lines measured', language_of(lang))}: {count:,}" + (f" → {out}" if out else ""))


@carrier.command()
@told
def run(
    ctx: typer.Context, at: At = None, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None
) -> None:
    """Climb the ladders: steps are taken, proposed to a person, or lifted; each is sealed. 执行阶梯处置。

    \b
    ringfence carrier run
    """  # noqa: D301 - as above
    tongue = language_of(lang)
    with openers(ctx).carrier(db, pack) as house, progress(lang) as tell:
        counts = house.run(_moment(at), tell).counts
    for (rule, action, state), count in sorted(counts.items()):
        typer.echo(f"{count:>8,}  {say(state, tongue)}  {say(action, tongue)}  {rule}")
    if not counts:
        typer.echo(say("no steps", tongue))


@carrier.command()
@told
def queue(
    ctx: typer.Context,
    most: Most = A_DAYS_WORK,
    db: Db = LEDGER,
    pack: PackName = PACK,
    lang: Language = None,
) -> None:
    """The steps that wait for a person, the most harmful first. 待复核的处置，危害大者在前。

    \b
    ringfence carrier queue --most 20
    """  # noqa: D301 - as above
    tongue = language_of(lang)
    with openers(ctx).carrier(db, pack) as house:
        waiting = house.queue(most)
    for row in waiting:
        typer.echo(f"{row['id']}  {say(row['action'], tongue)}  {say('harm', tongue)} {row['harm']:,}")
    if not waiting:
        typer.echo(say("nothing waits", tongue))


@carrier.command()
@told
def decide(
    ctx: typer.Context, step: StepId, verdict: Verdict, by: By, db: Db = LEDGER, pack: PackName = PACK,
    lang: Language = None,
) -> None:  # fmt: skip
    """Take or refuse a step that waits; the decision labels the line. 决定是否采取处置，并作为定性。

    \b
    ringfence carrier decide cn.house.ladder.hurried:123:1771344000000 take --by analyst-1
    """  # noqa: D301 - as above
    from ringfence.call.errors import RequestError  # noqa: PLC0415 - as above

    if verdict not in {"take", "refuse"}:
        raise RequestError(f"`{verdict}` is no decision; say `take` or `refuse`", "take|refuse")
    tongue = language_of(lang)
    with openers(ctx).carrier(db, pack) as house:
        done = house.decide(step, taken=verdict == "take", by=by)
    for each in done:
        what = f"{say(each.state, tongue)}: {say(each.action, tongue)}  {each.rule}"
        typer.echo(f"{what}; {say('sealed as leaf', tongue)} {each.leaf}")
    if done[0].notice:
        typer.echo(done[0].notice[tongue])


@carrier.command()
@told
def lift(
    ctx: typer.Context,
    line: Line,
    rule: Rule,
    by: By,
    db: Db = LEDGER,
    pack: PackName = PACK,
    lang: Language = None,
) -> None:
    """Lift a step at once, as after an appeal that was found right. 立即解除处置（申诉核验通过）。

    \b
    ringfence carrier lift +8613000000000 cn.house.ladder.hurried --by analyst-1
    """  # noqa: D301 - as above
    tongue = language_of(lang)
    with openers(ctx).carrier(db, pack) as house:
        done = house.lift(line, rule, by=by)
    typer.echo(
        f"{say(done.state, tongue)}: {say(done.action, tongue)}  {done.rule}; {say('sealed as leaf', tongue)} {done.leaf}"
    )
    typer.echo(done.notice[tongue])


@carrier.command("what-if")
@told
def what_if(
    ctx: typer.Context, rule: Rule, measure: Measure, limits: Limits, at: At = None, db: Db = LEDGER, pack: PackName = PACK,
    lang: Language = None,
) -> None:  # fmt: skip
    """How many lines a ladder would see with other limits, and how many of them are protected. 阈值试算。

    \b
    ringfence carrier what-if cn.house.ladder.hurried --measure short_share --limit 30 --limit 40 --limit 50
    """  # noqa: D301 - as above
    tongue = language_of(lang)
    with openers(ctx).carrier(db, pack) as house:
        rows = house.what_if(rule, measure, limits, _moment(at))
    for row in rows:
        typer.echo(
            f"{say('at', tongue)} {row['limit']}: {row['lines']:,} {say('lines', tongue)}, {say('of which registered', tongue)} "
            f"{row['registered']:,}, {say('public service', tongue)} {row['public_service']:,}, {say('nobody knows', tongue)} {row['unknown']:,}"
        )


@carrier.command()
@told
def explain(
    ctx: typer.Context, line: Line, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None
) -> None:
    """Where a line stands, why, in figures, and the way back. 说明线路的状态、依据与恢复途径。

    \b
    ringfence carrier explain +8613000000000
    """  # noqa: D301 - as above
    from ringfence.call.moments import written  # noqa: PLC0415 - as above
    from ringfence.carrier.notice import told as figure  # noqa: PLC0415 - as above

    tongue = language_of(lang)
    with openers(ctx).carrier(db, pack) as house:
        found = house.explain(line)
        answer = house.ask(line)
    typer.echo(f"{say('answered now', tongue)}: {say(answer.answer, tongue)}")
    _facts(found["known"], tongue)
    for state in found["states"]:
        text = found["words"].get(state["rule"])
        words = "" if text is None else f"  {text.zh if tongue == 'zh' else text.en}"
        typer.echo(f"{say(state['action'], tongue)}  {state['rule']}{words}")
    for step in found["steps"]:
        told_of = f"{say(step['action'], tongue)}  {say(step['state'], tongue)}  {step['rule']}"
        typer.echo(f"  {written(step['at'])}  {told_of}")
    notices = [step["notice"] for step in found["steps"] if step["notice"]]
    if notices:
        typer.echo(f"{say('last notice', tongue)}:\n{notices[-1][tongue]}")
    for name, value in found["measures"].items():
        if value is not None:
            typer.echo(f"  {figure(name, value, 0 if tongue == 'zh' else 1)}")


def _facts(known: Mapping[str, Any] | None, tongue: Tongue) -> None:
    if known is None:
        typer.echo(say("line not known", tongue))
        return
    for name in ("owner", "home", "registered", "off_site_filed", "public_service", "purpose"):
        value = known[name]
        if value is not None:
            word = str(value) if isinstance(value, str) else "yes" if value else "no"
            typer.echo(f"  {say(name, tongue)}: {say(word, tongue)}")


@carrier.command()
@told
def generate(
    ctx: typer.Context, out: Folder, days: Days = 3, size: Size = 1.0, seed: Seed = 1, lang: Language = None
) -> None:
    """Write a simulated network's records, lines, complaints and labels, to try ladders on. 生成模拟话单。

    \b
    ringfence carrier generate --out simulated --days 3
    """  # noqa: D301 - as above
    with progress(lang) as tell:
        files = openers(ctx).generate(out, days, size, seed, tell)
    for file in files:
        typer.echo(str(file))


def _moment(at: str | None) -> int | None:
    from ringfence.call.moments import moment  # noqa: PLC0415 - as above

    return None if at is None else moment(at, "--at")
