"""What is said of a pack's faults and failing examples, in Chinese: each by its English words.

Read by the command line when it tells faults. `{}` stands for what differs from fault to fault: a key, a value, a
list of words. What stands in backquotes belongs to the pack and is left as it is. It knows no law.
"""

from __future__ import annotations

import re
from functools import cache

from ringfence.call.errors import Fault
from ringfence.doors.cli.words import Language

# English, then Chinese; `{1}` is what the first `{}` stood for.
MESSAGES: dict[str, str] = {
    # Files and folders.
    "there is no such folder": "没有这个目录",
    "there is no such file": "没有这个文件",
    "there is no pack `{}`": "没有规则包 `{1}`",
    "there is no rule `{}`": "没有规则 `{1}`",
    "is empty": "是空的",
    "is not read": "不会被读取",
    "stands too deep": "放得太深",
    "has no `pack.toml`": "没有 `pack.toml`",
    "holds no rule": "没有规则",
    "holds no examples": "没有例",
    "has no examples": "没有例",
    "belongs to no rule": "不属于任何规则",
    "belongs to no gate; gates are {}": "不属于任何闸口；闸口有 {1}",
    "must hold one document: {}": "应当只有一个文档：{1}",
    "must hold two documents: a head `{}`, then `---` and a list of examples": "应当有两个文档：开头 `{1}`，然后 `---` 和例的列表",
    "cannot be read: {}": "无法读取：{1}",
    "is not UTF-8": "不是 UTF-8 编码",
    "is not YAML: it holds a character that no text has": "不是 YAML：含有文本里不会有的字符",
    "is not YAML: {}": "不是 YAML：{1}",
    "is not TOML: {}": "不是 TOML：{1}",
    "is nested too deeply to be read": "嵌套太深，无法读取",
    "`*{}` is an alias": "`*{1}` 是别名",
    "a key must be one word or text": "键应当是一个词或文本",
    "`{}` is written twice": "`{1}` 写了两次",
    # Lock and sign-off.
    "is not a lock file": "不是锁定文件",
    "is not locked": "尚未锁定",
    "is locked but has no rule": "已锁定，但规则不在了",
    "is the id of a retired rule": "是已停用规则的编号",
    "was changed since version {} was locked": "自锁定第 {1} 版之后有改动",
    "the imported pack `{}` is not as it was locked": "引入的规则包 `{1}` 与锁定时不同",
    "was not read from a folder": "不是从目录读取的",
    "is shipped, and the next release would replace it": "随铃界发布，下一版会将其覆盖",
    "is signed by a person in a role": "须由人以其职务签核",
    "keeps its sign-offs in a form of its own": "签核的写法特殊",
    # Imports and offered rules.
    "`{}` imports itself in the end": "`{1}` 最终引入了自己",
    "`{}` does not check": "`{1}` 有错误",
    "`{}` is no rule of the pack": "`{1}` 不是本规则包的规则",
    "`{}` is no rule of `{}`": "`{1}` 不是 `{2}` 的规则",
    "`{}` is no rule that is offered": "`{1}` 不是可选规则",
    "the rule `{}` is also in {}": "规则 `{1}` 也在 {2} 里",
    "the {} `{}` is another one here": "此处另有 `{2}`（{1}）",
    # Keys, values, forms.
    "unknown key `{}`": "没有 `{1}` 这个键",
    "`{}` is missing": "缺少 `{1}`",
    "`{}` is no word for `{}`": "`{1}` 不能用于 `{2}`",
    "this is no word for `{}`": "此处的值不能用于 `{1}`",
    "`{}` must be text; put it in quotes": "`{1}` 应当是文本，请加引号",
    "`{}` must be a list, as in [one, other]": "`{1}` 应当是列表，如 [one, other]",
    "`{}` must be a mapping of keys and values": "`{1}` 应当是键与值的对应",
    "`{}` must be a whole number": "`{1}` 应当是整数",
    "`{}` must be a number": "`{1}` 应当是数",
    "`{}` must be true or false": "`{1}` 应当是 true 或 false",
    "`{}` must be greater than or equal to {}": "`{1}` 应当不小于 {2}",
    "`{}` must be less than or equal to {}": "`{1}` 应当不大于 {2}",
    "`{}` must be greater than {}": "`{1}` 应当大于 {2}",
    "`{}` must be less than {}": "`{1}` 应当小于 {2}",
    "`{}` must not be empty": "`{1}` 不得为空",
    "`{}` has too many entries": "`{1}` 的项太多",
    "`{}` is not a day": "`{1}` 不是日期",
    "`{}` is not a moment": "`{1}` 不是时刻",
    "`{}` names no zone": "`{1}` 没有时区",
    "`{}` is not a span": "`{1}` 不是时长",
    "`{}` is not a length": "`{1}` 不是期限",
    "`{}` is not a clock time": "`{1}` 不是钟点",
    "`{}` is not on the clock": "`{1}` 不在钟面上",
    "`{}` is no clock": "`{1}` 不是时钟依据",
    "`{}` is no zone": "`{1}` 不是时区",
    "`{}` is not a series": "`{1}` 不是号段系列",
    "`{}` is no rule id": "`{1}` 不是规则编号",
    "`{}` is no name of a pack": "`{1}` 不是规则包的名字",
    "`{}` is no version": "`{1}` 不是版本号",
    "a rule id has at most 60 characters": "规则编号至多 60 个字符",
    "the file is named `{}`, the rule `{}`": "文件名为 `{1}`，规则却是 `{2}`",
    "`{}` is also the id of {}": "`{1}` 也是 {2} 的编号",
    "write `{}` or `{}`, not both": "`{1}` 与 `{2}` 只写一个",
    # Values, sources, calendars, standing.
    "`{}` has neither date nor source": "`{1}` 既无日期也无来源",
    "`{}` has no number": "`{1}` 没有数值",
    "the value `{}` is also in another file": "取值 `{1}` 也在另一个文件里",
    "there is no value `{}`": "没有取值 `{1}`",
    "`{}` is no source of this pack": "`{1}` 不是本规则包的来源",
    "there is no calendar `{}`": "没有日历 `{1}`",
    "`from` {} is not before `to` {}": "`from` {1} 不早于 `to` {2}",
    "a house rule poses as {}": "内部制度冒充 {1}",
    "a rule of force {} rests on house policy alone": "效力为 {1} 的规则仅以内部制度为依据",
    "the value `{}` is repealed from {} and still in use": "取值 `{1}` 自 {2} 起废止，却仍在使用",
    # What a rule may say.
    "`effect: {}` takes `on_unknown: warn` or `ignore`": "`effect: {1}` 只能配 `on_unknown: warn` 或 `ignore`",
    "this exemption names no ground, so it would lift the rule always": "此豁免没有写明理由，规则将永远不生效",
    "`agreed_hours` means nothing outside a window's `lift_by`": "`agreed_hours` 只在时段规则的 `lift_by` 里有意义",
    "agreed hours lift a window": "约定时间只豁免时段规则",
    "`{}` and `{}` are the same limit": "`{1}` 与 `{2}` 是同一个限制",
    "a proof of the {} is about no single account and agrees no hours": "{1} 的凭证不针对某一账户，也不约定时间",
    "a calendar period is a `day`, `week` or `month`": "日历周期只能是 `day`、`week` 或 `month`",
    "consecutive days come in whole days": "连续日应当是整日",
    "`key` needs `recipient` or `line`": "`key` 需要 `recipient` 或 `line`",
    "give either `allow` or `forbid`": "`allow` 与 `forbid` 只写一个",
    "days such as `working` need `holidays: {calendar: …}`": "`working` 之类的日子需要 `holidays: {calendar: …}`",
    "a `dno` list is `keyed_by: line`, every other by recipient": "`dno` 名单须写 `keyed_by: line`，其余按被叫人",
    "a `reassigned` list needs `consented_by`": "`reassigned` 名单需要 `consented_by`",
    "`{}` are counted `{}` a span": "`{1}` 要在一段时长（`{2}`）内计数",
    "nobody would ever be lost": "如此则永远无人失联",
    "this precondition is for nobody": "此前提不适用于任何人",
    "this says nothing of anybody": "此规则没有说到任何人",
    "`{}` needs no precondition, being in `{}`": "`{1}` 已在 `{2}` 里，不需要前提",
    "this asks nothing of a line": "此规则对线路没有要求",
    "`foreign` can be forbidden, not asked for": "`foreign` 只能禁止，不能要求",
    "`foreign` to which country?": "`foreign` 是对哪一国而言？",
    "`{}` has no numbering plan": "`{1}` 没有编号计划",
    "this says nothing of what is said": "此规则没有说到话术",
    "this limits nothing": "此规则没有限制任何事",
    "this keeps nothing for any time": "此规则没有留存任何东西",
    "a case opens on something and has a step": "案件须有起因和步骤",
    "working days are those of a dated calendar": "工作日须依某一日历",
    "the steps are in order of `nth`, one for each": "各级须按 `nth` 排列，每级一个",
    "a ladder without a way back is never lawful": "没有恢复途径的阶梯绝不合法",
    # What an example may say.
    "these are examples of `{}`, not of `{}`": "这些是 `{1}` 的例，不是 `{2}` 的",
    "`{}` is also the name of another example": "另有一例也叫 `{1}`",
    "the call has no recipient": "此触达没有被叫人",
    "a number that is not listed has no `{}`": "不在册的号码没有 `{1}`",
    "`{}` needs `{}`, the span between two of them, like {}": "`{1}` 需要 `{2}`，即两次之间的时长，如 {3}",
    "write the hours once, as `{}`": "时间只写一次，即 `{1}`",
    "give the moment the stop was said, as `{}`": "请写明停止令说出的时刻，即 `{1}`",
}
HINTS: dict[str, str] = {
    "did you mean `{}`? allowed: {}": "是否想写 `{1}`？可用：{2}",
    "did you mean `{}`?": "是否想写 `{1}`？",
    "allowed: {}": "可用：{1}",
    "known here: {}": "此处可用的键：{1}",
    "packs here: {}; or give the path of a folder": "现有规则包：{1}；也可给出目录",
    "see the table in the pack's README": "见规则包 README 中的一览表",
    "see `{}`": "见 `{1}`",
    "see packs/{}/rules": "见 packs/{1}/rules",
    "see what changed, then lock anew with `{}`": "先看改了什么，再用 `{1}` 重新锁定",
    "name the folder that holds `pack.toml`": "请给出 `pack.toml` 所在的目录",
    "name one beside it": "请给出与它并列的规则包",
    "name one": "请写明一个",
    "name it once": "只写一次",
    "name the rules to take, as `{}`": "请写明要引入的规则，如 `{1}`",
    "name a file of examples, or a folder of such files": "请给出例的文件，或其目录",
    "name it under `{}`": "请写在 `{1}` 里",
    "name it as `{}`": "请用 `{1}` 写明",
    "name the country's own series": "请写明本国的号段系列",
    "name the parties it lets in": "请写明它放行的身份",
    "rename the file to {}": "请把文件改名为 {1}",
    "rename one": "请改其中一个的名字",
    "a pack begins with `pack.toml`": "规则包从 `pack.toml` 开始",
    "an example file is named as its rule": "例的文件与规则同名",
    "an example file is YAML and ends in .yaml": "例的文件是 YAML，以 .yaml 结尾",
    "give it the ending .yaml, or move it out": "请改为 .yaml 结尾，或移到别处",
    "move it to `{}`": "请移到 `{1}`",
    "write one with name, version, zone and sources": "请写一个，含 name、version、zone 和 sources",
    "write one at least": "至少写一个",
    "write {}, with one example at least": "请写 {1}，至少有一例",
    "write rules/caller/<rule id>.yaml": "请写 rules/caller/<规则编号>.yaml",
    "write calendars/{}": "请写 calendars/{1}",
    "write it in small letters, like {}": "请用小写字母，如 {1}",
    "write it like {}": "写法如 {1}",
    "write it out here": "请在此写全",
    "write one of {}, or fixed(Asia/Shanghai)": "可写 {1}，或 fixed(Asia/Shanghai)",
    "write one of them": "只写一个",
    "write digits in quotes, like {}": "请写带引号的数字，如 {1}",
    "write the two letters of a country, like CN": "请写国家的两个字母，如 CN",
    "write the first, then the second": "先写第一级，再写第二级",
    "write `force: HOUSE`, or give it the id of the law that it is": "请写 `force: HOUSE`，或改用该法律的编号",
    "write `force: HOUSE`, or cite the text that it rests on": "请写 `force: HOUSE`，或引用它所依据的文本",
    "write `signed_off = []` above the first table, and sign anew": "请在第一个表之前写 `signed_off = []`，然后重新签核",
    "write `{}` into a file of values/": "请把 `{1}` 写进 values/ 的文件",
    "put it in `values/` and write {}": "请放进 `values/`，并写 {1}",
    "put text that holds `{}` in quotes, and check the indentation": "含 `{1}` 的文本请加引号，并检查缩进",
    "indent with spaces, not tabs": "请用空格缩进，不用制表符",
    "every line of a mapping is written `key: value`": "对应的每一行写作 `key: value`",
    "this line is not indented as its list is": "此行的缩进与其列表不同",
    "quote the whole text, or check the indentation": "请给整段文本加引号，或检查缩进",
    "text stands in quotes, a table in [brackets]": "文本加引号，表名加[方括号]",
    "save the file as UTF-8": "请存为 UTF-8",
    "save the file as plain UTF-8 text": "请存为 UTF-8 纯文本",
    "add `{}`, the moment the call is asked for": "请加 `{1}`，即拟拨时刻",
    "add `{}`, one of {}": "请加 `{1}`，可用 {2}",
    "add `{}`": "请加 `{1}`",
    "add [sources.{}] to pack.toml": "请在 pack.toml 里加 [sources.{1}]",
    "add one, as in {}": "请加上，如 {1}",
    "keep one of them": "只留一个",
    "bump its version with `{}`": "请用 `{1}` 升其版本",
    "lock it with `{}`": "请用 `{1}` 锁定",
    "retire it with `{}`": "请用 `{1}` 停用",
    "delete it and write it anew with `{}`": "请删去，用 `{1}` 重写",
    "ids are never used again; choose another": "编号不得再用，请另选一个",
    "an id belongs to one rule for ever; choose another": "一个编号永远属于一条规则，请另选一个",
    "names of values are unique": "取值不得同名",
    "each says its own": "各例名称须不同",
    "what is not offered holds anyway": "不是可选的规则本来就生效",
    "leave one of the imports out": "请去掉其中一个引入",
    "leave `{}` out of a `{}` rule": "`{2}` 规则里不要写 `{1}`",
    "agreed hours lift a window; leave them out here": "约定时间只豁免时段规则，此处不要写",
    "every other mode takes a span": "其余方式都用时长",
    "it runs from 00:00 to 24:00": "钟面从 00:00 到 24:00",
    "`to` is the first day on which it no longer holds": "`to` 是不再生效的第一天",
    "end the rule with `{}`, or date the number that holds from then on": "请用 `{1}` 结束该规则，或写明其后生效的数值",
    "give the day from which it holds": "请写明自何日起",
    "give one here or in the background's `call`": "请在此或在背景的 `call` 里写明",
    "give both": "两者都要写",
    "give `stated`, or `consecutive_failures` with `within`": "请写 `stated`，或 `consecutive_failures` 与 `within`",
    "give `what`, and {}": "请写 `what`，以及 {1}",
    "give --as and --role, without brackets": "请给出 --as 和 --role，不带方括号",
    "give {}": "请写 {1}",
    "read it from one to lock it": "请从目录读取再锁定",
    "read it from one to sign it": "请从目录读取再签核",
    "copy its folder and sign that": "请复制其目录，签核复制的那一份",
}
TRIALS: dict[str, str] = {
    "{}: answer: expected {}, got {}": "{1}：答复应为 {2}，实为 {3}",
    "{}: retry_at: expected {}, got {}": "{1}：可再问时刻应为 {2}，实为 {3}",
    "{}: rules: expected {} among them, got {}": "{1}：规则中应有 {2}，实为 {3}",
    "{}: rules: expected {}, got {}": "{1}：规则应为 {2}，实为 {3}",
    "{}: {} says {}; {} says {}": "{1}：{2} 答 {3}；{4} 答 {5}",
}


