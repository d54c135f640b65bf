"""What the example says, in English and in Chinese; the words are those of the glossary."""

from __future__ import annotations

import locale
import os
from typing import Final

LANGUAGES: Final = ("en", "zh")

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "making": "making the setting",
        "bringing": "bringing",
        "screening": "screening",
        "list": "the list", "call": "earlier calls", "stop": "stops", "proof": "proofs",
        "listing": "listings", "listing_entry": "looks into a list", "line": "lines",
        "recipient": "recipients",
        "title": "{rows:,} calls screened in {seconds:.1f} s",
        "answer": "answer", "calls": "calls", "share": "share", "rule": "rule",
        "known": "known", "unknown": "unknown",
        "permit": "permit: go ahead", "divert": "divert: take another line", "defer": "defer: later",
        "refuse": "refuse: not at all",
        "more": "A call may have several reasons; the strongest decides.",
        "unknowns": "Unknown is not no: {rows:,} reasons rest on a fact that nobody has, and each rule says "
        "what then happens.",
        "real": "Real: 33,358 calls of a bank's campaign (Moro, Cortez, Rita 2014, UCI, CC BY 4.0): month, "
        "weekday and order, calls made before, days since an earlier campaign and its outcome, landline or "
        "mobile, loans.",
        "made": "Made, from a fixed seed: numbers (nobody's), places, times of day, purposes, lines, stops, "
        "consents, looks into the list. What is made is no evidence of anything; see "
        "examples/campaign/README.md.",
        "where": "Verdicts: {out} (sealed as leaf {leaf}); ledger: {db}",
        "law": "The pack is a sample and not legal advice.",
    },
    "zh": {
        "making": "生成场景",
        "bringing": "导入",
        "screening": "筛查",
        "list": "待拨名单", "call": "历史触达", "stop": "停止令", "proof": "凭证", "listing": "名单",
        "listing_entry": "名单查询", "line": "线路", "recipient": "被叫人",
        "title": "已筛查 {rows:,} 通触达，用时 {seconds:.1f} 秒",
        "answer": "答复", "calls": "触达数", "share": "占比", "rule": "规则",
        "known": "事实明确", "unknown": "事实未知",
        "permit": "permit 放行", "divert": "divert 改用别的线路", "defer": "defer 推迟",
        "refuse": "refuse 拒绝",
        "more": "一通触达可有几条理由，以最强的为准。",
        "unknowns": "未知不等于“否”：有 {rows:,} 条理由缺少事实，此时怎么办，由每条规则自己写明。",
        "real": "真实的：一家银行营销活动的 33,358 通电话"
        "（Moro、Cortez、Rita 2014，UCI，CC BY 4.0）：月份、星期与先后、"
        "此前拨打次数、距上次活动的天数与结果、固话或手机、贷款情况。",
        "made": "虚构的（固定种子）：号码（不属于任何人）、所在地、钟点、目的、线路、停止令、同意、名单查询。"
        "虚构的部分不能证明任何事；详见 examples/campaign/README.md。",
        "where": "答复：{out}（存证叶 {leaf}）；账本：{db}",
        "law": "规则包为样例，不是法律意见。",
    },
}  # fmt: skip


def language() -> str:
    """The language of whoever sits here: Chinese if the locale says so, else English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "zh" if (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
