"""The words of the person's door, Chinese first: for the page and for the command.

Takes a word's name; gives it in her tongue. A test holds that each is used and none is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ringfence.redress.papers.paper import Language

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("谁在打扰我", "Who keeps calling me"),
    "about": ("证据、拒绝、投诉、卷宗，全在本机，不外传", "Evidence, refusals, complaints and a dossier; all of it stays on this machine"),
    "evidence": ("证据", "Evidence"), "who": ("是谁", "Who"), "what": ("经过", "What happened"), "stop": ("停", "Stop"),
    "dossier": ("卷宗", "Dossier"), "me": ("关于我", "About me"),
    "step evidence": ("带来账单、通话记录、短信、录音、截图", "Bring bills, call logs, messages, recordings, pictures"),
    "step who": ("确认是谁打来、为了什么", "Say who called, and what for"),
    "step what": ("看时间、次数，记下您的拒绝", "See when and how often; note your refusals"),
    "step stop": ("一次说停：信函与期限", "Say stop once: letters, and by when an answer is due"),
    "step dossier": ("生成可核验的卷宗", "Make a dossier that can be checked"),
    "bring": ("选择文件（可多选）", "Choose files"), "bring it": ("带来", "Bring"), "whose": ("谁的电话（本人留空）", "Whose telephone (empty for yours)"),
    "kept as came": ("每份文件按原样保存，并记下 SHA-256", "Every file is kept as it came, under its SHA-256"),
    "no evidence": ("还没有证据。先带来运营商详单或手机通话记录。", "No evidence yet. Bring your carrier's bill or your telephone's call log first."),
    "file": ("文件", "File"), "taken": ("收存", "Taken in"),
    "calls": ("次来电", "calls"), "messages": ("条短信", "messages"), "rows unread": ("行未能读取", "rows could not be read"),
    "alike": ("同名但内容不同的文件此前已收存", "a file of this name with other bytes was taken in before"),
    "leave out": ("移出案件", "Leave out"), "seconds": ("秒", "s"),
    "which column": ("哪一列是", "Which column is"), "not here": ("没有这一列", "none"),
    "at": ("通话时间", "the time"), "number": ("对方号码", "the other number"), "direction": ("主叫／被叫", "whether you were called"),
    "duration": ("通话时长", "how long"), "text": ("短信内容", "the text"), "all to me": ("全部是打给我的", "all were calls to me"),
    "read again": ("按此读取", "Read it so"), "cannot tell": ("程序认不出这份文件的列，请您指一下", "The columns of this file are not known; please point them out"),
    "suggested": ("可能是同一家", "May be one caller"), "confirmed": ("已确认", "Confirmed"), "rings": ("来电", "calls"), "answered": ("接听", "answered"),
    "called what": ("名称", "Name"), "purpose": ("为了什么", "What for"), "party": ("把您当作", "You are to them"), "trade": ("行业", "Trade"),
    "consent": ("您同意过吗", "Did you agree"), "settled": ("账已还清", "Account settled"), "confirm": ("确认", "Confirm"), "change": ("更改", "Change"),
    "same_service": ("同一客服号码的分机", "extensions of one service number"), "every contact": ("逐次来电", "Every call and message"), "when": ("时间", "When"), "stands in": ("见证据", "Stands in"),
    "neighbours": ("号码相邻", "numbers side by side"), "same_words": ("短信落款相同", "messages signed alike"), "signed": ("短信落款与公布号码的机构相同", "signed like the owner of a published number"),
    "published": ("公布的号码", "published number"), "could be altered": ("号码可能被他人改号冒用", "the number could have been altered by others"),
    "nobody suggested": ("没有需要确认的号码。", "No number waits to be confirmed."), "name me": ("写下您知道的名称", "the name you know"),
    "marketing": ("营销推销", "marketing"), "service": ("服务", "service"), "reminder": ("还款等提醒", "reminder"), "fraud_alert": ("反诈提醒", "fraud alert"),
    "collection": ("催收", "collection"), "survey": ("调查", "survey"), "callback": ("回拨", "call back"), "emergency": ("紧急", "emergency"), "unknown": ("不清楚", "not known"),
    "customer": ("客户", "customer"), "prospect": ("非客户", "no customer"), "debtor": ("债务人", "debtor"), "guarantor": ("担保人", "guarantor"),
    "spouse_joint": ("共债配偶", "joint spouse"), "contact": ("联系人、亲友", "relative or contact"), "employer": ("用人单位", "employer"), "lawyer": ("律师", "lawyer"),
    "never": ("从未同意", "never"), "withdrawn": ("曾同意，已撤回", "once, taken back"), "unsure": ("记不清", "not sure"),
    "bank": ("银行", "bank"), "credit_card": ("信用卡", "credit card"), "insurance": ("保险", "insurance"), "loan": ("贷款", "loan"), "telesales": ("电话销售", "telesales"), "carrier": ("通信", "carrier"), "payment": ("支付", "payment"),
    "yes": ("是", "yes"), "no": ("否", "no"),
    "after refusal": ("拒绝之后", "after the refusal"), "at night": ("夜间", "at night"), "at work": ("工作时间", "at work"), "to others": ("打给亲友", "to others"),
    "most a day": ("单日最多", "most in a day"), "by day": ("每日次数", "Each day"), "by hour": ("按星期与钟点", "By weekday and hour"), "times": ("次", "times"),
    "rules broken": ("违反的规定", "Rules broken"), "unless shown": ("须由对方举证才能判断", "Rests on what the caller has to show"),
    "refusals": ("您的拒绝", "Your refusals"), "refused at": ("何时", "When"), "how": ("方式", "How"), "words": ("原话", "In which words"), "note it": ("记下", "Note it"),
    "suggested refusals": ("短信里像是拒绝的话", "Messages that read like a refusal"), "that was one": ("是我的拒绝", "That was a refusal"), "take out": ("删去", "Take out"),
    "call": ("电话中说", "on a call"), "sms": ("短信", "by message"), "app": ("App 或网页", "in an app"), "letter": ("信函", "by letter"), "complaint": ("投诉", "by complaint"), "branch": ("网点当面", "at a branch"),
    "nobody named": ("还没有确认是谁。请先在“是谁”里确认。", "Nobody is confirmed yet. Do so under “Who” first."),
    "letters": ("信函（可复制）", "Letters, to be copied"), "sent log": ("寄发与答复", "Sent and answered"), "sent on": ("寄发日期", "Sent on"), "way": ("方式", "How it went"), "mark sent": ("记为已寄发", "Note as sent"),
    "due": ("应答复于", "Answer due"), "overdue": ("已逾期", "overdue"), "answer": ("答复", "Answer"), "mark answered": ("记下答复", "Note the answer"), "not laid down": ("没有规定", "not laid down"), "to": ("收件方", "To"),
    "12378": ("12378", "12378"), "12321": ("12321", "12321"), "platform": ("线路提供方", "the lines' provider"), "court": ("法院", "a court"),
    "make": ("生成卷宗", "Make the dossier"), "made": ("已生成", "Made"), "fingerprint": ("密钥指纹", "Key fingerprint"), "contacts": ("次触达", "contacts"), "pieces": ("份证据", "pieces of evidence"), "lies in": ("位于", "It lies in"),
    "missing name": ("您的姓名未填，起诉状将留空", "Your name is not given; the claim leaves it blank"), "missing refusal": ("没有记录拒绝，“拒绝之后仍来电”无从计算", "No refusal is noted: calls after it cannot be counted"), "checks": ("生成前检查", "Before it is made"), "download": ("下载", "Download"), "not advice": ("不是法律意见", "Not legal advice"),
    "all well": ("证据齐备", "Nothing is missing"),
    "your name": ("姓名", "Name"), "your number": ("本人号码", "Your number"), "address": ("住址", "Address"), "alone": ("这部电话只有我接", "Only I answer this telephone"), "work hours": ("工作时间", "Working hours"), "save": ("保存", "Save"), "noted": ("已记下", "Noted"), "language": ("English", "中文"),
    "all as came": ("全部文件与收存时一致", "All files are as they came"), "gone": ("丢失", "gone"), "altered": ("被改动", "altered"),
    "wrong": ("出错了", "Something is wrong"), "back": ("返回", "Back"), "kept text": ("您填写的内容没有保存，请改正后重试；已带来的证据都在。", "What you typed was not saved; put it right and try again. The evidence you brought is safe."),
}  # fmt: skip
Speak = Callable[[str], str]


def speaker(language: Language) -> Speak:
    """What says a word in her tongue.

    >>> speaker("zh")("evidence"), speaker("en")("evidence")
    ('证据', 'Evidence')
    """
    return lambda word: WORDS[word][language == "en"]
