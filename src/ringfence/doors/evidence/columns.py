"""Which column of a bill or a call log says what, by the names that carriers and telephones give them.

Beside the readers of evidence. Takes the names of columns; gives those of each fact, or says which are missing, so that
she can be asked. The public forms of China's carriers (移动、联通、电信、广电) and of the usual call-log programs are known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

FACTS: Final = ("at", "date", "time", "number", "direction", "seconds", "text")
"""What is read of a call, or with `text` of a message; `at` may stand in two columns, `date` and `time`."""
NEEDED: Final = ("at", "number")
NAMES: Final[dict[str, str]] = {
    "at": "起始时间 通话起始时间 通话开始时间 开始时间 通话时间 呼叫时间 时间 日期时间 起始日期时间 通话日期起始 通话起始 timestamp datetime"
    " call_time start start_time date_time date/time readable_date",
    "date": "日期 通话日期 起始日期 呼叫日期 date call_date",
    "time": "时刻 时分秒 time start_clock",
    "number": "对方号码 对端号码 对方电话号码 通话号码 号码 电话号码 对方电话 来电号码 通话对方 呼叫号码 number phone phone_number address formatted_number"
    " phonenumber contact_number from/to",
    "direction": "通信方式 呼叫类型 通话方式 主被叫 主叫被叫 呼叫方式 通话方向 主叫/被叫 状态类型 通信类型 类型 type call_type direction calltype",
    "text": "短信内容 内容 信息内容 正文 body text message content message_body",
    "seconds": "通信时长 通话时长 时长 通话时长(秒) 时长(秒) 通话时长（秒） 时长（秒） duration duration_(s) duration_in_seconds length seconds",
}  # fmt: skip
_FACT_OF: Final = {name: fact for fact, names in NAMES.items() for name in names.split()}


def plain(name: str) -> str:
    """A column's name as it is compared: no blanks, small letters.

    >>> plain(" Start Time"), plain("通话时长（秒）")
    ('start_time', '通话时长（秒）')
    """
    return re.sub(r"\s+", "_", name.strip()).lower()


def columns_of(names: Sequence[str], said: Mapping[str, str]) -> dict[str, int]:
    """The place of the column that says each fact; what she `said` has the last word."""
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        fact = _FACT_OF.get(plain(name))
        if fact is not None and fact not in found:
            found[fact] = place
    for fact, name in said.items():
        if name in names:
            found[fact] = list(names).index(name)
    if "date" in found and "time" in found and "at" not in said:
        found.pop("at", None)
    elif "at" not in found and "date" in found:
        found["at"] = found.pop("date")
    return found


def missing(found: Mapping[str, int]) -> list[str]:
    """The facts without which no call can be read."""
    has_moment = "at" in found or {"date", "time"} <= found.keys()
    return [fact for fact in NEEDED if fact not in found and not (fact == "at" and has_moment)]


def heads_in(rows: Sequence[Sequence[str]], said: Mapping[str, str]) -> int | None:
    """Which of the first rows names the columns: the one that names most facts; None if none does."""
    best, most = None, 1
    for place, row in enumerate(rows):
        named = columns_of(row, said)
        if len(named) > most and not missing(named):
            best, most = place, len(named)
    return best
