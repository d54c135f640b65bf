"""One call: plain, SQLite and DuckDB say the same of every world."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.engines.duckdb import judge_worlds
from ringfence.policy.plain import judge
from tests.agreement.filing import judged_by_sqlite, with_calendars, with_own_looks
from tests.worlds import judged_worlds, packs, worlds

pytestmark = pytest.mark.long


@settings(max_examples=40, deadline=None)
@given(judged_worlds())
def test_sqlite_says_of_one_call_what_plain_says(made):
    pack, world = made[0], with_own_looks(made[1])

    assert judge(pack, world) == judged_by_sqlite(pack, world)


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(st.data())
def test_duckdb_says_of_a_list_of_strangers_what_plain_says_of_each(data):

    pack = data.draw(packs())
    drawn = [with_own_looks(data.draw(worlds(pack))) for _ in range(4)]
    # A calendar is the pack's: every call of one list reads the same one.
    made = [dataclasses.replace(world, calendars=drawn[0].calendars) for world in drawn]
    pack = with_calendars(pack, drawn[0].calendars)

    assert [judge(pack, world) for world in made] == judge_worlds(pack, made)
