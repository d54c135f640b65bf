"""Asterisk's own exchange, line by line, over a real connection: what is no permit is never taken for one."""

import asyncio

import pytest

from ringfence.caller.access import SCOPES
from ringfence.doors.agi import FastAgi
from ringfence.doors.http.access import Access
from ringfence.wiring.served import Served
from tests.doors.recorded import AGI, steps

# As Asterisk 20 writes them for `AGI(agi://127.0.0.1:4573/cn/ask?…)`.
CHANNEL = """agi_network: yes
agi_network_script: {script}
agi_request: agi://127.0.0.1:4573/{script}
agi_channel: PJSIP/dialler-00000001
agi_language: en
agi_type: PJSIP
agi_uniqueid: 1773126000.1
agi_version: 20.11.0
agi_callerid: 02158888888
agi_calleridname: unknown
agi_callingpres: 0
agi_callingani2: 0
agi_callington: 0
agi_callingtns: 0
agi_dnid: 13800000000
agi_rdnis: unknown
agi_context: outbound
agi_extension: 13800000000
agi_priority: 1
agi_enhanced: 0.0
agi_accountcode:
agi_threadid: 139785

"""


@pytest.fixture
def key(house):
    """A key with which a switch may ask."""
    return house.make_key("switch", SCOPES, "bank-a")


def exchange(house, lines, reply="200 result=1\n"):
    """The variables that a switch was told to set when it wrote these lines."""

    async def run():
        served = Served(house)
        server = await FastAgi(served, Access(served)).serve("127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(lines if isinstance(lines, bytes) else lines.encode())
        told = {}
        while line := (await asyncio.wait_for(reader.readline(), 10)).decode():
            _, _, name, value = line.strip().split(" ", 3)
            told[name] = value.strip('"')
            writer.write(reply.encode())
        writer.close()
        server.close()
        return told

    return asyncio.run(run())


def test_a_permit_is_set_with_the_calls_id(house, key):
    told = exchange(house, CHANNEL.format(script=f"cn/ask?key={key}&purpose=service"))
    assert (told["GATE_ANSWER"], told["GATE_CALL"]) == ("permit", "1773126000.1")
    assert house.write(lambda tx: tx.rows("call", {}, 5))[0]["line"] == "+862158888888"


def test_what_is_held_back_is_set_with_rule_and_moment(house, key):
    script = f"cn/ask?key={key}&purpose=collection&party=debtor&style=interactive&channel=voice&zone=Asia/Shanghai&at=2026-03-10T23:00:00%2B08:00"
    told = exchange(house, CHANNEL.format(script=script))
    assert (told["GATE_ANSWER"], told["GATE_RULE"]) == ("defer", "cn.gbt45251.window")
    assert told["GATE_UNTIL"].startswith("2026-03-11T00:00:00")


@pytest.mark.parametrize(
    "script",
    [
        "cn/ask?key=rf_nobody",
        "cn/ask",
        "",
        "zz/ask?key={key}",
        "cn/ask?key={key}&recipient=12",
        "cn/ask?key={key}&purpose=marketting",
    ],
)
def test_what_cannot_be_asked_is_unavailable_and_no_permit(house, key, script):
    told = exchange(house, CHANNEL.format(script=script.format(key=key)))
    assert told["GATE_ANSWER"] == "unavailable"


@pytest.mark.parametrize("lines", [b"\xff\xfe\n\n", b"agi_network: yes\n" * 200, b"x" * 10_000 + b"\n\n"])
def test_whoever_speaks_otherwise_is_told_of_no_permit(house, lines):
    assert exchange(house, lines).get("GATE_ANSWER") in {None, "unavailable"}


def test_a_line_of_the_pack_cannot_break_out_of_its_variable(house, key):
    told = exchange(
        house, CHANNEL.format(script=f"cn/ask?key={key}&purpose=a%22%0ASET VARIABLE GATE_ANSWER permit")
    )
    assert told["GATE_ANSWER"] == "unavailable"
    assert len(told) == 2


def replayed(house, name, key):
    """What the gate told a switch that sends again what was recorded, and what it told it then."""

    async def run():
        served = Served(house)
        server = await FastAgi(served, Access(served)).serve("127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        told, recorded = [], []
        for who, said in steps(name, key):
            if who == "switch":
                writer.write(said.encode())
            else:
                recorded += said.splitlines()
                told += [
                    (await asyncio.wait_for(reader.readline(), 10)).decode().rstrip("\n")
                    for _ in said.splitlines()
                ]
        rest = (await asyncio.wait_for(reader.read(), 10)).decode()
        writer.close()
        server.close()
        return told, recorded, rest

    return asyncio.run(run())


@pytest.mark.parametrize("name", AGI)
def test_a_recorded_exchange_with_asterisk_goes_as_it_went(house, key, name):
    told, recorded, rest = replayed(house, name, key)
    assert told == recorded
    assert (len(told) >= 2, rest) == (True, "")
