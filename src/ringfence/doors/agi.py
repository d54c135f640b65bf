"""FastAGI: an Asterisk switch asks in the middle of its dial plan, and finds the answer in the channel's variables.

Beside the HTTP door, over the same gate and keys. Takes a connection as Asterisk opens it (`agi_…` lines, then an empty
one); sets `GATE_ANSWER`, `GATE_CALL`, `GATE_RULE`, `GATE_UNTIL`. Where the gate does not answer, `GATE_ANSWER` is
`unavailable`: never a word that could be taken for a permit.
Source: Asterisk documentation, “Asterisk Gateway Interface”, FastAGI; TCP 4573.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.responses import Response

from ringfence.call.errors import RingfenceError
from ringfence.call.moments import written
from ringfence.call.verdict import Verdict
from ringfence.doors.http.access import Access
from ringfence.doors.http.diallers import CONTROL, UNAVAILABLE, asked, call_said
from ringfence.doors.http.needs import LiveGate

LONGEST_LINE: Final = 4096
MOST_LINES: Final = 100
PATIENCE: Final = 5.0
"""Seconds that a switch may take over one line."""
LEFT_OUT: Final = frozenset({"unknown", ""})
"""What Asterisk says of a number that it does not have."""


class FastAgi:
    """Answers Asterisk's dial plans."""

    def __init__(self, gate: LiveGate, access: Access) -> None:
        self.gate, self.access = gate, access

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Listens for switches until the server is closed."""
        return await asyncio.start_server(self.answer, host, port, limit=LONGEST_LINE)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: its lines read, its variables set."""
        try:
            told = await _told(reader)
            for name, value in (await self._variables(told)).items():
                writer.write(f'SET VARIABLE {name} "{_plain(value)}"\n'.encode())
                await writer.drain()
                await _line(reader)
        except (TimeoutError, ValueError, ConnectionError, asyncio.IncompleteReadError):
            # Whoever speaks otherwise, or no more, is not answered: the dial plan finds no variable.
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _variables(self, told: dict[str, str]) -> dict[str, str]:
        said = words_of(told)
        holder = await self.access.of_key(said.pop("key", ""), "ask")
        if isinstance(holder, Response):
            return {"GATE_ANSWER": UNAVAILABLE, "GATE_RULE": "this key may not ask"}
        try:
            return shown(await asked(self.gate, self.access, call_said(said, holder)))
        except RingfenceError as error:
            return {"GATE_ANSWER": UNAVAILABLE, "GATE_RULE": str(error)}


def words_of(told: dict[str, str]) -> dict[str, str]:
    """What a switch asks: the words of the address, and the numbers of the channel where the address does not say them.

    >>> words_of({"agi_network_script": "cn/ask?purpose=marketing", "agi_extension": "13800000000"})
    {'purpose': 'marketing', 'country': 'CN', 'recipient': '13800000000'}
    """
    address = urlsplit(
        told.get("agi_network_script") or urlsplit(told.get("agi_request", "")).path.lstrip("/")
    )
    said = dict(parse_qsl(address.query or urlsplit(told.get("agi_request", "")).query))
    said["country"] = address.path.partition("/")[0].upper()
    for word, name in (("recipient", "agi_extension"), ("line", "agi_callerid"), ("id", "agi_uniqueid")):
        if told.get(name, "") not in LEFT_OUT:
            said.setdefault(word, told[name])
    return said


def shown(verdict: Verdict) -> dict[str, str]:
    """A verdict as variables of the channel."""
    return {
        "GATE_ANSWER": verdict.answer, "GATE_CALL": verdict.call,
        "GATE_RULE": verdict.reasons[0].rule if verdict.reasons else "",
        "GATE_UNTIL": "" if verdict.retry_at is None else written(verdict.retry_at),
    }  # fmt: skip


async def _told(reader: asyncio.StreamReader) -> dict[str, str]:
    """The lines before the empty one."""
    told: dict[str, str] = {}
    for _ in range(MOST_LINES):
        line = await _line(reader)
        if not line:
            return told
        name, _, value = line.partition(":")
        told[name.strip()] = value.strip()
    raise ValueError("too many lines")


async def _line(reader: asyncio.StreamReader) -> str:
    async with asyncio.timeout(PATIENCE):
        found = await reader.readline()
    if not found.endswith(b"\n"):
        raise asyncio.IncompleteReadError(found, None)
    return found.decode("utf-8", "replace").strip()


def _plain(value: str) -> str:
    return CONTROL.sub("?", value).replace('"', "'")[:200]
