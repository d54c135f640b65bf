"""Every fault that the bad packs show, and every other that stands in the code, has its Chinese."""

import ast
import re

import pytest

from ringfence.call.errors import Fault
from ringfence.doors.cli.in_chinese import HINTS, MESSAGES, fault_told, trial_told
from ringfence.doors.translated import in_chinese
from ringfence.policy.check import check_pack
from ringfence.policy.checks.wording import PATTERNS, SHAPES, halves
from ringfence.policy.yaml_text import HINTS as YAML_HINTS
from tests.doors.cli.typed import typed
from tests.policy.test_check import BAD
from tests.shape.source import ROOT


def is_chinese(text):
    """Whether a text speaks Chinese outside what it quotes."""
    return re.search(r"[\u4e00-\u9fff]", re.sub(r"`[^`]*`", "", text)) is not None


@pytest.mark.parametrize("pack", BAD, ids=lambda path: path.name)
def test_every_fault_of_a_bad_pack_is_told_in_chinese(pack):
    faults = check_pack(pack)
    assert [each.message for each in faults if not is_chinese(in_chinese(each.message, MESSAGES))] == []
    hints = {each.hint for each in faults if each.hint}
    assert {hint for hint in hints if not is_chinese(in_chinese(hint, HINTS))} == set()


@pytest.mark.parametrize("table", [MESSAGES, HINTS], ids=["messages", "hints"])
def test_nothing_that_differs_from_fault_to_fault_is_lost(table):
    for english, chinese in table.items():
        places = [f"{{{place}}}" for place in range(1, english.count("{}") + 1)]
        assert sorted(re.findall(r"\{[0-9]\}", chinese)) == places, english
        filled = english.replace("{}", "x")
        assert in_chinese(filled, table) != filled, english


def test_what_the_table_does_not_know_stays_as_it_is():
    assert fault_told(Fault("a", None, None, "is on fire"), "zh") == "a: is on fire"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "a.yaml:7: a talk: answer: expected refuse, got defer",
            "a.yaml:7: a talk：答复应为 refuse，实为 defer",
        ),
        (
            "a.yaml:7: a talk: rules: expected a.b among them, got none",
            "a.yaml:7: a talk：规则中应有 a.b，实为 none",
        ),
    ],
)
def test_an_example_that_goes_otherwise_is_told_in_chinese(line, told):
    assert trial_told(line, "zh") == told
    assert trial_told(line, "en") == line


def test_a_command_tells_faults_in_the_language_that_it_was_asked_in():
    bad = next(pack for pack in BAD if pack.name == "no-rules")
    assert "没有规则（请写 rules/caller" in typed("pack", "check", bad, "--lang", "zh").stderr
    assert "holds no rule (write rules/caller" in typed("pack", "check", bad, "--lang", "en").stderr
    assert "没有规则包 `nowhere`" in typed("pack", "diff", "thread", "nowhere", "--lang", "zh").stderr


def said(node):
    """The texts that an expression may come to, with `x` for what differs from fault to fault."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts)
        case ast.BoolOp(values=either):
            yield from (text for each in either for text in said(each))
        case ast.IfExp(body=one, orelse=other):
            yield from (*said(one), *said(other))


def _both(message, hint):
    yield from ((each, None) for each in said(message))
    yield from ((None, each) for text in hint for each in said(text))


def faults_in_code():
    """Each message and each hint in the code that reads packs, as (message or None, hint or None)."""
    for file in sorted((ROOT / "src" / "ringfence" / "policy").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Fault"), args=[_, _, _, message, *hint]):
                    yield from _both(message, hint)
                case ast.Call(func=ast.Name(id="_fault"), args=[_, message, *hint]):
                    yield from _both(message, hint)
                # A layout is told the file, and a reader of YAML the event, before the message.
                case (
                    ast.Call(
                        func=ast.Attribute(value=ast.Name(id="layout"), attr="fault"),
                        args=[_, message, *hint],
                    )
                    | ast.Call(
                        func=ast.Attribute(attr="fault"), args=[ast.Name(id="path" | "event"), message, *hint]
                    )
                ):
                    yield from _both(message, hint)
                case ast.Call(func=ast.Attribute(attr="fault"), args=[message, *hint]):
                    yield from _both(message, hint)
                case ast.Assign(targets=[ast.Name(id="message")], value=value):
                    yield from ((halves(each)[0], halves(each)[1]) for each in said(value))
                case ast.Assign(targets=[ast.Name(id="hint")], value=value):
                    yield from ((None, each) for each in said(value))
                case ast.Call(func=ast.Name(id="ValueError"), args=[value]):
                    yield from ((halves(each)[0], halves(each)[1]) for each in said(value))


def test_every_fault_in_the_code_has_its_chinese():
    found = list(faults_in_code())
    found += [(f"`x` {shape}", None) for shape in SHAPES.values()]
    found += [
        pair for name, hint in PATTERNS.values() for pair in ((f"`x` is no {name}", None), (None, hint))
    ]
    found += [(None, hint) for hint in YAML_HINTS.values()]
    assert len(found) > 100
    # What is made of nothing but what differs was told of where it was made.
    assert {m for m, _ in found if m and not is_chinese(in_chinese(m, MESSAGES))} <= {"x"}
    assert {h for _, h in found if h and not is_chinese(in_chinese(h, HINTS))} <= {"x"}
