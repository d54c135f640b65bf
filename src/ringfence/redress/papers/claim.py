"""A statement of claim and a catalogue of evidence, in the usual form of a people's court.

After the letters. Takes the case and what its callers did; gives papers with the blanks that she or her counsel fills in.
It claims what the evidence shows, names what is only her word, and decides nothing: whether to sue is hers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ringfence.redress.case import KeptFile
from ringfence.redress.happened import Happened
from ringfence.redress.papers.letters import BLANK, facts, refusals_told, rules_told
from ringfence.redress.papers.paper import Block, Grid, Heading, Items, Paper, Words
from ringfence.redress.papers.telling import Telling

GROUP: Final = 8
PROVES: Final[dict[str, tuple[str, str]]] = {
    "bill": ("证明来电的时间、号码、次数与通话时长（详单一般只载接通的通话）", "when, from which numbers, how often and how long (a bill holds connected calls only, as a rule)"),
    "call_log": ("证明来电（含未接）的时间与号码", "when and from which numbers calls came, answered or not"),
    "messages": ("证明短信内容及本人的拒绝", "what the messages said, and my refusal"),
    "recording": ("证明通话内容", "what was said"),
    "transcript": ("便于对照录音，内容以录音为准", "to follow the recording by; the recording decides"), "picture": ("证明来电或沟通情况", "calls, or what was written"),
    "receipt": ("证明呼叫方自己的存证记录", "what the caller's own sealed log says"),
    "document": ("证明相关事实", "what it says"),
}  # fmt: skip


def claim(happenings: Sequence[Happened], telling: Telling) -> Paper:
    """The statement of claim against the callers that she named."""
    english = telling.language == "en"
    person = telling.case.person
    blocks: list[Block] = [Heading("Plaintiff" if english else "原告", 2)]
    blocks.append(Words(_party(person.name, person.number, person.address, english=english)))
    blocks.append(Heading("Defendants" if english else "被告", 2))
    blocks.append(
        Items([_defendant(telling.name(each.caller), english=english) for each in happenings], numbered=True)
    )
    blocks.append(
        Heading(
            "Cause: infringement of privacy and of personal information"
            if english
            else "案由：隐私权、个人信息保护纠纷",
            2,
        )
    )
    blocks.append(Heading("Claims" if english else "诉讼请求", 2))
    blocks.append(Items(_CLAIMS_EN if english else _CLAIMS_ZH, numbered=True))
    blocks.append(Heading("Facts and grounds" if english else "事实与理由", 2))
    for each in happenings:
        blocks += [
            Words(facts(each, telling)),
            Items(refusals_told(each, telling)),
            Items(rules_told(each, telling), numbered=True),
        ]
    blocks.append(Words(_CLOSING_EN if english else _CLOSING_ZH))
    blocks.append(Words(f"To: the People's Court of {BLANK}" if english else f"此致　{BLANK}人民法院"))
    blocks.append(
        Words(f"Signed: {BLANK}　Date: {BLANK}" if english else f"具状人：{BLANK}　　日期：{BLANK}")
    )
    blocks.append(Words(_FEES_EN if english else _FEES_ZH, small=True))
    return Paper("Statement of claim (draft)" if english else "民事起诉状（草稿）", tuple(blocks))


def catalogue(telling: Telling) -> Grid:
    """The catalogue of evidence: number, what it is, what it proves, and the digest by which it is known again."""
    english = telling.language == "en"
    heads = (
        ["No.", "Evidence", "Proves", "SHA-256"]
        if english
        else ["编号", "证据名称及来源", "证明内容", "SHA-256"]
    )
    rows = [
        [str(nth), _named(kept, telling), PROVES[kept.kind][english], _grouped(kept.digest)]
        for nth, kept in enumerate(telling.case.files, 1)
    ]
    return Grid(heads, rows, (0.08, 0.34, 0.3, 0.28))


def _grouped(digest: str) -> str:
    """A digest that can be compared by eye, and broken over lines."""
    return " ".join(digest[place : place + GROUP] for place in range(0, len(digest), GROUP))


def _named(kept: KeptFile, telling: Telling) -> str:
    taken = telling.day(kept.taken_at)
    rows = "" if not kept.rows else f", {kept.rows} rows" if telling.language == "en" else f"，{kept.rows} 行"
    length = (
        ""
        if kept.seconds is None
        else f", {kept.seconds} s"
        if telling.language == "en"
        else f"，{kept.seconds} 秒"
    )
    if telling.language == "en":
        return f"{telling.kept(kept)}: {kept.name}{rows}{length}; taken in {taken}"
    return f"{telling.kept(kept)}：{kept.name}{rows}{length}；{taken} 收存"


def _party(name: str, number: str, address: str, *, english: bool) -> str:
    if english:
        return f"{name or BLANK}, telephone {number or BLANK}, address {address or BLANK}, identity number {BLANK}"
    return f"{name or BLANK}，联系电话 {number or BLANK}，住址 {address or BLANK}，公民身份号码 {BLANK}"


def _defendant(name: str, *, english: bool) -> str:
    if english:
        return f"{name}; seat {BLANK}; legal representative {BLANK}"
    return f"{name}，住所地 {BLANK}，法定代表人（负责人）{BLANK}"


_CLAIMS_ZH = (
    "判令被告立即停止侵害，不得再以电话、短信等方式侵扰原告的私人生活安宁（民法典第九百九十五条、第一千零三十二条、第一千零三十三条）；",
    "判令被告删除其不再有权处理的原告个人信息（民法典第一千零三十七条；个人信息保护法第四十七条）；",
    "判令被告向原告赔礼道歉；",
    f"判令被告赔偿原告损失 {BLANK} 元（精神损害以造成严重后果为前提，民法典第一千一百八十三条；是否主张请斟酌）；",
    "诉讼费用由被告承担。",
)
_CLAIMS_EN = (
    "that the defendant end the infringement at once and not disturb the plaintiff's private life by calls or messages (Civil Code arts. 995, 1032, 1033);",
    "that it delete the plaintiff's data which it may no longer process (Civil Code art. 1037; PIPL art. 47);",
    "that it apologise;",
    f"that it pay CNY {BLANK} (damages for distress presuppose grave consequences, Civil Code art. 1183; consider whether to claim them);",
    "that it bear the costs.",
)
_CLOSING_ZH = (
    "个人信息处理者不能证明自己没有过错的，应当承担损害赔偿等侵权责任（个人信息保护法第六十九条）。以上事实中注明“本人陈述”的，以原告陈述为凭，"
    "其余均见证据目录；来电显示的号码可能被他人改号，被告如主张并非其所拨，请其举证。"
)
_CLOSING_EN = (
    "A handler of personal information that cannot prove that it is not at fault is liable (PIPL art. 69). What is marked as my own word rests on it; all else stands in the "
    "catalogue of evidence. A number shown may have been altered by others; a defendant who says that it did not call may show so."
)
_FEES_ZH = "费用提示：人格权案件受理费每件 100 至 500 元，赔偿超过五万元的部分另计，简易程序减半（诉讼费用交纳办法，凭一般了解，以法院通知为准）。小额诉讼程序只适用于金钱给付案件。民法典第九百九十五条、第一千一百八十三条及程序问题凭一般了解写入，未逐字核对原文。起诉前请咨询律师或 12348。"
_FEES_EN = "Fees: CNY 100 to 500 for a case on personality rights, more on damages above 50,000, half of it in summary procedure (from general knowledge; the court's notice decides). The small-claims procedure takes claims for money only. Civil Code 995 and 1183 and what is said of procedure are from general knowledge, not checked against the text. Ask a lawyer, or 12348, before you sue."
