"""Facts are brought whole or not at all, sealed, keyed, and the same ones only once."""

import csv
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ringfence
from ringfence.call.errors import ListError
from ringfence.call.moments import DAY, HOUR
from ringfence.caller.bring import BLOCK, bring
from ringfence.caller.brought import PLAIN_MOMENT, read_column
from ringfence.evidence.keyring import Keyring
from ringfence.evidence.people import People
from ringfence.ledger.catalogue import CATALOGUE, FACTS
from ringfence.ledger.relation import Column
from ringfence.store.sqlite import SqliteLedger

EVERY_LEDGER = True

AT = 1773126000000
HER = "+8616191234567"
CALLED = {"recipient": HER, "ts": AT, "direction": "outbound"}
STOPPED = {"recipient": HER, "said_at": AT, "trigger": "opt_out", "caller": "bank-a"}
PEOPLE = People(Keyring.create())


@pytest.fixture
def ledger(tmp_path):
    ledger = SqliteLedger(tmp_path / "ledger.db")
    yield ledger
    ledger.close()


@pytest.fixture
def brought(ledger):
    def bring_all(relation, *rows):
        with ledger.transaction() as tx:
            bring(tx, PEOPLE, relation, rows, AT)
        with ledger.beside() as tx:
            return tx.rows(relation, {"leaf": tx.next_seq() - 1}, 10)

    return bring_all


@pytest.fixture
def fault(ledger):
    def refused(relation, *rows):
        with pytest.raises(ListError) as error, ledger.transaction() as tx:
            bring(tx, PEOPLE, relation, rows, AT)
        with ledger.beside() as tx:
            assert tx.next_seq() == 0
            assert relation not in CATALOGUE or not tx.rows(relation, {"leaf": 0}, 1)
        return error.value

    return refused


def test_a_call_is_kept_under_the_token_of_its_recipient_and_its_day(brought):
    (row,) = brought("call", CALLED | {"id": "one", "line": "+86 161 9000 0001"})
    assert row["recipient"] == PEOPLE.token(HER)
    assert row["day"] == AT - AT % DAY
    assert row["line"] == "+8616190000001"
    assert row["expires_at"] is None


def test_a_number_is_brought_to_one_form_before_it_is_keyed(brought):
    (row,) = brought("call", CALLED | {"recipient": "0086 161-9123-4567"})
    assert row["recipient"] == PEOPLE.token(HER)


def test_a_moment_is_milliseconds_or_a_clock_with_its_zone(brought):
    told = (AT, str(AT), "2026-03-10T15:00:00+08:00", datetime.fromtimestamp(AT / 1000, UTC))
    assert {brought("call", CALLED | {"ts": ts})[0]["ts"] for ts in told} == {AT}


def test_what_is_unknown_stays_unknown(brought):
    (row,) = brought("call", CALLED | {"outcome": "unknown", "purpose": "", "warm": None})
    assert (row["outcome"], row["purpose"], row["warm"], row["caller"]) == (None, None, None, None)


def test_the_same_rows_brought_twice_are_there_once(brought):
    rows = [CALLED, CALLED | {"line": "95588"}, CALLED | {"ts": AT + 1}]
    once = {row["id"] for row in brought("call", *rows)}
    assert once == {row["id"] for row in brought("call", *rows)}
    assert len(once) == 3


def test_an_id_that_was_made_says_nothing_of_the_number_to_who_lacks_the_key(ledger):
    ids = set()
    for people in (PEOPLE, People(Keyring.create())):
        with ledger.transaction() as tx:
            bring(tx, people, "stop", [STOPPED], AT)
            ids |= {row["id"] for row in tx.rows("stop", {"trigger": "opt_out"}, 9)}
    assert len(ids) == 2


