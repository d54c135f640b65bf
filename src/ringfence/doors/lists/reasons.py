"""Why a row cannot be judged, in Chinese; the English stands where the reason is found."""

from __future__ import annotations

from typing import Final

from ringfence.doors.translated import in_chinese

NUMBER: Final[dict[str, str]] = {
    "no number is given: write it with `+` and the country code": "没有号码：请写上 `+` 和国家代码",
    "`{}` is in scientific notation, its digits are lost: format the column as text and export it again": "`{1}` 是科学计数法，末位数字已丢失：请把该列设为文本格式后重新导出",
    "`{}` ends in a decimal zero: format the column as text and export it again": "`{1}` 带小数零：请把该列设为文本格式后重新导出",
    "`{}` is not one number: keep its digits, and a `+` in front if it has one": "`{1}` 不是一个号码：只保留数字，前面可有 `+`",
    "`{}` is too long: a number has at most {} digits after the `+`": "`{1}` 太长：`+` 之后至多 {2} 位",
    "`{}` is too short: a number has at least {} digits after the `+`": "`{1}` 太短：`+` 之后至少 {2} 位",
    "`{}` has no country: write it with `+` and the country code, or name the region with --region, as in --region CN": "`{1}` 没有国家代码：请写上 `+` 和国家代码，或用 --region 说明地区，如 --region CN",
    "`{}` has a 0 where the country code begins: write one `+` and the country code": "`{1}` 国家代码处为 0：请写一个 `+` 和国家代码",
    "`{}` begins with no country code that exists: check the digits after the `+`": "`{1}` 开头不是任何国家代码：请核对 `+` 之后的数字",
    "`{}` cannot be read as a number of its country: write it without the national prefix": "`{1}` 不能读作该国号码：请去掉国内长途前缀",
    "`{}` may be two numbers when dialled in {}: write it with `+`": "`{1}` 在 {2} 拨打时可能是两个号码：请写上 `+`",
    "`{}` cannot be read as a number dialled in {}: give area code and number, or write it with `+` and the country code": "`{1}` 不能读作在 {2} 拨打的号码：请写区号和号码，或写上 `+` 和国家代码",
}
REASONS: Final[dict[str, str]] = {
    **NUMBER,
    "{} values stand where the header has {}; check its quotes and dividers": "本行有 {1} 个值，表头有 {2} 列；请检查引号和分隔符",
    "some signs are not of this file's encoding; save it as UTF-8": "有些字符不属于本文件的编码；请另存为 UTF-8",
    "`{}` is not a moment; write it like {}": "`{1}` 不是时刻；写法如 {2}",
    "`{}` names no zone; add one, or say whose clock it is with --zone, as in --zone Asia/Shanghai": "`{1}` 没有时区；请写上，或用 --zone 说明是哪里的钟点，如 --zone Asia/Shanghai",
    "`{}` happens twice or never on that clock; add its offset, as in +01:00": "`{1}` 在该时区出现两次或不存在；请写上偏移，如 +01:00",
    "`{}` is no moment of any day; correct it": "`{1}` 不是任何一天的时刻；请更正",
    "`{}` is not a word for this; did you mean `{}`?": "`{1}` 不是此处可用的词；是否想写 `{2}`？",
    "`{}` is not a word for this; it is one of {}": "`{1}` 不是此处可用的词；可用：{2}",
    "`{}` is not a zone; write one such as {}": "`{1}` 不是时区；写法如 {2}",
    "`{}` is neither yes nor no; write true or false": "`{1}` 既非是也非否；请写 true 或 false",
    "`{}` is not a whole number; the smaller is asked first": "`{1}` 不是整数；小者先问",
}


def in_both(reason: str) -> tuple[str, str]:
    """The reason in English and in Chinese."""
    return reason, in_chinese(reason, REASONS)
