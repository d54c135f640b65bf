"""The page of a day's plan: when calls are made, from which lines, and why the others are not."""

from __future__ import annotations

from typing import Final

from ringfence.doors.lists.answered import FULL, FULL_SAID, Language
from ringfence.doors.report.of_list import named, why_bars
from ringfence.doors.report.page import Bar, Bars, Column, Columns, Page, Part, Table, Tone, speaker
from ringfence.doors.report.scheduled import Scheduled

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("{day} 拨打计划：{name}", "Plan for {day}: {name}"),
    "under": ("{rows} 行中 {placed} 行已排定时间与线路", "{placed} of {rows} calls have a moment and a line"),
    "placed": ("已排定", "placed"), "left": ("未排入", "not placed"), "later": ("其中可改日", "of these, possible later"),
    "hours": ("各钟点的触达", "Calls by hour"), "along": ("{zone} 的钟点", "hour in {zone}"),
    "lines": ("各线路", "By line"), "used": ("已用", "used"), "free": ("空位", "free"),
    "why": ("为何未排入", "Why the others are not placed"), "answer": ("答复", "answer"), "rule": ("规则", "rule"),
    "rows": ("行数", "rows"), "unknown": ("事实不明", "facts unknown"),
    "foot": ("排定者依次问过规则包，一并获准；未作保留。用 `screen --reserve` 保留名额。",
             "What is placed was permitted, all of it together; nothing is held. `screen --reserve` holds it."),
}  # fmt: skip
MOST_LINES = 40


def day_page(found: Scheduled, name: str, language: Language) -> Page:
    """The page of a plan."""
    say = speaker(WORDS, language)
    figures: list[tuple[str, str, Tone]] = [
        (say("placed"), f"{found.placed:,}", "permit"),
        (say("left"), f"{found.rows - found.placed:,}", "defer"),
        (say("later"), f"{found.later:,}", "plain"),
    ]
    pillars = [Column(hour, calls, f"{calls:,}") for hour, calls in found.hours]
    bars = [
        Bar(
            each.line,
            [Part(say("used"), each.calls, "permit"), Part(say("free"), each.moments - each.calls, "plain")],
            f"{each.calls:,} / {each.moments:,}",
        )
        for each in found.lines[:MOST_LINES]
    ]
    blocks: list[Bars | Columns | Table] = [
        Columns(say("hours"), pillars, say("along").format(zone=found.zone)),
        Bars(say("lines"), bars),
    ]
    if found.why:
        told = [(_rule(rule, language), answer, unknown, rows) for rule, answer, unknown, rows in found.why]
        blocks.append(why_bars(say("why"), "", told, say("unknown"), language))
    under = say("under").format(rows=f"{found.rows:,}", placed=f"{found.placed:,}")
    title = say("title").format(day=found.day, name=name)
    return Page(title, under, figures, blocks, say("foot"), language)


def day_table(found: Scheduled, language: Language) -> Table:
    """Why calls are not placed, at a terminal."""
    say = speaker(WORDS, language)
    rows = [
        (_rule(rule, language), named(answer, language), say("unknown") if unknown else "", count)
        for rule, answer, unknown, count in found.why
    ]
    return Table(say("why"), [say("rule"), say("answer"), "", say("rows")], rows)


def _rule(rule: str, language: Language) -> str:
    return FULL_SAID[language] if rule == FULL else rule
