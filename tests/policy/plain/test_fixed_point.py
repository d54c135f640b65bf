"""A second opinion on `until` and `retry_at`: look at every moment that could matter, one by one.

The evaluator jumps from one moment of change to the next. Here nothing is jumped: quarter hours, midnights,
times of day in a rule, all moments and spans that are written anywhere, and a millisecond to either side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from pydantic import BaseModel

from ringfence.call.moments import DAY, HOUR, MINUTE
from ringfence.call.verdict import GENTLE
from ringfence.policy.plain import judge
from ringfence.policy.plain.speaking import RuleInWorld
from ringfence.policy.rule import Pack
from ringfence.policy.world import World
from tests.made.whole import day_of
from tests.made.words import ZONES, midnight
from tests.worlds import judged_worlds

pytestmark = pytest.mark.long

HORIZON = 400 * DAY
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def numbers(thing: Any) -> Iterator[int]:
    """Every number written anywhere in a thing: moments in a world, spans and times of day in a rule."""
    if isinstance(thing, bool):
        return
    if isinstance(thing, int):
        yield thing
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from numbers(getattr(thing, name))
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from numbers(getattr(thing, each.name))
    elif isinstance(thing, dict):
        yield from numbers(list(thing.values()))
    elif isinstance(thing, tuple | list):
        for each in thing:
            yield from numbers(each)


def moments_that_could_matter(pack: Pack, world: World) -> list[int]:
    """All of them from the world's own moment to the horizon, in order."""
    written = set(numbers((world.history, world.stops, world.proofs, world.listings, world.line_listings)))
    dated = {number for number in written if number > 400 * DAY}
    spans = {0, *(number for rule in pack.rules for number in numbers(rule.then) if number >= MINUTE)}
    spans |= {number for rule in pack.rules for each in rule.terms.unless for number in numbers(each)}
    grown = {at + span - back for at in dated for span in spans for back in (0, 14 * HOUR, 13 * HOUR - DAY)}
    grown |= {at - 14 * HOUR + days * DAY for at in dated for days in range(3)}
    days = [day_of(pack) + dt.timedelta(days=off) for off in (*range(-9, 12), *range(12, 700, 29), 399, 699)]
    midnights = {midnight(day, zone) for day in days for zone in {*ZONES, pack.zone}}
    times = {span for span in spans if span <= DAY} | set(world.hours or ())
    times |= {hour * HOUR for hour in (8, 12, 20, 22)}
    on_clocks = {start + time for start in midnights for time in {*times, 0}}
    quarters = {world.at + quarter * 15 * MINUTE for quarter in range(4 * 24 * 3)}
    exact = grown | on_clocks | quarters
    beside = {moment + off for moment in exact for off in (-1, 0, 1)}
    return sorted(moment for moment in beside if world.at < moment <= world.at + HORIZON)


@given(judged_worlds(most=2))
@QUICK
def test_until_is_the_earliest_moment_at_which_a_rule_no_longer_blocks(made):
    pack, world = made
    candidates = moments_that_could_matter(pack, world)
    rules = {rule.id: RuleInWorld(rule, pack, world) for rule in pack.rules}
    for spoken in judge(pack, world).spoken:
        if spoken.effect in GENTLE:
            assert spoken.until is None
            continue
        rule = rules[spoken.rule]
        event(f"{pack.rules[0].terms.kind} ends: {spoken.until is not None}")
        before = [moment for moment in candidates if spoken.until is None or moment < spoken.until]
        assert all(rule.blocks(moment) for moment in before)
        if spoken.until is not None:
            assert rule.blocks(spoken.until - 1)
            assert not rule.blocks(spoken.until)
            assert world.at < spoken.until <= world.at + HORIZON


@given(judged_worlds(most=4))
@QUICK
def test_retry_at_is_the_earliest_moment_at_which_nothing_blocks(made):
    pack, world = made
    judged = judge(pack, world)
    rules = [RuleInWorld(rule, pack, world) for rule in pack.rules if rule.terms.force != "DRAFT"]
    if judged.answer == "permit":
        assert (judged.retry_at, judged.retry_note) == (None, None)
        assert not any(rule.blocks(world.at) for rule in rules)
        return
    event(f"retry: {judged.retry_at is not None}")
    end = world.at + HORIZON + 1 if judged.retry_at is None else judged.retry_at
    before = [moment for moment in moments_that_could_matter(pack, world) if moment < end]
    assert all(any(rule.blocks(moment) for rule in rules) for moment in (world.at, *before))
    if judged.retry_at is not None:
        assert judge(pack, world, at=judged.retry_at - 1).answer != "permit"
        assert judge(pack, world, at=judged.retry_at).answer == "permit"
        assert judged.retry_note is None


@given(judged_worlds(most=1, kinds=("cap", "stop", "listing")))
@QUICK
def test_a_rule_without_an_end_is_endless_unless_the_verdict_notes_that_it_was_cut(made):
    pack, world = made
    judged = judge(pack, world)
    blocking = [spoken for spoken in judged.spoken if spoken.effect not in GENTLE]
    if not blocking or blocking[0].until is not None:
        return
    rule = RuleInWorld(pack.rules[0], pack, world)
    much_later = [world.at + years * 365 * DAY for years in (2, 3, 5, 10)]
    event(f"note: {judged.retry_note}")
    assert all(rule.blocks(moment) for moment in much_later) == (judged.retry_note is None)
