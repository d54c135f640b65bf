"""A gate whose disk is full permits nothing, loses nothing, and answers again once there is room: no restart needed."""

from __future__ import annotations

import resource

import httpx
import pytest

import ringfence
from ringfence.call.errors import EngineError
from ringfence.evidence.verify import verify_log
from ringfence.store.log_reader import reading_log
from tests.gates import Gate

pytestmark = pytest.mark.siege

CALL = {"purpose": "service", "line": "+862158888888", "caller": "bank-a"}
ROOM = resource.RLIM_INFINITY


@pytest.fixture
def served(db):
    """A gate in a process of its own, and a key to ask it with."""
    with ringfence.open(db) as house:
        key = house.make_key("dialler", ["ask", "tell", "read", "facts", "log"])
    gate = Gate(db)
    gate.start()
    yield gate, key
    if gate.server.poll() is None:
        gate.kill()


def fill(gate):
    """From now on no file of the gate may grow: what the system says of a write is what it says on a full disk."""
    biggest = max(path.stat().st_size for path in gate.ledger.parent.glob(f"{gate.ledger.name}*"))
    resource.prlimit(gate.server.pid, resource.RLIMIT_FSIZE, (biggest, ROOM))


def make_room(gate):
    resource.prlimit(gate.server.pid, resource.RLIMIT_FSIZE, (ROOM, ROOM))


def asked_until_refused(visitor, most=5_000):
    """The leaves that were told before the gate could write no more, and its answer then."""
    told: list[tuple[str, int]] = []
    for nth in range(most):
        answer = visitor.post(
            "/v1/calls", json={**CALL, "recipient": f"+861300{nth:07}", "id": f"full-{nth}"}
        )
        if answer.status_code != 201:
            return told, answer
        told.append((answer.json()["call"], answer.json()["leaf"]))
    raise AssertionError("the disk never filled")


def test_a_full_disk_permits_nothing_loses_nothing_and_is_got_over(served, db):
    gate, key = served
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{gate.port}", headers=headers, timeout=30) as visitor:
        assert visitor.post("/v1/calls", json={**CALL, "recipient": "+8613900000000"}).status_code == 201
        fill(gate)
        told, refused = asked_until_refused(visitor)
        assert refused.status_code == 503, refused.text
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["fallback"]["answer"] == "defer"
        stop = {"recipient": "+8613900000000", "said_at": "2026-03-10T15:00:00+08:00", "trigger": "opt_out", "caller": "bank-a"}  # fmt: skip
        assert visitor.post("/v1/stops", json={"stops": [stop]}).status_code == 503
        assert visitor.get("/healthz").status_code == 200
        make_room(gate)
        again, other = (
            visitor.post("/v1/calls", json={**CALL, "recipient": "+8613900000001", "id": each})
            for each in (f"full-{len(told)}", "after")
        )
        assert (again.status_code, other.status_code) == (201, 201)
        assert visitor.post("/v1/stops", json={"stops": [stop]}).status_code == 201
    gate.kill()
    with reading_log(db) as reader, ringfence.open(db) as house:
        assert verify_log(reader, house.gate.people.keyring).clean
        assert told
        for call, leaf in told:
            assert [seq for seq, *_rest in reader.leaves_of_call(call)] == [leaf]


def ask_on(visitor):
    for nth in range(5_000):
        visitor.ask({**CALL, "recipient": f"+861300{nth:07}"})


def test_whoever_asks_a_full_gate_gets_an_error_and_no_permit(served):
    gate, key = served
    fill(gate)
    with ringfence.Client(f"http://127.0.0.1:{gate.port}", key) as visitor, pytest.raises(EngineError):
        ask_on(visitor)


def test_an_emergency_with_an_occasion_passes_a_full_gate_and_nothing_else_does(served):
    gate, key = served
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{gate.port}", headers=headers, timeout=30) as visitor:
        fill(gate)
        asked_until_refused(visitor)
        for purpose, occasion, answer in (
            ("emergency", "flood-1", "permit"), ("emergency", None, "defer"), ("marketing", "flood-1", "defer"), ("fraud_alert", "alert-1", "defer"),
        ):  # fmt: skip
            call = {**CALL, "recipient": "+8613900000000", "purpose": purpose, "occasion": occasion}
            told = visitor.post("/v1/calls", json=call)
            assert (told.status_code, told.json()["fallback"]["answer"]) == (503, answer)
            assert "engine.unavailable" in told.text
        text = {"recipient": "13900000000", "key": key, "occasion": "flood-1"}
        assert visitor.get("/text/cn/ask", params={**text, "purpose": "emergency"}).text.startswith("permit ")
        assert visitor.get("/text/cn/ask", params={**text, "purpose": "marketing"}).text.startswith(
            "unavailable"
        )


def test_the_packs_word_for_a_gate_that_cannot_answer_reaches_whoever_asks_from_python(served):
    gate, key = served
    with (
        ringfence.Client(f"http://127.0.0.1:{gate.port}", key) as asked,
        httpx.Client(
            base_url=f"http://127.0.0.1:{gate.port}", headers={"Authorization": f"Bearer {key}"}, timeout=30
        ) as visitor,
    ):
        fill(gate)
        asked_until_refused(visitor)
        with pytest.raises(EngineError) as told:
            asked.ask({**CALL, "recipient": "+8613900000000", "purpose": "emergency", "occasion": "flood-1"})
        assert told.value.fallback is not None
        assert told.value.fallback.answer == "permit"
