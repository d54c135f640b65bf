"""Whatever moment a gate is killed at, what it has answered is in the ledger."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

import ringfence
from ringfence.evidence.verify import verify_log
from ringfence.store.log_reader import reading_log

ASKER = """
import sys, threading
import ringfence

CALL = {"purpose": "service", "channel": "voice", "caller": "bank-a"}

def asks(house, thread):
    for turn in range(1_000_000):
        number = f"+8613{thread}{turn:08}"
        verdict = house.ask({**CALL, "recipient": number, "line": f"+8621{turn % 1000:07}"})
        said = f'["{verdict.answer}", "{verdict.call}"]\\n'
        if turn % 3 == 0:
            leaf = house.tell(verdict.call, said="opt_out")
            said += f'["stop", "stop-{leaf}"]\\n'
        sys.stdout.write(said)
        sys.stdout.flush()

house = ringfence.open(sys.argv[1])
for thread in range(4):
    threading.Thread(target=asks, args=(house, thread), daemon=True).start()
threading.Event().wait()
"""
WARM = 20
"""Lines to be heard before the killing may begin."""


def answered_until_killed(db, seconds):
    """What a gate says it has answered, until it is killed without warning."""
    asker = subprocess.Popen([sys.executable, "-c", ASKER, db], stdout=subprocess.PIPE, text=True)
    assert asker.stdout is not None
    with asker:
        told = "".join(asker.stdout.readline() for _ in range(WARM))
        time.sleep(seconds)
        os.kill(asker.pid, signal.SIGKILL)
        told += asker.stdout.read()
    # The last line may have been cut in the middle: it was then never heard.
    return [json.loads(line) for line in told.splitlines(keepends=True) if line.endswith("]\n")]


def lost(db, told):
    """What was answered and is not in the ledger that is opened afterwards; and what a verification finds."""
    with ringfence.open(db) as house:
        kept = {
            relation: {row[0] for row in house.ledger._db.execute(f"SELECT id FROM {relation}")}
            for relation in ("call", "stop")
        }
        keyring = house.people.keyring
    with reading_log(db) as reader:
        findings = verify_log(reader, keyring)
    gone = [row for kind, row in told if row not in kept["stop" if kind == "stop" else "call"]]
    return gone, findings.found


@pytest.mark.long
def test_a_gate_killed_while_it_answers_loses_no_permit_and_no_stop(db):
    told = answered_until_killed(str(db), random.uniform(0.0, 0.5))
    assert {kind for kind, _ in told} == {"permit", "stop"}
    assert lost(db, told) == ([], [])


@pytest.mark.soak
def test_a_gate_killed_again_and_again_loses_no_permit_and_no_stop(db):
    told = []
    for _ in range(40):
        told += answered_until_killed(str(db), random.uniform(0.0, 2.0))
        assert lost(db, told) == ([], [])
