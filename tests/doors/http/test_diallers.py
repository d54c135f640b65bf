"""Diallers and switches get answers in their own words, and never a word for a permit where there was none."""

from xml.etree import ElementTree as ET

import pytest

from tests.doors.http.test_routes import CALL
from tests.doors.recorded import CURL, steps

pytestmark = pytest.mark.long

HERS = "13000000001"
TEXT = f"/text/cn/ask?recipient={HERS}&line=02158888888&purpose=service&caller=bank-a&id=t-1"


def get(path):
    return "GET", path, {}


def test_asterisk_gets_one_line_that_a_dial_plan_can_cut(send, keys):
    permit, again = send(get(f"{TEXT}&key={keys['all']}"), get(f"{TEXT}&key={keys['all']}"), key=None)
    assert (permit.text, again.text, permit.headers["content-type"]) == (
        "permit t-1",
        "permit t-1",
        "text/plain; charset=utf-8",
    )
    (deferred,) = send(
        get(f"/text/cn/ask?recipient={HERS}&purpose=marketing&caller=bank-a&id=t-2&zone=Asia/Shanghai")
    )
    assert deferred.text.startswith("defer t-2 us.dnc.national")


def test_text_that_cannot_be_asked_is_no_permit(send, keys, gate):
    for path in (
        f"{TEXT}&key=rf_none",
        f"/text/cn/ask?recipient=12&key={keys['all']}",
        f"{TEXT}&purpose=x&key={keys['all']}",
        f"{TEXT}&key={keys['only-log'] if 'only-log' in keys else keys['log']}",
    ):
        (answer,) = send(get(path), key=None)
        assert answer.text.startswith("unavailable "), path
    gate.close()
    assert send(get(TEXT))[0].text.startswith("unavailable")


def test_vicidial_tells_a_stop_as_it_always_did_and_the_next_call_is_refused(send, keys):
    path = f"/vicidial/cn/non_agent_api.php?source=test&user=6666&pass={keys['bank-a']}&function=add_dnc_phone&phone_number={HERS}&campaign_id=SYSTEM_INTERNAL"
    first, again = send(get(path), get(path), key=None)
    assert first.text == "SUCCESS: add_dnc_phone DNC NUMBER HAS BEEN ADDED - 6666|*******0001|SYSTEM_INTERNAL"
    assert again.text.startswith("ERROR: add_dnc_phone DNC NUMBER ALREADY EXISTS")
    call = {
        **CALL,
        "purpose": "marketing",
        "at": "2027-03-10T10:00:00+08:00",
        "places": [{"country": "CN", "zone": "Asia/Shanghai"}],
    }
    (answer,) = send(("POST", "/v1/calls", {"json": call}))
    assert (answer.json()["answer"], answer.json()["reasons"][0]["rule"]) == ("refuse", "cn.consumer-reg.24")


def test_a_dispo_url_tells_how_a_call_ended(send, keys, gate):
    send(("POST", "/v1/calls", {"json": CALL}), key="bank-a")
    path = f"/vicidial/cn/dispo?lead_id=1&call_id=one&dispo={{}}&pass={keys['bank-a']}"
    told, stop, unclear, unknown = send(
        get(path.format("SALE")),
        get(path.format("DNC")),
        get(path.format("ZZ")),
        get(path.replace("call_id=one", "call_id=two").format("SALE")),
        key=None,
    )
    assert (told.text, stop.text) == ("SUCCESS: one conversation", "SUCCESS: one conversation opt_out")
    assert unclear.text.startswith("ERROR: the ending ZZ has no one meaning")
    assert unknown.text.startswith("ERROR: no call two")
    assert [leaf.kind for leaf in gate.write(lambda tx: tx.leaves_of_call("one"))] == [
        "answer",
        "outcome",
        "outcome",
        "stop",
    ]


@pytest.mark.parametrize(("purpose", "hangs_up"), [("service", False), ("marketing", True)])
def test_freeswitch_gets_a_document_that_goes_on_or_hangs_up(send, keys, purpose, hangs_up):
    form = {
        "session_id": "s",
        "Caller-Destination-Number": HERS,
        "Caller-Caller-ID-Number": "02158888888",
        "purpose": purpose,
        "caller": "bank-a",
        "exiting": "false",
        "key": keys["all"],
    }
    (answer,) = send(("POST", "/freeswitch/cn/httapi", {"data": form}), key=None)
    document = ET.fromstring(answer.text)
    assert (answer.headers["content-type"].startswith("text/xml"), document.get("type")) == (
        True,
        "xml/freeswitch-httapi",
    )
    assert (document.find("work/execute") is not None) == hangs_up
    assert document.findtext("variables/gate_answer") == ("permit" if not hangs_up else "defer")


def test_freeswitch_hangs_up_where_the_gate_does_not_answer(send, gate):
    gate.close()
    (answer,) = send(("POST", "/freeswitch/cn/httapi", {"data": {"Caller-Destination-Number": HERS}}))
    document = ET.fromstring(answer.text)
    assert [each.get("data") for each in document.iter("execute")] == ["CALL_REJECTED"]


def test_what_a_dialler_sends_comes_back_as_plain_signs(send, keys):
    (answer,) = send(
        get(
            f"/vicidial/cn/non_agent_api.php?pass={keys['all']}&function=x%0d%0aSUCCESS:%20y&phone_number={HERS}"
        ),
        key=None,
    )
    assert "\n" not in answer.text
    assert answer.text.startswith("ERROR: x??SUCCESS: y")


@pytest.mark.parametrize("name", CURL)
def test_a_recorded_request_of_asterisk_gets_what_it_got(send, keys, name):
    (_, asked), (_, told) = steps(name, keys["all"])
    first, *heads = asked.strip().splitlines()
    method, path, _ = first.split()
    headers = dict(head.split(": ", 1) for head in heads)
    (answer,) = send((method, path, {"headers": headers}), key=None)
    head, _, body = told.partition("\n\n")
    assert answer.headers["content-type"] in head
    # A call gets an id of its own each time; the rest of the line is the same.
    without_id = [line.split(" ")[:1] + line.split(" ")[2:] for line in (answer.text, body)]
    assert without_id[0] == without_id[1]
    assert body.startswith(
        name.rsplit("-", 1)[1][:5] if "permit" in name or "defer" in name else "unavailable"
    )
