"""What stands in a dossier: parties, facts, rules broken, what is asked, evidence, letters, every call, and the claim.

The last step of words. Takes the case and a pack; gives one paper in her tongue. The same case gives the same paper. What
the evidence does not decide is told apart from what it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ringfence.policy.rule import Pack
from ringfence.redress.case import Case
from ringfence.redress.happened import Happened
from ringfence.redress.judged import Judged
from ringfence.redress.numbers import NumberTold, told_of
from ringfence.redress.papers.claim import catalogue, claim
from ringfence.redress.papers.letters import LETTERS, NOT_ADVICE, facts, letter, refusals_told
from ringfence.redress.papers.paper import Block, Break, Grid, Heading, Hours, Items, Language, Paper, Words
from ringfence.redress.papers.shown import to_show
from ringfence.redress.papers.telling import Telling
from ringfence.redress.sealed import Sealed

DAYS: Final = (
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)
SERIES: Final[dict[str, tuple[str, str]]] = {
    "service": ("大型企业客服短号段（953/955/956）", "service numbers of large firms (953/955/956)"),
    "call_centre": ("增值电信／呼叫中心号段（950/951/952/954/957）", "call centres and value-added services (950/951/952/954/957)"),
    "toll_free": ("400/800 被叫付费号码，只供呼入", "400/800, meant for calls in"),
    "short_message": ("106 短信端口号", "106, message ports"), "mobile": ("手机号码", "mobile"), "virtual": ("虚拟运营商号码", "virtual operator"),
    "fixed": ("固定电话", "fixed line"), "foreign": ("境外号码", "foreign number"), "short": ("短号码", "short number"), "withheld": ("未显示号码", "withheld"),
}  # fmt: skip


def dossier(
    case: Case, pack: Pack, what: Sequence[Happened], sealed: Sequence[Sealed], language: Language
) -> Paper:
    """The dossier of what some callers did; `sealed` are the receipts of their own logs that she was handed."""
    telling = Telling(case, language)
    return Paper(
        "骚扰电话维权卷宗" if language == "zh" else "Dossier on nuisance calls",
        tuple(_blocks(case, pack, what, sealed, telling)),
    )


def _blocks(
    case: Case, pack: Pack, what: Sequence[Happened], sealed: Sequence[Sealed], telling: Telling
) -> Iterator[Block]:
    english = telling.language == "en"
    yield Words(NOT_ADVICE[english], small=True)
    yield from _parties(case, what, telling, english=english)
    yield Heading("2. What happened" if english else "二、经过")
    for each in what:
        yield from _happening(each, telling, english=english)
    yield Heading("3. Rules broken" if english else "三、违反的规定")
    yield Words(_how_judged(pack, english=english), small=True)
    for each in what:
        yield from _rules(each, telling, english=english)
    yield Heading("4. Evidence" if english else "四、证据目录")
    yield catalogue(telling)
    yield Words(_EVIDENCE_EN if english else _EVIDENCE_ZH, small=True)
    for each_log in sealed:
        yield from _log(each_log, telling, english=english)
    yield from _sent(case, telling, english=english)
    yield Break()
    yield Heading("6. Statement of claim (draft)" if english else "六、民事起诉状（草稿）")
    yield from claim(what, telling).blocks
    for each in what:
        for whom in LETTERS:
            paper = letter(whom, each, telling)
            yield Break()
            yield Heading(paper.title)
            yield from paper.blocks
    yield Break()
    yield Heading("Annex: every contact" if english else "附表：逐次来电")
    for each in what:
        yield from _every(each, telling, english=english)


def _parties(case: Case, what: Sequence[Happened], telling: Telling, *, english: bool) -> Iterator[Block]:
    person, unknown = case.person, telling.word("unknown")
    yield Heading("1. Parties" if english else "一、当事人")
    if english:
        yield Words(f"Person called: {person.name or unknown}, telephone {person.number or unknown}.")
    else:
        yield Words(f"被叫人：{person.name or unknown}，电话 {person.number or unknown}。")
    heads = (
        ["Caller", "Number shown", "What the number is", "Known by"]
        if english
        else ["主叫", "显示号码", "号码性质", "依据"]
    )
    rows = []
    for each in what:
        for number in each.caller.numbers:
            told = told_of(number)
            rows.append(
                [
                    telling.name(each.caller),
                    number,
                    what_it_is(told, english=english),
                    _known_by(told, english=english),
                ]
            )
    yield Grid(heads, rows, (0.24, 0.2, 0.34, 0.22))


def what_it_is(told: NumberTold, *, english: bool) -> str:
    """What a number is by its digits, and that it may have been altered where it may."""
    said = [SERIES[told.series][english]]
    if told.segment is not None:
        said.append(f"{told.segment.province}{told.segment.city} {told.segment.carrier}")
    if told.could_be_altered:
        said.append("could have been altered by others" if english else "存在被他人改号冒用的可能")
    return "; ".join(said) if english else "；".join(said)


def _known_by(told: NumberTold, *, english: bool) -> str:
    if told.official is not None:
        return f"published by {told.official.name}" if english else f"{told.official.name}公布的号码"
    return "my own word" if english else "本人陈述"


def _happening(what: Happened, telling: Telling, *, english: bool) -> Iterator[Block]:
    yield Heading(telling.name(what.caller), 2)
    yield Words(facts(what, telling))
    yield Items(refusals_told(what, telling))
    counts = what.by_hour()
    grid = [[counts.get((day, hour), 0) for hour in range(24)] for day in range(7)]
    yield Hours(
        "Contacts by weekday and hour" if english else "按星期与钟点统计的来电次数", DAYS[english], grid,
        "Framed: 22:00 to 08:00" if english else "框内为 22 时至次日 8 时",
    )  # fmt: skip


def _rules(what: Happened, telling: Telling, *, english: bool) -> Iterator[Block]:
    yield Heading(telling.name(what.caller), 2)
    broken = [each for each in what.rules if each.broken]
    heads = (
        ["Rule", "What it says", "Times", "First and last"]
        if english
        else ["规定（效力、把握）", "内容", "次数", "首次与末次"]
    )
    rows = []
    for each in broken:
        sure = telling.word(each.rule.terms.cite.confidence)
        cited = (
            f"{telling.spoken(each)}; sure: {sure}" if english else f"{telling.spoken(each)}；把握：{sure}"
        )
        span = f"{telling.moment(each.broken[0].at)} – {telling.moment(each.broken[-1].at)}"
        rows.append([cited, telling.rule(each.rule), str(len(each.broken)), span])
    yield Grid(heads, rows, (0.36, 0.36, 0.08, 0.2))
    open_ = [each for each in what.rules if each.unless_shown]
    if open_:
        yield Words(_OPEN_EN if english else _OPEN_ZH)
        yield Items(
            [
                f"{telling.spoken(each)}：{telling.rule(each.rule)}"
                if not english
                else f"{telling.spoken(each)}: {telling.rule(each.rule)}"
                for each in open_
            ]
        )
        show = to_show([fact for each in open_ for fact in each.missing], telling.language)
        if show:
            yield Words("The caller may show:" if english else "请对方举证：")
            yield Items(show)


def _log(sealed: Sealed, telling: Telling, *, english: bool) -> Iterator[Block]:
    """What a caller's own log says, leaf by leaf, and what it let through after her stop."""
    yield Heading("What the caller's own sealed log says" if english else "呼叫方自己的存证", 2)
    if english:
        yield Words(
            f"{len(sealed.leaves)} leaves, each proved under a head signed by key {sealed.key}; {sealed.proofs} proof that the later log continues the earlier."
        )
    else:
        yield Words(
            f"共 {len(sealed.leaves)} 叶，逐叶附包含证明，树头由密钥 {sealed.key} 签名；另有 {sealed.proofs} 份一致性证明，表明后来的日志延续了先前的日志。"
        )
    heads = (
        ["Leaf", "Sealed", "What", "Purpose", "Rules"]
        if english
        else ["叶", "存证时间", "内容", "目的", "规则"]
    )
    rows = [
        [
            str(leaf.index),
            telling.moment(leaf.at),
            f"{leaf.kind} {leaf.answer or leaf.said or leaf.outcome or ''}".strip(),
            telling.word(leaf.purpose) if leaf.purpose else telling.word("unknown"),
            ", ".join(leaf.rules),
        ]
        for leaf in sealed.leaves
    ]
    yield Grid(heads, rows, (0.08, 0.24, 0.26, 0.14, 0.28))
    for stop, call in sealed.after_stop:
        purpose = telling.word(call.purpose) if call.purpose else telling.word("unknown")
        if english:
            yield Words(
                f"After the stop of leaf {stop.index} ({stop.said}) leaf {call.index} let a call through (purpose: {purpose})."
            )
        else:
            yield Words(
                f"在第 {stop.index} 叶记下停止（{stop.said}）之后，第 {call.index} 叶仍放行一次呼叫（目的：{purpose}）。"
            )


