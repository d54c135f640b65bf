"""Call logs and messages as SMS Backup & Restore writes them: XML, an element for each call or message.

Beside `table`. Takes a path; gives rows of cells like any table. A document type is refused before anything in it is
looked at: entities can swell without end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from ringfence.call.errors import ListError

CALL: Final = ("date", "number", "type", "duration")
MESSAGE: Final = ("date", "address", "type", "body")
MESSAGE_WAYS: Final = {"1": "in", "2": "out", "4": "out", "5": "out", "6": "out"}
CALL_WAYS: Final = {
    "1": "incoming",
    "2": "outgoing",
    "3": "missed",
    "4": "incoming",
    "5": "rejected",
    "6": "rejected",
    "7": "incoming",
}
MOST_ELEMENTS: Final = 500_000


def markup_cells(path: Path, name: str) -> Iterator[list[str]]:
    """The rows of the calls or the messages in it, the names of their columns first."""
    calls: list[list[str]] = []
    messages: list[list[str]] = []

    def start(tag: str, said: dict[str, str]) -> None:
        if len(calls) + len(messages) > MOST_ELEMENTS:
            raise ListError(
                f"`{name}` has more than {MOST_ELEMENTS:,} entries; export the months that matter"
            )
        if tag == "call":
            way = CALL_WAYS.get(said.get("type", ""), said.get("type", ""))
            calls.append([said.get("date", ""), said.get("number", ""), way, said.get("duration", "")])
        elif tag == "sms":
            way = MESSAGE_WAYS.get(said.get("type", ""), said.get("type", ""))
            messages.append([said.get("date", ""), said.get("address", ""), way, said.get("body", "")])

    def refuse(*_said: object) -> None:
        raise ListError(f"`{name}` declares a document type, which no call log does; it was not read")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = (
        start,
        refuse,
        refuse,
    )
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ListError(f"`{name}` is not whole: {error}; export it again") from None
    if not calls and not messages:
        raise ListError(
            f"`{name}` holds no calls and no messages; export the call log with SMS Backup & Restore"
        )
    yield list(CALL if calls else MESSAGE)
    yield from calls or messages
