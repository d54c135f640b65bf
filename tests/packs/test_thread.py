"""The thread pack: every example judged right by the plain evaluator, and the promises its README makes."""

from collections import Counter

import pytest

from ringfence.policy.examples import expectation_failures, read_examples
from ringfence.policy.plain import judge
from ringfence.policy.read import read_pack, shipped_packs

FOLDER = shipped_packs()["thread"]
PACK = read_pack(FOLDER)
EXAMPLES = read_examples(FOLDER / "examples", PACK)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_is_judged_right(example):
    assert expectation_failures(example, judge(PACK, example.world)) == []


def test_every_rule_has_three_examples_or_more():
    files = Counter(example.file.rsplit("/", 1)[1].removesuffix(".yaml") for example in EXAMPLES)
    assert set(files) == {rule.id for rule in PACK.rules}
    assert min(files.values()) >= 3


def test_every_rule_speaks_in_some_example_of_its_own_and_keeps_silent_in_another():
    for rule in PACK.rules:
        own = [example for example in EXAMPLES if example.file.endswith(f"/{rule.id}.yaml")]
        speaks = {rule.id in {said.rule for said in judge(PACK, example.world).spoken} for example in own}
        assert speaks == {True, False}, rule.id


def test_the_examples_show_all_four_answers_and_unknowns():
    judged = [judge(PACK, example.world) for example in EXAMPLES]
    assert {judgement.answer for judgement in judged} == {"permit", "divert", "defer", "refuse"}
    assert {said.effect for judgement in judged for said in judgement.spoken if said.unknown} == {
        "divert",
        "defer",
        "refuse",
    }


def test_house_policy_is_never_presented_as_law():
    for rule in PACK.rules:
        if rule.terms.force == "HOUSE":
            assert "law" in rule.terms.text.en
            assert "法律" in rule.terms.text.zh


def test_the_readme_lists_every_rule_with_its_effect_and_force():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for rule in PACK.rules:
        terms = rule.terms
        assert f"| `{rule.id}` | {terms.effect} | {terms.on_unknown} | {terms.force} |" in readme


def test_every_rule_says_why_unknown_does_what_it_does():
    for rule in PACK.rules:
        lines = (FOLDER / rule.file).read_text(encoding="utf-8").splitlines()
        (place,) = [number for number, line in enumerate(lines) if line.startswith("on_unknown:")]
        assert lines[place - 1].startswith("# ")


def test_nobody_has_signed_the_pack_off():
    assert "signed_off = []" in (FOLDER / "pack.toml").read_text(encoding="utf-8")
