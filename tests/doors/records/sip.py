"""Two telephones that speak SIP over UDP on this machine: one calls, one answers, and one of its numbers refuses."""

from __future__ import annotations

import re
import socket
import threading
import time
from typing import Any

HERE = "127.0.0.1"
SECONDS = 5.0


def headers_of(text: str, name: str) -> list[str]:
    """What stands in a header, line by line."""
    return re.findall(rf"(?mi)^{name}:\s*(.*?)\r?$", text)


class Telephone:
    """A port at which SIP is spoken."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HERE, 0))
        self.socket.settimeout(SECONDS)
        self.port = self.socket.getsockname()[1]

    def close(self) -> None:
        self.socket.close()


class Answering(Telephone):
    """Takes every call, but refuses (603) those to numbers that end in 9."""

    def __init__(self) -> None:
        super().__init__()
        self.socket.settimeout(0.2)
        self._open = True
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._open = False
        self._thread.join()
        super().close()

    def _answer(self) -> None:
        while self._open:
            try:
                data, sender = self.socket.recvfrom(65_536)
            except TimeoutError:
                continue
            text = data.decode()
            first = text.split("\r\n", 1)[0]
            if first.startswith(("INVITE", "BYE")):
                refused = first.startswith("INVITE") and "9@" in first.split()[1]
                self.socket.sendto(self._said("603 Decline" if refused else "200 OK", text).encode(), sender)

    def _said(self, status: str, asked: str) -> str:
        kept = [
            f"{name}: {each}" for name in ("Via", "Record-Route", "From", "Call-ID", "CSeq") for each in headers_of(asked, name)
        ]  # fmt: skip
        (to,) = headers_of(asked, "To")
        tagged = to if "tag=" in to else f"{to};tag=answering"
        lines = [f"SIP/2.0 {status}", *kept, f"To: {tagged}", f"Contact: <sip:{HERE}:{self.port}>"]
        return "\r\n".join([*lines, "Content-Length: 0", "", ""])


class Calling(Telephone):
    """Makes calls through a proxy, one after another."""

    def __init__(self, proxy: int) -> None:
        super().__init__()
        self.proxy, self.made = (HERE, proxy), 0

    def call(self, line: str, recipient: str, talk: float) -> int:
        """The status a call ended with; one that is taken is talked on for so many seconds."""
        self.made += 1
        known = {"line": line, "recipient": recipient, "call": f"call-{self.made}@{HERE}"}
        self._send("INVITE", f"sip:{recipient}@{HERE}:{self.proxy[1]}", known, 1)
        told = self._final()
        status = int(told.split()[1])
        (to,) = headers_of(told, "To")
        known["to"] = to
        if status != 200:
            self._send("ACK", f"sip:{recipient}@{HERE}:{self.proxy[1]}", known, 1)
            return status
        (contact,) = re.findall(r"<([^>]+)>", headers_of(told, "Contact")[0])
        routes = list(reversed(headers_of(told, "Record-Route")))
        self._send("ACK", contact, known, 1, routes)
        time.sleep(talk)
        self._send("BYE", contact, known, 2, routes)
        self._final()
        return status

    def _final(self) -> str:
        while True:
            text = self.socket.recv(65_536).decode()
            if not text.startswith("SIP/2.0 1"):
                return text

    def _send(
        self, method: str, uri: str, known: dict[str, Any], number: int, routes: list[str] | None = None
    ) -> None:
        branch = f"z9hG4bK-{self.made}-{number}-{method if method != 'ACK' or routes else 'INVITE'}"
        to = known.get("to", f"<sip:{known['recipient']}@{HERE}>")
        lines = [
            f"{method} {uri} SIP/2.0", f"Via: SIP/2.0/UDP {HERE}:{self.port};branch={branch}", *(f"Route: {each}" for each in routes or ()),
            f"From: <sip:{known['line']}@{HERE}>;tag=calling-{self.made}", f"To: {to}", f"Call-ID: {known['call']}", f"CSeq: {number} {method}",
            f"Contact: <sip:{HERE}:{self.port}>", "Max-Forwards: 70", "Content-Length: 0",
        ]  # fmt: skip
        self.socket.sendto("\r\n".join([*lines, "", ""]).encode(), self.proxy)
