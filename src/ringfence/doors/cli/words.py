"""What the command line says in Chinese and in English, and which of the two is wanted.

Takes a word's name; gives it in the reader's language. Rules speak for themselves: those are the pack's.
"""

from __future__ import annotations

import os
from typing import Literal

Language = Literal["zh", "en"]

# Chinese, then English.
WORDS: dict[str, tuple[str, str]] = {
    "permit": ("准许", "permit"),
    "divert": ("改道", "divert"),
    "defer": ("延后", "defer"),
    "refuse": ("拒绝", "refuse"),
    "warn": ("提醒", "warn"),
    "answer": ("答复", "answer"),
    "call": ("触达", "call"),
    "asked for": ("拟拨时刻", "asked for"),
    "pack": ("规则包", "pack"),
    "leaf": ("存证叶", "leaf"),
    "retry": ("可再问", "ask again"),
    "never": ("没有这样的时刻", "no such moment"),
    "no_moment_within": ("400 天之内没有这样的时刻", "no moment within 400 days"),
    "expires": ("保留至", "held until"),
    "reasons": ("理由", "reasons"),
    "warnings": ("提醒", "warnings"),
    "missing": ("无人提供的事实", "facts nobody gave"),
    "alternative": ("可改用", "instead"),
    "unknown": ("事实不明", "unknown"),
    "until": ("至", "until"),
    "facts": ("事实", "facts"),
    "cite": ("出处", "source"),
    "later": ("此后", "afterwards"),
    "rule": ("规则", "rule"),
    "effect": ("效力", "effect"),
    "rows": ("行数", "rows"),
    "share": ("占比", "share"),
    "seconds": ("秒", "seconds"),
    "of these": ("共 {rows} 行，其中 {stopped} 行不会拨打", "{stopped} of {rows} will not be called"),
    "not called": ("不会拨打", "will not be called"),
    "open again": ("最早可再拨打", "could be called from"),
    "would decide": (
        "补齐“{fact}”即可裁决 {decides} 行，连同以上各项 {together} 行（缺此事实者 {among} 行）",
        "`{fact}` would decide {decides} rows, {together} with those above ({among} rows lack it)",
    ),
    "read as": ("各列读作", "read as"),
    "set aside in": ("行无法读取，写入", "rows could not be read, see"),
    "may be called": ("行可拨打，已另存", "rows may be called, written apart"),
    "which column": ("哪一列是", "which column says"),
    "none of them": ("都不是", "none of them"),
    "number": ("编号", "number"),
    "agency": ("外包机构", "agency"),
    "line": ("线路", "line"),
    "purpose": ("目的", "purpose"),
    "product": ("产品", "product"),
    "campaign": ("活动", "campaign"),
    "written to": ("写入", "written to"),
    "sealed as leaf": ("已存证于叶", "sealed as leaf"),
    "reserved": ("已保留", "reserved"),
    "mirror": ("更新镜像", "bringing the mirror up to date"),
    "read": ("读取名单", "reading the list"),
    "judge": ("裁决", "judging"),
    "seal": ("存证", "sealing"),
    "write": ("写出答复", "writing the verdicts"),
    "done": ("完成", "done"),
    "told": ("已记录，存证叶", "told; sealed as leaf"),
    "brought": ("已导入行数", "rows brought"),
    "checked": ("规则包无误", "the pack checks"),
    "faults": ("处错误", "faults"),
    "locked": ("已锁定", "locked"),
    "examples": ("例", "examples"),
    "engines": ("引擎", "engines"),
    "disagreements": ("引擎不一致", "disagreements"),
    "failures": ("与所期不符", "failures"),
    "none": ("无", "none"),
    "error": ("错误", "error"),
    "clean": ("日志完好", "the log holds"),
    "broken": ("日志不再如封存时", "the log is not as it was sealed"),
    "leaves": ("叶", "leaves"),
    "covered": ("已入签名树头", "covered by a signed head"),
    "heads": ("树头", "tree heads"),
    "altered": ("被改", "altered"),
    "dropped": ("缺失", "dropped"),
    "moved": ("换位", "moved"),
    "added": ("多出", "added"),
    "unproven": ("无从证明", "unproven"),
    "outcome": ("结果", "outcome"),
    "stop": ("停止令", "stop"),
    "confirm": ("接通前再问", "confirmed"),
    "force": ("效力层级", "force"),
    "confidence": ("把握", "confidence"),
    "kind": ("种类", "kind"),
    "where unknown": ("事实不明时", "where facts are unknown"),
    "ignore": ("不作处理", "ignore"),
    "presume": ("推定", "presume"),
    "numbers": ("数值", "numbers"),
    "no words": ("未引条文原文", "its words are not quoted"),
    "from": ("自", "from"),
    "repealed": ("已废止", "repealed"),
    "where": ("适用地区", "where"),
    "when": ("适用触达", "which calls"),
    "unless": ("豁免", "unless"),
    "then": ("要求", "asks"),
    "holds": ("施行期间", "holds"),
    "only where chosen": ("选用后才生效", "holds only where it is chosen"),
    "window": ("时段", "window"),
    "cap": ("次数", "cap"),
    "listing": ("名单", "listing"),
    "proof": ("凭证", "proof"),
    "party": ("身份", "party"),
    "identity": ("呈现身份", "identity"),
    "say": ("话术", "say"),
    "pacing": ("呼叫节奏", "pacing"),
    "keep": ("留存", "keep"),
    "clock": ("时限", "clock"),
    "ladder": ("阶梯", "ladder"),
    "LAW": ("法律", "law"),
    "REG": ("法规", "regulation"),
    "NORM": ("规范性文件", "normative document"),
    "STD": ("标准", "standard"),
    "SELF": ("自律规范", "self-regulation"),
    "DRAFT": ("草案", "draft"),
    "PLAT": ("平台条款", "platform's terms"),
    "HOUSE": ("内部制度", "house policy"),
    "H": ("高", "high"),
    "M": ("中", "middling"),
    "L": ("低", "low"),
    "the same": ("两者相同", "the same"),
    "changed": ("更改", "changed"),
    "removed": ("删去", "removed"),
    "offered": ("可选规则", "offered rule"),
    "value": ("数值", "value"),
    "calendar": ("日历", "calendar"),
    "source": ("来源", "source"),
    "zone": ("时区", "zone"),
    "title": ("标题", "title"),
    "date": ("日期", "date"),
    "link": ("链接", "link"),
    "unit": ("单位", "unit"),
    "meaning": ("含义", "meaning"),
    "values": ("数值", "numbers"),
    "valid": ("施行期间", "holds"),
    "text": ("文字", "text"),
    "on_unknown": ("事实不明时", "where facts are unknown"),
    "opt_in": ("选用", "opt-in"),
    "sign-off": ("签核", "sign-off"),
    "signed": ("已签核", "signed off"),
    "one": ("仅一人签核，尚须一人", "signed by one person; another must"),
    "stale": ("签核后已更改，须重新签核", "changed since it was signed"),
    "nobody": ("尚无人签核", "nobody has signed"),
}


def say(name: str, language: Language) -> str:
    """A word in the reader's language; one that is not in the list stands for itself.

    >>> say("refuse", "zh"), say("refuse", "en"), say("cn.house.x", "zh")
    ('拒绝', 'refuse', 'cn.house.x')
    """
    chinese, english = WORDS.get(name, (name, name))
    return chinese if language == "zh" else english


def language_of(wanted: str | None) -> Language:
    """The language that was asked for, or that of the place the program runs in, or English."""
    if wanted is not None:
        return "zh" if wanted == "zh" else "en"
    here = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if here.lower().startswith("zh") else "en"
