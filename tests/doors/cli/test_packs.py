"""`pack check`, `pack test` and `pack lock`, as the author of a pack uses them."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.main import get_group

from ringfence.doors.cli import packs
from ringfence.policy.read import shipped_packs
from tests.doors.cli.typed import typed, typed_in_a_shell

pytestmark = pytest.mark.long

PROMISE = Path("tests/policy/promise.yaml")


def test_a_pack_that_checks_is_told_so():
    result = typed("pack", "check", "thread")
    assert result.exit_code == 0
    assert "thread@" in result.stdout


def test_every_fault_of_a_pack_is_told_with_file_line_rule_and_hint():
    result = typed("pack", "check", "tests/policy/bad_packs/dangling")
    expected = Path("tests/policy/bad_packs/dangling/expected.txt").read_text().splitlines()
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == len(expected)
    assert "(" in result.stderr
    assert not result.stdout


def test_a_pack_that_is_not_there_is_told_with_the_nearest():
    result = typed("pack", "check", "tread")
    assert result.exit_code == 2
    assert "did you mean `thread`?" in result.stderr


@pytest.mark.long
def test_the_examples_of_the_issue_pass_from_a_folder_elsewhere(tmp_path):
    shutil.copy(PROMISE, tmp_path / "ours.yaml")
    done = typed_in_a_shell("pack", "test", "thread", "--examples", tmp_path, folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "plain, sqlite, duckdb" in done.stdout


@pytest.mark.long
def test_an_example_that_goes_otherwise_is_told_with_what_was_expected(tmp_path):
    text = PROMISE.read_text(encoding="utf-8").replace("answer: defer", "answer: refuse")
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    result = typed("pack", "test", "thread", "--examples", tmp_path)
    assert result.exit_code == 1
    assert "answer: expected refuse, got defer" in result.stdout
    assert "ours.yaml:7: a fourth talk" in result.stdout


def test_examples_that_do_not_read_are_faults(tmp_path):
    (tmp_path / "ours.yaml").write_text("pack: thread\n---\n- name: x\n  answr: defer\n", encoding="utf-8")
    result = typed("pack", "test", "thread", "--examples", tmp_path)
    assert result.exit_code == 2
    assert "ours.yaml:" in result.stderr
    assert typed("pack", "test", "thread", "--examples", tmp_path / "nowhere").exit_code == 2


def test_a_changed_rule_is_locked_one_version_on(tmp_path):
    pack = shutil.copytree(shipped_packs()["thread"], tmp_path / "thread")
    rule = pack / "rules" / "caller" / "cn.consumer-reg.24.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("REG", "HOUSE"), encoding="utf-8")
    assert "lock" in typed("pack", "check", pack).stderr
    assert typed("pack", "lock", pack).exit_code == 0
    assert typed("pack", "check", pack).exit_code == 0


def test_a_rule_is_explained_in_either_language():
    told = {
        lang: typed("pack", "explain", "cn.gbt45251.talk3", "--lang", lang).stdout for lang in ("zh", "en")
    }
    assert "事实不明时: 延后" in told["zh"]
    assert "where facts are unknown: defer" in told["en"]
    assert all("GB/T 45251-2025" in each and "talks_a_day: 3" in each for each in told.values())
    assert all("# A call whose outcome nobody told may have been the last" in each for each in told.values())
    assert "自 2025-02-28" in told["zh"]
    assert "STD (标准)" in told["zh"]
    assert "未引条文原文" in told["zh"]
    assert typed("pack", "explain", "cn.gbt45251.talk4").exit_code == 2


def test_the_law_is_quoted_beside_the_rule_with_the_calls_it_is_about_and_what_lifts_it():
    told = typed("pack", "explain", "cn.consumer-reg.24", "--lang", "en").stdout
    assert "「消费者选择取消的，经营者应当立即停止发送商业性信息或者拨打商业性电话。」" in told
    assert "which calls:\n  purpose: [marketing]" in told
    lifted = typed("pack", "explain", "cn.pipl.consent", "--pack", "cn-bank-card", "--lang", "en").stdout
    assert "unless:\n  {proof: {need: written_consent, same: [caller, purpose, channel]}}" in lifted


def test_the_table_is_what_the_readme_shows():
    result = typed("pack", "table", "cn-bank-card")
    assert result.exit_code == 0
    assert result.stdout.strip() in Path("packs/cn-bank-card/README.md").read_text(encoding="utf-8")


def test_versions_that_differ_are_told_and_exit_with_1():
    assert typed("pack", "diff", "thread", "packs/thread").exit_code == 0
    result = typed("pack", "diff", "thread", "cn-carrier-limits", "--json")
    assert result.exit_code == 1
    found = {(each["what"], each["name"]): each for each in json.loads(result.stdout)}
    assert found["rule", "cn.miit18.contract-cap"]["change"] == "added"
    assert found["source", "huawei"]["whole"]["date"] == "live document"


def test_what_differs_is_told_in_words(tmp_path):
    ours = shutil.copytree(shipped_packs()["thread"], tmp_path / "ours")
    rule = ours / "rules" / "caller" / "cn.gbt45251.talk3.yaml"
    rule.write_text(
        rule.read_text(encoding="utf-8").replace("effect: defer", "effect: refuse"), encoding="utf-8"
    )
    for kind in ("rules", "examples"):
        (ours / kind / "caller" / "us.dnc.national.yaml").unlink()
    values = ours / "values" / "caps.yaml"
    values.write_text(
        values.read_text(encoding="utf-8").replace("value: 250", "value: 200"), encoding="utf-8"
    )
    told = typed("pack", "diff", "thread", ours, "--lang", "en").stdout
    assert "changed: rule cn.gbt45251.talk3\n  effect: defer → refuse\n" in told
    assert "removed: rule us.dnc.national\n  HOUSE (house policy), refuse, us-tsr, 16 CFR" in told
    assert "changed: value calls_per_line_a_day\n  numbers.2025-02-28.value: 250 → 200\n" in told
    assert "  效力: 延后 → 拒绝\n" in typed("pack", "diff", "thread", ours, "--lang", "zh").stdout


def test_a_pack_is_signed_off_by_two_people(tmp_path):
    ours = shutil.copytree(shipped_packs()["cn-carrier-limits"], tmp_path / "ours")
    assert "another must" in typed("pack", "sign", ours, "--as", "one", "--role", "counsel").stdout
    assert "signed off" in typed("pack", "sign", ours, "--as", "two", "--role", "officer").stdout
    assert "two, officer" in typed("pack", "check", ours).stdout
    assert "one, counsel" in typed("pack", "explain", "cn.miit18.contract-cap", "--pack", ours).stdout


def test_a_pack_that_ships_is_not_signed_where_it_lies():
    result = typed("pack", "sign", "thread", "--as", "one", "--role", "counsel")
    assert result.exit_code == 2
    assert "copy its folder and sign that" in result.stderr
    assert "nobody has signed" in typed("pack", "check", "thread").stdout


def test_schemas_are_written_where_they_are_wanted(tmp_path):
    result = typed("pack", "schema", "--out", tmp_path / "schema", "--lang", "zh")
    assert len(list((tmp_path / "schema").iterdir())) == len(result.stdout.splitlines()) == 5
    assert result.stdout.startswith("写入")


IN_CHINESE = {
    "check": ("thread",),
    "test": ("cn-carrier-limits",),
    "lock": ("{ours}",),
    "table": ("thread",),
    "explain": ("cn.gbt45251.talk3",),
    "diff": ("thread", "cn-carrier-limits"),
    "sign": ("{ours}", "--as", "one", "--role", "counsel"),
    "schema": ("--out", "{ours}/schema"),
}
"""Something to type for every pack command."""


def test_no_pack_command_is_left_out_of_those_tried_in_chinese():
    assert set(get_group(packs.pack).commands) == set(IN_CHINESE)


@pytest.mark.parametrize(
    "command",
    [pytest.param(name, marks=pytest.mark.long) if name == "test" else name for name in IN_CHINESE],
)
def test_every_pack_command_answers_in_chinese(tmp_path, command):
    ours = shutil.copytree(shipped_packs()["cn-carrier-limits"], tmp_path / "ours")
    words = [word.replace("{ours}", str(ours)) for word in IN_CHINESE[command]]
    result = typed("pack", command, *words, "--lang", "zh")
    assert result.exit_code == (1 if command == "diff" else 0), result.stderr
    for label in re.findall(r"^([^\s#][^:\n]*):", result.stdout, re.MULTILINE):
        assert re.search("[\u4e00-\u9fff]", label), label
    assert re.search("[\u4e00-\u9fff]", result.stdout)


def test_packs_that_say_the_same_say_so_in_chinese():
    assert typed("pack", "diff", "thread", "thread", "--lang", "zh").stdout == "两者相同\n"


@pytest.mark.parametrize("command", ["check", "test", "lock", "table", "diff", "sign"])
def test_every_pack_command_tells_faults_in_chinese(command):
    more = {"diff": ["thread"], "sign": ["--as", "one", "--role", "counsel"]}.get(command, [])
    result = typed("pack", command, "tests/policy/bad_packs/no-rules", *more, "--lang", "zh")
    assert result.exit_code == 2
    assert "没有规则（请写 rules/caller/<规则编号>.yaml）" in result.stderr
