"""The page of a list that was judged: what will not be called and why, by whom, until when, and what to bring next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from ringfence.doors.lists.answered import ANSWERS, Language
from ringfence.doors.lists.summary import Came, RuleCount, Share, article_of, text_of
from ringfence.doors.report.page import Bar, Bars, Columns, Page, Part, Table, Tone, speaker
from ringfence.doors.report.page import Column as Pillar
from ringfence.policy.rule import Pack

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("名单报告：{name}", "The list {name}"),
    "under": ("规则包 {pack}，{rows} 行中 {stopped} 行不会拨打", "Pack {pack}: {stopped} of {rows} rows will not be called"),
    "why": ("为何不会拨打", "Why they will not be called"),
    "why note": ("一行可有多条理由", "A row may have several reasons"),
    "unknown": ("事实不明", "facts unknown"),
    "again": ("最早可再拨打的时刻", "From when they could be called"), "again along": ("{zone} 的日期与钟点", "day and hour in {zone}"),
    "missing": ("下一步补哪些事实", "What to bring next"),
    "missing note": ("自上而下补齐；未知不等于否", "In this order, from the top; unknown is not no"),
    "fact": ("事实", "fact"), "decides": ("补齐即可裁决", "rows it would decide"),
    "together": ("连同以上各项", "with those above"), "among": ("缺少者", "rows that lack it"),
    "rules": ("规则与出处", "The rules and where they are written"), "rule": ("规则", "rule"), "words": ("要旨", "in words"),
    "force": ("性质", "force"), "article": ("出处", "source"), "rows": ("行数", "rows"), "nobody": ("未说明", "not said"),
    "agency": ("按外包机构", "By agency"), "line": ("按线路", "By line"), "purpose": ("按目的", "By purpose"),
    "product": ("按产品", "By product"), "campaign": ("按活动", "By campaign"),
    "set aside": ("无法读取的行", "rows set aside"),
    "foot": ("本报告由规则算出，不是法律意见。同一名单的存证叶：{leaf}", "Worked out from rules; not legal advice. Sealed as leaf {leaf}."),
}  # fmt: skip
TONES: Final[tuple[Tone, ...]] = ("permit", "divert", "defer", "refuse")
MOST_RULES, MOST_VALUES, MOST_HOURS, MOST_DAYS = 12, 12, 10, 45


def list_page(came: Came, pack: Pack, name: str, leaf: int | None, language: Language) -> Page:
    """The page of a judged list."""
    say = speaker(WORDS, language)
    stopped = came.rows - came.answers.get("permit", 0)
    figures: list[tuple[str, str, Tone]] = [
        (named(tone, language), f"{came.answers.get(tone, 0):,}", tone) for tone in TONES
    ]
    if came.intake is not None and came.intake.bad:
        figures.append((say("set aside"), f"{came.intake.bad:,}", "plain"))
    blocks: list[Bars | Columns | Table] = [_why(came, language)] if came.by_rule else []
    blocks += [
        shares(say(word), each, say("nobody"), language) for word, each in came.by.items() if len(each) > 1
    ]
    if came.hours:
        blocks.append(_again(came.hours, pack.zone, language))
    if came.missing:
        blocks.append(_missing(came, language))
    blocks.append(rules_table(came.by_rule, pack, language))
    under = say("under").format(pack=pack.label, rows=f"{came.rows:,}", stopped=f"{stopped:,}")
    foot = say("foot").format(leaf="—" if leaf is None else leaf)
    return Page(say("title").format(name=name), under, figures, blocks, foot, language)


def named(answer: str, language: Language) -> str:
    """An answer's name in the reader's language."""
    return ANSWERS.get(answer, (answer, answer))[language == "en"]


def shares(title: str, values: Sequence[Share], nobody: str, language: Language) -> Bars:
    """How the values of a word are answered, as bars."""
    bars = []
    for each in values[:MOST_VALUES]:
        parts = [Part(named(tone, language), each.answers.get(tone, 0), tone) for tone in TONES]
        total = sum(each.answers.values())
        stopped = total - each.answers.get("permit", 0)
        bars.append(Bar(each.value or nobody, parts, f"{total:,} · {stopped / max(total, 1):.0%}"))
    return Bars(title, bars)


def why_bars(
    title: str, note: str, came: Sequence[tuple[str, str, bool, int]], unknown: str, language: Language
) -> Bars:
    """What each rule said: (rule, effect, whether facts were unknown, rows); `unknown` names the last of these."""
    sure: dict[str, Counter[str]] = {}
    unsure: Counter[str] = Counter()
    for rule, effect, is_unknown, rows in came:
        counted = sure.setdefault(rule, Counter())
        if is_unknown:
            unsure[rule] += rows
        else:
            counted[effect] += rows
    total = {rule: sum(counted.values()) + unsure[rule] for rule, counted in sure.items()}
    bars = []
    for rule in sorted(sure, key=lambda each: -total[each])[:MOST_RULES]:
        parts = [Part(named(tone, language), sure[rule][tone], tone) for tone in TONES if sure[rule][tone]]
        bars.append(Bar(rule, [*parts, Part(unknown, unsure[rule])], f"{total[rule]:,}"))
    return Bars(title, bars, note)


def _why(came: Came, language: Language) -> Bars:
    say = speaker(WORDS, language)
    told = [(each.rule, each.effect, each.unknown, each.rows) for each in came.by_rule]
    return why_bars(say("why"), say("why note"), told, say("unknown"), language)


def _again(hours: Sequence[tuple[str, int]], zone: str, language: Language) -> Columns:
    say = speaker(WORDS, language)
    counted: Counter[str] = Counter()
    for hour, rows in hours:
        # Many hours are told by the day.
        counted[hour[5:10] if len(hours) > MOST_HOURS else hour[5:]] += rows
    pillars = [Pillar(when, rows, f"{rows:,}") for when, rows in list(counted.items())[:MOST_DAYS]]
    return Columns(say("again"), pillars, say("again along").format(zone=zone))


def _missing(came: Came, language: Language) -> Table:
    say = speaker(WORDS, language)
    heads = [say(each) for each in ("fact", "decides", "together", "among")]
    rows = [(each.fact, each.decides, each.together, each.among) for each in came.missing]
    return Table(say("missing"), heads, rows, say("missing note"))


def rules_table(by_rule: Sequence[RuleCount], pack: Pack, language: Language) -> Table:
    """The rules that spoke: how often, their words, force and article."""
    say = speaker(WORDS, language)
    rules, spoke = {rule.id: rule for rule in pack.rules}, Counter[str]()
    for each in by_rule:
        spoke[each.rule] += each.rows
    told = [
        (
            name,
            rows,
            text_of(rules[name], language),
            str(rules[name].terms.force),
            article_of(rules[name], pack),
        )
        for name, rows in spoke.most_common()
        if name in rules
    ]
    return Table(say("rules"), [say(each) for each in ("rule", "rows", "words", "force", "article")], told)
