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


def test_who_comes_when_nobody_writes_does_her_piece_herself(house):
    assert house.write(lambda _: threading.current_thread()) is threading.current_thread()


def test_who_comes_while_somebody_writes_waits_her_turn_behind_whoever_came_first(house):
    held, begun, done = threading.Event(), threading.Event(), []

    def hold(tx):
        begun.set()
        held.wait()

    first = threading.Thread(target=house.write, args=(hold,))
    first.start()
    begun.wait()
    second = house._group.submit(lambda _: done.append("second"))
    third = threading.Thread(target=house.write, args=(lambda _: done.append("third"),))
    third.start()
    assert done == []
    held.set()
    for each in (first, third):
        each.join()
    second.result()
    assert done == ["second", "third"]


def test_who_is_interrupted_leaves_nothing_and_holds_up_nobody(house):
    def interrupted(tx):
        house.gate.ask(tx, ANY)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.write(interrupted)
    assert house.ask(ANY).leaf == 0


def test_many_who_come_at_once_are_each_answered_once(house):
    leaves: list[int] = []

    def asks():
        leaves.extend(house.ask(ANY).leaf for _ in range(8))

    threads = [threading.Thread(target=asks) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(leaves) == list(range(64))


def test_what_is_handed_over_first_is_done_first(house):
    done: list[int] = []
    for turn in range(200):
        later = house._group.submit(lambda _, turn=turn: done.append(2 * turn))
        house.write(lambda _, turn=turn: done.append(2 * turn + 1))
        later.result()
    assert done == list(range(400))
