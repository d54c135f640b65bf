"""A real Kamailio with the script that is shipped writes one record a call, and each is read as it was."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time

import pytest

from tests.doors.records.sip import HERE, Answering, Calling
from tests.doors.records.test_read import read
from tests.shape.source import ROOT

KAMAILIO = shutil.which("kamailio") or shutil.which("/usr/sbin/kamailio")
SCRIPT = ROOT / "deploy" / "kamailio" / "records.cfg"
SECONDS = 15
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        KAMAILIO is None and not os.environ.get("CI"),
        reason="NO KAMAILIO: apt-get install kamailio kamailio-extra-modules",
    ),
]


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind((HERE, 0))
        return found.getsockname()[1]


def until(log, count, what):
    """The log, once something stands in it so often."""
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        if len(re.findall(what, log.read_text())) >= count:
            return log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text()[-2000:])


@pytest.fixture
def proxied(tmp_path):
    """Somebody who calls through a Kamailio, and what that writes."""
    assert KAMAILIO is not None, "no Kamailio: apt-get install kamailio kamailio-extra-modules"
    answering, port, log = Answering(), free_port(), tmp_path / "kamailio.log"
    script = tmp_path / "records.cfg"
    script.write_text(SCRIPT.read_text().replace("sip:192.0.2.10:5060", f"sip:{HERE}:{answering.port}"))
    # Its sockets go where no long path leads.
    here = os.path.relpath(tmp_path)
    command = [KAMAILIO, "-f", str(script), "-DD", "-E", "-l", f"udp:{HERE}:{port}", "-m", "64", "-Y", here]
    with log.open("w") as file:
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=file)
    calling = Calling(port)
    try:
        until(log, 1, r"processes \(at least\)")
        time.sleep(0.5)
        yield calling, log
    finally:
        server.terminate()
        server.wait(SECONDS)
        calling.close()
        answering.close()


def test_each_call_is_one_record_whatever_became_of_it(proxied, tmp_path):
    calling, log = proxied
    began = int(time.time())
    ended = [
        calling.call("+8621111111", "+8613000000001", 1.2),
        calling.call("+8621111111", "+8613000000009", 0),
        calling.call("+8621111112", "+8613000000002", 0.2),
    ]
    assert ended == [200, 603, 200]
    told = until(log, 3, "RECORD")
    assert "ERROR" not in told
    records = tmp_path / "records.jsonl"
    records.write_text("".join(line + "\n" for line in told.splitlines() if "RECORD" in line))
    rows, aside = read(records, form="kamailio")
    assert aside == []
    # Whoever of Kamailio's workers is done first writes first.
    rows.sort(key=lambda each: each["recipient"])
    assert [(each["line"], each["recipient"]) for each in rows] == [
        (8621111111, 8613000000001), (8621111112, 8613000000002), (8621111111, 8613000000009),
    ]  # fmt: skip
    assert [(each["status"], each["talk"], each["ring"]) for each in rows] == [
        (200, 1, 0),
        (200, 1, 0),
        (603, 0, 0),
    ]
    assert all(began <= each["ts"] // 1000 <= time.time() for each in rows)
