"""Letters that are ready to send: to the bank, to 12378, to 12321, to the platform or the carrier.

After the calls were counted and judged. Takes what a caller did, as it is told; gives a paper for each of whom it goes to.
It says what is known and by whom, asks for what the law gives, and leaves blank what she alone can fill in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ringfence.redress.case import Whom
from ringfence.redress.happened import Happened, Spoken
from ringfence.redress.papers.paper import Block, Heading, Items, Paper, Words
from ringfence.redress.papers.shown import to_show
from ringfence.redress.papers.telling import Telling

LETTERS: Final[tuple[Whom, ...]] = ("bank", "12378", "12321", "platform")
MOST_RULES: Final = 8
NOT_ADVICE: Final = (
    "本文由程序按所填事实与规则包生成，不是法律意见。",
    "Made by a program from the facts given and a pack of rules; not legal advice.",
)
BLANK: Final = "__________"

TITLES: Final[dict[str, tuple[str, str]]] = {
    "bank": ("停止来电、撤回同意及个人信息查询通知书", "Notice to stop calling, to withdraw consent and to disclose personal data"),
    "12378": ("消费投诉书（12378 银行保险消费者投诉维权热线）", "Complaint to 12378, the banking and insurance consumer line"),
    "12321": ("骚扰电话举报（12321 举报受理中心）", "Report of nuisance calls to 12321"),
    "platform": ("要求核查并停止骚扰来电的函（致线路提供方）", "To the provider of the lines: look into these calls and end them"),
}  # fmt: skip


def letter(whom: Whom, what: Happened, telling: Telling) -> Paper:
    """The letter to one of whom she may write."""
    write = {"bank": _to_bank, "12378": _to_12378, "12321": _to_12321, "platform": _to_platform}[whom]
    english = telling.language == "en"
    blocks = [*write(what, telling, english=english), *_signature(telling, english=english)]
    return Paper(TITLES[whom][english], tuple(blocks))


def _to_bank(what: Happened, telling: Telling, *, english: bool) -> list[Block]:
    name = telling.name(what.caller)
    asked = _en_or_zh(english, _BANK_EN, _BANK_ZH)
    show = to_show([fact for rule in what.rules for fact in rule.missing], telling.language)
    burden = "and to show, for the burden of proof is yours (PIPL art. 69)" if english else _BURDEN_ZH
    shown: list[Block] = [Heading(burden, 2), Items(show)] if show else []
    return [
        Words(f"To: {name}" if english else f"致：{name}"),
        Words(facts(what, telling)),
        Heading("Under the following rules" if english else "依据", 2),
        Items(rules_told(what, telling), numbered=True),
        Heading("I ask you" if english else "我的要求", 2),
        Items([each.format(name=name) for each in asked], numbered=True),
        *shown,
    ]  # fmt: skip


def _to_12378(what: Happened, telling: Telling, *, english: bool) -> list[Block]:
    name = telling.name(what.caller)
    asked = _en_or_zh(english, _12378_EN, _12378_ZH)
    return [
        Words(f"Complained of: {name}" if english else f"被投诉机构：{name}"),
        Words(facts(what, telling)),
        Heading("What I told the institution" if english else "此前与机构沟通的情况", 2),
        Items(refusals_told(what, telling)),
        Heading("Rules that I think were broken" if english else "我认为违反的规定", 2),
        Items(rules_told(what, telling), numbered=True),
        Heading("I ask for" if english else "诉求", 2),
        Items(list(asked), numbered=True),
    ]


def _to_12321(what: Happened, telling: Telling, *, english: bool) -> list[Block]:
    last = what.contacts[-1].contact if what.contacts else None
    numbers = "、".join(what.caller.numbers) if not english else ", ".join(what.caller.numbers)
    purpose = telling.word(what.caller.purpose) if what.caller.purpose else telling.word("unknown")
    newest = telling.moment(last.at) if last else telling.word("unknown")
    if english:
        items = [
            f"Numbers shown: {numbers}",
            f"Newest call: {newest}",
            f"Number called: {telling.case.person.number or BLANK}",
            f"What for: {purpose}",
            f"Says it is: {telling.name(what.caller)}",
        ]
    else:
        items = [
            f"来电号码：{numbers}",
            f"最近一次来电时间：{newest}",
            f"被叫号码：{telling.case.person.number or BLANK}",
            f"内容：{purpose}",
            f"自称：{telling.name(what.caller)}",
        ]
    return [Items(items), Words(facts(what, telling))]


def _to_platform(what: Happened, telling: Telling, *, english: bool) -> list[Block]:
    numbers = ("、" if not english else ", ").join(what.caller.numbers)
    asked = _en_or_zh(english, _PLATFORM_EN, _PLATFORM_ZH)
    return [
        Words(f"Lines: {numbers}" if english else f"涉及号码：{numbers}"),
        Words(facts(what, telling)),
        Items(list(asked), numbered=True),
    ]


def facts(what: Happened, telling: Telling) -> str:
    """What happened, in a paragraph; every figure of it can be counted in the table of calls."""
    if not what.contacts:
        return "尚无来电记录。" if telling.language == "zh" else "There is no record of a call yet."
    first, last = what.contacts[0].contact, what.contacts[-1].contact
    most = what.most_a_day
    assert most is not None
    say, at_work, refusal = (
        FACTS[telling.language],
        what.at_work(telling.case.person.work),
        what.first_refusal,
    )
    known = {
        "first": telling.day(first.at), "last": telling.day(last.at), "name": telling.name(what.caller), "numbers": len(what.caller.numbers),
        "contacts": len(what.contacts), "calls": what.calls, "texts": what.texts, "answered": what.answered, "unanswered": what.unanswered,
        "most": most[1], "on": most[0].isoformat(), "consent": telling.word(what.caller.consent),
    }  # fmt: skip
    said = [say["contacts"].format(**known), say["records"].format(**known)]
    said += [
        say[name].format(len(some))
        for name, some in (("night", what.at_night), ("work", at_work), ("others", what.to_others))
        if some
    ]
    if refusal is not None:
        how, when = telling.word(refusal.how), telling.moment(refusal.at)
        said.append(say["refused"].format(how=how, when=when, after=len(what.after_refusal)))
    agreed = say["consent"].format(**known)
    return say["between"].join([*said, agreed[:1].upper() + agreed[1:]])


FACTS: Final = {
    "zh": {
        "contacts": "{first} 至 {last}，{name}用 {numbers} 个号码联系我 {contacts} 次（电话 {calls} 次，短信 {texts} 条），",
        "records": "其中有记录表明接听 {answered} 次、未接 {unanswered} 次，单日最多 {most} 次（{on}）。",
        "night": "22 时至次日 8 时之间 {} 次。",
        "work": "工作日工作时间内 {} 次。",
        "others": "打给我的亲友 {} 次。",
        "refused": "我已于 {when} 以{how}方式明确拒绝，此后仍联系 {after} 次。",
        "consent": "{consent}。",
        "between": "",
    },
    "en": {
        "contacts": "From {first} to {last} {name} contacted me {contacts} times from {numbers} numbers ({calls} calls, {texts} messages).",
        "records": "By the records {answered} were answered and {unanswered} were not; at most {most} came in one day ({on}).",
        "night": "{} came between 22:00 and 08:00.",
        "work": "{} came in my working hours.",
        "others": "{} went to people close to me.",
        "refused": "I refused {how} at {when}; {after} came after that.",
        "consent": "{consent}.",
        "between": " ",
    },
}
"""What happened, sentence by sentence, each where there is something of it to tell."""


def refusals_told(what: Happened, telling: Telling) -> list[str]:
    """Her refusals, each with its way, its words and where it stands."""
    told = []
    for each in what.refusals:
        words = f"“{each.words}”" if each.words else ""
        where = telling.stands(each.stands)
        if telling.language == "zh":
            told.append(
                f"{telling.moment(each.at)}，{telling.word(each.how)}{words}"
                + (f"（{where}）" if where else "（本人陈述）")
            )
        else:
            told.append(
                f"{telling.moment(each.at)}, {telling.word(each.how)} {words}".rstrip()
                + (f" ({where})" if where else " (my own word)")
            )
    return told or ["尚未记录拒绝" if telling.language == "zh" else "No refusal is on record"]


def rules_told(what: Happened, telling: Telling, most: int = MOST_RULES) -> list[str]:
    """The rules that were surely broken, the strongest first, with how often."""
    broken = [each for each in what.rules if each.broken]
    return [_rule_told(each, telling) for each in broken[:most]] or [
        "现有证据尚不足以认定，见附表"
        if telling.language == "zh"
        else "The evidence does not suffice yet; see the table"
    ]


def _rule_told(spoken: Spoken, telling: Telling) -> str:
    if telling.language == "zh":
        return f"{telling.spoken(spoken)}：{telling.rule(spoken.rule)}涉及 {len(spoken.broken)} 次。"
    return f"{telling.spoken(spoken)}: {telling.rule(spoken.rule)} {len(spoken.broken)} times."


def _signature(telling: Telling, *, english: bool) -> list[Block]:
    person = telling.case.person
    lines = (
        [f"Name: {person.name or BLANK}", f"Telephone: {person.number or BLANK}", f"Date: {BLANK}"]
        if english
        else [f"姓名：{person.name or BLANK}", f"联系电话：{person.number or BLANK}", f"日期：{BLANK}"]
    )
    return [*(Words(line) for line in lines), Words(NOT_ADVICE[english], small=True)]


def _en_or_zh(english: bool, in_english: Sequence[str], in_chinese: Sequence[str]) -> Sequence[str]:
    return in_english if english else in_chinese


_BURDEN_ZH = "请一并提供（是否有过错由处理者证明，个人信息保护法第六十九条）"
_BANK_ZH = (
    "自收到本函之日起，立即停止以电话、短信及其他任何方式向我（包括上列被叫号码）发起营销联系，并通知所有受托机构、关联机构同时停止（消费者权益保护法实施条例第二十四条；银行保险机构消费者权益保护管理办法）。",
    "我在此撤回对营销来电及相关个人信息处理的一切同意；撤回不应影响与我有关的必要服务（个人信息保护法第十五条、第十六条）。反诈、交易风险等安全提醒不在停止之列。",
    "书面告知：我的号码从何处取得、用于何种目的、提供给了哪些机构，并提供我的个人信息副本（个人信息保护法第四十四条、第四十五条）。",
    "删除不再必要的个人信息；依法必须保存的，停止除存储和安全保护之外的处理（个人信息保护法第四十七条）。",
    "自收到之日起十五日内书面答复处理结果（银行业保险业消费投诉处理管理办法），并说明停止生效的时间。",
)
_BANK_EN = (
    "to stop at once every call, message or other contact to sell, to me and to the numbers named above, and to have all who call for you stop too (Implementing Regulation of the Consumer Law art. 24; CBIRC Order 2022 No. 9);",
    "to take note that I withdraw every consent to calls that sell and to the use of my data for them; what is needed for services to me, and warnings of fraud, are not meant (PIPL arts. 15, 16);",
    "to tell me in writing where my number came from, what it is used for and to whom it was given, with a copy of my data (PIPL arts. 44, 45);",
    "to delete what is no longer needed, and to do no more than store what must be kept (PIPL art. 47);",
    "to answer in writing within fifteen days (measures on complaints of banking and insurance consumers), saying from when the stop holds.",
)
_12378_ZH = (
    "责令该机构立即停止对我的营销或骚扰来电，并书面告知停止时间。",
    "查明号码来源、受托机构，说明我表示拒绝后仍继续来电的原因。",
    "在法定期限内给出书面处理决定；对处理结果不服的，告知救济途径。",
)
_12378_EN = (
    "that the institution end these calls at once and say in writing from when;",
    "that it be found out where my number came from and who called, and why calls went on after I refused;",
    "a decision in writing within the time laid down, with the remedies against it.",
)
_PLATFORM_ZH = (
    "核查上列号码的实名登记使用人、用途与外呼授权，必要时依合同与规定关停。",
    "将本次举报登记并告知处理结果；保存相关通话记录以备调查。",
    "将本人号码列入该类业务的禁呼名单。",
)
_PLATFORM_EN = (
    "Look into whose lines these are, what they are registered for and on what ground they call out, and close them where contract and rules say so.",
    "Note this report, tell me what came of it, and keep the call records for an inquiry.",
    "Put my number on the list of those that are not called for this kind of business.",
)
