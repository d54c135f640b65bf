"""Which column of somebody's list says which fact of a call.

Where a list is taken in. Takes the names of columns as people write them, English or Chinese; gives the fact that each
stands for. A name that could be two facts, or two columns that are one, is asked about, never guessed. Columns that
say nothing of a call (a name, days overdue, a remark) are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from ringfence.call.errors import ListError, nearest
from ringfence.engines.duckdb.listed import COLUMNS

Choose = Callable[[str, Sequence[str]], str | None]
"""Asks a person which of these columns says this fact; None if none does."""

NAMES: Final[dict[str, str]] = {
    "recipient": "phone phone_number phone_no mobile mobile_number mobile_phone msisdn tel telephone number cell callee_number"
    " 手机号 手机号码 手机 电话 电话号码 联系电话 联系号码 联系方式 被叫 被叫号码 客户号码 客户手机 客户手机号 客户电话 号码",
    "line": "caller_id cli outbound_number from_number 线路 主叫 主叫号码 外显号码 外显 外呼号码 显示号码 号卡",
    "at": "planned_at call_time scheduled_at scheduled datetime 拨打时间 计划时间 计划拨打时间 拟拨时间 外呼时间 呼叫时间 预约时间",
    "id": "call_id lead_id vendor_lead_code 编号 序号 触达编号",
    "priority": "rank 优先级 优先",
    "caller": "institution 主叫机构 委托机构 委托方 银行",
    "caller_group": "主叫集团 集团",
    "agency": "vendor outsourcer 机构 外包机构 委外机构 代理机构 外呼机构 催收机构",
    "campaign": "campaign_id campaign_name 活动 活动名称 活动编号",
    "trade": "industry 行业",
    "account": "account_no account_number loan_no card_no contract_no 账号 账户 账户号 卡号 合同号 合同编号 借据号",
    "product": "product_name 产品 产品名称",
    "subject": "topic 事项 主题",
    "occasion": "alert_id 由头 预警编号",
    "purpose": "call_purpose 目的 呼叫目的 外呼目的 用途",
    "party": "relation role 身份 与债务人关系 关系",
    "speaker": "发话者 坐席类型",
    "channel": "渠道",
    "style": "方式",
    "asked_for": "requested 应约",
    "warm": "承接",
    "caller_zone": "主叫时区",
    "country": "国家",
    "region": "地区",
    "zone": "timezone time_zone 时区",
    "source": "所在地来源",
}
"""What a column may be called besides the fact's own name."""
WHAT_CAME_OF_IT: Final = {
    "outcome": "disposition result call_result call_outcome 结果 通话结果 外呼结果 呼叫结果 触达结果",
    "sale": "sold success converted y 成交 是否成交 转化 办理成功",
}
"""The facts that a history has beside those of a call, by the same."""
_FACTS: Final = {
    name: fact for fact, names in {**NAMES, **WHAT_CAME_OF_IT}.items() for name in (fact, *names.split())
}


def plain(name: str) -> str:
    """A column's name without what people decorate it with.

    >>> plain(" Phone Number (mobile)*"), plain("手机号（必填）")
    ('phone_number', '手机号')
    """
    bare = re.sub(r"[(（\[【].*?[)）\]】]|[*＊:：]", "", name).strip().casefold()
    return re.sub(r"[\s\-/]+", "_", bare)


def facts_in(
    names: Sequence[str], mapping: Mapping[str, str] | None = None, choose: Choose | None = None,
    shared: Collection[str] = (), further: Collection[str] = (),
) -> dict[str, str]:  # fmt: skip
    """The column that says each fact, by the fact; `mapping` has the last word, `choose` is asked what is unclear.

    What is `shared` by all calls no column is asked for; `further` facts are looked for beside those of a call.

    >>> facts_in(["客户姓名", "手机号", "逾期天数", "目的"])
    {'recipient': '手机号', 'purpose': '目的'}
    """
    taken = (*COLUMNS, *further)
    told = _told(names, mapping or {}, taken)
    found: dict[str, list[str]] = {}
    for name in names:
        fact = name if name in taken else _FACTS.get(plain(name))
        if fact in taken and fact not in {*told, *shared} and name not in told.values():
            found.setdefault(fact, []).append(name)
    facts = dict(told)
    for fact, columns in found.items():
        # A column that bears the fact's own name needs no interpreter.
        one = fact if fact in columns else columns[0] if len(columns) == 1 else None
        one = one or (choose(fact, columns) if choose else None)
        if one is None and choose is None:
            shown = "`, `".join(columns)
            raise ListError(f"`{shown}` may each be the {fact}; say which with --map {fact}=COLUMN", 1)
        if one is not None:
            facts[fact] = one
    if not {"recipient", "token"} & {*facts, *shared}:
        facts |= _whom(names, facts, choose)
    return facts


def _told(names: Sequence[str], mapping: Mapping[str, str], taken: Sequence[str]) -> dict[str, str]:
    for fact, column in mapping.items():
        if fact not in taken:
            hint = nearest(fact, taken) or f"it takes {', '.join(taken[:12])}, …"
            raise ListError(f"`{fact}` is not a fact of a call; {hint}", None, "--map")
        if column not in names:
            hint = nearest(column, names) or f"it has {', '.join(names)}"
            raise ListError(f"the list has no column `{column}`; {hint}", 1, fact)
    return dict(mapping)


def _whom(names: Sequence[str], facts: Mapping[str, str], choose: Choose | None) -> dict[str, str]:
    left = [name for name in names if name not in facts.values()]
    column = choose("recipient", left) if choose else None
    if column is None:
        raise ListError(
            "whom are these calls to? no column is called recipient, phone or 手机号; say which with --map recipient=COLUMN",
            1,
        )
    return {"recipient": column}
