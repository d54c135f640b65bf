"""Packs, worlds and lists for property tests, dense around the moments at which answers turn.

Everything happens within some days of one day, which a made pack carries as its `version`: on it a clock is
changed, a month ends or a year does. A thing is made from one seed (drawing every part of it would be too
slow to meet enough worlds), and then Hypothesis leaves parts of it out: a failure comes down to the few
rules and facts that it needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hypothesis import strategies as st

from ringfence.call.moments import DAY, HOUR, MINUTE
from ringfence.call.words import Call
from ringfence.policy.plain.in_order import Surroundings
from ringfence.policy.rule import Pack
from ringfence.policy.world import World
from tests.made import facts, rules
from tests.made.dice import Dice
from tests.made.words import HER_LIST, LINE_LIST, RECIPIENTS, WORDS, Setting, setting

Thing = TypeVar("Thing")
SEEDS = st.integers(0, 2**32 - 1).map(Dice)
GAPS = (0, 0, 0, 1, MINUTE, MINUTE, HOUR, 12 * HOUR)
MOST_PAST, MOST_STOPS, MOST_PROOFS = 8, 3, 3


@dataclass(frozen=True)
class MadeList:
    """A list to be screened: the pack, what is known around its calls, the calls with their planned times."""

    pack: Pack
    background: Surroundings
    calls: tuple[Call, ...]
    priorities: tuple[int, ...]
    lifetime_ms: int


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
    dice = draw(SEEDS)
    scene = setting(dice, day_of(pack))
    call = facts.call(dice, scene)
    past = [facts.past_call(dice, f"past-{number}", scene) for number in range(MOST_PAST)]
    proofs = [facts.proof(dice, scene) for _ in range(MOST_PROOFS)]
    return World(
        call=call,
        at=scene.at,
        history=draw(kept(past)),
        stops=draw(kept([facts.stop_event(dice, scene) for _ in range(MOST_STOPS)])),
        proofs=None if dice.once_in(6) else draw(kept(proofs)),
        listings=facts.looked_up(dice, HER_LIST, scene),
        line_listings=facts.looked_up(dice, LINE_LIST, scene) if call.line else {},
        hours=facts.her_hours(dice),
        recipient_facts={"settled": facts.settled(dice)},
        line_facts=facts.line(dice, scene) if call.line else {},
        filings=facts.filings(dice, scene) if call.line else None,
        stated=draw(kept(facts.stated(dice, scene))),
        institution_proofs=facts.institutions(dice, scene),
        calendars=pack.calendars,
    )


@st.composite
def judged_worlds(draw, most: int = 5, kinds: tuple[str, ...] = rules.KINDS) -> tuple[Pack, World]:
    """A pack and a world for it."""
    pack = draw(packs(most, kinds))
    return pack, draw(worlds(pack))


@st.composite
def surroundings(draw, pack: Pack, scene: Setting) -> Surroundings:
    """Everything known around a list's calls."""
    dice = draw(SEEDS)
    hours = {recipient: facts.her_hours(dice) for recipient in RECIPIENTS}
    past = [facts.past_call(dice, f"past-{number}", scene) for number in range(MOST_PAST)]
    return Surroundings(
        history=draw(kept(past)),
        stops=draw(kept([facts.stop_event(dice, scene) for _ in range(MOST_STOPS)])),
        proofs={
            recipient: None
            if dice.once_in(6)
            else tuple(facts.proof(dice, scene) for _ in range(dice.one((0, 1, 2))))
            for recipient in RECIPIENTS
        },
        listings={recipient: facts.looked_up(dice, HER_LIST, scene) for recipient in RECIPIENTS},
        line_listings={line: facts.looked_up(dice, LINE_LIST, scene) for line in WORDS["line"]},
        hours={recipient: given for recipient, given in hours.items() if given is not None},
        settled={recipient: facts.settled(dice) for recipient in RECIPIENTS},
        line_facts={line: facts.line(dice, scene) for line in WORDS["line"]},
        filings={line: facts.filings(dice, scene) for line in WORDS["line"]},
        stated=draw(kept(facts.stated(dice, scene))),
        institution_proofs=facts.institutions(dice, scene),
        calendars=pack.calendars,
    )


@st.composite
def lists(draw, pack: Pack | None = None, most: int = 30) -> MadeList:
    """A pack, what is known, and some calls planned close together, some at the very same moment.

    Without a pack, one is made of caps mostly: they are what makes the order of a list matter.
    """
    pack = draw(packs(3, ("cap", "cap", "cap", *rules.KINDS))) if pack is None else pack
    dice = draw(SEEDS)
    scene = setting(dice, day_of(pack))
    alike = [facts.call(dice, scene) for _ in range(dice.one((1, 2, 3)))]
    rows = [_planned(dice.one(alike), row, scene.at + dice.one(GAPS) + dice.one(GAPS)) for row in range(most)]
    calls = draw(kept(rows, least=1))
    return MadeList(
        pack=pack,
        background=draw(surroundings(pack, scene)),
        calls=calls,
        priorities=tuple(dice.one((0, 0, 1)) for _ in calls),
        lifetime_ms=dice.one((MINUTE, HOUR, DAY, 25 * HOUR, 40 * DAY)),
    )


def day_of(pack: Pack) -> dt.date:
    """The day a made pack is about."""
    return dt.date.fromisoformat(pack.version)


def _planned(call: Call, row: int, at: int) -> Call:
    described = {name: getattr(call, name) for name in call.__struct_fields__}
    return Call(**{**described, "id": f"call-{row}", "at": at})
