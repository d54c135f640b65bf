"""Sign-off: who has read a pack's rules and stands by them, and whether they still are what was read.

Beside the lock, which says what rules are; this says who answers for it. Takes a checked pack; gives its standing. A
pack is signed off once two different people have signed the very rules, values and calendars that it has now; the
digest that they sign leaves the sign-off itself out. It can say who signed, not whether they were right to.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ringfence.call.errors import Fault, PackError
from ringfence.policy.rule import Pack, SignOff

NEEDED = 2
_PERSON = re.compile(r"[^\[\]\n]+")
Standing = Literal["signed", "one", "stale", "nobody"]


@dataclass(frozen=True, slots=True)
class SignedOff:
    """A pack's standing: who signed what it is now, and who signed what it was."""

    standing: Standing
    now: tuple[SignOff, ...]
    before: tuple[SignOff, ...]


def signed_off(pack: Pack) -> SignedOff:
    """Who stands by a pack as it is.

    >>> from ringfence.policy.read import read_pack
    >>> signed_off(read_pack("thread")).standing
    'nobody'
    """
    now = tuple(each for each in pack.signed_off if each.digest == pack.digest)
    before = tuple(each for each in pack.signed_off if each.digest != pack.digest)
    people = {each.name for each in now}
    if len(people) >= NEEDED:
        return SignedOff("signed", now, before)
    return SignedOff("one" if people else "stale" if before else "nobody", now, before)


def sign(pack: Pack, name: str, role: str, day: dt.date) -> Path:
    """Adds a sign-off of the pack as it is to its `pack.toml`; an earlier one of the same person is replaced."""
    if pack.path is None:
        raise PackError(
            [Fault(pack.name, None, None, "was not read from a folder", "read it from one to sign it")]
        )
    if not _PERSON.fullmatch(name.strip()) or not _PERSON.fullmatch(role.strip()):
        raise PackError(
            [
                Fault(
                    pack.name,
                    None,
                    None,
                    "is signed by a person in a role",
                    "give --name and --role, without brackets",
                )
            ]
        )
    new = SignOff(name=name.strip(), role=role.strip(), on=day, digest=pack.digest)
    entries = [*(each for each in pack.signed_off if each.name != new.name), new]
    path = pack.path / "pack.toml"
    path.write_text(with_entries(path.read_text(encoding="utf-8"), entries), encoding="utf-8")
    return path


def with_entries(text: str, entries: list[SignOff]) -> str:
    """A manifest's text with these sign-offs for those it had; everything else stays as its author wrote it."""
    lines = [
        f"  {{ name = {_told(e.name)}, role = {_told(e.role)}, on = {e.on}, digest = {_told(e.digest)} }},\n"
        for e in entries
    ]
    written = "signed_off = [\n" + "".join(lines) + "]"
    there = re.compile(r"^signed_off[ \t]*=[ \t]*\[[^\]]*\][^\n]*$", re.MULTILINE)
    if there.search(text):
        return there.sub(lambda _: written, text, count=1)
    # A key of the whole pack stands before the first table.
    table = re.search(r"^\[", text, re.MULTILINE)
    at = table.start() if table else len(text)
    return f"{text[:at].rstrip()}\n{written}\n\n{text[at:]}"


def _told(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
