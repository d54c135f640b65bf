"""A list is its calls asked in order: DuckDB's set-wise answer is the sequential one, whatever collides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.call.moments import HOUR, moment
from ringfence.call.words import OUTCOMES, Call, Place
from ringfence.policy.plain.in_order import Surroundings, judge_in_order
from tests.agreement.filing import judged_by_duckdb, list_with_own_looks
from tests.policy.plain.given import HER, SHANGHAI, WORDS, pack, rule
from tests.worlds import MadeList, lists

pytestmark = pytest.mark.long


@settings(max_examples=15, deadline=None)
@given(lists())
def test_a_list_is_its_calls_asked_in_order(made):
    made = list_with_own_looks(made)
    in_order = judge_in_order(made.pack, made.background, made.calls, made.lifetime_ms, made.priorities)

    assert in_order == judged_by_duckdb(made)


@pytest.mark.long
@settings(max_examples=15, deadline=None)
@given(lists(), st.data())
def test_history_is_its_calls_asked_in_order_each_permitted_one_counting_by_what_came_of_it(made, data):
    made = list_with_own_looks(made)
    # What a third person may be rung for is decided by everything that was tried, permitted or not.
    rules = tuple(each for each in made.pack.rules if each.terms.kind != "party")
    outcomes = data.draw(st.tuples(*[st.sampled_from((None, *OUTCOMES))] * len(made.calls)))
    made = replace(made, pack=replace(made.pack, rules=rules), outcomes=outcomes)
    in_order = judge_in_order(
        made.pack, made.background, made.calls, made.lifetime_ms, made.priorities, outcomes
    )

    assert in_order == judged_by_duckdb(made)


def test_calls_on_one_line_to_people_of_several_zones_count_by_each_ones_own_day():
    then = {
        "count": "attempt",
        "max": {"value": "most"},
        "period": {"length": "1 day", "mode": "calendar", "zone": "called_location"},
        "key": ["line"],
    }
    paris = Place(country="FR", region="Paris", zone="Europe/Paris", source="stated")
    # Midnight in Paris lies within Shanghai's day: who asks from Paris counts some of Shanghai's calls, not all.
    start = moment("2026-03-10T06:30:00+08:00")
    calls = tuple(
        Call(id=f"call-{row}", at=start + row * HOUR // 4, recipient=HER, places=(place,), **WORDS)
        for row, place in enumerate((SHANGHAI, paris) * 6)
    )
    made = MadeList(
        pack=pack(rule("cap", then, effect="divert"), most=4),
        background=Surroundings(),
        calls=calls,
        priorities=(0,) * len(calls),
        lifetime_ms=25 * HOUR,
    )

    in_order = judge_in_order(made.pack, made.background, made.calls, made.lifetime_ms, made.priorities)

    assert judged_by_duckdb(made) == in_order
    assert {one.answer for one in in_order} == {"permit", "divert"}
