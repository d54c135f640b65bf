"""What all calls of a list share is seen from the list itself."""

import duckdb
import pytest

from ringfence.engines.duckdb.shared import SPAN, shared

WORDS = ("trade", "purpose", "agency", "party", "asked_for", "t", "recipient", "nobody_brought_it")


@pytest.fixture
def db():
    with duckdb.connect() as session:
        session.execute(
            "CREATE TABLE asked AS SELECT * FROM (VALUES"
            " (0, 10, 'her', 'loan', 'marketing', NULL, 'debtor', true),"
            " (1, 30, 'her', 'loan', 'service', NULL, NULL, true))"
            " AS t(row, t, recipient, trade, purpose, agency, party, asked_for)"
        )
        yield session


def test_a_word_is_shared_if_every_call_has_it_or_none_has(db):
    assert shared(db, WORDS).words == {"trade": "loan", "agency": None, "asked_for": True}


def test_a_list_can_be_asked_from_its_first_moment_until_its_last_retry_can_be(db):
    known = shared(db, WORDS)
    assert (known.since, known.until) == (10, 30 + SPAN)


def test_of_an_empty_list_nothing_is_known(db):
    db.execute("DELETE FROM asked")
    known = shared(db, WORDS)
    assert (known.words, known.since, known.until) == ({}, None, None)
