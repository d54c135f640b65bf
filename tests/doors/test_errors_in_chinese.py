"""Every error that is raised is told in Chinese too, with everything of the reader's own that stands in it."""

import ast
import re

import pytest

from ringfence.call.errors import LedgerError, ListError, RequestError
from ringfence.doors.errors_in_chinese import ERRORS, HINTS, error_told
from tests.shape.source import ROOT

RAISED = {"ListError", "LedgerError", "RequestError", "EvidenceError", "EngineError", "NumberError"}


def text_of(node):
    """A message as the table has it: `{}` for what differs; None if it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def messages():
    """Every message that is handed to an error, also by way of a name."""
    found = set()
    for path in (ROOT / "src" / "ringfence").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            named = {
                node.targets[0].id: text_of(node.value)
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED and node.args:
                    told = node.args[0]
                    found.add(named.get(told.id) if isinstance(told, ast.Name) else text_of(told))
    return sorted(found - {None})


def test_every_error_that_is_raised_has_its_chinese():
    assert len(messages()) > 250
    # A number's own fault is put together of what it is and why it cannot be read.
    assert [each for each in messages() if each not in ERRORS and each != "`{}` {}"] == []


@pytest.mark.parametrize("table", [ERRORS, HINTS], ids=["errors", "hints"])
def test_nothing_of_the_readers_own_is_left_out(table):
    for english, chinese in table.items():
        there = sorted(int(place) for place in re.findall(r"\{(\d+)\}", chinese))
        assert sorted(set(there)) == list(range(1, english.count("{}") + 1)), english


def test_what_stands_in_an_error_is_told_in_chinese_too():
    assert error_told(
        RequestError("`marketting` is not a word for this; did you mean `marketing`?", "purpose")
    ) == ("purpose: `marketting` 不是此处可用的词；是否想写 `marketing`？")
    inner = "line 2: column `recipient`: `abc` is not one number: keep its digits, and a `+` in front if it has one"
    assert error_told(ListError(f"{inner}; no row of `a.csv` can be judged, and all are in `b.csv`")) == (
        "第 2 行 `recipient` 列：`abc` 不是一个号码：只保留数字，前面可有 `+`；`a.csv` 没有一行可以裁决，全部在 `b.csv` 里"
    )


def test_the_words_of_a_program_beneath_stay_its_own():
    assert error_told(
        LedgerError("the ledger could not be written: disk I/O error; nothing was accepted")
    ) == ("账本无法写入：disk I/O error；什么也没有受理")


def test_an_error_that_nobody_foresaw_is_told_as_it_is():
    assert error_told(LedgerError("the moon is in the way")) == "the moon is in the way"
