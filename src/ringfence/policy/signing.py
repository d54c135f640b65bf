"""Sign-off: who has read a pack and stands by it, and whether it still is what was read.

Beside the lock, which says what rules are; this says who answers for them. Takes a checked pack; gives its standing. A
pack is signed off once two different people have signed it as it is now: its rules, those offered among them, its
values, calendars, sources and examples, its name and version. It can say who signed, not whether they were right to.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ringfence.call.errors import Fault, PackError
from ringfence.policy.lock import canonical_rule, sha256
from ringfence.policy.rule import Pack, SignOff
from ringfence.policy.shipped import shipped_packs
from ringfence.policy.yaml_text import read_documents

NEEDED = 2
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
    digest = signed_digest(pack) if pack.signed_off else ""
    now = tuple(each for each in pack.signed_off if each.digest == digest)
    before = tuple(each for each in pack.signed_off if each.digest != digest)
    people = {person(each.name) for each in now}
    if len(people) >= NEEDED:
        return SignedOff("signed", now, before)
    return SignedOff("one" if people else "stale" if before else "nobody", now, before)


def signed_digest(pack: Pack) -> str:
    """The digest of all that a person signs, in hexadecimal; the sign-offs themselves are no part of it.

    How it is laid out, and what its authors noted beside it, are no part of it either.
    """
    said: dict[str, Any] = {
        "decides": pack.digest,
        "offered": [canonical_rule(rule) for rule in pack.offered],
    }
    if pack.path is not None:
        manifest = tomllib.loads((pack.path / "pack.toml").read_text(encoding="utf-8"))
        said["manifest"] = {key: _plainly(part) for key, part in manifest.items() if key != "signed_off"}
        said["examples"] = {
            path.relative_to(pack.path).as_posix(): [each.value for each in read_documents(path, path.name)]
            for path in sorted((pack.path / "examples").rglob("*.yaml"))
        }
    return sha256(said)


def person(name: str) -> str:
    """A name as one compares names, however it was typed.

    >>> person(" Some  One") == person("some one")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def sign(pack: Pack, name: str, role: str, day: dt.date) -> Path:
    """Adds a sign-off of the pack as it is to its `pack.toml`; an earlier one of the same person is replaced."""
    if pack.path is None:
        raise _fault(pack, "was not read from a folder", "read it from one to sign it")
    if pack.path.resolve() in {path.resolve() for path in shipped_packs().values()}:
        raise _fault(
            pack, "is shipped, and the next release would replace it", "copy its folder and sign that"
        )
    if not _is_told(name) or not _is_told(role):
        raise _fault(pack, "is signed by a person in a role", "give --as and --role, without brackets")
    new = SignOff(name=name.strip(), role=role.strip(), on=day, digest=signed_digest(pack))
    entries = [*(each for each in pack.signed_off if person(each.name) != person(new.name)), new]
    path = pack.path / "pack.toml"
    before = path.read_text(encoding="utf-8")
    after = with_entries(before, entries)
    if not _differs_only_in(entries, before, after):
        hint = "write `signed_off = []` above the first table, and sign anew"
        raise _fault(pack, "keeps its sign-offs in a form of its own", hint)
    path.write_text(after, encoding="utf-8")
    return path


def _fault(pack: Pack, message: str, hint: str) -> PackError:
    return PackError([Fault(pack.name, None, None, message, hint)])


def _is_told(text: str) -> bool:
    """Whether something is said, on one line and without what would end a list."""
    return bool(text.strip()) and text.isprintable() and not set("[]") & set(text)


def _differs_only_in(entries: list[SignOff], before: str, after: str) -> bool:
    """Whether a manifest says what it said before, and these sign-offs."""
    try:
        now = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    signed = [SignOff.model_validate(each) for each in now.pop("signed_off")]
    was = {key: part for key, part in tomllib.loads(before).items() if key != "signed_off"}
    return (now, signed) == (was, entries)


def _plainly(part: Any) -> Any:
    """A part of a manifest in the types that JSON has."""
    return json.loads(json.dumps(part, default=str))


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