def test_one_leaf_seals_all_the_rows_and_holds_no_number(ledger):
    rows = [CALLED | {"ts": AT + place} for place in range(BLOCK + 3)]
    with ledger.transaction() as tx:
        told = bring(tx, PEOPLE, "call", rows, AT)
        ((kind, body),) = tx.connection.execute("SELECT kind, body FROM leaf").fetchall()
        sealed = tx.connection.execute("SELECT COUNT(*) FROM call WHERE leaf = ?", (told.leaf,)).fetchone()
    assert (kind, told.rows, sealed) == ("import", BLOCK + 3, (BLOCK + 3,))
    facts = json.loads(body)
    assert (facts["relation"], facts["rows"], len(facts["digest"])) == ("call", BLOCK + 3, 64)
    assert HER[3:].encode() not in body


def test_the_digest_is_of_what_the_rows_say(ledger):
    digests = []
    for outcome in ("conversation", "conversation", "unanswered"):
        with ledger.transaction() as tx:
            bring(tx, PEOPLE, "call", [CALLED | {"outcome": outcome}], AT)
            (body,) = tx.connection.execute("SELECT body FROM leaf ORDER BY seq DESC LIMIT 1").fetchone()
        digests.append(json.loads(body)["digest"])
    assert digests[0] == digests[1] != digests[2]


def test_history_enters_nobody_into_the_vault(ledger):
    with ledger.transaction() as tx:
        bring(tx, PEOPLE, "call", [CALLED], AT)
        assert tx.row("vault", {"recipient": PEOPLE.token(HER)}) is None


def test_a_proof_may_say_any_and_its_hours_are_of_the_day(brought):
    told = {"recipient": HER, "need": "agreement", "purpose": "any", "line": "any", "hours_from": "19:00"}
    (row,) = brought("proof", told | {"hours_to": "24:00", "given_at": AT})
    assert (row["purpose"], row["line"], row["hours_from"], row["hours_to"]) == ("any", "any", 19 * HOUR, DAY)


@pytest.mark.parametrize("day", ["2026-01-02", date(2026, 1, 2), 20_455 * DAY, str(20_455 * DAY)])
def test_a_day_is_a_date_or_its_midnight(brought, day):
    told = {"recipient": HER, "listing": "national_dnc", "listed": "yes", "listed_on": day}
    (row,) = brought("listing_entry", told)
    assert (row["listed"], row["listed_on"]) == (1, 20_455 * DAY)


def test_every_relation_of_facts_can_be_brought(brought):
    least = {
        "call": CALLED, "stop": STOPPED, "proof": {"recipient": HER, "need": "consent"},
        "listing": {"name": "national_dnc"}, "listing_entry": {"recipient": HER, "listing": "national_dnc"},
        "line_entry": {"line": "95588", "listing": "dno"}, "line": {"line": "95588"},
        "recipient": {"recipient": HER}, "filing": {"line": "95588", "region": "Shanghai"},
        "institution": {"institution": "bank-a"}, "institution_proof": {"institution": "bank-a", "need": "licence"},
        "account_fact": {"account": "card-1", "caller": "bank-a", "fact": "number_invalid"},
    }  # fmt: skip
    assert set(least) == set(FACTS)
    for relation, row in least.items():
        assert len(brought(relation, row)) == 1


