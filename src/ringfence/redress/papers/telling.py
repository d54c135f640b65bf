"""How a case is told: moments, numbers, lengths, rules and evidence in the reader's tongue.

Beside every writer of papers. Takes facts; gives words. What is not known is said to be not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from ringfence.policy.rule import Rule, Source
from ringfence.redress.case import Caller, Case, KeptFile, Stands
from ringfence.redress.happened import Spoken
from ringfence.redress.judged import Contact
from ringfence.redress.papers.paper import Language

WORDS: Final[dict[str, tuple[str, str]]] = {
    "unknown": ("不详", "not known"),
    "withheld": ("未显示号码", "number withheld"),
    "answered": ("接听", "answered"), "unanswered": ("未接", "not answered"),
    "sms": ("短信", "message"), "voice": ("电话", "call"),
    "seconds": ("秒", " s"), "times": ("次", ""),
    "LAW": ("法律", "statute"), "REG": ("行政法规或部门规章", "regulation"), "NORM": ("规范性文件", "administrative norm"),
    "STD": ("推荐性国家标准（“不宜”，非强制）", "recommended national standard (should not)"),
    "SELF": ("行业自律规范（“不宜”，非强制）", "industry guideline (should not)"),
    "H": ("高", "high"), "M": ("中", "medium"), "L": ("低", "low"),
    "marketing": ("营销", "marketing"), "service": ("服务", "service"), "reminder": ("提醒", "reminder"),
    "fraud_alert": ("反诈提醒", "fraud alert"), "collection": ("催收", "collection"), "survey": ("调查", "survey"),
    "callback": ("回拨", "call back"), "emergency": ("紧急", "emergency"),
    "never": ("我从未同意接到此类来电", "I never agreed to such calls"),
    "withdrawn": ("我曾经同意，拒绝时已一并撤回", "I had agreed, and took it back when I refused"),
    "unsure": ("是否同意过，我记不清，请对方举证", "whether I ever agreed I do not know; the caller may show it"),
    "call": ("电话中口头", "on a call"), "app": ("App 或网页设置", "in an app or on a page"),
    "letter": ("书面信函", "by letter"), "complaint": ("投诉", "by complaint"), "branch": ("网点当面", "at a branch"),
    "bill": ("运营商通话详单", "carrier's bill"), "call_log": ("手机通话记录", "telephone's call log"),
    "messages": ("短信记录", "messages"), "recording": ("录音", "recording"), "picture": ("截图或照片", "picture"), "transcript": ("录音文字稿（以录音为准）", "transcript (the recording decides)"),
    "receipt": ("呼叫方出具的存证回执", "receipt of the caller's sealed log"), "document": ("文件", "document"),
    "row": ("第 {} 行", "row {}"), "evidence": ("证据 {}", "evidence {}"),
    "hers": ("本人电话", "her own telephone"), "of": ("{} 的电话", "{}'s telephone"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells one case in one tongue."""

    case: Case
    language: Language

    def word(self, key: str) -> str:
        """A word."""
        return WORDS[key][self.language == "en"]

    def moment(self, at: int) -> str:
        """A moment on her clock, to the minute and second."""
        return dt.datetime.fromtimestamp(at / 1000, ZoneInfo(self.case.person.zone)).strftime(
            "%Y-%m-%d %H:%M:%S"
        )

    def day(self, at: int) -> str:
        """The day of a moment on her clock."""
        return self.moment(at)[:10]

    def number(self, number: str | None) -> str:
        """A number as it was shown."""
        return self.word("withheld") if number is None else number

    def name(self, caller: Caller) -> str:
        """A caller's name, or his numbers while nobody knows it."""
        if caller.name:
            return caller.name
        shown = caller.numbers[0] if caller.numbers else self.word("unknown")
        return f"{shown} 的机主（名称不详）" if self.language == "zh" else f"whoever used {shown}"

    def how_long(self, contact: Contact) -> str:
        """Whether a contact was answered and how long it was."""
        if contact.channel == "sms":
            return self.word("sms")
        if contact.answered is None:
            return self.word("unknown")
        if not contact.answered:
            return self.word("unanswered")
        return (
            self.word("answered") if contact.seconds is None else f"{contact.seconds}{self.word('seconds')}"
        )

    def place(self, digest: str) -> int:
        """The number of a piece of evidence, as the catalogue counts them."""
        return next(nth for nth, kept in enumerate(self.case.files, 1) if kept.digest == digest)

    def stands(self, stands: Iterable[Stands]) -> str:
        """Where a fact stands: which evidence, which row."""
        told = []
        for each in stands:
            told.append(self.word("evidence").format(self.place(each.digest)))
            if each.row is not None:
                told[-1] += f" {self.word('row').format(each.row)}"
        return "；".join(told) if self.language == "zh" else "; ".join(told)

    def kept(self, kept: KeptFile) -> str:
        """What a kept file is."""
        whose = self.word("of").format(kept.whose) if kept.whose else self.word("hers")
        return (
            f"{self.word(kept.kind)}（{whose}）"
            if self.language == "zh"
            else f"{self.word(kept.kind)} ({whose})"
        )

    def rule(self, rule: Rule) -> str:
        """A rule in the pack's words."""
        return rule.terms.text.zh if self.language == "zh" else rule.terms.text.en

    def source(self, rule: Rule, source: Source) -> str:
        """Where a rule is written, its article, its words if they were read, and how sure the reading is."""
        cite = rule.terms.cite
        article = cite.article or ""
        chinese, slash, in_english = article.partition("/ art")
        if slash:
            article = f"art{in_english}" if self.language == "en" else chinese.strip()
        words = (
            f"：“{cite.words}”"
            if cite.words and self.language == "zh"
            else f": “{cite.words}”"
            if cite.words
            else ""
        )
        title = f"《{source.title}》" if self.language == "zh" and "《" not in source.title else source.title
        return f"{title}{article}{words}"

    def spoken(self, spoken: Spoken) -> str:
        """A rule with its force and where it is written."""
        force = self.word(spoken.rule.terms.force)
        return (
            f"{self.source(spoken.rule, spoken.source)}（{force}）"
            if self.language == "zh"
            else f"{self.source(spoken.rule, spoken.source)} ({force})"
        )
