"""A judged list is summed up by its words, by the hour of the next try, and by what nobody knew."""

import duckdb
import pytest

from ringfence.engines.duckdb.summed import Share, Unknowns, by_hour, by_word, unknowns
from ringfence.engines.duckdb.verdicts import see_verdicts
from ringfence.ledger.catalogue import CATALOGUE

HOUR = 3_600_000


@pytest.fixture
def db():
    with duckdb.connect() as session:
        session.execute(
            "CREATE TABLE asked AS SELECT * FROM (VALUES (0, 'a', 'x', 'p'), (1, 'a', NULL, 'p'), (2, NULL, 'x', 'q')) AS t(row, agency, line, recipient);"
            f"CREATE TABLE worded AS SELECT * FROM (VALUES (1, 'defer', {HOUR}::BIGINT), (2, 'refuse', NULL)) AS t(row, answer, retry_at);"
            "ALTER TABLE worded ADD COLUMN retry_note VARCHAR; ALTER TABLE worded ADD COLUMN reasons VARCHAR[];"
            "CREATE TABLE spoken AS SELECT * FROM (VALUES (1, 'r.b', true), (1, 'r.a', true), (2, 'r.a', true), (2, 'r.c', false))"
            ' AS t(row, rule, "unknown")'
        )
        line = ", ".join(f'NULL AS "{name}"' for name in CATALOGUE["line"].column_names[1:] if name != "home")
        session.execute(
            f"CREATE TABLE line AS SELECT 'x' AS line, 'Shanghai' AS home, {line};"
            "CREATE TABLE recipient AS SELECT 'p' AS recipient, true AS settled, NULL AS proofs_checked_at;"
            "CREATE TABLE institution AS SELECT 'a' AS institution, 5 AS proofs_checked_at"
        )
        see_verdicts(session)
        yield session


def test_each_value_of_a_word_has_its_answers_the_unknown_one_too(db):
    nothing = dict.fromkeys(("permit", "divert", "defer", "refuse"), 0)
    assert by_word(db, "agency") == [
        Share("a", nothing | {"permit": 1, "defer": 1}), Share(None, nothing | {"refuse": 1})
    ]  # fmt: skip


def test_a_word_that_the_list_does_not_say_has_nothing(db):
    assert by_word(db, "campaign") == []


def test_the_hour_of_the_next_try_is_by_the_packs_clock(db):
    assert by_hour(db, "Asia/Shanghai") == [("1970-01-01 09:00", 1)]


def test_calls_are_alike_in_what_nobody_knew_of_them(db):
    found = sorted(unknowns(db, ["agency", "line", "campaign"]), key=lambda each: each.rules)
    assert found == [
        Unknowns(("r.a",), frozenset({"line", "line home"}), 1),
        Unknowns(("r.a", "r.b"), frozenset({"agency", "agency proof", "recipient settled"}), 1),
    ]  # fmt: skip
