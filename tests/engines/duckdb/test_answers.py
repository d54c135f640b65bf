"""What a judged list comes to: its answers and what each rule said are counted."""

from ringfence.engines.duckdb.answers import counts
from tests.engines.duckdb.judged import filed


def test_answers_and_what_each_rule_said_are_counted():
    with filed(10) as db:
        told, rules = counts(db)
    assert told == {"permit": 8, "divert": 0, "defer": 2, "refuse": 0}
    assert [(each.rule, each.effect, each.unknown, each.rows) for each in rules] == [
        ("r1", "defer", False, 2)
    ]
