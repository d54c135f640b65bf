"""`pack.toml`: what a pack is called, which clock its days go by, what it rests on, who signed it off.

The first file of a pack that is checked. Takes the file's text; gives the manifest, with the line of each key
found again, since TOML readers do not tell. The numbers and words of the law are not here but in `values/`
and `rules/`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field

from ringfence.call.errors import Fault, PackError, nearest
from ringfence.call.words import Purpose
from ringfence.policy.checks.page import Page
from ringfence.policy.checks.wording import checked
from ringfence.policy.rule import SignOff, Text, Valid
from ringfence.policy.terms import Term
from ringfence.policy.yaml_text import Steps, Written, read_utf8


def read_zone(value: str) -> str:
    """The name of a zone, known to the zone data.

    >>> read_zone("Asia/Shanghai")
    'Asia/Shanghai'
    """
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = nearest(value, available_timezones()) or "write it like Asia/Shanghai"
        raise ValueError(f"`{value}` is no zone; {hint}") from None
    return value


Zone = Annotated[str, AfterValidator(read_zone)]


class SourceTerms(Term):
    """A text the pack rests on, as `[sources.<key>]` gives it; the date is as its publisher writes it."""

    title: str
    date: str | None = None
    link: str | None = None


class ImportTerms(Term):
    """One pack that is imported, as `[imports.<pack>]` says: all its rules, or `only` some."""

    only: tuple[str, ...] | None = None


class UnansweredTerms(Term):
    """What holds where the gate cannot decide: purposes whose calls `pass` if they have an occasion; all others wait."""

    passes: tuple[Purpose, ...] = Field(default=("emergency",), alias="pass")


class ManifestTerms(Term):
    """What `pack.toml` says; `in_force` is when the pack's text was adopted and does not switch rules off.

    `chosen` are offered rules, its own or imported, that are to hold.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    zone: Zone
    title: Text | None = None
    in_force: Valid = Valid()
    sources: dict[str, SourceTerms]
    signed_off: tuple[SignOff, ...] = ()
    imports: dict[str, ImportTerms] = Field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    unanswered: UnansweredTerms = UnansweredTerms()


def read_manifest(path: Path, file: str, faults: list[Fault]) -> tuple[ManifestTerms | None, Page]:
    """The manifest, or None with its faults noted; and the page it stands on."""
    try:
        text = read_utf8(path, file)
        written = Written(tomllib.loads(text), lines_of(text))
    except PackError as error:
        faults.extend(error.faults)
        return None, Page(file, Written({}, {}), faults)
    except tomllib.TOMLDecodeError as error:
        faults.append(syntax_fault(str(error), file))
        return None, Page(file, Written({}, {}), faults)
    page = Page(file, written, faults)
    return checked(ManifestTerms, page, written.value), page


def syntax_fault(told: str, file: str) -> Fault:
    """What a TOML reader says, on the line it names."""
    place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", told)
    line = int(place[1]) if place and place[1] else None
    message = re.sub(r"\s*\(at .*\)", "", told).lower()
    return Fault(file, line, None, f"is not TOML: {message}", "text stands in quotes, a table in [brackets]")


def lines_of(text: str) -> dict[Steps, int]:
    r"""The line of each table and key of a TOML text.

    >>> lines_of('name = "a"\n[sources.law]\ntitle = "b"')[("sources", "law", "title")]
    3
    """
    lines: dict[Steps, int] = {(): 1}
    table: Steps = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?([^\[\]]+)\]", line):
            table = tuple(part.strip(" \"'") for part in header[1].split("."))
            lines.setdefault(table, number)
        elif key := re.match(r"\s*([A-Za-z0-9_\"'.-]+)\s*=", line):
            parts = tuple(part.strip("\"'") for part in key[1].split("."))
            lines.setdefault((*table, *parts), number)
    return lines
