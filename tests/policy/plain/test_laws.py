"""What must hold of every judgement, whatever the pack and the world."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ringfence.call.verdict import GENTLE, STRENGTH
from ringfence.policy.plain import judge
from ringfence.policy.rule import Pack
from ringfence.policy.values import ValueTerms
from tests.made import facts
from tests.made.whole import day_of
from tests.made.words import setting
from tests.worlds import SEEDS, judged_worlds

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(judged_worlds(), SEEDS)
@QUICK
def test_a_stop_never_turns_a_refusal_into_a_permit(made, dice):
    pack, world = made
    before = judge(pack, world)
    more = facts.stop_event(dice, setting(dice, day_of(pack)))
    after = judge(pack, replace(world, stops=(*world.stops, more)))
    assert before.answer == "permit" or after.answer != "permit"
    assert {spoken.rule for spoken in before.spoken} <= {spoken.rule for spoken in after.spoken}


@given(judged_worlds(kinds=("cap",)), st.integers(1, 2))
@QUICK
def test_a_smaller_max_never_permits_more(made, less):
    pack, world = made
    before, after = judge(pack, world), judge(with_less(pack, less), world)
    assert before.answer == "permit" or after.answer != "permit"
    assert {spoken.rule for spoken in before.spoken} <= {spoken.rule for spoken in after.spoken}


def with_less(pack: Pack, less: int) -> Pack:
    """The pack with every number smaller by so many, but at least one."""
    smaller = {}
    for name, value in pack.values.items():
        written = value.model_dump()
        for era in written["values"].values():
            era["value"] = None if era["value"] is None else max(1, era["value"] - less)
        smaller[name] = ValueTerms.model_validate(written)
    return replace(pack, values=smaller)


@given(judged_worlds(kinds=("cap",)), SEEDS)
@QUICK
def test_one_more_past_call_never_makes_room_in_a_cap_that_does_not_start_with_a_call(made, dice):
    pack, world = made
    steady = [rule for rule in pack.rules if rule.then.period.mode != "anchored_first"]
    pack = replace(pack, rules=tuple(steady))
    more = facts.past_call(dice, "past-more", setting(dice, day_of(pack)))
    after = judge(pack, replace(world, history=(*world.history, more)))
    assert judge(pack, world).answer == "permit" or after.answer != "permit"


@given(judged_worlds())
@QUICK
def test_neither_the_order_of_rules_nor_that_of_facts_matters(made):
    pack, world = made
    turned = replace(
        world,
        history=world.history[::-1],
        stops=world.stops[::-1],
        proofs=None if world.proofs is None else world.proofs[::-1],
    )
    assert judge(replace(pack, rules=pack.rules[::-1]), turned) == judge(pack, world)


@given(judged_worlds())
@QUICK
def test_the_answer_is_the_strongest_effect_that_is_not_a_warning(made):
    pack, world = made
    judged = judge(pack, world)
    effects = [spoken.effect for spoken in judged.spoken]
    strengths = [STRENGTH.get(effect, 0) for effect in effects]
    assert strengths == sorted(strengths, reverse=True)
    assert judged.answer == (effects[0] if effects and effects[0] not in GENTLE else "permit")
    assert len({spoken.rule for spoken in judged.spoken}) == len(judged.spoken)


@given(judged_worlds())
@QUICK
def test_asking_at_another_moment_moves_nothing_but_the_moment(made):
    pack, world = made
    later = world.at + 3_600_000
    assert judge(pack, world, at=later) == judge(pack, replace(world, at=later))


@given(judged_worlds())
@QUICK
def test_each_rule_says_the_same_alone_as_among_others(made):
    pack, world = made
    together = judge(pack, world).spoken
    alone = [judge(replace(pack, rules=(rule,)), world).spoken for rule in pack.rules]
    assert sorted(spoken.rule for spoken in together) == sorted(one.rule for found in alone for one in found)
    assert set(together) == {one for found in alone for one in found}


@given(judged_worlds())
@QUICK
def test_a_draft_never_speaks(made):
    pack, world = made
    drafts = {rule.id for rule in pack.rules if rule.terms.force == "DRAFT"}
    assert not drafts & {spoken.rule for spoken in judge(pack, world).spoken}
