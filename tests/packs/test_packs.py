"""The packs of law: every example judged right by the plain evaluator, and the promises of their READMEs."""

import re
from collections import Counter
from functools import cache

import pytest
from tools.pack_tables import OPENS, with_table

from ringfence.policy.examples import expectation_failures, read_examples
from ringfence.policy.imports import choosing
from ringfence.policy.plain import judge
from ringfence.policy.read import read_pack, shipped_packs
from ringfence.policy.table import rule_table

pytestmark = pytest.mark.long

NAMES = ("cn-bank-card", "cn-carrier-limits", "cn-telesales", "fr-marketing")
PACKS = {name: read_pack(shipped_packs()[name]) for name in NAMES}
EXAMPLES = [
    (name, example)
    for name, pack in PACKS.items()
    for example in read_examples(shipped_packs()[name] / "examples", pack)
]


@cache
def pack_with(name, chosen):
    return choosing(PACKS[name], chosen)


def own_rules(name):
    return [rule for rule in (*PACKS[name].rules, *PACKS[name].offered) if rule.home is None]


def own_examples(name, rule):
    return [each for pack, each in EXAMPLES if pack == name and each.file.endswith(f"/{rule.id}.yaml")]


def lines_of(name, rule):
    return (shipped_packs()[name] / rule.file).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda each: getattr(each, "name", each))
def test_every_example_is_judged_right(name, example):
    assert expectation_failures(example, judge(pack_with(name, example.chosen), example.world)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_three_examples_or_more(name):
    files = Counter(
        each.file.rsplit("/", 1)[1].removesuffix(".yaml") for pack, each in EXAMPLES if pack == name
    )
    assert set(files) == {rule.id for rule in own_rules(name)}
    assert min(files.values()) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_that_can_speak_does_in_an_example_of_its_own_and_keeps_silent_in_another(name):
    for rule in own_rules(name):
        own = own_examples(name, rule)
        spoken = [judge(pack_with(name, each.chosen), each.world).spoken for each in own]
        speaks = {rule.id in {said.rule for said in each} for each in spoken}
        assert speaks == ({False} if rule.terms.force == "DRAFT" else {True, False}), rule.id


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_undecided_in_an_example_of_its_own(name):
    for rule in own_rules(name):
        if rule.terms.force == "DRAFT":
            continue
        own = own_examples(name, rule)
        spoken = [said for each in own for said in judge(pack_with(name, each.chosen), each.world).spoken]
        assert any(said.rule == rule.id and said.unknown for said in spoken), rule.id


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_says_why_unknown_does_what_it_does(name):
    for rule in own_rules(name):
        lines = lines_of(name, rule)
        (place,) = [number for number, line in enumerate(lines) if line.startswith("on_unknown:")]
        assert lines[place - 1].startswith("# "), rule.id


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_law_is_never_presented_as_law(name):
    for rule in own_rules(name):
        text = rule.terms.text
        if rule.terms.force in {"HOUSE", "PLAT"}:
            assert "not law" in text.en, rule.id
            assert "并非法律要求" in text.zh, rule.id
        if rule.terms.force == "DRAFT":
            assert "not in force" in text.en, rule.id


@pytest.mark.parametrize("name", NAMES)
def test_where_no_words_are_quoted_a_comment_says_so(name):
    for rule in own_rules(name):
        if rule.terms.force != "HOUSE" and rule.terms.cite.words is None:
            lines = lines_of(name, rule)
            cite = lines[lines.index("cite:") :]
            assert any(line.startswith("  # ") for line in cite[:8]), rule.id


@pytest.mark.parametrize("name", NAMES)
def test_the_readmes_table_is_what_the_pack_says(name):
    readme = (shipped_packs()[name] / "README.md").read_text(encoding="utf-8")
    assert OPENS in readme
    assert with_table(readme, rule_table(PACKS[name])) == readme


@pytest.mark.parametrize("name", NAMES)
def test_nobody_has_signed_a_pack_off_and_its_readme_says_so(name):
    folder = shipped_packs()[name]
    assert "signed_off = []" in (folder / "pack.toml").read_text(encoding="utf-8")
    assert "Not legal advice" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_example_numbers_belong_to_nobody(name):
    for path in (shipped_packs()[name] / "examples").rglob("*.yaml"):
        for number in re.findall(r"\+\d{6,}", path.read_text(encoding="utf-8")):
            assert re.fullmatch(
                # China's test block and numbers too short to exist; France's for fiction.
                r"\+861300000\d{4}|\+8621(\d)\1{5}|\+86952\d{5}|\+3319900\d{4}|\+3363998\d{4}",
                number,
            ), number