def _sent(case: Case, telling: Telling, *, english: bool) -> Iterator[Block]:
    yield Heading("5. What was sent and answered" if english else "五、已发函件与答复")
    if not case.letters:
        yield Words("Nothing has been sent yet." if english else "尚未寄发。")
        return
    heads = ["To", "Sent", "Answer due", "Answer"] if english else ["收件方", "寄发", "应答复于", "答复"]
    rows = []
    for each in case.letters:
        caller = case.caller(each.caller)
        to = f"{each.whom}（{telling.name(caller)}）" if caller else each.whom
        answer = (
            f"{telling.day(each.answered_at)} {each.answer}"
            if each.answered_at
            else ("none yet" if english else "未答复")
        )
        rows.append(
            [
                to,
                f"{telling.day(each.sent_at)} {each.way}".strip(),
                f"{each.due_on or telling.word('unknown')} {each.due_by}".strip(),
                answer,
            ]
        )
    yield Grid(heads, rows, (0.3, 0.2, 0.25, 0.25))


def _every(what: Happened, telling: Telling, *, english: bool) -> Iterator[Block]:
    yield Heading(telling.name(what.caller), 2)
    heads = (
        ["No.", "When", "Number", "Answered", "Stands in", "Rules"]
        if english
        else ["序号", "时间", "号码", "接听", "见证据", "违反"]
    )
    numbers = {
        each.rule.id: str(nth) for nth, each in enumerate((each for each in what.rules if each.broken), 1)
    }
    refused = what.first_refusal.at if what.first_refusal else None
    rows = [_row(nth, each, numbers, refused, telling) for nth, each in enumerate(what.contacts, 1)]
    yield Grid(heads, rows, (0.07, 0.2, 0.19, 0.1, 0.26, 0.18))
    order = "; ".join(f"{nth} {rule}" for rule, nth in numbers.items())
    yield Words(
        f"Rules by number: {order}. * after the first refusal."
        if english
        else f"规则编号：{order}。* 表示在首次拒绝之后。",
        small=True,
    )


