"""Packs that import packs: what is taken, what is offered, what may not clash, and what the lock covers."""

import pytest

from ringfence.call.errors import PackError
from ringfence.policy.examples import read_examples
from ringfence.policy.imports import choosing
from ringfence.policy.lock import read_lock, write_lock
from ringfence.policy.read import read_pack
from ringfence.policy.trial import try_examples

RULE = """
id: {id}
kind: cap
force: {force}
effect: defer
on_unknown: defer
{more}
cite: {{source: text, confidence: H}}
text: {{zh: 规则, en: a rule}}
then:
  count: attempt
  max: {{value: {value}}}
  period: {{length: 1 h, mode: rolling}}
  key: [recipient]
"""
EXAMPLES = """
pack: {pack}
{head}
---
- {{name: a call, at: 2026-03-10T15:00:00Z, call: {{recipient: "+8613000000000"}}, answer: permit}}
"""


def write(tmp_path, name, rules=(), manifest="", *, force="HOUSE", more="", number=1, value="most", head=""):
    folder = tmp_path / name
    for inside in ("rules/caller", "examples/caller", "values"):
        (folder / inside).mkdir(parents=True, exist_ok=True)
    top, opens, tables = manifest.partition("[imports")
    tables = opens + tables
    (folder / "pack.toml").write_text(
        f'name = "{name}"\nversion = "1.0.0"\nzone = "UTC"\n{top}\n[sources.text]\ntitle = "house"\n{tables}\n'
    )
    if rules:
        (folder / "values/caps.yaml").write_text(
            f"{value}: {{unit: calls, values: {{2020-01-01: {{value: {number}, source: text}}}}}}\n"
        )
    for id_ in rules:
        (folder / f"rules/caller/{id_}.yaml").write_text(
            RULE.format(id=id_, force=force, more=more, value=value)
        )
        (folder / f"examples/caller/{id_}.yaml").write_text(EXAMPLES.format(pack=name, head=head))
    return folder


def faults(folder):
    with pytest.raises(PackError) as told:
        read_pack(folder)
    return [fault.message for fault in told.value.faults]


def ids(rules):
    return [rule.id for rule in rules]


def test_a_pack_takes_the_rules_of_the_pack_it_imports(tmp_path):
    write(tmp_path, "theirs", ["xx.a", "xx.b"])
    pack = read_pack(write(tmp_path, "ours", ["xx.c"], "[imports.theirs]", value="more"))
    assert ids(pack.rules) == ["xx.a", "xx.b", "xx.c"]
    assert [rule.home for rule in pack.rules] == ["theirs", "theirs", None]


def test_a_pack_may_take_only_some(tmp_path):
    write(tmp_path, "theirs", ["xx.a", "xx.b"])
    pack = read_pack(write(tmp_path, "ours", ["xx.c"], '[imports.theirs]\nonly = ["xx.b"]', value="more"))
    assert ids(pack.rules) == ["xx.b", "xx.c"]


def test_a_pack_may_hold_nothing_but_imports(tmp_path):
    write(tmp_path, "theirs", ["xx.a"])
    assert ids(read_pack(write(tmp_path, "ours", (), "[imports.theirs]")).rules) == ["xx.a"]


def test_what_a_platform_asks_holds_only_where_it_is_chosen(tmp_path):
    write(tmp_path, "theirs", ["xx.a"], force="PLAT")
    offered = read_pack(write(tmp_path, "ours", (), "[imports.theirs]"))
    assert (ids(offered.rules), ids(offered.offered)) == ([], ["xx.a"])
    chosen = read_pack(write(tmp_path, "ours", (), 'chosen = ["xx.a"]\n[imports.theirs]'))
    assert (ids(chosen.rules), ids(chosen.offered)) == (["xx.a"], [])
    assert chosen.digest != offered.digest


