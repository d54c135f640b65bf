"""Packs, worlds and lists for property tests, dense around the moments at which answers turn.

Everything happens within some days of one day, which a made pack carries as its `version`: on it a clock is
changed, a month ends or a year does. A thing is made from one seed (drawing every part of it would be too
slow to meet enough worlds), and then Hypothesis leaves parts of it out: a failure comes down to the few
rules and facts that it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hypothesis import strategies as st

from ringfence.call.words import Call
from ringfence.policy.plain.in_order import Surroundings
from ringfence.policy.rule import Pack
from ringfence.policy.world import World
from tests.made import rules, whole
from tests.made.dice import Dice
from tests.made.words import Setting, setting

Thing = TypeVar("Thing")
SEEDS = st.integers(0, 2**32 - 1).map(Dice)


@dataclass(frozen=True)
class MadeList:
    """A list to be screened: the pack, what is known around its calls, the calls with their planned times."""

    pack: Pack
    background: Surroundings
    calls: tuple[Call, ...]
    priorities: tuple[int, ...]
    lifetime_ms: int
    outcomes: tuple[str | None, ...] | None = None


@st.composite
def kept(draw, things: Sequence[Thing], least: int = 0) -> tuple[Thing, ...]:
    """Some of the things, in their order."""
    # Clearing a bit leaves one thing out: a single number, so that Hypothesis draws and shrinks it at once.
    everything = 2 ** len(things) - 1
    mask = draw(st.integers(0, everything) | st.just(everything))
    left = tuple(thing for place, thing in enumerate(things) if mask >> place & 1)
    return left if len(left) >= least else tuple(things[:least])


@st.composite
def packs(draw, most: int = 5, kinds: tuple[str, ...] = rules.KINDS) -> Pack:
    """A small pack of rules of the kinds."""
    whole = rules.pack(draw(SEEDS), most, kinds)
    return replace(whole, rules=draw(kept(whole.rules, least=1)))


@st.composite
def worlds(draw, pack: Pack) -> World:
    """A world around one call, on the days the pack is about."""
    return whole.world(draw(SEEDS), pack, lambda things: draw(kept(things)))


@st.composite
def judged_worlds(draw, most: int = 5, kinds: tuple[str, ...] = rules.KINDS) -> tuple[Pack, World]:
    """A pack and a world for it."""
    pack = draw(packs(most, kinds))
    return pack, draw(worlds(pack))


@st.composite
def surroundings(draw, pack: Pack, scene: Setting) -> Surroundings:
    """Everything known around a list's calls."""
    return whole.surroundings(draw(SEEDS), pack, scene, lambda things: draw(kept(things)))


@st.composite
def lists(draw, pack: Pack | None = None, most: int = 30) -> MadeList:
    """A pack, what is known, and some calls planned close together, some at the very same moment.

    Without a pack, one is made of caps mostly: they are what makes the order of a list matter.
    """
    pack = draw(packs(3, ("cap", "cap", "cap", *rules.KINDS))) if pack is None else pack
    dice = draw(SEEDS)
    scene = setting(dice, whole.day_of(pack))
    calls = draw(kept(whole.planned(dice, scene, most), least=1))
    return MadeList(
        pack=pack,
        background=draw(surroundings(pack, scene)),
        calls=calls,
        priorities=tuple(dice.one((0, 0, 1)) for _ in calls),
        lifetime_ms=dice.one(whole.LIFETIMES),
    )
