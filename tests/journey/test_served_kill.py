"""A gate that is killed again and again while many ask it for the same people: no cap exceeded, nothing lost, every stop kept.

What it answered is checked from the sealed log by the plain evaluator, not by the gate.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
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

PEOPLE = [f"+86161900000{nth:02}" for nth in range(20)]
LINES = [f"+8621310000{nth:02}" for nth in range(20)]
LOOKED = "2026-03-09T10:00:00+08:00"
DEBT = {"purpose": "collection", "party": "debtor", "style": "interactive"}
SALE = {"purpose": "marketing"}
ASKERS = 6
EARLY = "2026-03-10T08:00:00+08:00"
"""Before any call: whoever said stop then may be sold nothing on that day."""


def prepared(db):
    """A ledger in which everybody was looked up, and a key to ask it with."""
    with ringfence.open(db) as house:
        for relation, header, rows in (
            ("recipient", "recipient,proofs_checked_at", [f"{each},{LOOKED}" for each in PEOPLE]),
            (
                "listing_entry",
                "recipient,listing,listed,checked_at",
                [f"{each},national_dnc,false,{LOOKED}" for each in PEOPLE],
            ),
        ):
            path = db.with_name(f"{relation}.csv")
            path.write_text("\n".join([header, *rows]) + "\n")
            house.bring(relation, path)
        return house.make_key("dialler", SCOPES)


class Gate:
    """A served gate that is killed and started again on the same port."""

    def __init__(self, db):
        self.db, self.port = db, 0
        self.server: Any = None

    def start(self):
        command = [
            sys.executable,
            "-m",
            "ringfence.wiring.main",
            "serve",
            "--db",
            str(self.db),
            "--port",
            str(self.port),
            "--lang",
            "en",
        ]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.server.stdout.readline().rpartition(":")[2])

    def kill(self):
        os.kill(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.server.stdout.close()


def ask_on_and_on(gate, key, seed, told, ended):
    """Asks and tells until it is over; what was heard is noted, whatever was on its way when the gate died is not."""
    rng = random.Random(seed)
    while not ended.is_set():
        call = {
            **rng.choice([DEBT, SALE]), "recipient": rng.choice(PEOPLE), "line": rng.choice(LINES), "caller": "bank-a", "channel": "voice",
            "at": f"2026-03-10T{rng.randrange(9, 20):02}:{rng.randrange(60):02}:00+08:00", "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
        }  # fmt: skip
        try:
            with ringfence.Client(
                f"http://127.0.0.1:{gate.port}", key, transport=httpx.HTTPTransport()
            ) as asked:
                for _ in range(20):
                    ask_once(asked, call | {"recipient": rng.choice(PEOPLE)}, rng, told)
        except EngineError:
            time.sleep(0.05)


def ask_once(gate, call, rng, told):
    """Asks, and one time in ten tells that she said stop."""
    verdict = gate.ask(call)
    if verdict.answer == "permit":
        told.append(("call", verdict.call, verdict.leaf))
        if rng.random() < 0.1:
            told.append(("stop", verdict.call, gate.tell(verdict, said="opt_out", at=EARLY)))


def heard_while_killed(gate, key, kills, seconds):
    """What askers heard of a gate that was killed so often."""
    told: list[tuple[str, str, int]] = []
    ended, rng = threading.Event(), random.Random(7)
    gate.start()
    askers = [
        threading.Thread(target=ask_on_and_on, args=(gate, key, seed, told, ended)) for seed in range(ASKERS)
    ]
    for asker in askers:
        asker.start()
    for _ in range(kills):
        time.sleep(rng.uniform(0.3, seconds))
        gate.kill()
        gate.start()
    time.sleep(0.5)
    ended.set()
    for asker in askers:
        asker.join()
    gate.kill()
    return told


def wrong_permits(db):
    """Every sealed permit that the plain evaluator, in the world of the leaves before it, does not give."""
    pack = read_pack("thread")
    calls: dict[bytes, list[int]] = defaultdict(list)
    stops: dict[bytes, list[StopEvent]] = defaultdict(list)
    wrong: list[int] = []
    with sqlite3.connect(db) as ledger:
        leaves = ledger.execute(
            "SELECT seq, kind, body, recipient FROM leaf WHERE kind IN ('answer', 'stop') ORDER BY seq"
        ).fetchall()
    by_line: list[PastCall] = []
    for seq, kind, body, recipient in leaves:
        facts: dict[str, Any] = facts_of(body)
        call = called(facts["call"], recipient.hex())
        if kind == "stop":
            words = {word: getattr(call, word) for word in DESCRIBED}
            stops[recipient].append(
                StopEvent(
                    trigger=facts["said"], said_at=facts["said_at"], recipient=recipient.hex(), words=words
                )
            )
        elif facts["answer"] == "permit":
            world = World(
                call=call, at=call.at, history=tuple(by_line), stops=tuple(stops[recipient]), proofs=(),
                listings={"national_dnc": Listed(listed=False, checked_at=1773021600000)},
            )  # fmt: skip
            if judge(pack, world).answer != "permit":
                wrong.append(seq)
            by_line.append(
                PastCall(
                    id=f"leaf-{seq}",
                    at=call.at,
                    recipient=recipient.hex(),
                    expires_at=facts["expires_at"],
                    words={word: getattr(call, word) for word in DESCRIBED},
                )
            )
            calls[recipient].append(seq)
    return wrong, sum(map(len, calls.values()))


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


def check(db, told):
    """Nothing that was heard is lost, nothing that was sealed was wrong, and the log holds."""
    with sqlite3.connect(db) as ledger:
        sealed = {
            row[0]: row[1]
            for row in ledger.execute("SELECT seq, call_id FROM leaf WHERE call_id IS NOT NULL")
        }
    assert [each for each in told if sealed.get(each[2]) != each[1]] == []
    wrong, permits = wrong_permits(db)
    assert wrong == []
    assert permits > 20
    with ringfence.open(db) as house:
        keyring = house.people.keyring
    with reading_log(db) as reader:
        assert verify_log(reader, keyring).found == []


@pytest.mark.long
def test_a_served_gate_killed_while_many_ask_for_the_same_people_exceeds_no_cap_and_keeps_every_stop(db):
    key = prepared(db)
    told = heard_while_killed(Gate(db), key, kills=2, seconds=1.0)
    assert {kind for kind, *_ in told} == {"call", "stop"}
    check(db, told)


@pytest.mark.soak
def test_a_served_gate_killed_for_a_minute_and_more_exceeds_no_cap_and_keeps_every_stop(db):
    key = prepared(db)
    told = heard_while_killed(Gate(db), key, kills=25, seconds=2.0)
    check(db, told)
