"""A rule explained: everything a compliance officer asks about it, from wherever it stands."""

import pytest

from ringfence.call.errors import PackError
from ringfence.policy.explained import explain_rule
from ringfence.policy.read import read_pack, shipped_packs
from ringfence.policy.rule import AT_GATES

pytestmark = pytest.mark.long


def test_a_rule_comes_with_its_numbers_its_notes_and_its_examples():
    found = explain_rule(read_pack("thread"), "cn.gbt45251.talk3")
    assert found.values["talks_a_day"]["values"]["2025-02-28"]["value"] == 3
    assert found.notes["id"][0].startswith("So many talks")
    assert len(found.examples) >= 3


def test_its_parameters_are_in_its_authors_own_words():
    written = explain_rule(read_pack("cn-telesales"), "cn.plat.volc.24h").written
    assert written["then"]["period"]["length"] == "24 h"
    assert written["when"] == {"channel": ["voice"]}


@pytest.mark.long
@pytest.mark.parametrize("name", shipped_packs())
def test_every_rule_that_ships_says_why_it_does_what_it_does_when_it_cannot_be_decided(name):
    pack = read_pack(name)
    # Clocks of cases and the like answer no call: nothing of them is decided at a gate.
    rules = [rule.id for rule in (*pack.rules, *pack.offered) if rule.terms.kind in AT_GATES]
    assert [id_ for id_ in rules if not explain_rule(pack, id_).notes.get("on_unknown")] == []


def test_an_imported_rule_is_explained_from_the_pack_that_it_stands_in():
    found = explain_rule(read_pack("cn-bank-card"), "cn.miit18.contract-cap")
    assert found.rule.home == "cn-carrier-limits"
    assert found.examples
    assert not found.is_offered


def test_a_rule_that_is_offered_says_so():
    pack = read_pack("cn-telesales")
    assert explain_rule(pack, pack.offered[0].id).is_offered


def test_a_rule_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(PackError, match=r"did you mean `cn\.gbt45251\.talk3`"):
        explain_rule(read_pack("thread"), "cn.gbt45251.talk4")
