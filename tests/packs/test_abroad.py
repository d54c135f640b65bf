"""Rules of other countries: what each asks of a kind is a named example, and every engine gives its answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from ringfence.policy.examples import read_examples
from ringfence.policy.plain import judge
from ringfence.policy.read import read_pack
from ringfence.wiring.examples import test_examples as try_out

FOLDER = Path(__file__).with_name("abroad")


@pytest.mark.long
def test_every_example_goes_as_it_should_on_every_engine():
    pack = read_pack(FOLDER)
    tested = try_out(pack, read_examples(FOLDER / "examples", pack))
    assert (tested.passed, tested.disagreements) == (True, [])


def test_what_is_presumed_of_an_eighth_call_is_told_though_it_is_permitted():
    pack = read_pack(FOLDER)
    eighth = read_examples(FOLDER / "examples" / "caller" / "us.regf.7in7.yaml", pack)[0]
    said = judge(pack, eighth.world)
    assert said.answer == "permit"
    assert [(spoken.rule, spoken.effect) for spoken in said.spoken] == [("us.regf.7in7", "presume")]
    seventh = replace(eighth.world, history=eighth.world.history[1:])
    assert judge(pack, seventh).spoken == ()
