"""Messages reach real receivers, signed; a poisoned receiver holds nobody else up, and what is not taken comes again."""

import base64
import hmac
import json
import socket
import threading
import time
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import ringfence
from ringfence.wiring.deliveries import Deliveries
from ringfence.wiring.webhooks import Webhooks

pytestmark = pytest.mark.long
CALL = {"recipient": "+8616191234567", "line": "+862158888888", "purpose": "service", "caller": "bank-a"}


class Receiver:
    """A real HTTP server on this machine that notes what it is sent and answers as it is told."""

    def __init__(self, *statuses):
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.statuses = list(statuses)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                self.send_header("location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_args):
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hooks"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver():
    """A receiver that takes everything."""
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def sending(house):
    """Sends a house's messages while the test runs."""
    running = Deliveries(house)
    yield running
    running.close()


def until(found, seconds=20):
    """Waits until something is so."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < seconds, "it never came to that"
        time.sleep(0.05)


def state(house, name):
    """What became of each message to a webhook."""
    return [each["state"] for each in Webhooks(house).messages(name)]


def test_a_message_arrives_signed_with_the_secret_that_was_shown(house, receiver, sending):
    secret = Webhooks(house).make("crm", receiver.url, ["stop.said"], None)
    house.ask({**CALL, "id": "one"})
    house.tell("one", said="opt_out")
    until(lambda: state(house, "crm") == ["arrived"])
    ((headers, body),) = receiver.taken
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert (
        headers["webhook-signature"]
        == "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    )
    told = json.loads(body)
    assert (told["type"], told["data"]["said"], told["data"]["call"]["id"]) == ("stop.said", "opt_out", "one")


@pytest.mark.parametrize("status", [500, 301, 404])
def test_what_is_not_taken_is_sent_again_with_the_same_id_and_no_redirection_is_followed(
    house, sending, monkeypatch, status
):
    monkeypatch.setattr("ringfence.caller.outbox.WAITS", (1, 1))
    receiver = Receiver(status)
    Webhooks(house).make("crm", receiver.url, ["call.answered"], None)
    house.ask(CALL)
    until(lambda: state(house, "crm") == ["arrived"])
    receiver.close()
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 1
    assert len(receiver.taken) == 2


def test_a_receiver_that_never_answers_holds_nobody_else_up_and_is_not_waited_for(
    house, receiver, sending, monkeypatch
):
    monkeypatch.setattr("ringfence.doors.http.hooks.LONGEST", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hooks = Webhooks(house)
        hooks.make("silent", f"http://127.0.0.1:{silent.getsockname()[1]}/", ["call.answered"], None)
        hooks.make("crm", receiver.url, ["call.answered"], None)
        house.ask_all([{**CALL, "id": f"call-{nth}"} for nth in range(30)])
        until(lambda: state(house, "crm") == ["arrived"] * 30)
        until(lambda: any("no answer" in each["fault"] for each in hooks.messages("silent")))
        assert "arrived" not in state(house, "silent")


def test_a_receiver_that_speaks_without_end_is_left(house, receiver, sending, monkeypatch):
    monkeypatch.setattr("ringfence.doors.http.hooks.LONGEST", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as drip:

        def speaks():
            visitor, _ = drip.accept()
            try:
                while True:
                    visitor.sendall(b"HTTP/1.1 200 OK\r\nx: "[:1])
                    time.sleep(0.1)
            except OSError:
                visitor.close()

        threading.Thread(target=speaks, daemon=True).start()
        Webhooks(house).make("drip", f"http://127.0.0.1:{drip.getsockname()[1]}/", ["call.answered"], None)
        house.ask(CALL)
        until(lambda: Webhooks(house).messages("drip") and Webhooks(house).messages("drip")[0]["fault"])


def test_what_was_sealed_while_nobody_sent_is_sent_after_a_new_start(db, receiver):
    with ringfence.open(db) as house:
        Webhooks(house).make("crm", receiver.url, ["call.answered"], None)
        house.ask_all([{**CALL, "id": f"call-{nth}"} for nth in range(5)])
    with ringfence.open(db) as house:
        sending = Deliveries(house)
        until(lambda: state(house, "crm") == ["arrived"] * 5)
        sending.close()
    assert sorted(json.loads(body)["data"]["call"]["id"] for _, body in receiver.taken) == [
        f"call-{nth}" for nth in range(5)
    ]


def test_the_secret_is_kept_nowhere(house, receiver, db):
    secret = Webhooks(house).make("crm", receiver.url, ["call.answered"], None)
    house.close()
    assert base64.b64decode(secret.removeprefix("whsec_")) not in db.read_bytes()
