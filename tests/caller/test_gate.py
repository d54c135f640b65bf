"""Calls that share a transaction are answered one after the other, each knowing those before it."""

import msgspec
import pytest

from ringfence.call.words import Call, Place

EVERY_LEDGER = True

AT = 1_773_126_000_000
HER = Call(
    recipient="+8616191234567", caller="bank-a", purpose="collection", party="debtor", speaker="human",
    style="interactive", channel="voice", line="+8616190000001", at=AT,
    places=(Place(country="CN", zone="Asia/Shanghai"),),
)  # fmt: skip


def asked(house, *calls):
    """The answers to calls that are asked in one transaction."""
    return house.write(lambda tx: [house.gate.ask(tx, call) for call in calls])


@pytest.fixture
def looked(house):
    """A house that has looked for her proofs."""
    house.write(
        lambda tx: tx.insert("recipient", (house.people.token(HER.recipient), None, AT, None, None, None))
    )
    return house


def test_a_reservation_counts_for_the_next_call_of_the_same_group(looked):
    calls = [msgspec.structs.replace(HER, at=AT + turn) for turn in range(5)]
    assert [verdict.answer for verdict in asked(looked, *calls)] == ["permit"] * 3 + ["defer"] * 2


def test_the_same_id_in_one_group_and_in_the_next_gets_the_same_answer(looked):
    call = msgspec.structs.replace(HER, id="one")
    first, second = asked(looked, call, call)
    (third,) = asked(looked, call)
    assert first == second == third
    assert (first.answer, first.leaf) == ("permit", 0)


def test_a_refusal_too_is_given_again_to_the_letter(house):
    call = msgspec.structs.replace(HER, id="two", at=AT + 8 * 3_600_000)
    (first,) = asked(house, call)
    (again,) = asked(house, call)
    assert first == again
    assert first.reasons


def test_what_one_transaction_seals_can_be_read_in_it(house):
    def work(tx):
        verdict = house.gate.ask(tx, msgspec.structs.replace(HER, id="three"))
        held = tx.leaves_of_call("three")
        written = tx.connection.execute("SELECT seq FROM leaf WHERE call_id = 'three'").fetchall()
        return verdict.leaf, [leaf.seq for leaf in held], written, tx.leaf_hashes(0, 1) == [held[0].hash]

    assert house.write(work) == (0, [0], [(0,)], True)
