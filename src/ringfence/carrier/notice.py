"""What the holder of a line is told of a step: the reason, the evidence in figures, what to do, where and until when to appeal.

Behind every step. Takes the ladder, the move and what was measured; gives words in Chinese and in English. It tells nothing of
anybody who was called, and nothing that was not measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ringfence.call.moments import HOUR, written
from ringfence.carrier.ladder.climb import Move
from ringfence.carrier.ladder.ladder import Ladder
from ringfence.carrier.measures.measure import measures

ACTIONS: Final[dict[str, tuple[str, str]]] = {
    "observe": ("列入观察，不影响使用", "is watched; nothing changes for you"),
    "warn": ("提醒", "is warned; nothing changes for you yet"),
    "label": ("来电将标注提示", "is shown to people with a label"),
    "slow": ("呼叫限速", "is slowed"),
    "bar_outgoing": ("停止呼出", "is barred from calling out"),
    "delist": ("移出白名单", "is taken off the white list"),
    "suspend": ("停机", "is suspended"),
    "close": ("关停", "is closed"),
}
"""What each step does, to a line."""
ADVICE: Final[dict[str, tuple[str, str]]] = {
    "attempts": ("减少呼叫量", "call less"),
    "short_share": (
        "核查名单与话术，避免被立即挂断的呼叫",
        "look at whom you call and how you begin: people hang up at once",
    ),
    "refusal_share": ("停止呼叫已拒绝的人", "stop calling people who refused"),
    "complainants": (
        "联系投诉人所述事项并停止呼叫",
        "settle what people complained of, and stop calling them",
    ),
    "neighbour_share": (
        "停止按号段拨号，仅呼叫已同意的人",
        "do not dial through blocks of numbers; call people who agreed",
    ),
    "sequential_share": (
        "停止顺序拨号，仅呼叫已同意的人",
        "do not dial number after number; call people who agreed",
    ),
    "off_site_share": ("异地使用请先报备", "file use away from home before it begins"),
    "devices": ("一号一机使用", "use the line in one device"),
    "arrears_days": ("结清欠费", "pay what is owed"),
    "shared_with_nuisance_share": ("核查名单来源", "look at where your list comes from"),
    "answer_share": ("核查名单质量", "look at the quality of your list"),
    "night_share": ("避免夜间呼叫", "do not call at night"),
    "call_back_share": ("仅呼叫已同意的人", "call people who agreed"),
}
"""What whoever is told can do, by what was seen."""
APPEALS: Final = ("作出处置的运营商", "the carrier that took the step")
LOCAL: Final = 8 * HOUR
"""Moments are told by China's clock."""
UNITS: Final[dict[str, tuple[str, str]]] = {
    "share": ("%", " %"), "calls": (" 次", " calls"), "people": (" 人", " people"), "seconds": (" 秒", " s"), "hours": (" 小时", " hours"),
    "days": (" 天", " days"), "cities": (" 个城市", " cities"), "devices": (" 台", " devices"),
}  # fmt: skip


def notice(
    ladder: Ladder,
    move: Move,
    figures: Mapping[str, float | None],
    at: int,
    appeal_until: int | None,
) -> dict[str, str]:
    """The notice in both tongues, `zh` and `en`."""
    return {
        "zh": _chinese(ladder, move, figures, at, appeal_until),
        "en": _english(ladder, move, figures, at, appeal_until),
    }


def told(name: str, value: float | None, language: int) -> str:
    """One figure in words: 0 is Chinese, 1 is English.

    >>> told("short_share", 0.52, 1), told("attempts", 480, 0)
    ('short share 52 %', '呼出次数 480 次')
    """
    measure = measures()[name]
    label = measure.zh.partition("（")[0] if language == 0 else name.replace("_", " ")
    if value is None:
        return f"{label} {('不明', 'not known')[language]}"
    shown = f"{value * 100:.0f}" if measure.unit == "share" else f"{value:,.0f}"
    return f"{label} {shown}{UNITS[measure.unit][language]}"


def advice(ladder: Ladder, language: int) -> list[str]:
    """What can be done about what a ladder looks at."""
    return [ADVICE[bound.measure][language] for bound in ladder.bounds if bound.measure in ADVICE]


def _figures(ladder: Ladder, figures: Mapping[str, float | None], language: int) -> str:
    names = dict.fromkeys(bound.measure for bound in ladder.bounds)
    return ("，", ", ")[language].join(told(name, figures.get(name), language) for name in names)


def _chinese(
    ladder: Ladder,
    move: Move,
    figures: Mapping[str, float | None],
    at: int,
    appeal_until: int | None,
) -> str:
    whose = "名下全部号码" if ladder.per_owner else "号码"
    lines = [f"自 {written(at, LOCAL)} 起，您的{whose}：{ACTIONS[move.step.action][0]}。"]
    if move.what == "lifted":
        lines = [f"自 {written(at, LOCAL)} 起，对您{whose}的处置已解除：{ACTIONS[move.step.action][0]}。"]
    if move.nth in ladder.slow:
        lines.append(f"每分钟最多 {ladder.slow[move.nth]} 次呼叫。")
    if move.until is not None:
        lines.append(f"至 {written(move.until, LOCAL)} 止。")
    lines.append(f"原因：{ladder.rule.terms.text.zh}")
    lines.append(f"数据（近 {ladder.days} 天）：{_figures(ladder, figures, 0)}。")
    if move.what != "lifted" and (known := advice(ladder, 0)):
        lines.append(f"您可以：{'；'.join(known)}。")
    if appeal_until is not None:
        lines.append(f"如有异议，可在 {written(appeal_until, LOCAL)} 前向{APPEALS[0]}申诉。")
    return "\n".join(lines)


def _english(
    ladder: Ladder,
    move: Move,
    figures: Mapping[str, float | None],
    at: int,
    appeal_until: int | None,
) -> str:
    whose = "every line you hold" if ladder.per_owner else "your line"
    lines = [f"From {written(at, LOCAL)} {whose} {ACTIONS[move.step.action][1]}."]
    if move.what == "lifted":
        lines = [
            f"From {written(at, LOCAL)} this no longer holds for {whose}: {ACTIONS[move.step.action][1]}."
        ]
    if move.nth in ladder.slow:
        lines.append(f"At most {ladder.slow[move.nth]} calls a minute.")
    if move.until is not None:
        lines.append(f"Until {written(move.until, LOCAL)}.")
    lines.append(f"Why: {ladder.rule.terms.text.en}")
    lines.append(
        f"Figures (last {'day' if ladder.days == 1 else f'{ladder.days} days'}): {_figures(ladder, figures, 1)}."
    )
    if move.what != "lifted" and (known := advice(ladder, 1)):
        lines.append(f"What you can do: {'; '.join(known)}.")
    if appeal_until is not None:
        lines.append(f"You may appeal to {APPEALS[1]} until {written(appeal_until, LOCAL)}.")
    return "\n".join(lines)
