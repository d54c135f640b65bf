"""What a caller is asked to show: the facts that only he can have, in words.

Beside the writers of papers. Takes the facts that rules lacked; gives what he would have to lay open, each once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ringfence.redress.papers.paper import Language

CALLER_FACTS: Final[dict[str, tuple[str, str]]] = {
    "proof consent": ("我同意接到此类来电的凭证（时间、方式、内容、如何提示）", "what shows that I agreed to such calls (when, how, to what, how it was pointed out)"),
    "proof separate_consent": ("我单独同意的凭证", "what shows my separate consent"),
    "proof written_consent": ("我书面同意的凭证", "what shows my written consent"),
    "proof agreement": ("与我约定联系时间或次数的凭证", "what shows that hours or counts were agreed with me"),
    "caller proof impact_assessment": ("个人信息保护影响评估报告", "the impact assessment of this processing"),
    "agency proof processor_contract": ("委托外包机构呼叫的合同，以及受托机构名称", "the contract with whoever called for you, and his name"),
    "agency proof agency_review": ("对受托催收机构的年度评估", "the yearly review of the agency"),
    "agency": ("是否委托他人拨打，受托人是谁", "whether somebody else called for you, and who"),
    "proof debtor_notice": ("委托催收前告知我的凭证", "what shows that I was told before collection was handed on"),
    "listing marketing_white_list": ("我在你方“用户白名单”中的记录及依据", "the entry of mine in your list of those who agreed, and what it rests on"),
    "line rented": ("所用线路的开户与租用情况", "whose lines these are, and whether they were rented"),
    "line inbound_only": ("所用号码的用途登记（是否仅供呼入）", "what these numbers are registered for"),
    "line owner": ("所用线路的登记使用人", "who the lines are registered to"),
    "line card_data_ok": ("所用号卡的实名登记情况", "the registration of these lines"),
    "subject": ("通话使用了我的哪些个人信息", "which of my data the calls used"),
    "account": ("所称账户或合同的编号", "which account or contract it is about"),
    "style": ("来电是人工、人工智能还是录音", "whether a person, a machine or a recording called"),
    "purpose": ("来电目的", "what the calls were for"),
    "party": ("将我作为何种身份联系", "as whom I was called"),
    "trade": ("所属行业与业务", "which trade and business it was for"),
    "recipient settled": ("我名下账户是否已结清", "whether my account is settled"),
}  # fmt: skip


def to_show(missing: Iterable[str], language: Language) -> list[str]:
    """The facts in words, each once, in the order in which rules asked for them."""
    known = (CALLER_FACTS[fact][language == "en"] for fact in missing if fact in CALLER_FACTS)
    return list(dict.fromkeys(known))
