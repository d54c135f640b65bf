"""The outbox is made of the log's leaves: each is told once to whoever wants it, and a message is sent until it arrives or is given up."""

import msgspec
import pytest

from ringfence.call.errors import RequestError
from ringfence.caller import outbox

EVERY_LEDGER = True
HER = "+8616191234567"
CALL = {"recipient": HER, "line": "+862158888888", "purpose": "service", "channel": "voice"}


@pytest.fixture
def hooked(house):
    """A house with a webhook that wants everything, and one that wants stops of one caller."""
    now = house.gate.clock()
    house.ask({**CALL, "caller": "bank-a", "id": "before"})

    def make(tx):
        outbox.make_webhook(tx, "all", "https://all.example/", outbox.EVENTS.values(), now)
        outbox.make_webhook(tx, "stops", "https://stops.example/", ["stop.said"], now, "bank-a")

    house.write(make)
    return house


def gathered(house, now=None):
    """The messages that are due."""
    at = house.gate.clock() if now is None else now
    return house.write(lambda tx: (outbox.gather(tx, at), outbox.due(tx, at, (), 100))[1])


def test_each_leaf_is_told_once_to_whoever_wants_it(hooked):
    for caller in ("bank-a", "bank-b"):
        hooked.ask({**CALL, "caller": caller, "id": caller})
        hooked.tell(caller, outcome="conversation", said="opt_out")
    told = [(each.webhook, msgspec.json.decode(each.body)["type"]) for each in gathered(hooked)]
    assert told.count(("stops", "stop.said")) == 1
    assert sorted(event for webhook, event in told if webhook == "all") == sorted(
        ["call.answered", "call.told", "stop.said"] * 2
    )
    assert gathered(hooked) == []


def test_what_was_before_the_webhook_is_not_told(hooked):
    assert gathered(hooked) == []


def test_no_message_holds_a_number_or_what_binds_it(hooked):
    hooked.ask({**CALL, "caller": "bank-a", "id": "one"})
    hooked.tell("one", said="opt_out")
    bodies = b"".join(each.body for each in gathered(hooked))
    assert HER[3:].encode() not in bodies
    assert b'"who"' not in bodies
    assert b"places" not in bodies


def test_a_message_that_is_being_sent_is_nobody_elses_until_its_lease_is_over(hooked):
    hooked.ask({**CALL, "caller": "bank-a", "id": "one"})
    now = hooked.gate.clock()
    (first,) = gathered(hooked, now)
    assert gathered(hooked, now + outbox.LEASE - 1) == []
    (again,) = gathered(hooked, now + outbox.LEASE)
    assert (again.id, again.tries) == (first.id, 2)


def test_a_message_that_is_never_taken_is_given_up_after_the_last_wait_and_can_be_sent_again(hooked):
    hooked.ask({**CALL, "caller": "bank-a", "id": "one"})
    now, sent = hooked.gate.clock(), 0
    while messages := gathered(hooked, now):
        sent += 1
        hooked.write(lambda tx, message=messages[0], now=now: outbox.failed(tx, message, now, "status 500"))
        now += 2 * outbox.WAITS[-1]
    assert sent == len(outbox.WAITS) + 1
    (told,) = hooked.write(lambda tx: outbox.messages_told(tx, "all"))
    assert (told["state"], told["fault"]) == ("given up", "status 500")
    assert hooked.write(lambda tx: outbox.replay(tx, "all", now)) == 1
    (message,) = gathered(hooked, now)
    hooked.write(lambda tx: outbox.arrived(tx, message, now))
    assert hooked.write(lambda tx: outbox.messages_told(tx, "all"))[0]["state"] == "arrived"
    assert hooked.write(lambda tx: outbox.replay(tx, "all", now)) == 0
    assert hooked.write(lambda tx: outbox.replay(tx, "all", now, message.id)) == 1


def test_a_busy_webhook_waits_and_holds_nobody_up(hooked):
    hooked.ask({**CALL, "caller": "bank-a", "id": "one"})
    hooked.tell("one", said="opt_out")
    now = hooked.gate.clock()
    found = hooked.write(lambda tx: (outbox.gather(tx, now), outbox.due(tx, now, ("all",), 100))[1])
    assert {each.webhook for each in found} == {"stops"}


def test_what_waits_for_a_webhook_that_was_taken_back_is_given_up(hooked):
    hooked.ask({**CALL, "caller": "bank-a", "id": "one"})
    now = hooked.gate.clock()
    hooked.write(lambda tx: outbox.gather(tx, now))
    hooked.write(lambda tx: outbox.revoke_webhook(tx, "all", now))
    assert gathered(hooked, now) == []
    assert hooked.write(lambda tx: outbox.messages_told(tx, "all"))[0]["fault"] == "the webhook was revoked"


def test_messages_that_arrived_go_after_some_days(hooked):
    hooked.ask({**CALL, "caller": "bank-a", "id": "one"})
    now = hooked.gate.clock()
    (message,) = gathered(hooked, now)
    hooked.write(lambda tx: outbox.arrived(tx, message, now))
    assert hooked.write(lambda tx: outbox.drop_old(tx, now)) == 0
    assert hooked.write(lambda tx: outbox.drop_old(tx, now + outbox.KEPT + 1)) == 1
    assert hooked.write(lambda tx: outbox.messages_told(tx, "all")) == []


@pytest.mark.parametrize(
    ("name", "url", "events", "where"),
    [
        ("n", "http://crm.example/", ["stop.said"], "url"), ("n", "ftp://crm.example", ["stop.said"], "url"), ("n", "https://", ["stop.said"], "url"),
        ("n", "https://crm.example", ["stop.sad"], "event"), ("n", "https://crm.example", [], "event"), ("all", "https://crm.example", ["stop.said"], "name"),
    ],
)  # fmt: skip
def test_a_webhook_that_cannot_be_is_told(hooked, name, url, events, where):
    with pytest.raises(RequestError) as told:
        hooked.write(lambda tx: outbox.make_webhook(tx, name, url, events, 0))
    assert told.value.path == where
