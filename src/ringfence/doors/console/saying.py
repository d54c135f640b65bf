"""The words of the desk, Chinese first. A test holds that each is used and none is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

Language = Literal["zh", "en"]

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("铃界合规台", "Ringfence desk"), "language": ("English", "中文"), "skip": ("跳到正文", "Skip to the content"),
    "today": ("今日", "Today"), "calls": ("触达", "Calls"), "stops": ("停止令", "Stops"), "lists": ("名单", "Lists"),
    "packs": ("规则包", "Packs"), "sign out": ("退出", "Sign out"), "sign in": ("登录", "Sign in"),
    "permit": ("放行", "permit"), "divert": ("改道", "divert"), "defer": ("延后", "defer"), "refuse": ("拒绝", "refuse"),
    "warn": ("提醒", "warn"), "presume": ("推定", "presume"), "ignore": ("不理会", "ignore"),
    "access key": ("访问密钥", "Access key"),
    "key hint": ("由 ringfence key make 生成，需有 read 权限", "Made with `ringfence key make`; it needs the scope read"),
    "wrong key": ("密钥无效，或已吊销，或无 read 权限", "Nobody holds this key, it was taken back, or it lacks the scope read"), "signed on": ("已登录", "You are signed in"), "single sign-on": ("用单位账号登录", "Sign in with your organisation"),
    "as of": ("截至", "As of"), "day": ("日期", "Day"), "show": ("查看", "Show"),
    "answers": ("答复", "Answers"), "of all": ("占比", "Share"), "by hour": ("按小时", "By hour"), "by reason": ("按理由", "By reason"),
    "hour note": ("问询时刻，按规则包的时钟", "When it was asked, by the pack's clock"),
    "rule": ("规则", "Rule"), "answer": ("答复", "Answer"), "times": ("次数", "Times"),
    "no answers": ("这一天还没有答复。拨号系统接入后，答复会出现在这里。", "No answers on this day yet. They appear here once a dialler asks."),
    "any": ("不限", "any"), "purpose": ("目的", "Purpose"), "line": ("线路", "Line"), "filter": ("筛选", "Filter"), "clear": ("清除筛选", "Clear the filter"),
    "asked at": ("问询时刻", "Asked"), "planned": ("拟拨时刻", "Planned"), "reasons": ("理由", "Reasons"), "whose": ("主叫", "Caller"),
    "retry": ("可再问", "Ask again"), "older": ("更早", "Older"), "call": ("触达编号", "Call"), "leaf": ("存证叶", "Leaf"),
    "nothing matches": ("没有符合筛选的答复", "No answer matches the filter"), "no calls": ("还没有答复", "No answers yet"),
    "read further": ("已看过较近的一段，可继续向更早找", "A stretch of the log was looked through; go on to the older one"),
    "why": ("为什么", "Why"), "cite": ("出处", "Source"), "force": ("效力层级", "Force"), "until": ("至", "Until"), "facts": ("事实", "Facts"),
    "not known": ("事实不明", "unknown"), "missing": ("无人提供的事实", "Facts nobody gave"), "warnings": ("提醒", "Warnings"),
    "instead": ("可改用线路", "Another line"), "afterwards": ("此后", "Afterwards"), "what": ("事项", "What"), "when": ("时刻", "When"), "said": ("内容", "Said"),
    "no reasons": ("没有规则反对。", "No rule stands against it."), "pack": ("规则包", "Pack"),
    "note stop": ("登记“别再打”", "Note that she said stop"), "stop noted": ("停止令已登记，即刻生效，存证于叶", "The stop is noted and holds from now on; sealed as leaf"),
    "stop explained": ("此触达的当事人说了“别再打”，由此刻起各处不再拨打。", "Whoever was called said stop: from now on nobody calls her."),
    "number": ("号码", "Number"), "look up": ("查询", "Look up"), "said on": ("言明方式", "What was said"),
    "stops of": ("此号码的停止令", "Stops of this number"), "no stops": ("此号码没有停止令", "This number has no stop"),
    "new stop": ("登记停止令", "Note a stop"), "number hint": ("含国家代码，如 +8613000000000", "With its country code, as in +8613000000000"),
    "lately": ("近来登记的停止令", "Stops told lately"), "none lately": ("近来没有停止令", "No stop was told lately"),
    "caller": ("主叫机构", "Caller"), "trade": ("行业", "Trade"),
    "new list": ("送审名单", "Send a list"), "file": ("文件", "File"), "file hint": ("XLSX、CSV、Parquet；手机号、目的、线路各占一列", "XLSX, CSV, Parquet; a column each for number, purpose, line"),
    "region": ("号码所属地区", "Where the numbers are at home"), "form": ("交回形式", "Comes back as"),
    "reserve": ("为获准的触达保留名额", "Hold the places of permitted calls"), "send": ("送审", "Send"),
    "said in list": ("名单中自有", "said in the list"),
    "name": ("名称", "Name"), "state": ("状态", "State"), "waiting": ("等待", "waiting"), "running": ("进行中", "running"), "done": ("完成", "done"), "failed": ("未成", "failed"),
    "no lists": ("还没有送审的名单", "No list was sent yet"), "rows": ("行数", "Rows"), "bad rows": ("无法读取的行", "Rows that cannot be read"),
    "progress": ("进度", "Progress"), "goes on": ("可关闭此页，名单照常审完。", "You may close this page; the list goes on."),
    "files": ("文件", "Files"), "answered": ("带答复的名单", "The list with its answers"), "may-call": ("可拨打者", "What may be called"),
    "bad": ("无法读取的行", "Rows that cannot be read"), "report": ("报告", "Report"), "reserved": ("已保留名额", "Places held"), "drop": ("删除名单与文件", "Drop the list and its files"),
    "step mirror": ("更新镜像", "bringing the mirror up to date"), "step read": ("读取", "reading"), "step judge": ("裁决", "judging"),
    "step seal": ("存证", "sealing"), "step write": ("写出", "writing"), "step waiting": ("排队", "queued"), "step done": ("完成", "done"),
    "version": ("版本", "Version"), "signed": ("签核人数", "Signed by"), "kind": ("种类", "Kind"), "effect": ("效果", "Effect"), "in words": ("规定", "In words"),
    "where unknown": ("事实不明时", "Where unknown"), "the words": ("原文", "The words of the source"), "no words": ("未录原文", "The words are not quoted"),
    "values": ("取值", "Values"), "examples": ("例", "Examples"), "none": ("无", "none"), "confidence": ("把握", "How sure the reading is"),
    "wrong": ("未能完成", "That could not be done"), "nothing lost": ("已登记的不会丢失。", "Nothing that was noted is lost."), "back": ("返回", "Back"),
    "not allowed": ("此密钥没有所需权限", "This key lacks the scope that this needs"),
    "LAW": ("法律", "law"), "REG": ("法规规章", "regulation"), "NORM": ("规范性文件", "normative document"), "STD": ("标准", "standard"),
    "SELF": ("行业自律", "self-regulation"), "DRAFT": ("草案", "draft"), "PLAT": ("平台规定", "platform's rule"), "HOUSE": ("内部规定", "house policy"),
    "marketing": ("营销", "marketing"), "service": ("服务", "service"), "reminder": ("提醒", "reminder"), "fraud_alert": ("反诈提醒", "fraud alert"),
    "collection": ("催收", "collection"), "survey": ("调查", "survey"), "callback": ("回拨", "callback"), "emergency": ("紧急", "emergency"),
    "lines": ("线路", "Lines"), "queue": ("待复核", "To review"), "what-if": ("阈值试算", "What if"),
    "no lines": ("账本里还没有线路。用 ringfence import lines 导入，或待拨号后再看。", "No lines in the ledger yet. Import them with `ringfence import lines`, or look again once calls were made."),
    "basis belief": ("概率依据公开说法（每月 1% 至 5%，周期不明，按月理解），尚未由本机构的关停记录校正。", "The odds rest on what the trade says (1 to 5 % a month; the period is unknown and read as a month); they were not learned here yet."),
    "basis learned": ("概率已由本机构的关停记录校正。", "The odds were learned from closures of your own lines."),
    "within 1": ("一天内关停", "Closed within 1 day"), "within 7": ("七天内", "7 days"), "within 30": ("三十天内", "30 days"),
    "usual calls": ("日均呼出", "Calls a day"), "most a day": ("建议日呼上限", "At most a day"), "rest it": ("停用休整", "rest it"), "causes": ("原因与改善", "Causes, and what helps"),
    "queue note": ("须由人决定的处置，危害大者在前；每日至多", "Steps that wait for a person, the most harmful first; a day at most"), "nothing waits": ("没有待复核的处置。", "Nothing waits for a person."),
    "harm": ("危害", "harm"), "further ladders": ("另有阶梯", "further ladders:"), "all of an owner": ("持有人名下全部号码", "all lines of an owner"), "take": ("采取", "Take the step"), "leave": ("否决", "Refuse it"), "lift": ("立即解除", "Lift it at once"), "notice": ("告知内容", "What the holder is told"),
    "observe": ("观察", "observe"), "label": ("标记", "label"), "slow": ("限速", "slow"), "bar_outgoing": ("停止呼出", "bar from calling out"), "suspend": ("停机", "suspend"), "close": ("关停", "close"), "delist": ("移出白名单", "take off the white list"), "carry": ("放行", "carry"),
    "proposed": ("待复核", "proposed"), "taken": ("已采取", "taken"), "refused": ("已否决", "refused"), "lifted": ("已解除", "lifted"),
    "answered now": ("当前答复", "Answered now"), "line not known": ("没有该线路的资料", "Nothing is known of this line"), "owner": ("持有人", "Owner"), "home": ("归属地", "Home"), "registered": ("备案", "Registered"), "public service": ("公共服务", "Public service"),
    "yes": ("是", "yes"), "no": ("否", "no"), "stands nowhere": ("不在任何阶梯上", "It stands on no ladder"), "last thirty days": ("近三十天", "Last thirty days"), "no calls of it": ("没有它的话单", "No records of its calls"),
    "attempts": ("呼出次数", "Calls"), "of the most": ("与最多日之比", "Of the most"), "answered share": ("接通率", "Answered"), "short share": ("短通话占比", "Short"), "last day": ("近一日度量", "Measures of the last day"), "steps": ("处置经过", "Steps"),
    "decided by": ("决定人", "decided by"), "appeal until": ("申诉截止", "appeal until"),
    "ladder and measure": ("阶梯与度量（现行阈值）", "Ladder and measure (limit now)"), "limits": ("其他阈值", "Other limits"), "limits hint": ("整数，以空格分开；占比按百分数", "Whole numbers, divided by blanks; shares in per cent"), "count": ("试算", "Count"),
    "limit": ("阈值", "Limit"), "of which registered": ("其中已备案", "Of which registered"), "nobody knows": ("备案不明", "Not known"),
    "opt_out": ("退订", "opted out"),
    "refusal_on_call": ("当场拒绝", "refused on the call"),
    "objection": ("反对处理", "objected"),
    "complaint": ("投诉", "complained"),
    "third_party_refusal": ("第三人拒绝", "a third party refused"),
    "bereavement": ("身故或丧亲", "somebody died"), "number_invalid": ("号码失效", "the number is not hers any more"),
    "revoke_consent": ("撤回同意", "took consent back"), "party_abroad": ("身在境外", "is abroad"), "sip_607": ("拒接并举报", "her handset said unwanted"),
    "conversation": ("已交谈", "a conversation"), "abandoned": ("呼损", "nobody spoke"), "machine_detected": ("检出机器", "a machine was heard"),
    "dispute": ("争议", "disputed the debt"),
}  # fmt: skip


def speaker(language: Language) -> Callable[[str], str]:
    """What says a word of the desk in a tongue.

    >>> speaker("en")("today")
    'Today'
    """
    place = 0 if language == "zh" else 1
    return lambda name: WORDS[name][place]
