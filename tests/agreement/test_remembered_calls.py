"""A cap on a line's calls says the same whether an earlier count is remembered or every call is counted anew."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ringfence.call.moments import DAY, HOUR, moment
from ringfence.call.words import Call
from ringfence.caller.record import call_row
from ringfence.ledger.catalogue import CATALOGUE
from ringfence.store.statements import insertion
from ringfence.store.transaction import SqlTransaction
from ringfence.wiring.bootstrap import open_house
from tests.policy.plain.given import NOON, SHANGHAI, WORDS, pack, rule

PEOPLE = ("+8613000000001", "+8613000000002")
LINES = ("+8621111111", "+8621222222")
CALENDAR_DAY = {"mode": "calendar", "length": "day", "zone": "fixed(Asia/Shanghai)"}
CAPPED = pack(
    rule("cap", {"count": "attempt", "key": ["line"], "period": CALENDAR_DAY, "max": {"value": "most"}}, id="test.attempts"),
    rule("cap", {"count": "conversation", "key": ["line"], "period": CALENDAR_DAY, "max": {"value": "most"}}, id="test.spoken", effect="defer"),
    rule("cap", {"count": "attempt", "key": ["line"], "period": CALENDAR_DAY, "max": {"value": "more"}}, id="test.more", effect="divert"),
    values={"most": pack(most=2).values["most"], "more": pack(most=4).values["most"]},
)  # fmt: skip
WAYS = ("ask", "ask", "ask", "tell", "bring", "elsewhere", "fail")
steps = st.lists(
    st.tuples(st.sampled_from(WAYS), st.sampled_from(LINES), st.sampled_from(PEOPLE), st.integers(0, 40)),
    min_size=1, max_size=14,
)  # fmt: skip


def call_at(nth, line, whom, hour):
    """A call on a line, so many hours after noon."""
    at = moment(NOON) + hour * HOUR
    return Call(
        **{**WORDS, "recipient": whom, "id": f"call-{nth}", "line": line, "at": at, "places": (SHANGHAI,)}
    )


def take(house, path, step, call):
    """One step: asked, told, brought, written by somebody else, or asked and then undone."""
    token = house.people.token(call.recipient)
    match step:
        case "ask":
            house.write(lambda tx: house.gate.ask(tx, call))
        case "tell":
            house.write(
                lambda tx: (house.gate.ask(tx, call), house.gate.tell(tx, call.id, outcome="conversation"))
            )
        case "bring":
            row = {"recipient": token, "ts": call.at, "id": call.id, "day": call.at - call.at % DAY, "line": call.line, "direction": "outbound", "outcome": "unanswered"}  # fmt: skip
            house.write(lambda tx: tx.bring("call", [row]))
        case "elsewhere":
            with closing(sqlite3.connect(path)) as other, other:
                other.execute(
                    insertion("?", "call"), call_row(call, token, call.at, 0, outcome="conversation")
                )
        case "fail":
            with suppress(ZeroDivisionError):
                house.write(lambda tx: (house.gate.ask(tx, call), 1 / 0))


@settings(max_examples=60, deadline=None)
@given(steps)
def test_what_is_remembered_changes_no_answer(taken):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        with open_house(path, pack=CAPPED, clock=lambda: moment(NOON)) as house:
            for nth, (step, line, whom, hour) in enumerate(taken):
                call = call_at(nth, line, whom, hour)
                take(house, path, step, call)
                said = house.write(lambda tx, call=call: [both_ways(house, tx, call, line) for line in LINES])
                assert [remembered for remembered, _ in said] == [anew for _, anew in said]


def both_ways(house, tx, call, line):
    """What is said of a call on a line, by what is remembered and by a transaction that remembers nothing."""
    asked = msgspec.structs.replace(call, id="asked", line=line)
    token, judge = house.people.token(call.recipient), house.gate.judge
    anew = SqlTransaction(tx.facts._db, "?").facts
    return judge.judge(tx.facts, asked, token, asked.at), judge.judge(anew, asked, token, asked.at)


def test_what_was_counted_in_a_transaction_that_is_undone_is_not_remembered(tmp_path):
    first, second = (call_at(nth, LINES[0], whom, 0) for nth, whom in enumerate(PEOPLE))
    third = call_at(2, LINES[0], PEOPLE[0], 1)

    def moved(house, tx):
        """One of the line's two calls is said to have been another line's, the line is judged, and all is undone."""
        take = dict(zip(CATALOGUE["call"].column_names, tx.find("call", key), strict=True))
        tx.bring("call", [take | {"line": LINES[1]}])
        assert both_ways(house, tx, third, LINES[0])[0].answer == "permit"
        raise ZeroDivisionError

    with open_house(tmp_path / "ledger.db", pack=CAPPED, clock=lambda: moment(NOON)) as house:
        key = (house.people.token(first.recipient), first.at, first.id)
        house.write(lambda tx: [house.gate.ask(tx, each) for each in (first, second)])
        with suppress(ZeroDivisionError):
            house.write(lambda tx: moved(house, tx))
        remembered, anew = house.write(lambda tx: both_ways(house, tx, third, LINES[0]))
        assert remembered == anew
        assert anew.answer == "refuse"
