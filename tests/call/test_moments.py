"""A moment is a date with a zone, or milliseconds; whatever else somebody writes is told, and breaks nothing."""

import pytest

import ringfence
from ringfence.call.errors import RequestError
from ringfence.call.moments import WRITABLE, moment, written

CALL = {"recipient": "+8613000000000", "purpose": "marketing", "line": "+862158888888"}
NO_MOMENT = [
    5.0, True, [], {}, float("nan"), "", "5", "2026-03-10", "2026-03-10T15:00:00", 10**15, -(10**15), 2**63, 10**30,
    "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00",
]  # fmt: skip


@pytest.mark.parametrize("value", NO_MOMENT, ids=repr)
def test_what_is_no_moment_is_told(value):
    with pytest.raises(RequestError) as told:
        moment(value)
    assert told.value.path == "at"


@pytest.mark.parametrize("value", NO_MOMENT, ids=repr)
def test_a_call_at_no_moment_is_told_and_not_sealed(house, value):
    for ask in (house.ask, house.would):
        with pytest.raises(ringfence.RingfenceError):
            ask({**CALL, "at": value})
    with house.ledger.beside() as tx:
        assert tx.next_seq() == 0


@pytest.mark.parametrize("ms", [WRITABLE[0], -1, 0, 1773126000000, WRITABLE[-1]])
@pytest.mark.parametrize("hours", [-23, 0, 23])
def test_every_moment_that_is_taken_can_be_written_and_read_again(ms, hours):
    assert moment(written(moment(ms), hours * 3_600_000)) == ms