def _row(nth: int, each: Judged, numbers: dict[str, str], refused: int | None, telling: Telling) -> list[str]:
    contact = each.contact
    star = "*" if refused is not None and contact.at > refused else ""
    rules = ", ".join(numbers[breach.rule] for breach in each.breaches if breach.sure == "broken")
    whose = f" ({telling.word('of').format(contact.whose)})" if contact.whose else ""
    return [
        f"{nth}{star}",
        telling.moment(contact.at),
        telling.number(contact.number) + whose,
        telling.how_long(contact),
        telling.stands(contact.stands),
        rules,
    ]


def _how_judged(pack: Pack, *, english: bool) -> str:
    if english:
        return f"Each contact was held against the pack {pack.label} (digest {pack.digest[:16]}) by the rules in force on its day. Recommended standards and guidelines say “should not”. No lawyer has signed the pack."
    return f"逐次来电均按当日有效的规则与规则包 {pack.label}（摘要 {pack.digest[:16]}）比对。推荐性标准与自律规范的用语是“不宜”。规则包未经律师签字。"


_EVIDENCE_ZH = "每份文件按收到时的原样保存，以 SHA-256 摘要为名；改动任何一位，摘要即不同。原始载体（手机、录音设备、账单原件）请继续保存，开庭时出示。"
_EVIDENCE_EN = "Each file is kept as it came, under its SHA-256; a single bit altered gives another. Keep the originals (telephone, recorder, bill) and bring them to the hearing."
_OPEN_ZH = "下列规定是否违反，取决于只有对方掌握的材料，应由对方举证："
_OPEN_EN = "Whether the following were broken rests on what only the caller has, and is his to show:"
