"""One line's page: its odds, its causes, its last thirty days.

Behind `ringfence lines forecast --html`. Takes a line's health; gives the page. It shows what was measured and what is believed apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, Protocol

from ringfence.call.moments import EPOCH
from ringfence.caller.lines.days import Counts
from ringfence.caller.lines.odds import Forecast
from ringfence.doors.report.page import Column, Columns, Language, Page, Table, speaker

WORDS: Final = {
    "title": ("线路", "Line"),
    "under": ("关停概率、原因与近三十天", "odds of being closed, why, and the last thirty days"),
    "days": ("{} 天内关停概率", "closed within {} days"),
    "calls": ("每日呼出次数", "calls a day"),
    "along": ("日期", "day"),
    "answered": ("每日接通率（%）", "answered, per cent"),
    "causes": ("原因", "causes"),
    "heads": ("倍数|原因|改善办法", "times|cause|what helps"),
    "belief": (
        "尚无足够的关停记录：概率来自公开说法（每月 1% 至 5%，周期不明，按月理解），不是测得的。",
        "Too few closures of your own yet: the odds rest on what the trade says (1 to 5 % a month; the period is unknown and read as a month), not on measurement.",
    ),
    "learned": ("概率由本机构自己的关停记录修正。", "The odds were corrected by closures of your own lines."),
    "unknown": ("不明：", "Not known: "),
}
FEW: Final = 0.03


class Health(Protocol):
    """One line, as it is shown."""

    @property
    def line(self) -> str: ...
    @property
    def forecast(self) -> Forecast: ...
    @property
    def days(self) -> Mapping[int, Counts]: ...


def line_page(health: Health, language: Language) -> Page:
    """The page of one line."""
    said, cast = speaker(WORDS, language), health.forecast
    days = sorted(health.days)
    calls = [Column(_day(day), health.days[day].calls, f"{health.days[day].calls:,}") for day in days]
    answered = [
        Column(_day(day), 100 * counts.answered / counts.known, f"{100 * counts.answered / counts.known:.0f}")
        for day in days
        if (counts := health.days[day]).known
    ]
    times, cause, mend = said("heads").split("|")
    rows = [
        (
            f"×{each.factor:.1f}",
            each.zh if language == "zh" else each.en,
            each.help[0 if language == "zh" else 1],
        )
        for each in cast.raised
    ]
    unknown = f"{said('unknown')}{', '.join(cast.unknown)}" if cast.unknown else ""
    return Page(
        f"{said('title')} {health.line}", said("under"),
        [(said("days").format(number), f"{odds:.2%}", "refuse" if odds > FEW else "plain") for number, odds in cast.odds.items()],
        [
            Columns(said("calls"), calls, said("along")), Columns(said("answered"), answered, said("along")),
            Table(said("causes"), (times, cause, mend), rows, unknown),
        ],
        said(cast.basis), language,
    )  # fmt: skip


def _day(day: int) -> str:
    return f"{(EPOCH + dt.timedelta(days=day)).date():%m-%d}"
