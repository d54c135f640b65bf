"""The page of a backtest: what a pack would have stopped, what that would have cost and spared, what each contact is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from ringfence.doors.lists.answered import Language
from ringfence.doors.report.of_list import TONES, named, rules_table, why_bars
from ringfence.doors.report.page import Bar, Bars, Column, Columns, Page, Part, Table, Tone, speaker
from ringfence.policy.rule import Pack

if TYPE_CHECKING:
    from ringfence.doors.report.backtested import Backtested, Replayed
    from ringfence.engines.duckdb.replayed import Yield

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("回测：{name}", "Backtest: {name}"),
    "under": ("{first} 至 {last}，{people} 人，{rows} 通触达", "{first} to {last}: {people} people, {rows} calls"),
    "calls": ("通触达", "calls"), "stopped": ("{pack} 当时会拦下", "{pack} would have stopped"),
    "undecided": ("只因事实不明", "for want of facts alone"), "sales": ("被拦下的成交", "sales among those stopped"), "gone": ("不会发生的投诉", "complaints that would have gone"),
    "answers": ("各规则包的答复", "What each pack answers"),
    "months": ("逐月：{pack} 当时会拦下的", "By month: what {pack} would have stopped"), "not made": ("拦下", "stopped"), "made": ("照常", "made"),
    "why": ("{pack} 为何拦下", "Why {pack} would have stopped them"), "why note": ("一通触达可有多条理由", "A call may have several reasons"),
    "unknown": ("事实不明", "facts unknown"),
    "complaints": ("投诉", "Complaints"),
    "complaints note": ("指明触达者只看该通，其余看此前 {days} 天内的各通", "About the call it names, else about those of the {days} days before it"),
    "pack": ("规则包", "pack"), "all gone": ("前各通皆拦", "all stopped"), "some gone": ("前几通拦", "some stopped"),
    "left": ("前各通照常", "none stopped"), "without": ("查无触达", "no call found"),
    "change": ("换用 {after} 会改变什么", "What {after} changes against {before}"), "before": ("先前", "before"), "after": ("其后", "after"), "rows": ("触达", "calls"),
    "sold": ("其中成交", "sales among them"),
    "yield": ("第几次联系还有多少成交", "What another contact still sells"),
    "yield note": ("每千通触达的成交数，按同一活动中对同一人的第几通", "Sales for every thousand calls, by which call of one campaign to one person it was"),
    "yield along": ("第几通", "which call to her"),
    "cap": ("若每人至多联系 k 次", "If nobody were called more than k times"),
    "cap note": ("按这段历史中真实的先后：以后的成交全部算作失去，未计改期后仍会成交者", "By the real order of this history; every later sale is counted as lost, though some would have come anyway"),
    "k": ("次数上限 k", "cap k"), "spared": ("少打的触达", "calls spared"), "spared share": ("占比", "share"), "lost": ("失去的成交", "sales lost"), "lost share": ("占比", "share"),
    "foot": ("回测按先后逐通问过规则包：被拦下的不算已拨打。当时无人查过的事实即为不明。不是法律意见。",
             "The pack was asked call by call in order: what it stops counts as never made. What nobody had looked up then is unknown. Not legal advice."),
}  # fmt: skip
MOST_CAPS = 15


def backtest_page(found: Backtested, packs: Sequence[Pack], name: str, language: Language) -> Page:
    """The page of a backtest; the first pack is shown in full, a second by what it changes."""
    say = speaker(WORDS, language)
    first, pack = found.replays[0], packs[0]
    blocks: list[Bars | Columns | Table] = [_answers(found, language), _months(first, language)]
    if first.complaints is not None:
        blocks.append(_complaints(found, language))
    if found.yields:
        blocks += [_yield(found.yields, language), caps(found.yields, language)]
    blocks += _changes(found, language)
    told = [(each.rule, each.effect, each.unknown, each.rows) for each in first.by_rule]
    blocks.append(
        why_bars(say("why").format(pack=first.pack), say("why note"), told, say("unknown"), language)
    )
    blocks.append(rules_table(first.by_rule, pack, language))
    return Page(
        say("title").format(name=name),
        _under(found, say),
        _figures(found, language),
        blocks,
        say("foot"),
        language,
    )


def _figures(found: Backtested, language: Language) -> list[tuple[str, str, Tone]]:
    say, first = speaker(WORDS, language), found.replays[0]
    figures: list[tuple[str, str, Tone]] = [(say("calls"), f"{found.rows:,}", "plain")]
    figures += [
        (
            say("stopped").format(pack=each.pack),
            f"{each.stopped:,} · {each.stopped / max(found.rows, 1):.1%}",
            "refuse",
        )
        for each in found.replays
    ]
    figures.append((say("undecided"), f"{first.undecided:,}", "plain"))
    if found.yields:
        figures.append((say("sales"), f"{first.lost:,}", "defer"))
    if first.complaints is not None:
        figures.append((say("gone"), f"{first.complaints.gone:,} / {first.complaints.all:,}", "permit"))
    return figures


def backtest_tables(found: Backtested, language: Language) -> list[Table]:
    """The same at a terminal: answers, complaints, what changes, and what a cap costs."""
    say = speaker(WORDS, language)
    heads = [say("pack"), *(named(tone, language) for tone in TONES), say("undecided"), say("sales")]
    rows = [
        (
            each.pack,
            *(each.answers.get(tone, 0) for tone in TONES),
            each.undecided,
            each.lost if found.yields else "—",
        )
        for each in found.replays
    ]
    tables = [Table(say("answers"), heads, rows)]
    if found.replays[0].complaints is not None:
        tables.append(_complaints(found, language))
    tables += _changes(found, language)
    return [*tables, caps(found.yields, language)] if found.yields else tables


def caps(yields: Sequence[Yield], language: Language) -> Table:
    """What a cap of so many contacts would spare and cost."""
    say = speaker(WORDS, language)
    calls, sales = sum(each.calls for each in yields), sum(each.sales for each in yields)
    heads = [say(each) for each in ("k", "spared", "spared share", "lost", "lost share")]
    rows = []
    made, sold = accumulate(each.calls for each in yields), accumulate(each.sales for each in yields)
    for each, until, kept in zip(yields, made, sold, strict=True):
        if each.number <= MOST_CAPS:
            spared, lost = calls - until, sales - kept
            rows.append(
                (each.number, spared, f"{spared / max(calls, 1):.1%}", lost, f"{lost / max(sales, 1):.1%}")
            )
    return Table(say("cap"), heads, rows, say("cap note"))


def _under(found: Backtested, say: Callable[[str], str]) -> str:
    zone = ZoneInfo(found.zone)
    first, last = (
        dt.datetime.fromtimestamp(each / 1000, zone).date().isoformat() for each in (found.first, found.last)
    )
    return say("under").format(first=first, last=last, people=f"{found.people:,}", rows=f"{found.rows:,}")


def _answers(found: Backtested, language: Language) -> Bars:
    bars = [
        Bar(
            each.pack,
            [Part(named(tone, language), each.answers.get(tone, 0), tone) for tone in TONES],
            f"{each.stopped:,}",
        )
        for each in found.replays
    ]
    return Bars(speaker(WORDS, language)("answers"), bars)


def _months(replay: Replayed, language: Language) -> Bars:
    say = speaker(WORDS, language)
    bars = [
        Bar(
            month,
            [Part(say("not made"), stopped, "refuse"), Part(say("made"), calls - stopped, "plain")],
            f"{stopped / max(calls, 1):.0%}",
        )
        for month, calls, stopped in replay.months
    ]
    return Bars(say("months").format(pack=replay.pack), bars)


def _complaints(found: Backtested, language: Language) -> Table:
    say = speaker(WORDS, language)
    heads = [say(each) for each in ("pack", "all gone", "some gone", "left", "without")]
    rows = [
        (
            each.pack,
            each.complaints.gone,
            each.complaints.fewer,
            each.complaints.left,
            each.complaints.without,
        )
        for each in found.replays
        if each.complaints is not None
    ]
    return Table(say("complaints"), heads, rows, say("complaints note").format(days=found.days))


def _yield(yields: Sequence[Yield], language: Language) -> Columns:
    say = speaker(WORDS, language)
    pillars = [
        Column(str(each.number), each.sales / each.told, f"{1000 * each.sales / each.told:.0f}")
        for each in yields
        if each.told and each.number <= MOST_CAPS
    ]
    return Columns(say("yield"), pillars, say("yield along"), say("yield note"))


def _changes(found: Backtested, language: Language) -> list[Table]:
    if not found.changes:
        return []
    say = speaker(WORDS, language)
    before, after = found.replays[0].pack, found.replays[1].pack
    heads = [say("before"), say("after"), say("rows"), say("sold")]
    rows = [
        (named(each.before, language), named(each.after, language), each.rows, each.sales)
        for each in found.changes
    ]
    return [Table(say("change").format(before=before, after=after), heads, rows)]
