"""Gates that are killed again and again while many ask for the same people: no cap exceeded, nothing lost, every stop kept.

One gate over a file; eight over a PostgreSQL server.

What it answered is checked from the sealed log by the plain evaluator, not by the gate.
"""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from typing import Any

import httpx
import pytest

import ringfence
from ringfence.call.errors import EngineError
from ringfence.call.words import DESCRIBED, Call, Place
from ringfence.caller.access import SCOPES
from ringfence.evidence.leaf import facts_of
from ringfence.evidence.verify import verify_log
from ringfence.policy.plain import judge
from ringfence.policy.read import read_pack
from ringfence.policy.world import Listed, PastCall, StopEvent, World
from ringfence.store.log_reader import reading_log
from tests.gates import Gate

PEOPLE = [f"+8616190000{nth:03}" for nth in range(20)]
MANY = [f"+8616190000{nth:03}" for nth in range(200)]
LINES = [f"+8621310000{nth:02}" for nth in range(20)]
LOOKED = "2026-03-09T10:00:00+08:00"
DEBT = {"purpose": "collection", "party": "debtor", "style": "interactive"}
SALE = {"purpose": "marketing"}
ASKERS = 6
EARLY = "2026-03-10T08:00:00+08:00"
"""Before any call: whoever said stop then may be sold nothing on that day."""


def prepared(ledger, folder, people):
    """A ledger in which everybody was looked up, and a key to ask it with."""
    with ringfence.open(ledger) as house:
        for relation, header, rows in (
            ("recipient", "recipient,proofs_checked_at", [f"{each},{LOOKED}" for each in people]),
            (
                "listing_entry",
                "recipient,listing,listed,checked_at",
                [f"{each},national_dnc,false,{LOOKED}" for each in people],
            ),
        ):
            path = folder / f"{relation}.csv"
            path.write_text("\n".join([header, *rows]) + "\n")
            house.bring(relation, path)
        return house.make_key("dialler", SCOPES)


def ask_on_and_on(gates, people, key, seed, told, ended):
    """Asks and tells until it is over; what was heard is noted, whatever was on its way when the gate died is not."""
    rng = random.Random(seed)
    while not ended.is_set():
        call = {
            **rng.choice([DEBT, SALE]), "line": rng.choice(LINES), "caller": "bank-a", "channel": "voice",
            "at": f"2026-03-10T{rng.randrange(9, 20):02}:{rng.randrange(60):02}:00+08:00", "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
        }  # fmt: skip
        try:
            # Not encrypted anyway: else all the world's certificates are read each time.
            with ringfence.Client(
                f"http://127.0.0.1:{rng.choice(gates).port}", key, transport=httpx.HTTPTransport(verify=False)
            ) as asked:
                for _ in range(20):
                    ask_once(asked, call | {"recipient": rng.choice(people)}, rng, told)
        except EngineError:
            time.sleep(0.05)


def ask_once(gate, call, rng, told):
    """Asks, and one time in ten tells that she said stop."""
    verdict = gate.ask(call)
    if verdict.answer == "permit":
        told.append(("call", verdict.call, verdict.leaf))
        if rng.random() < 0.1:
            told.append(("stop", verdict.call, gate.tell(verdict, said="opt_out", at=EARLY)))


def heard_while_killed(gates, people, key, kills, seconds):
    """What askers heard of gates of which one was killed so often."""
    told: list[tuple[str, str, int]] = []
    ended, rng = threading.Event(), random.Random(7)
    for gate in gates:
        gate.start()
    askers = [
        threading.Thread(target=ask_on_and_on, args=(gates, people, key, seed, told, ended))
        for seed in range(ASKERS)
    ]
    for asker in askers:
        asker.start()
    for _ in range(kills):
        time.sleep(rng.uniform(0.3, seconds))
        gate = rng.choice(gates)
        gate.kill()
        gate.start()
    time.sleep(0.5)
    ended.set()
    for asker in askers:
        asker.join()
    for gate in gates:
        gate.kill()
    return told


def wrong_permits(leaves):
    """Every sealed permit that the plain evaluator, in the world of the leaves before it, does not give."""
    pack = read_pack("thread")
    stops: dict[bytes, list[StopEvent]] = defaultdict(list)
    made: dict[str, list[PastCall]] = defaultdict(list)
    wrong: list[int] = []
    permits = 0
    for leaf in leaves:
        seq, kind, recipient = leaf[0], leaf[1], leaf[5]
        facts: dict[str, Any] = facts_of(leaf[3])
        call = called(facts["call"], recipient.hex())
        words = {word: getattr(call, word) for word in DESCRIBED}
        if kind == "stop":
            told = StopEvent(
                trigger=facts["said"], said_at=facts["said_at"], recipient=recipient.hex(), words=words
            )
            stops[recipient].append(told)
        elif facts["answer"] == "permit":
            permits += 1
            # What counts is asked of her calls and of the line's.
            near = {each.id: each for each in (*made[call.recipient], *made[call.line or ""])}
            world = World(
                call=call, at=call.at, history=tuple(near.values()), stops=tuple(stops[recipient]), proofs=(),
                listings={"national_dnc": Listed(listed=False, checked_at=1773021600000)},
            )  # fmt: skip
            if judge(pack, world).answer != "permit":
                wrong.append(seq)
            past = PastCall(
                id=f"leaf-{seq}", at=call.at, recipient=recipient.hex(), expires_at=facts["expires_at"], words=words,
            )  # fmt: skip
            made[call.recipient].append(past)
            made[call.line or ""].append(past)
    return wrong, permits


def called(told, recipient):
    """The call that a leaf tells of."""
    known = {
        name: value for name, value in told.items() if name in Call.__struct_fields__ and value is not None
    }
    known["places"] = tuple(
        Place(**{name: value for name, value in place.items() if value is not None})
        for place in told.get("places") or ()
    )
    return Call(**{**known, "recipient": recipient})


def check(ledger, told):
    """Nothing that was heard is lost, nothing that was sealed was wrong, and the log holds."""
    with ringfence.open(ledger) as house:
        keyring, where = house.people.keyring, house.ledger.where
    with reading_log(where) as reader:
        sealed = {leaf[0]: leaf[6] for leaf in reader.leaves()}
        wrong, permits = wrong_permits(reader.leaves(("answer", "stop")))
        found = verify_log(reader, keyring).found
    assert [each for each in told if sealed.get(each[2]) != each[1]] == []
    assert wrong == []
    assert permits > 20
    assert found == []


@pytest.mark.siege
@pytest.mark.parametrize(("ledger", "gates"), [("file", 1), ("server", 3)], indirect=["ledger"])
def test_gates_killed_while_many_ask_for_the_same_people_exceed_no_cap_and_keep_every_stop(
    ledger, gates, tmp_path
):
    key = prepared(ledger, tmp_path, PEOPLE)
    told = heard_while_killed([Gate(ledger) for _ in range(gates)], PEOPLE, key, kills=2, seconds=1.0)
    assert {kind for kind, *_ in told} == {"call", "stop"}
    check(ledger, told)


@pytest.mark.soak
@pytest.mark.parametrize(("ledger", "gates"), [("file", 1), ("server", 8)], indirect=["ledger"])
def test_gates_killed_for_a_minute_and_more_exceed_no_cap_and_keep_every_stop(ledger, gates, tmp_path):
    key = prepared(ledger, tmp_path, MANY)
    told = heard_while_killed([Gate(ledger) for _ in range(gates)], MANY, key, kills=25, seconds=2.0)
    check(ledger, told)
