"""Every kind of fault a pack can have, each told once, on its line, with what to do.

The bad packs stand in `bad_packs/`, each with the exact text its check gives in `expected.txt`. Run with
WRITE_EXPECTED=1 to write those texts anew, and read the difference before keeping it.
"""

import os
import re
import time
from pathlib import Path

import pytest

from ringfence.policy.check import check_pack
from ringfence.policy.read import shipped_packs

HERE = Path(__file__).parent / "bad_packs"
BAD = sorted(path for path in HERE.iterdir() if path.is_dir())


def told(folder: Path) -> str:
    """What a check says, with paths as the pack's own author would know them."""
    lines = [
        re.sub(rf"^{re.escape(folder.as_posix())}(/|(?=:))", "", str(fault)) for fault in check_pack(folder)
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("pack", BAD, ids=lambda path: path.name)
def test_every_fault_of_a_bad_pack_is_told_at_once(pack):
    expected = pack / "expected.txt"
    if os.environ.get("WRITE_EXPECTED"):
        expected.write_text(told(pack), encoding="utf-8")
    assert told(pack) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("pack", BAD, ids=lambda path: path.name)
def test_a_fault_is_one_line_in_the_house_style(pack):
    for fault in check_pack(pack):
        assert "\n" not in str(fault)
        assert not fault.message.endswith(".")
        for foreign in ("pydantic", "Input", "str", "tuple", "NoneType", "Terms", "class"):
            assert not re.search(rf"\b{foreign}\b", fault.message), fault


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    assert [fault.message for fault in check_pack(tmp_path / "nowhere")] == ["there is no such folder"]


def test_an_empty_folder_is_a_fault(tmp_path):
    (fault,) = check_pack(tmp_path)
    assert fault.message == "is empty"
    assert fault.hint == "a pack begins with `pack.toml`"


def test_a_file_in_place_of_a_folder_is_a_fault(tmp_path):
    file = tmp_path / "pack.toml"
    file.write_text("")
    assert [fault.message for fault in check_pack(file)] == ["there is no such folder"]


def test_a_pack_without_faults_has_none():
    assert check_pack(shipped_packs()["thread"]) == []


RULE = """
id: {id}
kind: cap
force: HOUSE
effect: defer
where: {{country: [CN]}}
when: {{purpose: [marketing], channel: [voice]}}
valid: {{from: 2025-01-01}}
cite:
  source: law
  article: art. 1
  words: 每日不超过三次
  confidence: H
# Why unknown defers: because.
on_unknown: defer
text:
  zh: 今日次数已满。
  en: The day's calls are used up.
then:
  count: attempt
  max: {{value: calls_a_day}}
  period: {{length: day, mode: calendar, zone: called_location}}
  key: [recipient]
  sum_over: [caller]
  exclude: [inbound]
"""
EXAMPLES = """
pack: many
background:
  call: {caller: bank-a, purpose: marketing, channel: voice, recipient: "+8613000000000",
         places: [{country: CN, zone: Asia/Shanghai}]}
---
- name: a first call is made
  at: 2026-03-10T15:00:00+08:00
  answer: permit
- name: a fourth call waits
  at: 2026-03-10T15:00:00+08:00
  history: [{at: 2026-03-10T09:00:00+08:00, outcome: conversation, times: 3, every: 1 h}]
  answer: defer
  retry_at: 2026-03-11T00:00:00+08:00
- name: a call of unknown purpose is made
  at: 2026-03-10T15:00:00+08:00
  call: {purpose: unknown}
  answer: permit
"""


def test_fifty_rules_are_checked_in_about_a_second(tmp_path):
    pack = tmp_path / "many"
    for folder in ("values", "rules/caller", "examples/caller"):
        (pack / folder).mkdir(parents=True)
    (pack / "pack.toml").write_text(
        'name = "many"\nversion = "1.0.0"\nzone = "UTC"\n[sources.law]\ntitle = "a"\n'
    )
    value = "calls_a_day: {unit: calls, values: {2025-01-01: {value: 3, source: law}}}\n"
    (pack / "values/caps.yaml").write_text(value)
    for number in range(50):
        rule = f"xx.many.rule{number}"
        (pack / f"rules/caller/{rule}.yaml").write_text(RULE.format(id=rule), encoding="utf-8")
        (pack / f"examples/caller/{rule}.yaml").write_text(EXAMPLES, encoding="utf-8")
    begun = time.process_time()
    assert check_pack(pack) == []
    assert time.process_time() - begun < 4  # about 1 s on an idle core; the rest is room for a busy one
