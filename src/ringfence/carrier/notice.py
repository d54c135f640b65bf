"""What the holder of a line is told of a step: the reason, the evidence in figures, what to do, where and until when to appeal.

Behind every step. Takes the ladder, the move and what was measured; gives words in Chinese and in English. It tells nothing of
anybody who was called, and nothing that was not measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ringfence.call.moments import utc_offset, written
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
TONGUES: Final = ("zh", "en")
APPEALS: Final = ("作出处置的运营商", "the carrier that took the step")
UNITS: Final[dict[str, tuple[str, str]]] = {
    "share": ("%", " %"), "calls": (" 次", " calls"), "people": (" 人", " people"), "seconds": (" 秒", " s"), "hours": (" 小时", " hours"),
    "days": (" 天", " days"), "cities": (" 个城市", " cities"), "devices": (" 台", " devices"),
}  # fmt: skip


def notice(
    ladder: Ladder, move: Move, figures: Mapping[str, float | None], at: int, appeal_until: int | None
) -> dict[str, str]:
    """The notice in both tongues, `zh` and `en`."""
    return {
        tongue: "\n".join(_lines(ladder, move, figures, at, appeal_until, language))
        for language, tongue in enumerate(TONGUES)
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


def _lines(
    ladder: Ladder,
    move: Move,
    figures: Mapping[str, float | None],
    at: int,
    appeal_until: int | None,
    language: int,
) -> Iterator[str]:
    """The notice, line by line; what nobody knows, or what is over, is left out."""
    lifted = move.what == "lifted"

    def say(phrase: str, **words: object) -> str:
        return PHRASES[phrase][language].format(**words)

    def clock(moment: int) -> str:
        return written(moment, utc_offset(ladder.zone, moment))

    whose = say("owner" if ladder.per_owner else "line")
    yield say(
        "lifted" if lifted else "from",
        at=clock(at),
        whose=whose,
        action=ACTIONS[move.step.action][language],
    )
    if not lifted and move.nth in ladder.slow:
        yield say("slow", count=ladder.slow[move.nth])
    if move.until is not None:
        yield say("until", at=clock(move.until))
    yield say("why", text=ladder.rule.terms.text.en if language else ladder.rule.terms.text.zh)
    names = dict.fromkeys(bound.measure for bound in ladder.bounds)
    if any(figures.get(name) is not None for name in names):
        shown = say("comma").join(told(name, figures.get(name), language) for name in names)
        yield say("figures" if ladder.days > 1 else "figures of a day", days=ladder.days, shown=shown)
    if not lifted and (known := advice(ladder, language)):
        yield say("help", known=say("semicolon").join(known))
    if appeal_until is not None:
        yield say("appeal", at=clock(appeal_until), where=APPEALS[language])


PHRASES: Final[dict[str, tuple[str, str]]] = {
    "line": ("号码", "your line"), "owner": ("名下全部号码", "every line you hold"),
    "from": ("自 {at} 起，您的{whose}：{action}。", "From {at} {whose} {action}."),
    "lifted": ("自 {at} 起，对您{whose}的处置已解除：{action}。", "From {at} this no longer holds for {whose}: {action}."),
    "slow": ("每分钟最多 {count} 次呼叫。", "At most {count} calls a minute."),
    "until": ("至 {at} 止。", "Until {at}."), "why": ("原因：{text}", "Why: {text}"),
    "figures": ("数据（近 {days} 天）：{shown}。", "Figures (last {days} days): {shown}."),
    "figures of a day": ("数据（近 1 天）：{shown}。", "Figures (last day): {shown}."),
    "comma": ("，", ", "), "semicolon": ("；", "; "),
    "help": ("您可以：{known}。", "What you can do: {known}."),
    "appeal": ("如有异议，可在 {at} 前向{where}申诉。", "You may appeal to {where} until {at}."),
}  # fmt: skip
