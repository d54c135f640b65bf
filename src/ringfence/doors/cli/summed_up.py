"""A judged list on the screen: what will not be called and why, until when, and what to bring next.

Behind `screen`. Takes what became of a list; shows it in the reader's language. Counts nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ringfence.doors.cli.words import Language, say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from ringfence.doors.cli.needs import Screened, Share

ANSWERS = ("permit", "divert", "defer", "refuse")
FEW = 6
"""Lines of a table that says only the most important."""


def sum_up(screened: Screened, language: Language) -> None:
    """Shows what became of a list."""
    from rich.console import Console  # noqa: PLC0415 - `--help` need not wait for it

    console = Console()
    stopped = screened.rows - screened.answers.get("permit", 0)
    console.print(
        say("of these", language).format(stopped=f"{stopped:,}", rows=f"{screened.rows:,}"), style="bold"
    )
    console.print(_answers(screened, language))
    console.print()
    console.print(_rules(screened, language))
    for word, shares in screened.by.items():
        if len(shares) > 1:
            console.print()
            console.print(_by(word, shares, language))
    _open_again(console, screened, language)
    _missing(console, screened, language)
    for warning, rows in screened.warned.items():
        console.print(f"{say('warn', language)}: {warning}: {rows:,}")
    console.print("; ".join(_told_last(screened, language)), soft_wrap=True)


def _table(*heads: str) -> Table:
    from rich.table import Table  # noqa: PLC0415 - as above

    return Table(*heads, box=None)


def _answers(screened: Screened, language: Language) -> Table:
    answers = _table(*(say(each, language) for each in ("answer", "rows", "share")))
    for answer in ANSWERS:
        rows = screened.answers.get(answer, 0)
        answers.add_row(say(answer, language), f"{rows:,}", f"{rows / max(screened.rows, 1):.1%}")
    return answers


def _rules(screened: Screened, language: Language) -> Table:
    rules = _table(*(say(name, language) for name in ("rule", "effect", "unknown", "rows")))
    for each in screened.by_rule:
        unknown = say("unknown", language) if each.unknown else ""
        rules.add_row(each.rule, say(str(each.effect), language), unknown, f"{each.rows:,}")
    return rules


def _by(word: str, shares: Sequence[Share], language: Language) -> Table:
    by = _table(say(word, language), say("rows", language), say("not called", language))
    for each in shares[:FEW]:
        total = sum(each.answers.values())
        stopped = total - each.answers.get("permit", 0)
        by.add_row(
            each.value or say("unknown", language),
            f"{total:,}",
            f"{stopped:,}  {stopped / max(total, 1):.0%}",
        )
    return by


def _open_again(console: Console, screened: Screened, language: Language) -> None:
    if screened.hours:
        hours = sorted(screened.hours, key=lambda each: -each[1])[:FEW]
        told = ", ".join(f"{hour} ({rows:,})" for hour, rows in sorted(hours))
        console.print(f"{say('open again', language)}: {told}", soft_wrap=True)


def _missing(console: Console, screened: Screened, language: Language) -> None:
    for each in screened.missing[:FEW]:
        numbers = {"decides": each.decides, "together": each.together, "among": each.among}
        told = {name: f"{number:,}" for name, number in numbers.items()}
        line = say("would decide", language).format(fact=each.fact, **told)
        console.print(line, soft_wrap=True)


def _told_last(screened: Screened, language: Language) -> list[str]:
    told = [
        f"{screened.rows:,} {say('rows', language)}",
        f"{screened.seconds:.1f} {say('seconds', language)}",
    ]
    intake = screened.intake
    if intake is not None:
        read = ", ".join(f"{fact} ← {column}" for fact, column in intake.facts.items() if fact != column)
        told += [f"{say('read as', language)} {read}"] if read else []
        told += [f"{intake.bad:,} {say('set aside in', language)} {intake.side}"] if intake.bad else []
    if screened.reserved is not None:
        told.append(f"{screened.reserved:,} {say('reserved', language)}")
    if screened.may_call is not None:
        told.append(f"{screened.may_call:,} {say('may be called', language)}")
    if screened.out is not None:
        told.append(f"{say('written to', language)} {screened.out}")
    if screened.leaf is not None:
        told.append(f"{say('sealed as leaf', language)} {screened.leaf}")
    return told
