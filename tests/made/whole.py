"""Made worlds and lists, whole: everything known around one call, or around calls that come close together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from ringfence.call.moments import DAY, HOUR, MINUTE
from ringfence.call.words import Call
from ringfence.policy.plain.in_order import Surroundings
from ringfence.policy.rule import Pack
from ringfence.policy.world import Proof, World
from tests.made import facts
from tests.made.dice import Dice
from tests.made.words import HER_LIST, LINE_LIST, RECIPIENTS, WORDS, Setting, setting

GAPS = (0, 0, 0, 1, MINUTE, MINUTE, HOUR, 12 * HOUR)
LIFETIMES = (MINUTE, HOUR, DAY, 25 * HOUR, 40 * DAY)
MOST_PAST, MOST_STOPS, MOST_PROOFS = 8, 3, 3
Institutions = dict[str, tuple[Proof, ...] | None]
Keep = Callable[[Sequence[Any]], tuple[Any, ...]]
"""Says which of several things there are, in their order."""


def world(
    dice: Dice, pack: Pack, keep: Keep, institutions: Institutions | None = None, day: dt.date | None = None
) -> World:
    """A world around one call, on the days the pack is about; day and what institutions have proved may be given."""
    scene = setting(dice, day or day_of(pack))
    call = facts.call(dice, scene)
    past = [facts.past_call(dice, f"past-{number}", scene) for number in range(MOST_PAST)]
    proofs = [facts.proof(dice, scene) for _ in range(MOST_PROOFS)]
    return World(
        call=call,
        at=scene.at,
        history=keep(past),
        stops=keep([facts.stop_event(dice, scene) for _ in range(MOST_STOPS)]),
        proofs=None if dice.once_in(6) else keep(proofs),
        listings=facts.looked_up(dice, HER_LIST, scene),
        line_listings=facts.looked_up(dice, LINE_LIST, scene) if call.line else {},
        hours=facts.her_hours(dice),
        recipient_facts={"settled": facts.settled(dice)},
        line_facts=facts.line(dice, scene) if call.line else {},
        filings=facts.filings(dice, scene) if call.line else None,
        stated=keep(facts.stated(dice, scene)),
        institution_proofs=facts.institutions(dice, scene) if institutions is None else institutions,
        calendars=pack.calendars,
    )


def surroundings(dice: Dice, pack: Pack, scene: Setting, keep: Keep) -> Surroundings:
    """Everything known around a list's calls."""
    hours = {recipient: facts.her_hours(dice) for recipient in RECIPIENTS}
    past = [facts.past_call(dice, f"past-{number}", scene) for number in range(MOST_PAST)]
    return Surroundings(
        history=keep(past),
        stops=keep([facts.stop_event(dice, scene) for _ in range(MOST_STOPS)]),
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
        stated=keep(facts.stated(dice, scene)),
        institution_proofs=facts.institutions(dice, scene),
        calendars=pack.calendars,
    )


def planned(dice: Dice, scene: Setting, most: int) -> list[Call]:
    """Calls close together, some at the very same moment, to few people on few lines."""
    alike = [facts.call(dice, scene) for _ in range(dice.one((1, 2, 3)))]
    return [_planned(dice.one(alike), row, scene.at + dice.one(GAPS) + dice.one(GAPS)) for row in range(most)]


def day_of(pack: Pack) -> dt.date:
    """The day a made pack is about."""
    return dt.date.fromisoformat(pack.version)


def _planned(call: Call, row: int, at: int) -> Call:
    described = {name: getattr(call, name) for name in call.__struct_fields__}
    return Call(**{**described, "id": f"call-{row}", "at": at})