def test_a_house_may_offer_a_rule_of_its_own(tmp_path):
    folder = write(tmp_path, "ours", ["xx.a"], more="opt_in: true", head="chosen: [xx.a]")
    pack = read_pack(folder)
    assert ids(pack.offered) == ["xx.a"]
    assert ids(choosing(pack, ["xx.a"]).rules) == ["xx.a"]


def test_an_example_that_chooses_a_rule_is_judged_with_it(tmp_path):
    folder = write(tmp_path, "ours", ["xx.a"], more="opt_in: true", head="chosen: [xx.a]")
    pack = read_pack(folder)
    seen = []

    class Watcher:
        name = "watcher"

        def judge_all(self, pack, examples):
            from ringfence.policy.plain import judge

            seen.append(ids(pack.rules))
            return [judge(pack, example.world) for example in examples]

    assert try_examples(pack, read_examples(folder / "examples", pack), [Watcher()]).passed
    assert seen == [["xx.a"]]


def test_what_is_chosen_must_be_offered(tmp_path):
    assert faults(write(tmp_path, "ours", ["xx.a"], 'chosen = ["xx.a"]')) == [
        "`xx.a` is no rule that is offered"
    ]


def test_two_rules_never_share_an_id(tmp_path):
    write(tmp_path, "theirs", ["xx.a"])
    assert faults(write(tmp_path, "ours", ["xx.a"], "[imports.theirs]")) == [
        "the rule `xx.a` is also in this pack"
    ]


def test_the_same_rule_by_two_ways_is_one(tmp_path):
    write(tmp_path, "first", ["xx.a"])
    write(tmp_path, "second", ["xx.b"], "[imports.first]")
    pack = read_pack(write(tmp_path, "ours", (), "[imports.first]\n[imports.second]"))
    assert ids(pack.rules) == ["xx.a", "xx.b"]


def test_two_numbers_never_share_a_name(tmp_path):
    write(tmp_path, "theirs", ["xx.a"], number=2)
    assert faults(write(tmp_path, "ours", ["xx.b"], "[imports.theirs]")) == [
        "the value `most` is another one here"
    ]


def test_a_pack_that_is_not_there_gets_the_nearest(tmp_path):
    write(tmp_path, "theirs", ["xx.a"])
    folder = write(tmp_path, "ours", (), "[imports.their]")
    with pytest.raises(PackError) as told:
        read_pack(folder)
    assert "there is no pack `their` (did you mean `theirs`?)" in str(told.value.faults[0])


def test_a_rule_that_is_not_there_cannot_be_taken(tmp_path):
    write(tmp_path, "theirs", ["xx.a"])
    folder = write(tmp_path, "ours", (), '[imports.theirs]\nonly = ["xx.z"]')
    assert faults(folder) == ["`xx.z` is no rule of `theirs`"]


def test_no_pack_imports_itself_in_the_end(tmp_path):
    write(tmp_path, "theirs", ["xx.a"], "[imports.ours]")
    assert faults(write(tmp_path, "ours", (), "[imports.theirs]")) == ["`theirs` does not check"]


def test_the_lock_covers_what_is_imported(tmp_path):
    write(tmp_path, "theirs", ["xx.a"])
    ours = write(tmp_path, "ours", (), "[imports.theirs]")
    path = write_lock(read_pack(ours, locked=False))
    locked = read_lock(path, str(path))
    assert locked is not None
    assert locked.rules == {}
    assert list(locked.imports or {}) == ["theirs"]
    assert read_pack(ours).name == "ours"
    write(tmp_path, "theirs", ["xx.a"], number=2)
    assert faults(ours) == ["the imported pack `theirs` is not as it was locked"]
    write_lock(read_pack(ours, locked=False))
    assert read_pack(ours).digest


def test_the_digest_covers_what_is_imported(tmp_path):
    write(tmp_path, "theirs", ["xx.a"])
    ours = write(tmp_path, "ours", (), "[imports.theirs]")
    before = read_pack(ours).digest
    write(tmp_path, "theirs", ["xx.a"], number=2)
    assert read_pack(ours).digest != before
