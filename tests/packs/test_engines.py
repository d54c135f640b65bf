"""Every example of every pack of law, on every engine, as one call and in a list: long, so with `make soak`."""

import pytest

from ringfence.policy.examples import read_examples
from ringfence.policy.read import read_pack, shipped_packs
from ringfence.wiring.examples import test_examples as try_on_every_engine

PACKS = ("cn-bank-card", "cn-carrier-limits", "cn-telesales", "fr-marketing")


@pytest.mark.soak
@pytest.mark.parametrize("name", PACKS)
def test_every_engine_says_of_every_example_what_the_pack_says(name):
    folder = shipped_packs()[name]
    pack = read_pack(folder)
    tested = try_on_every_engine(pack, read_examples(folder / "examples", pack))

    assert (tested.disagreements, tested.failures) == ([], [])
