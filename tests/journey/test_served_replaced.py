"""A pack whose files are replaced under a running gate changes nothing until it is started again, and a broken one is not started."""

from __future__ import annotations

import shutil
import subprocess
import sys

import httpx
import pytest

import ringfence
from ringfence.policy.shipped import shipped_packs
from tests.gates import Gate

pytestmark = pytest.mark.siege

CALL = {
    "purpose": "collection", "style": "interactive", "party": "debtor", "account": "card-1", "speaker": "human", "channel": "voice",
    "line": "+862158888888", "caller": "bank-a", "recipient": "+8613000000000", "at": "2026-03-10T23:00:00+08:00",
    "places": [{"country": "CN", "region": "Shanghai", "zone": "Asia/Shanghai"}],
}  # fmt: skip
NIGHT = "cn.gbt45251.window"


@pytest.fixture
def pack(tmp_path):
    """A copy of the pack that can be written to."""
    return shutil.copytree(shipped_packs()["thread"], tmp_path / "thread")


@pytest.fixture
def gate(db, pack):
    """A gate that is served with it."""
    with ringfence.open(db, pack=pack) as house:
        key = house.make_key("dialler", ["ask"])
    served = Gate(db, str(pack))
    served.start()
    served.key = key
    yield served
    if served.server.poll() is None:
        served.kill()


def answered(gate):
    """Which rules speak of a call in the night, and which pack they are of."""
    headers = {"Authorization": f"Bearer {gate.key}"}
    told = httpx.post(f"{gate.address}/v1/calls?dry_run=1", json=CALL, headers=headers, timeout=30)
    assert told.status_code == 200, told.text
    return [reason["rule"] for reason in told.json()["reasons"]], told.json()["pack"]


@pytest.mark.parametrize("rules", ["rules: [", ""])
def test_files_replaced_under_a_running_gate_change_no_answer(gate, pack, rules):
    before = answered(gate)
    assert NIGHT in before[0]
    for rule in (pack / "rules").rglob("*.yaml"):
        rule.write_text(rules)
    (pack / "lock.json").unlink()
    assert answered(gate) == before


def test_a_gate_is_not_started_with_a_broken_pack_and_says_where(gate, pack, db):
    gate.stop()
    (pack / "rules" / "caller" / f"{NIGHT}.yaml").write_text("kind: [")
    command = [
        sys.executable,
        "-m",
        "ringfence.wiring.main",
        "serve",
        "--db",
        db,
        "--pack",
        pack,
        "--port",
        "0",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert f"{NIGHT}.yaml" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_gate_that_is_started_again_answers_by_what_is_there_now(gate, pack):
    assert NIGHT in answered(gate)[0]
    gate.stop()
    for folder in ("rules", "examples"):
        (pack / folder / "caller" / f"{NIGHT}.yaml").unlink()
    lock_anew(pack)
    gate.start()
    assert NIGHT not in answered(gate)[0]


def lock_anew(pack):
    """The pack is locked anew, as whoever changes one does."""
    subprocess.run(
        [sys.executable, "-m", "ringfence.wiring.main", "pack", "lock", str(pack)],
        check=True,
        capture_output=True,
    )
