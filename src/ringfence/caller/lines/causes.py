"""Why a line is closed: the causes, how each is measured on a day, what is believed of it, and its words.

At the beginning of a line's forecast. Takes what was measured of a line; gives one number a cause, NaN where it is not known. The
beliefs are stated guesses with wide ranges, from what the trade says (1 to 5 % of cards closed, causes volume, complaints, use away
from home, arrears; advice 200 to 300 calls a day): no carrier has published odds, and the period of "1 to 5 %" is unknown; it is read
as a month. HOUSE, every one of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ringfence.learning.hazard import Belief

ADVICE: Final = 250
"""Calls a day that the trade advises a line may make: 200 to 300."""
A_MONTH: Final = 0.0224
"""The share of lines closed in a month while nothing speaks against them: the geometric middle of 1 and 5 %."""
DAYS_OF_A_MONTH: Final = 30
A_DAY_AT_MOST: Final = 0.05
"""The share that is closed in a day whatever comes together: the trade's highest figure, taken for a day; an assumption."""
YOUNG: Final = 14
USUAL_SHORT: Final = 0.3
HOUSE_LIMIT: Final = 0.10
"""Odds of being closed within thirty days above which a line is rested, unless a firm says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDay:
    """A line on the evening before: what was measured of it, and what is planned; None is not known.

    Shares are from 0 to 1. `usual_volume` and `usual_answer` are its own of the last fortnight, `complaints` of seven days.
    """

    volume: float
    complaints: int | None = None
    short: float | None = None
    answered: float | None = None
    usual_answer: float | None = None
    away: float | None = None
    away_filed: bool | None = None
    arrears_days: float | None = None
    age_days: float | None = None
    registered: bool | None = None
    usual_volume: float | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its name, how it is measured, by what it is believed to multiply the odds at a stated dose, and its words."""

    name: str
    measure: Callable[[LineDay], float]
    factor: float
    dose: float
    spread: float
    zh: Callable[[LineDay], str]
    en: Callable[[LineDay], str]
    help: tuple[str, str]

    @property
    def weight(self) -> float:
        """The weight that is believed: of one unit of what is measured."""
        return math.log(self.factor) / self.dose


def _volume(day: LineDay) -> float:
    return math.log1p(max(day.volume - ADVICE, 0) / 50)


def _complaints(day: LineDay) -> float:
    return math.nan if day.complaints is None else math.log1p(day.complaints)


def _short(day: LineDay) -> float:
    return math.nan if day.short is None else max(0.0, day.short - USUAL_SHORT) / 0.2


def _fell(day: LineDay) -> float:
    if day.answered is None or day.usual_answer is None:
        return math.nan
    return max(0.0, day.usual_answer - day.answered) / 0.1


def _away(day: LineDay) -> float:
    if day.away_filed:
        return 0.0
    return math.nan if day.away is None else day.away


def _arrears(day: LineDay) -> float:
    return math.nan if day.arrears_days is None else math.log1p(max(day.arrears_days, 0))


def _young(day: LineDay) -> float:
    return math.nan if day.age_days is None else float(day.age_days < YOUNG)


def _unregistered(day: LineDay) -> float:
    return math.nan if day.registered is None else float(not day.registered)


def _rise(day: LineDay) -> float:
    if not day.usual_volume:
        return math.nan
    return max(0.0, math.log(max(day.volume, 1) / day.usual_volume))


def _per_cent(share: float | None) -> str:
    return f"{(share or 0) * 100:.0f}"


CAUSES: Final[tuple[Cause, ...]] = (
    Cause(
        "volume", _volume, 1.3, math.log(2), 0.3, lambda day: f"计划日呼 {day.volume:,.0f} 次，超过建议的 {ADVICE} 次",
        lambda day: f"{day.volume:,.0f} calls planned, {ADVICE} advised", ("减少呼叫量", "call less"),
    ),
    Cause(
        "complaints", _complaints, 1.5, math.log(2), 0.4, lambda day: f"七天内 {day.complaints} 起投诉",
        lambda day: f"{day.complaints} complaints in seven days", ("解决投诉所述事项", "settle what people complain of"),
    ),
    Cause(
        "short calls", _short, 1.35, 1.0, 0.3, lambda day: f"接通后 {_per_cent(day.short)}% 在十秒内挂断",
        lambda day: f"{_per_cent(day.short)} % of answered calls end within ten seconds", ("核查名单与开场", "look at the list and at how calls begin"),
    ),
    Cause(
        "unanswered calls", _fell, 1.35, 1.0, 0.3, lambda day: f"接通率 {_per_cent(day.answered)}%，近两周为 {_per_cent(day.usual_answer)}%",
        lambda day: f"answered {_per_cent(day.answered)} %, {_per_cent(day.usual_answer)} % in the last fortnight", ("核查名单质量", "look at the quality of the list"),
    ),
    Cause(
        "use away from home", _away, 2.2, 1.0, 0.5, lambda day: f"{_per_cent(day.away)}% 的呼叫在异地且未报备",
        lambda day: f"{_per_cent(day.away)} % of calls away from home, not filed", ("报备异地使用", "file the use away from home"),
    ),
    Cause(
        "arrears", _arrears, 2.3, math.log(8), 0.3, lambda day: f"欠费 {day.arrears_days:.0f} 天",
        lambda day: f"unpaid for {day.arrears_days:.0f} days", ("结清欠费", "pay what is owed"),
    ),
    Cause(
        "a new line", _young, 1.8, 1.0, 0.4, lambda day: f"开户仅 {day.age_days:.0f} 天",
        lambda day: f"opened {day.age_days:.0f} days ago", ("新号先少量使用", "use it little at first"),
    ),
    Cause(
        "not registered", _unregistered, 1.65, 1.0, 0.4, lambda _: "未按用途备案",
        lambda _: "not registered for its purpose", ("备案", "register it"),
    ),
    Cause(
        "a sudden rise", _rise, 1.4, math.log(3), 0.3, lambda day: f"计划 {day.volume:,.0f} 次，近两周日均 {day.usual_volume:,.0f} 次",
        lambda day: f"{day.volume:,.0f} calls planned, {day.usual_volume:,.0f} a day in the last fortnight", ("逐步增量", "rise step by step"),
    ),
)  # fmt: skip
"""The causes, in the order in which they stand everywhere."""

BELIEF: Final = Belief(
    # Below the ceiling a calm line is closed as often as the trade says.
    -math.log(DAYS_OF_A_MONTH / A_MONTH - 1 / A_DAY_AT_MOST),
    0.41,
    tuple(cause.weight for cause in CAUSES),
    tuple(cause.spread / cause.dose for cause in CAUSES),
    math.log(A_DAY_AT_MOST),
    1.0,
)
"""What is believed before a firm's own closures are seen."""


def measured(day: LineDay) -> list[float]:
    """Every cause on a day, in their order.

    >>> measured(LineDay(volume=200))[0]
    0.0
    """
    return [cause.measure(day) for cause in CAUSES]
