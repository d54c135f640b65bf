"""Many worlds at once: engines agree on batches, and a world that is written down is the same when it is read."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from ringfence.policy.examples import read_examples
from ringfence.policy.plain import judge
from ringfence.policy.read import read_pack
from tests.agreement.batches import (
    Batch,
    Differs,
    agrees,
    batch,
    disagreements,
    list_of,
    shipped_batch,
    smallest,
)
from tests.agreement.filing import with_own_looks
from tests.agreement.kept import example_file, told
from tests.worlds import judged_worlds


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_plain_sqlite_and_duckdb_say_the_same_of_a_batch(seed):
    assert list(disagreements(batch(seed, 60))) == []


@pytest.mark.long
def test_they_say_the_same_of_made_worlds_under_a_pack_of_law():
    assert list(disagreements(shipped_batch(1, 40, read_pack("thread")))) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_a_made_list_is_its_calls_asked_in_order(seed):
    assert agrees(list_of(seed))


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(judged_worlds())
def test_a_world_written_down_as_an_example_is_the_same_when_it_is_read(tmp_path_factory, made):
    pack, world = made[0], with_own_looks(made[1])
    pack = replace(pack, calendars=world.calendars)
    file = tmp_path_factory.mktemp("kept") / "kept.yaml"
    file.write_text(example_file(pack, world, {"plain": judge(pack, told(world))}, "a kept world"))

    (example,) = read_examples(file, pack)

    assert example.world == told(world)
    assert judge(pack, example.world) == judge(pack, told(world))


def test_a_disagreement_comes_down_to_the_rules_and_facts_that_show_it(monkeypatch):
    made = batch(1, 3)
    world = next(each for each in made.worlds if each.history)
    culprit = made.pack.rules[-1]

    def differs(asked: Batch):
        if culprit in asked.pack.rules:
            yield replace_found(asked)

    def replace_found(asked: Batch):
        return Differs(asked.pack, asked.worlds[0], {})

    monkeypatch.setattr("tests.agreement.batches.disagreements", differs)
    found = smallest(replace_found(Batch(0, made.pack, [world])))
    assert found.pack.rules == (culprit,)
    assert found.world.history == ()
