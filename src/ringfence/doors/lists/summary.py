"""What a list came to, as the small sheets of a workbook: the sum of it, its reasons, and what to bring next.

Beside the hand-back. Takes what became of a list and the pack; gives sheets in the reader's language. Counts nothing
itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ringfence.doors.lists.answered import ANSWERS, Language
from ringfence.doors.lists.sheet import Sheet
from ringfence.policy.rule import Pack, Rule

WORDS: dict[str, tuple[str, str]] = {
    "summary": ("汇总", "Summary"), "reasons": ("理由", "Reasons"), "coverage": ("待补事实", "Coverage"),
    "item": ("项目", "item"), "rows": ("行数", "rows"), "share": ("占比", "share"), "all": ("合计", "all"),
    "not called": ("不会拨打", "will not be called"), "set aside": ("无法读取的行", "rows set aside"),
    "rule": ("规则", "rule"), "effect": ("效力", "effect"), "words": ("条文要旨", "in words"), "article": ("出处", "source"),
    "force": ("性质", "force"), "unknown": ("事实不明", "not known"), "fact": ("事实", "fact"),
    "decides": ("补齐即可裁决的行数", "rows it would decide"), "together": ("连同以上各项可裁决的行数", "rows decided with those above"), "among": ("缺少此事实的行数", "rows that lack it"),
    "again": ("可再问", "could be called from"), "agency": ("外包机构", "agency"), "line": ("线路", "line"),
    "purpose": ("目的", "purpose"), "product": ("产品", "product"), "campaign": ("活动", "campaign"), "yes": ("是", "yes"),
}  # fmt: skip


class RuleCount(Protocol):
    """How many rows one rule spoke on."""

    @property
    def rule(self) -> str: ...
    @property
    def effect(self) -> str: ...
    @property
    def unknown(self) -> bool: ...
    @property
    def rows(self) -> int: ...


class Share(Protocol):
    """How many rows with one value of a word got each answer."""

    @property
    def value(self) -> str | None: ...
    @property
    def answers(self) -> dict[str, int]: ...


class Missing(Protocol):
    """A fact that is missing."""

    @property
    def fact(self) -> str: ...
    @property
    def decides(self) -> int: ...
    @property
    def together(self) -> int: ...
    @property
    def among(self) -> int: ...


class Bad(Protocol):
    """What was set aside of a list."""

    @property
    def bad(self) -> int: ...


class Came(Protocol):
    """What became of a list."""

    @property
    def rows(self) -> int: ...
    @property
    def answers(self) -> dict[str, int]: ...
    @property
    def by_rule(self) -> Sequence[RuleCount]: ...
    @property
    def by(self) -> Mapping[str, Sequence[Share]]: ...
    @property
    def hours(self) -> Sequence[tuple[str, int]]: ...
    @property
    def missing(self) -> Sequence[Missing]: ...
    @property
    def intake(self) -> Bad | None: ...


def said(word: str, language: Language) -> str:
    """A word of the summary in the reader's language."""
    return WORDS[word][language == "en"]


def text_of(rule: Rule, language: Language) -> str:
    """A rule's own words."""
    text = rule.terms.text
    return text.zh if language == "zh" else text.en


def article_of(rule: Rule, pack: Pack) -> str:
    """Where a rule is written: its source's title, and the article."""
    cite = rule.terms.cite
    source = pack.sources.get(cite.source)
    return " ".join(part for part in (source.title if source else cite.source, cite.article) if part)


def summary_sheets(came: Came, pack: Pack, language: Language) -> list[Sheet]:
    """The sheets that go with a list: its sum, its reasons, and the facts to bring next if some are missing."""
    sheets = [_sum(came, language), _reasons(came, pack, language)]
    return [*sheets, _coverage(came, language)] if came.missing else sheets


def _sum(came: Came, language: Language) -> Sheet:
    def share(rows: int) -> str:
        return f"{rows / max(came.rows, 1):.1%}"

    answers = [(ANSWERS[each][language == "en"], came.answers.get(each, 0)) for each in ANSWERS]
    stopped = came.rows - came.answers.get("permit", 0)
    rows: list[tuple[str | int | None, ...]] = [
        (said("all", language), came.rows, None),
        (said("not called", language), stopped, share(stopped)),
        *((name, count, share(count)) for name, count in answers),
    ]
    if came.intake is not None and came.intake.bad:
        rows.append((said("set aside", language), came.intake.bad, None))
    for word, shares in came.by.items():
        rows += [
            (None, None, None),
            (said(word, language), said("all", language), said("not called", language)),
        ]
        for each in shares:
            total = sum(each.answers.values())
            rows.append(
                (each.value or said("unknown", language), total, total - each.answers.get("permit", 0))
            )
    if came.hours:
        rows += [(None, None, None), (said("again", language), said("rows", language), None)]
        rows += [(hour, count, None) for hour, count in came.hours]
    heads = [said(each, language) for each in ("item", "rows", "share")]
    return Sheet(said("summary", language), heads, rows, (28, 14, 14))


def _reasons(came: Came, pack: Pack, language: Language) -> Sheet:
    rules = {rule.id: rule for rule in pack.rules}
    heads = [
        said(each, language) for each in ("rule", "effect", "unknown", "rows", "force", "words", "article")
    ]
    rows = []
    for each in came.by_rule:
        rule = rules[each.rule]
        unknown = said("yes", language) if each.unknown else ""
        effect = ANSWERS.get(each.effect, (each.effect, each.effect))[language == "en"]
        rows.append(
            (
                each.rule,
                effect,
                unknown,
                each.rows,
                rule.terms.force,
                text_of(rule, language),
                article_of(rule, pack),
            )
        )
    return Sheet(said("reasons", language), heads, rows, (28, 10, 10, 12, 8, 70, 50))


def _coverage(came: Came, language: Language) -> Sheet:
    heads = [said(each, language) for each in ("fact", "decides", "together", "among")]
    rows = [(each.fact, each.decides, each.together, each.among) for each in came.missing]
    return Sheet(said("coverage", language), heads, rows, (32, 22, 26, 22))