def fault_told(fault: Fault, language: Language) -> str:
    """A fault in one line, in the reader's language.

    >>> fault_told(Fault("a.yaml", 3, None, "`8` is not a span", "write it like `24 h`"), "zh")
    'a.yaml:3: `8` 不是时长（写法如 `24 h`）'
    """
    if language == "en":
        return str(fault)
    place = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
    rule = f" [{fault.rule}]" if fault.rule else ""
    hint = f"（{in_chinese(fault.hint, HINTS)}）" if fault.hint else ""
    return f"{place}:{rule} {in_chinese(fault.message, MESSAGES)}{hint}"


def trial_told(line: str, language: Language) -> str:
    """What `pack test` says of an example that went otherwise, in the reader's language."""
    return in_chinese(line, TRIALS) if language == "zh" else line


def in_chinese(told: str, table: dict[str, str]) -> str:
    """A message in Chinese by a table; one that is not in it stays as it is."""
    for english, chinese in table.items():
        if found := _form(english).fullmatch(told):
            for place, part in enumerate(found.groups(), 1):
                chinese = chinese.replace(f"{{{place}}}", part)  # noqa: PLW2901 - filled in place by place
            return chinese
    return told


@cache
def _form(english: str) -> re.Pattern[str]:
    return re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.DOTALL)
