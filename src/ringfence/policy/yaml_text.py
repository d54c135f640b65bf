"""YAML as a pack writes it: plain values, and the line on which each of them stands.

The first step of reading a pack or an example file. Takes a file; gives its documents, every key as text and
every plain scalar as text, number, true, false or nothing, by the few rules below. It never guesses: `22:00`,
`no`, `2026-03-10` and `+8613000000000` stay the text they are, whatever other YAML readers make of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ringfence.call.errors import Fault, PackError

Steps = tuple[str | int, ...]
"""Where something stands inside a document: the keys and positions that lead to it."""

NOTHING = {"", "~", "null", "Null", "NULL"}
TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# A number with a plus or a leading zero is a telephone number or a code, never a quantity: it stays text.
WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
DEEPEST = 40

HINTS = {
    "mapping values are not allowed in this context": "put text that holds `: ` in quotes, and check the indentation",
    "found character that cannot start any token": "indent with spaces, not tabs, and put text that begins with `@`, `%` or a backtick in quotes",
    "found a tab character that violates indentation": "indent with spaces, not tabs",
    "could not find expected ':'": "every line of a mapping is written `key: value`",
    "did not find expected '-' indicator": "this line is not indented as its list is",
    "did not find expected key": "quote the whole text, or check the indentation",
}


@dataclass(frozen=True, slots=True)
class Written:
    """One document: its plain value and the lines of its parts."""

    value: Any
    lines: dict[Steps, int]

    def line(self, path: Steps) -> int:
        """The line of what stands at `path`, or of the nearest thing around it that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_documents(path: Path, file: str) -> list[Written]:
    """The documents of a YAML file; every fault of its writing at once as a PackError, named by `file`."""
    return documents(read_utf8(path, file), file)


def read_utf8(path: Path, file: str) -> str:
    """The text of a file, or a PackError that says which line is not UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PackError([Fault(file, None, None, f"cannot be read: {error.strerror}".lower())]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError([Fault(file, line, None, "is not UTF-8", "save the file as UTF-8")]) from None


def documents(text: str, file: str = "text") -> list[Written]:
    """The documents of a YAML text.

    >>> documents("from: 22:00")[0].value
    {'from': '22:00'}
    """
    reading = _Reading(file)
    try:
        # Events alone: what a scalar means is said below, not by YAML's own rules. In C: a pack is read before each command.
        return list(reading.documents(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context)
        message, line = f"is not YAML: {problem}", mark.line + 1 if mark else None
        raise PackError([*reading.faults, Fault(file, line, None, message, HINTS.get(problem))]) from None
    except YAMLError:
        message = "is not YAML: it holds a character that no text has"
        raise PackError([Fault(file, None, None, message, "save the file as plain UTF-8 text")]) from None


def scalar(text: str) -> Any:
    """What a scalar without quotes means.

    >>> [scalar(text) for text in ("3", "0.5", "true", "~", "no", "08:00", "+8621111111")]
    [3, 0.5, True, None, 'no', '08:00', '+8621111111']
    """
    if text in NOTHING:
        return None
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if FRACTION.fullmatch(text) else TRUTH.get(text, text)


@dataclass(slots=True)
class _Reading:
    """One pass over a text's events; lines and faults gather here on the way."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    lines: dict[Steps, int] = field(default_factory=dict)

    def documents(self, events: Iterator[Event]) -> Iterator[Written]:
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self.lines = {}
                yield Written(self.value(events, next(events), ()), self.lines)
        if self.faults:
            raise PackError(self.faults)

    def value(self, events: Iterator[Event], event: Event, path: Steps) -> Any:
        self.lines.setdefault(path, _line(event))
        if len(path) > DEEPEST:
            raise PackError([*self.faults, self.fault(event, "is nested too deeply to be read")])
        if isinstance(event, MappingStartEvent):
            return self.mapping(events, path)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(events, path)
        if isinstance(event, AliasEvent):
            self.faults.append(self.fault(event, f"`*{event.anchor}` is an alias", "write it out here"))
            return None
        assert isinstance(event, ScalarEvent)
        text: str = event.value
        return scalar(text) if _is_plain(event) else text

    def mapping(self, events: Iterator[Event], path: Steps) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = event.value if isinstance(event, ScalarEvent) else None
            if key is None:
                raise PackError([*self.faults, self.fault(event, "a key must be one word or text")])
            if key in found:
                self.faults.append(self.fault(event, f"`{key}` is written twice", "keep one of them"))
            self.lines[*path, key] = _line(event)
            found[key] = self.value(events, next(events), (*path, key))
        return found

    def sequence(self, events: Iterator[Event], path: Steps) -> list[Any]:
        found: list[Any] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            found.append(self.value(events, event, (*path, len(found))))
        return found

    def fault(self, event: Event, message: str, hint: str | None = None) -> Fault:
        return Fault(self.file, _line(event), None, message, hint)


def _is_plain(event: ScalarEvent) -> bool:
    return event.style in {None, ""} and event.tag is None


def _line(event: Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1
