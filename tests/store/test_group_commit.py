"""Whoever shares a visit to the disk with a call that cannot be sealed is answered all the same."""

import threading

import msgspec
import pytest

from ringfence.call.errors import EvidenceError
from ringfence.call.words import Call

EVERY_LEDGER = True

ANY = Call(recipient="+8616191234567", purpose="service", caller="bank-a", line="+8616190000001")


def submitted_together(house, calls):
    """The futures of calls that wait while the writer is held, and are then answered in one group."""
    held, begun = threading.Event(), threading.Event()

    def hold(tx):
        begun.set()
        held.wait()

    first = house._group.submit(hold)
    begun.wait()
    futures = [house.submit(call) for call in calls]
    held.set()
    first.result()
    return futures


def test_one_that_cannot_be_sealed_fails_alone(house):
    bad = msgspec.structs.replace(ANY, account=0.5)
    before, failed, after = submitted_together(house, [ANY, bad, ANY])
    assert (before.result().leaf, after.result().leaf) == (0, 1)
    with pytest.raises(EvidenceError, match="more than one way"):
        failed.result()
    kept = house.write(lambda tx: tx.connection.execute("SELECT leaf FROM call ORDER BY leaf").fetchall())
    assert kept == [(0,), (1,)]


def test_one_that_fails_while_it_is_asked_fails_alone_too(house):
    def fails(tx):
        raise ValueError("no")

    held = submitted_together(house, [ANY])
    with pytest.raises(ValueError, match="no"):
        house.write(fails)
    assert held[0].result().answer == "permit"
