"""Rows are written in the catalogue's order."""

from msgspec import structs

from ringfence.call.words import DESCRIBED, FLAGS, Call
from ringfence.caller.record import call_row, stop_row
from ringfence.ledger.catalogue import CATALOGUE

AT = 1_773_126_000_000
TOKEN = bytes(16)
SAID = {name: f"a {name}" for name in DESCRIBED}
CALL = structs.replace(Call(recipient="+8616191234567", id="c", asked_for=True, warm=False), **SAID)


def test_a_calls_row_holds_each_value_under_its_column():
    row = dict(zip(CATALOGUE["call"].column_names, call_row(CALL, TOKEN, AT, 7, expires_at=9), strict=True))
    assert {name: row.pop(name) for name in (*DESCRIBED, *FLAGS)} == {
        name: getattr(CALL, name) for name in (*DESCRIBED, *FLAGS)
    }
    assert row == {
        "recipient": TOKEN, "ts": AT, "id": "c", "day": 1_773_100_800_000, "direction": "outbound",
        "outcome": None, "expires_at": 9, "leaf": 7,
    }  # fmt: skip
    assert call_row(CALL, TOKEN, AT, 7, outcome="connect")[-3:] == ("connect", None, 7)


def test_a_stops_row_holds_each_value_under_its_column():
    row = dict(zip(CATALOGUE["stop"].column_names, stop_row(CALL, TOKEN, "opt_out", AT, 7), strict=True))
    assert {name: row.pop(name) for name in DESCRIBED} == {name: getattr(CALL, name) for name in DESCRIBED}
    assert row == {
        "recipient": TOKEN, "said_at": AT, "id": "stop-7", "trigger": "opt_out", "ends_at": None, "leaf": 7,
    }  # fmt: skip
