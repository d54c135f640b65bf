"""A list is its calls asked in order: DuckDB's set-wise answer is the sequential one, whatever collides."""

from __future__ import annotations

from hypothesis import given, settings

from ringfence.policy.plain.in_order import judge_in_order
from tests.agreement.filing import judged_by_duckdb, list_with_own_looks
from tests.worlds import lists


@settings(max_examples=15, deadline=None)
@given(lists())
def test_a_list_is_its_calls_asked_in_order(made):
    made = list_with_own_looks(made)
    in_order = judge_in_order(made.pack, made.background, made.calls, made.lifetime_ms, made.priorities)

    assert in_order == judged_by_duckdb(made)