@pytest.mark.parametrize(
    ("relation", "row", "line", "column", "says"),
    [
        ("cals", CALLED, None, None, "did you mean `call`?"),
        ("vault", CALLED, None, None, "not a relation of facts"),
        ("call", CALLED | {"recipent": HER}, 1, None, "did you mean `recipient`?"),
        ("call", CALLED | {"leaf": 3}, 1, None, "`leaf` is not a column"),
        ("call", {"recipient": HER, "ts": AT}, 1, "direction", "needs this column"),
        ("call", CALLED | {"ts": None}, 3, "ts", "nothing stands here"),
        ("call", CALLED | {"ts": "2026-03-10T15:00:00"}, 3, "ts", "names no zone"),
        ("call", CALLED | {"ts": AT // 1000}, 3, "ts", "is not a moment"),
        ("call", CALLED | {"ts": True}, 3, "ts", "is not a moment"),
        ("call", CALLED | {"recipient": None}, 3, "recipient", "a number is text"),
        ("call", CALLED | {"recipient": "16191234567"}, 3, "recipient", "has no country"),
        ("call", CALLED | {"purpose": "marketting"}, 3, "purpose", "did you mean `marketing`?"),
        ("call", CALLED | {"purpose": "any"}, 3, "purpose", "not a word for this"),
        ("call", CALLED | {"caller": 7}, 3, "caller", "is not text"),
        ("call", CALLED | {"caller": ["bank-a"]}, 3, "caller", "more than one value"),
        ("call", CALLED | {"warm": "perhaps"}, 3, "warm", "neither true nor false"),
        (
            "proof",
            {"recipient": HER, "need": "consent", "hours_from": "7 am"},
            2,
            "hours_from",
            "write it like 20:00",
        ),
        (
            "listing_entry",
            {"recipient": HER, "listing": "x", "listed_on": "1.5.2026"},
            2,
            "listed_on",
            "not a day",
        ),
    ],
)
def test_what_cannot_be_taken_is_named_by_line_and_column_and_nothing_is_written(
    fault, relation, row, line, column, says
):
    error = fault(relation, *([CALLED] if relation == "call" and line == 3 else []), row)
    assert (error.line, error.column) == (line, column)
    assert says in str(error)


@pytest.mark.parametrize(
    "column", sorted(set(CATALOGUE["call"].column_names) - {"id", "day", "leaf", "expires_at"})
)
def test_no_error_holds_a_number_in_whatever_column_it_strayed(fault, column):
    stray = "+86161912345678901234"
    if column in {
        "caller",
        "caller_group",
        "agency",
        "campaign",
        "trade",
        "account",
        "product",
        "subject",
        "occasion",
    }:
        return  # any text may stand there
    assert stray not in str(fault("call", CALLED | {column: stray}))
    assert stray not in str(fault("call", CALLED | {stray: column}))


def test_a_file_is_brought_whole_and_a_stop_in_it_holds(tmp_path):
    with (tmp_path / "stops.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, STOPPED)
        writer.writeheader()
        writer.writerow(STOPPED)
    call = {"recipient": HER, "purpose": "marketing", "caller": "bank-a", "at": AT + 1}
    told: list[tuple[str, float]] = []
    with ringfence.open(tmp_path / "ledger.db", pack="thread", clock=lambda: AT) as house:
        assert house.would(call).answer != "refuse"
        assert house.bring("stop", tmp_path / "stops.csv", lambda *step: told.append(step)).rows == 1
        verdict = house.ask(call)
    assert (verdict.answer, told[-1]) == ("refuse", ("bring", 1.0))
    assert verdict.reasons[0].leaf == 0


def test_a_file_with_one_bad_line_leaves_nothing(tmp_path):
    (tmp_path / "stops.csv").write_text(
        f"recipient,said_at,trigger\n{HER},{AT},opt_out\n{HER},{AT},opt_uot\n"
    )
    with ringfence.open(tmp_path / "ledger.db", pack="thread") as house:
        with pytest.raises(ListError, match="line 3: column `trigger`: `opt_uot`"):
            house.bring("stop", tmp_path / "stops.csv")
        assert house.write(lambda tx: tx.rows("stop", {"trigger": "opt_out"}, 1)) == []


@given(
    st.lists(
        st.one_of(
            st.datetimes(datetime(1900, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(
                lambda when: when.isoformat(timespec="seconds")
            ),
            st.from_regex(PLAIN_MOMENT.replace("$", r"\Z"), alphabet=st.characters(max_codepoint=127)),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_moments_read_all_at_once_are_those_read_one_by_one(written):
    column = Column("ts", "moment", "when")

    def read(values):
        try:
            return read_column(column, values, first=2)
        except ListError as error:
            return str(error)

    at_once, one_by_one = read(written), [read([each, "unknown"]) for each in written]
    # An unknown one among them makes a column be read one by one.
    if isinstance(at_once, str):
        assert at_once.partition(": column")[2] in {str(each).partition(": column")[2] for each in one_by_one}
    else:
        assert at_once == [each[0] for each in one_by_one]


def test_of_two_rows_with_one_key_the_later_stays(brought):
    rows = [
        CALLED | {"id": "one", "outcome": outcome} for outcome in ("connect", "unanswered", "conversation")
    ]
    assert [row["outcome"] for row in brought("call", *rows)] == ["conversation"]
